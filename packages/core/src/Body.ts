/**
 * Reads the bytes of a response, whatever HTTP layer brought them.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as HttpClientError from "effect/http/HttpClientError"
import type { Received } from "./Transport.ts"

/**
 * The body as text, unpacked where it is still packed.
 *
 * Some HTTP layers unpack by themselves and leave `content-encoding` standing, others do not unpack. What tells is
 * the first two bytes: no text starts with those of gzip.
 *
 * @category readers
 * @since 0.1.0
 */
export const readText = ({
  body,
  response
}: Received): Effect.Effect<string, HttpClientError.HttpClientError | UnpackError> =>
  typeof body === "string"
    ? Effect.succeed(body)
    : body === undefined
      ? Effect.flatMap(response.arrayBuffer, textOf)
      : textOf(body)

const textOf = (buffer: ArrayBuffer): Effect.Effect<string, UnpackError> => {
  const bytes = new Uint8Array(buffer)
  return isGzip(bytes) ? Effect.map(unpack(bytes), decode) : Effect.succeed(decode(bytes))
}

/**
 * The bytes said to be gzip are not, or end too early.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnpackError {
  readonly _tag = "UnpackError"
}

const isGzip = (bytes: Uint8Array): boolean => bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b

const decoder = /*#__PURE__*/ new TextDecoder()

const decode = (bytes: Uint8Array): string => decoder.decode(bytes)

const unpack = (bytes: Uint8Array<ArrayBuffer>): Effect.Effect<Uint8Array, UnpackError> =>
  Effect.tryPromise({
    try: async () => {
      const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))
      return new Uint8Array(await new Response(unpacked).arrayBuffer())
    },
    catch: () => new UnpackError()
  })

/**
 * Reads the bytes of a response, whatever HTTP layer brought them.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Headers from "effect/http/Headers"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"

/**
 * The whole body as text, unpacked where it is still packed; undefined where it is not the gzip it says.
 *
 * Some HTTP layers unpack by themselves and leave `content-encoding` standing, others do not unpack. What tells is
 * the first two bytes: no text starts with those of gzip.
 *
 * @category readers
 * @since 0.1.0
 */
export const textOf = (
  response: HttpClientResponse.HttpClientResponse,
  headers: Headers.Headers
): Effect.Effect<string | undefined, HttpClientError.HttpClientError> =>
  headers["content-encoding"] === undefined ? response.text : Effect.flatMap(response.arrayBuffer, unpacked)

const unpacked = (buffer: ArrayBuffer): Effect.Effect<string | undefined> => {
  const bytes = new Uint8Array(buffer)
  return isGzip(bytes) ? Effect.promise(() => unpack(bytes)) : Effect.succeed(new TextDecoder().decode(bytes))
}

const isGzip = (bytes: Uint8Array): boolean => bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b

const unpack = async (bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> => {
  try {
    return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text()
  } catch {
    return undefined
  }
}

/**
 * Reads the bytes of a response, whatever HTTP layer brought them, and no more of them than is allowed.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Headers from "effect/http/Headers"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"

/**
 * The body of a response: its text, or why there is none.
 *
 * @category models
 * @since 0.1.0
 */
export type Body = Text | Unreadable

/**
 * A body as text. Bytes that are no UTF-8 stand in it as U+FFFD, which is told.
 *
 * @category models
 * @since 0.1.0
 */
export interface Text {
  readonly text: string
  readonly isUtf8: boolean
}

/**
 * A body that is larger than allowed, as it came or unpacked, or not the gzip it says.
 *
 * @category models
 * @since 0.1.0
 */
export interface Unreadable {
  readonly text: undefined
  readonly because: "tooLarge" | "notGzip"
}

/**
 * What an HTTP layer may offer: a response that bounds its body by itself, as cheaply as it can.
 *
 * @category models
 * @since 0.1.0
 */
export interface Bounded {
  readonly [textWithin]: (most: number) => Effect.Effect<Body, HttpClientError.HttpClientError>
}

/**
 * The name of what {@link Bounded} offers.
 *
 * @category conversions
 * @since 0.1.0
 */
export const textWithin: unique symbol = Symbol.for("@effect-intercom/core/textWithin")

/**
 * A body larger than allowed.
 *
 * @category constants
 * @since 0.1.0
 */
export const tooLarge: Unreadable = { text: undefined, because: "tooLarge" }

/**
 * A body that says it is gzip, and is not.
 *
 * @category constants
 * @since 0.1.0
 */
export const notGzip: Unreadable = { text: undefined, because: "notGzip" }

/**
 * The whole body as text, unpacked where it is still packed. Neither form may have more than `most` bytes: no more is held
 * in memory, and the connection is closed where more would come.
 *
 * Some HTTP layers unpack by themselves and leave `content-encoding` standing, others do not unpack. What tells is
 * the first two bytes: no text starts with those of gzip.
 *
 * @category conversions
 * @since 0.1.0
 */
export const textOf = (
  response: HttpClientResponse.HttpClientResponse,
  headers: Headers.Headers,
  most: number
): Effect.Effect<Body, HttpClientError.HttpClientError> => {
  if (isBounded(response)) return response[textWithin](most)
  const length = lengthOf(headers)
  // The protocol holds a body to the length it says.
  if (length <= most && headers["content-encoding"] === undefined) {
    return Effect.map(response.arrayBuffer, (bytes) => decoded(new Uint8Array(bytes)))
  }
  return Effect.flatMap(bytesOf(response, length > most ? 0 : most), (bytes) => {
    if (bytes === undefined) return Effect.succeed(tooLarge)
    return isGzip(bytes) ? Effect.promise(() => unpack(bytes, most)) : Effect.succeed(decoded(bytes))
  })
}

/**
 * The length a response says its body has; not a number where it does not say.
 *
 * @category conversions
 * @since 0.1.0
 */
export const lengthOf = (headers: Headers.Headers): number => Number(headers["content-length"] ?? Number.NaN)

const isBounded = (
  response: HttpClientResponse.HttpClientResponse
): response is HttpClientResponse.HttpClientResponse & Bounded => Predicate.hasProperty(response, textWithin)

/** Undefined where there are more than `most`. */
const bytesOf = (
  response: HttpClientResponse.HttpClientResponse,
  most: number
): Effect.Effect<Uint8Array<ArrayBuffer> | undefined, HttpClientError.HttpClientError> =>
  Effect.suspend(() => {
    const chunks: Array<Uint8Array> = []
    let length = 0
    return Stream.runForEachWhile(response.stream, (chunk) => {
      length += chunk.byteLength
      if (length <= most) chunks.push(chunk)
      return Effect.succeed(length <= most)
    }).pipe(
      // Some HTTP layers have no stream of a body that is empty.
      Effect.catchIf(
        ({ reason }) => reason._tag === "EmptyBodyError",
        () => Effect.void
      ),
      Effect.map(() => (length <= most ? join(chunks, length) : undefined))
    )
  })

const join = (chunks: ReadonlyArray<Uint8Array>, length: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
}

/** Text has an end of its own, which `most` may lie beyond. */
const decoded = (bytes: Uint8Array): Body => {
  try {
    return decode((decoder) => decoder.decode(bytes))
  } catch {
    return tooLarge
  }
}

/**
 * Bytes as text, as `read` makes it with the decoder it is given; twice where that is needed to tell whether they are UTF-8. Throws
 * where `read` does, as where a text would be longer than texts can be.
 *
 * @category conversions
 * @since 0.1.0
 */
export const decode = (read: (decoder: TextDecoder) => string): Text => {
  const text = read(new TextDecoder())
  return { text, isUtf8: !text.includes(replacement) || isUtf8(read) }
}

/** What stands for bytes that are no UTF-8, and for itself. */
const replacement = "\uFFFD"

const isUtf8 = (read: (decoder: TextDecoder) => string): boolean => {
  try {
    read(new TextDecoder("utf-8", { fatal: true }))
    return true
  } catch {
    return false
  }
}

const isGzip = (bytes: Uint8Array): boolean => bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b

const unpack = async (packed: Uint8Array<ArrayBuffer>, most: number): Promise<Body> => {
  const chunks: Array<Uint8Array> = []
  let length = 0
  try {
    for await (const chunk of new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))) {
      length += chunk.byteLength
      if (length > most) return tooLarge
      chunks.push(chunk)
    }
  } catch {
    return notGzip
  }
  return decoded(join(chunks, length))
}

/**
 * Packs and unpacks with what every runtime has.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"

/**
 * Packs bytes into one gzip member.
 *
 * @category conversions
 * @since 0.1.0
 */
export const pack = (bytes: Uint8Array<ArrayBuffer>): Effect.Effect<Uint8Array> =>
  Effect.promise(() => through(bytes, new CompressionStream("gzip")))

/**
 * Unpacks one gzip member; undefined where the bytes are none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const unpack = (bytes: Uint8Array<ArrayBuffer>): Effect.Effect<Uint8Array | undefined> =>
  Effect.orElseSucceed(
    Effect.tryPromise(() => through(bytes, new DecompressionStream("gzip"))),
    () => undefined
  )

const through = async (
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream
): Promise<Uint8Array> =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer())

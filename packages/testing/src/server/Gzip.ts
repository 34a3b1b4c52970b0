/**
 * Compression with what every runtime has.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"

/**
 * Packs bytes as gzip.
 *
 * @category conversions
 * @since 0.1.0
 */
export const gzip = (bytes: Uint8Array<ArrayBuffer>): Effect.Effect<Uint8Array<ArrayBuffer>> =>
  Effect.promise(async () => {
    const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"))
    return new Uint8Array(await new Response(packed).arrayBuffer())
  })

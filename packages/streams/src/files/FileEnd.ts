/**
 * Where a file ended when it was safe, so that it can be told later whether it is still that file.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import { cannotWrite, type FileError } from "./Error.ts"
import * as Entry from "./Entry.ts"

/**
 * The end of a file.
 *
 * @category models
 * @since 0.1.0
 */
export interface FileEnd {
  readonly bytes: number
  /**
   * Sixteen digits of the SHA-256 of its last kilobyte: whatever is put in or taken out before moves other bytes there.
   * Undefined for an empty file, and where an earlier version of this program did not keep it.
   */
  readonly tail?: string | undefined
}

/**
 * The end of a file with nothing in it.
 *
 * @category constants
 * @since 0.1.0
 */
export const nothing: FileEnd = { bytes: 0 }

/**
 * Bytes that the tail is of, at most.
 *
 * @category constants
 * @since 0.1.0
 */
export const tailBytes = 1024

/**
 * The last bytes of a file, after more was written to it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const following = (last: Uint8Array, written: Uint8Array): Uint8Array => {
  if (written.length >= tailBytes) return written.slice(-tailBytes)
  const kept = last.subarray(-(tailBytes - written.length))
  const joined = new Uint8Array(kept.length + written.length)
  joined.set(kept)
  joined.set(written, kept.length)
  return joined
}

/**
 * The end of a file with a length and last bytes.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (bytes: number, last: Uint8Array): Effect.Effect<FileEnd> =>
  bytes === 0 ? Effect.succeed(nothing) : Effect.map(digestOf(last), (tail) => ({ bytes, tail }))

/**
 * The last bytes before a place in a file.
 *
 * @category conversions
 * @since 0.1.0
 */
export const read = (
  fileSystem: FileSystem.FileSystem,
  location: string,
  bytes: number
): Effect.Effect<Uint8Array, FileError> => {
  const size = Math.min(bytes, tailBytes)
  return Effect.scoped(
    Effect.flatMap(fileSystem.open(location, { flag: "r" }), (file) =>
      file.readAlloc(size, { position: BigInt(bytes - size) })
    )
  ).pipe(Effect.map(Option.getOrElse(() => new Uint8Array(0))), Effect.mapError(cannotWrite))
}

/**
 * How a file differs from what it was: `longer` where something follows.
 *
 * @category models
 * @since 0.1.0
 */
export interface Difference {
  readonly kind: "missing" | "shorter" | "longer" | "changed"
  /** How long the file is. */
  readonly size: number
}

/**
 * Compares a file with what it was; undefined where it is still that.
 *
 * @category guards
 * @since 0.1.0
 */
export const compare = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  location: string,
  { bytes, tail }: FileEnd
): Effect.fn.Return<Difference | undefined, FileError> {
  const found = yield* Entry.find(fileSystem, location)
  if (found === undefined) return { kind: "missing", size: 0 }
  const size = found.bytes
  if (size < bytes) return { kind: "shorter", size }
  if (tail !== undefined && (yield* digestOf(yield* read(fileSystem, location, bytes))) !== tail) {
    return { kind: "changed", size }
  }
  return size > bytes ? { kind: "longer", size } : undefined
})

const digestOf = (last: Uint8Array): Effect.Effect<string> =>
  Effect.promise(async () => {
    const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(last))
    return Array.from(new Uint8Array(digest).subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("")
  })

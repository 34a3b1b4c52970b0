/**
 * A file of lines that grows, and can be cut back to a length it had.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Scope from "effect/Scope"
import { cannotWrite, type FileError, lost } from "./Error.ts"
import * as LineBlock from "./LineBlock.ts"

/**
 * A file being written.
 *
 * @category models
 * @since 0.1.0
 */
export interface LineFile {
  /** Takes a line, without its end, and tells its bytes with it. It may stay in memory until `commit`. */
  readonly add: (line: string) => number
  /** Whether enough lines wait in memory to be written. */
  readonly isFull: () => boolean
  /** Writes what waits in memory, and tells how long the file is. */
  readonly flush: Effect.Effect<number, FileError>
  /** Writes what waits, has it put on the disk, and tells how long the file is. */
  readonly commit: Effect.Effect<number, FileError>
}

/**
 * Which file, and what is known of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface LineFileOptions {
  readonly location: string
  /** The length to go on from; 0 for an empty file. */
  readonly bytes: number
  /** Whether the file is packed. Every flush ends a member, so that it can be cut behind it. */
  readonly gzip: boolean
  /** Whether the file is only made when there is a line for it. */
  readonly isOptional: boolean
}

/** Bytes kept in memory before they are written. */
const fullAt = 1 << 20

/**
 * Opens a file until the scope closes. What it holds beyond `bytes` is cut off.
 *
 * @category constructors
 * @since 0.1.0
 */
export const open = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  options: LineFileOptions
): Effect.fn.Return<LineFile, FileError, Scope.Scope> {
  const { gzip, isOptional, location } = options
  const scope = yield* Effect.scope
  const append = fileSystem.open(location, { flag: "a" }).pipe(Scope.provide(scope), Effect.mapError(cannotWrite))
  yield* cutBack(fileSystem, options)
  let { bytes } = options
  let handle = isOptional && bytes === 0 ? undefined : yield* append
  // The line that fills a block is in it too.
  const block = LineBlock.make(fullAt + (fullAt >> 4))
  let failure: FileError | undefined

  const flush = Effect.gen(function* () {
    // After a failed write the end of the file is not known: nothing may be committed any more.
    if (failure !== undefined) return yield* failure
    if (block.size() === 0) return bytes
    const written = gzip ? yield* pack(block.bytes()) : block.bytes()
    handle ??= yield* append
    yield* Effect.mapError(handle.writeAll(written), cannotWrite)
    bytes += written.length
    block.clear()
    return bytes
  }).pipe(
    Effect.tapError((error) =>
      Effect.sync(() => {
        failure = error
      })
    ),
    // The block must not be used again while it is being written.
    Effect.uninterruptible
  )
  return {
    add: block.add,
    isFull: () => block.size() >= fullAt,
    flush,
    commit: Effect.gen(function* () {
      yield* flush
      if (handle !== undefined) yield* Effect.mapError(handle.sync, cannotWrite)
      return bytes
    })
  }
})

/**
 * Fails where a file is not as long as its checkpoint says. It may be longer: what came after the checkpoint is no part of
 * it. A file that need not hold anything need not be there.
 *
 * @category checking
 * @since 0.1.0
 */
export const check = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  { bytes, location }: Pick<LineFileOptions, "bytes" | "location">
): Effect.fn.Return<void, FileError> {
  if (bytes === 0) return
  const size = yield* fileSystem.stat(location).pipe(
    Effect.map((info) => Number(info.size)),
    Effect.catchIf(
      ({ reason }) => reason._tag === "NotFound",
      () => Effect.undefined
    ),
    Effect.mapError(cannotWrite)
  )
  if (size === undefined) yield* lost(`${location} is not there, and its checkpoint counts on it`)
  else if (size < bytes) {
    yield* lost(`${location} is shorter than its checkpoint says (${size} of ${bytes} bytes)`)
  }
})

/** Takes away what was written after the checkpoint. */
const cutBack = Effect.fnUntraced(
  function* (fileSystem: FileSystem.FileSystem, { bytes, isOptional, location }: LineFileOptions) {
    if (bytes === 0) {
      return isOptional
        ? yield* fileSystem.remove(location, { force: true })
        : yield* fileSystem.writeFileString(location, "")
    }
    yield* check(fileSystem, { bytes, location })
    yield* fileSystem.truncate(location, bytes)
  },
  (effect) => Effect.catchTag(effect, "PlatformError", (error) => Effect.fail(cannotWrite(error)))
)

const pack = (block: Uint8Array<ArrayBuffer>): Effect.Effect<Uint8Array> =>
  Effect.promise(async () => {
    const packed = new Blob([block]).stream().pipeThrough(new CompressionStream("gzip"))
    return new Uint8Array(await new Response(packed).arrayBuffer())
  })

/**
 * A file of lines that grows, and can be cut back to a length it had.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Predicate from "effect/Predicate"
import * as Scope from "effect/Scope"
import { SinkError } from "../ExportSink.ts"
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
  readonly flush: Effect.Effect<number, SinkError>
  /** Writes what waits, has it put on the disk, and tells how long the file is. */
  readonly commit: Effect.Effect<number, SinkError>
}

/**
 * Which file, and what is known of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface LineFileOptions {
  /** The stream the file belongs to, for errors. */
  readonly stream: string
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
): Effect.fn.Return<LineFile, SinkError, Scope.Scope> {
  const { gzip, isOptional, location, stream } = options
  const scope = yield* Effect.scope
  const append = fileSystem
    .open(location, { flag: "a" })
    .pipe(Scope.provide(scope), Effect.mapError(cannotWrite(stream)))
  yield* cutBack(fileSystem, options)
  let { bytes } = options
  let handle = isOptional && bytes === 0 ? undefined : yield* append
  // The line that fills a block is in it too.
  const block = LineBlock.make(fullAt + (fullAt >> 4))
  let failure: SinkError | undefined

  const flush = Effect.gen(function* () {
    // After a failed write the end of the file is not known: nothing may be committed any more.
    if (failure !== undefined) return yield* failure
    if (block.size() === 0) return bytes
    const written = gzip ? yield* pack(block.bytes()) : block.bytes()
    handle ??= yield* append
    yield* Effect.mapError(handle.writeAll(written), cannotWrite(stream))
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
      if (handle !== undefined) yield* Effect.mapError(handle.sync, cannotWrite(stream))
      return bytes
    })
  }
})

/**
 * The error of a file that cannot be written.
 *
 * @category errors
 * @since 0.1.0
 */
export const cannotWrite =
  (stream: string) =>
  (cause: unknown): SinkError =>
    new SinkError({
      stream,
      message: `the files cannot be written${codeOf(cause)}; check the disk and the permissions, then resume`,
      cause
    })

/** The system's word for what is wrong, as `ENOSPC` of a full disk, wherever in the chain of causes it stands. */
const codeOf = (cause: unknown): string => {
  if (Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code)) return ` (${cause.code})`
  if (Predicate.hasProperty(cause, "reason")) return codeOf(cause.reason)
  return Predicate.hasProperty(cause, "cause") ? codeOf(cause.cause) : ""
}

/**
 * Fails where a file is not as long as its checkpoint says. It may be longer: what came after the checkpoint is no part of
 * it. A file that need not hold anything need not be there.
 *
 * @category checking
 * @since 0.1.0
 */
export const check = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  { bytes, location, stream }: Pick<LineFileOptions, "bytes" | "location" | "stream">
): Effect.fn.Return<void, SinkError> {
  if (bytes === 0) return
  const size = yield* fileSystem.stat(location).pipe(
    Effect.map((info) => Number(info.size)),
    Effect.catchIf(
      ({ reason }) => reason._tag === "NotFound",
      () => Effect.undefined
    ),
    Effect.mapError(cannotWrite(stream))
  )
  if (size === undefined) yield* lost(stream, `${location} is not there, and its checkpoint counts on it`)
  else if (size < bytes) {
    yield* lost(stream, `${location} is shorter than its checkpoint says (${size} of ${bytes} bytes)`)
  }
})

/**
 * The error of a file that a checkpoint counts on and that is not what it was.
 *
 * @category errors
 * @since 0.1.0
 */
export const lost = (stream: string, what: string): SinkError =>
  new SinkError({ stream, kind: "lost", message: `${what}; put the file back, or start again without resuming` })

/** Takes away what was written after the checkpoint. */
const cutBack = Effect.fnUntraced(
  function* (fileSystem: FileSystem.FileSystem, { bytes, isOptional, location, stream }: LineFileOptions) {
    if (bytes === 0) {
      return isOptional
        ? yield* fileSystem.remove(location, { force: true })
        : yield* fileSystem.writeFileString(location, "")
    }
    yield* check(fileSystem, { bytes, location, stream })
    yield* fileSystem.truncate(location, bytes)
  },
  (effect, _, { stream }) =>
    Effect.catchTag(effect, "PlatformError", (error) => Effect.fail(cannotWrite(stream)(error)))
)

const pack = (block: Uint8Array<ArrayBuffer>): Effect.Effect<Uint8Array> =>
  Effect.promise(async () => {
    const packed = new Blob([block]).stream().pipeThrough(new CompressionStream("gzip"))
    return new Uint8Array(await new Response(packed).arrayBuffer())
  })

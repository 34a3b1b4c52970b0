/**
 * A file of lines that grows, and can be cut back to a length it had.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Scope from "effect/Scope"
import * as Entry from "./Entry.ts"
import { cannotWrite, type FileError, lost, occupied } from "./Error.ts"
import * as FileEnd from "./FileEnd.ts"
import * as LineBlock from "./LineBlock.ts"
import { pack, unpack } from "./Packing.ts"
import * as SyncedDirectory from "./SyncedDirectory.ts"

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
  /** Writes what waits in memory, and tells how long the file is. After a failure the end of the file is not known. */
  readonly flush: Effect.Effect<number, FileError>
  /** Writes what waits, has it put on the disk, and tells where the file ends. */
  readonly commit: Effect.Effect<FileEnd.FileEnd, FileError>
}

/**
 * Which file, and what is known of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface LineFileOptions {
  readonly directory: string
  readonly location: string
  /** Where to go on; `FileEnd.nothing` for an empty file. */
  readonly from: FileEnd.FileEnd
  /** What is there beyond `from`: what a run that was stopped left, which is cut off, or somebody's, which is refused. */
  readonly beyond: "ours" | "foreign"
  /** Whether the file is packed. Every flush ends a member, so that it can be cut behind it. */
  readonly gzip: boolean
  /** Whether the file is only made when there is a line for it. */
  readonly isOptional: boolean
  /** What a file has that no record was written to; see {@link fillEmpty}. */
  readonly emptyLine?: string | undefined
}

/** Bytes kept in memory before they are written. */
const fullAt = 1 << 20

/**
 * Opens a file until the scope closes, as it was at `from`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const open = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  options: LineFileOptions
): Effect.fn.Return<LineFile, FileError, Scope.Scope> {
  const { directory, from, gzip, isOptional, location } = options
  const scope = yield* Effect.scope
  let last = yield* restore(fileSystem, options)
  let { bytes } = from
  /** Whether the name of the file is safe. */
  let isNamed = true
  const append = Effect.gen(function* () {
    isNamed = (yield* Entry.find(fileSystem, location)) !== undefined
    // A file that was not there a moment ago and is now is not ours.
    return yield* fileSystem
      .open(location, { flag: isNamed ? "a" : "ax" })
      .pipe(Scope.provide(scope), Effect.mapError(cannotWrite))
  })
  let handle = isOptional && bytes === 0 ? undefined : yield* append
  // The line that fills a block is in it too.
  const block = LineBlock.make(fullAt + (fullAt >> 4))

  // The block must not be used again while it is being written.
  const flush = Effect.uninterruptible(
    Effect.gen(function* () {
      if (block.size() === 0) return bytes
      const written = gzip ? yield* pack(block.bytes()) : block.bytes()
      handle ??= yield* append
      yield* Effect.mapError(handle.writeAll(written), cannotWrite)
      bytes += written.length
      last = FileEnd.following(last, written)
      block.clear()
      return bytes
    })
  )
  return {
    add: block.add,
    isFull: () => block.size() >= fullAt,
    flush,
    commit: Effect.gen(function* () {
      yield* flush
      if (handle !== undefined) yield* handle.sync
      if (!isNamed) yield* SyncedDirectory.sync(fileSystem, directory)
      isNamed = true
      return yield* FileEnd.make(bytes, last)
    }).pipe(Effect.catchTag("PlatformError", (error) => Effect.fail(cannotWrite(error))))
  }
})

/**
 * Fails where a file is not what its checkpoint says. A file that need not hold anything need not be there.
 *
 * @category guards
 * @since 0.1.0
 */
export const check = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  { beyond, from, location }: Pick<LineFileOptions, "beyond" | "from" | "location">
): Effect.fn.Return<void, FileError> {
  if (from.bytes === 0) return
  const difference = yield* FileEnd.compare(fileSystem, location, from)
  if (difference === undefined || (difference.kind === "longer" && beyond === "ours")) return
  const { kind, size } = difference
  const lengths = `(${size} of ${from.bytes} bytes)`
  return yield* lost(
    {
      missing: `${location} is not there, and its checkpoint counts on it`,
      shorter: `${location} is shorter than its checkpoint says ${lengths}`,
      longer: `${location} is longer than its checkpoint says ${lengths}`,
      changed: `${location} was changed after its checkpoint was saved`
    }[kind]
  )
})

/**
 * Gives a file that nothing was written to what its readers need: a table its heading, a packed file one member.
 *
 * @category actions
 * @since 0.1.0
 */
export const fillEmpty = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  { emptyLine, gzip, location }: Pick<LineFileOptions, "emptyLine" | "gzip" | "location">
): Effect.fn.Return<void, FileError> {
  const found = yield* Entry.find(fileSystem, location)
  if (found === undefined || found.bytes > 0 || (emptyLine === undefined && !gzip)) return
  const content = new TextEncoder().encode(textOf(emptyLine))
  const written = gzip ? yield* pack(content) : content
  yield* Effect.scoped(
    Effect.gen(function* () {
      const handle = yield* fileSystem.open(location, { flag: "a" })
      yield* handle.writeAll(written)
      yield* handle.sync
    })
  ).pipe(Effect.mapError(cannotWrite))
})

/** Makes the file what it was at `from`, and answers with its last bytes. */
const restore = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  options: LineFileOptions
): Effect.fn.Return<Uint8Array, FileError> {
  const { beyond, from, isOptional, location } = options
  const found = yield* Entry.find(fileSystem, location)
  yield* check(fileSystem, options)
  if (found === undefined || found.bytes === from.bytes) {
    return from.bytes === 0 ? new Uint8Array(0) : yield* FileEnd.read(fileSystem, location, from.bytes)
  }
  if (beyond === "foreign" && !(yield* holdsNoRecord(fileSystem, options, found))) {
    return yield* occupied(`${location} is there`)
  }
  if (from.bytes === 0 && isOptional) yield* Entry.remove(fileSystem, location)
  else yield* Effect.mapError(fileSystem.truncate(location, from.bytes), cannotWrite)
  return from.bytes === 0 ? new Uint8Array(0) : yield* FileEnd.read(fileSystem, location, from.bytes)
})

/** Whether a file is as {@link fillEmpty} leaves it. */
const holdsNoRecord = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  { emptyLine, gzip, isOptional, location }: LineFileOptions,
  found: Entry.Entry
): Effect.fn.Return<boolean, FileError> {
  if (isOptional || found.bytes > mostOfEmpty) return false
  const content = new Uint8Array(yield* Effect.mapError(fileSystem.readFile(location), cannotWrite))
  const text = gzip ? yield* unpack(content) : content
  return text !== undefined && new TextDecoder().decode(text) === textOf(emptyLine)
})

/** No heading is longer. */
const mostOfEmpty = 1 << 16

const textOf = (line: string | undefined): string => (line === undefined ? "" : `${line}\n`)

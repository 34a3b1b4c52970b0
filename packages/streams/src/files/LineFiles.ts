/**
 * Lines in one file, or in numbered files of a size, that grow and can be cut back to where a commit was.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Scope from "effect/Scope"
import { cannotWrite, type FileError } from "./Error.ts"
import * as LineBlock from "./LineBlock.ts"
import * as LineFile from "./LineFile.ts"

/**
 * Where a commit was: the file, numbered from 1 where there are several, and how long it was. Those before it are finished.
 *
 * @category models
 * @since 0.1.0
 */
export interface Place {
  readonly part: number | undefined
  readonly bytes: number
}

/**
 * Files being written.
 *
 * @category models
 * @since 0.1.0
 */
export interface LineFiles {
  /** Takes lines, without their ends. They may stay in memory until `commit`. */
  readonly write: (lines: Iterable<string>) => Effect.Effect<void, FileError>
  /** Makes sure of everything taken so far, and tells where it ends. */
  readonly commit: Effect.Effect<Place, FileError>
}

/**
 * Which files.
 *
 * @category models
 * @since 0.1.0
 */
export interface LineFilesOptions {
  readonly directory: string
  /** `contacts` and `.ndjson`: what stands before and after the number of a file. */
  readonly name: string
  readonly ending: string
  readonly gzip: boolean
  /** The most bytes of a file, undefined for a single one. A line that is longer has a file of its own. */
  readonly maxBytes: number | undefined
  /** Where to go on; undefined to begin with nothing. */
  readonly from: Place | undefined
  /** The line every file but the first begins with, where there is one. */
  readonly heading: () => string | undefined
}

/**
 * The name of a file.
 *
 * @category readers
 * @since 0.1.0
 */
export const fileName = (
  { ending, name }: Pick<LineFilesOptions, "name" | "ending">,
  part: number | undefined
): string => (part === undefined ? name + ending : `${name}-${String(part).padStart(4, "0")}${ending}`)

/**
 * Opens files until the scope closes. What was written behind `from` is taken away.
 *
 * @category constructors
 * @since 0.1.0
 */
export const open = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  options: LineFilesOptions
): Effect.fn.Return<LineFiles, FileError, Path.Path | Scope.Scope> {
  const path = yield* Path.Path
  const scope = yield* Effect.scope
  const { directory, from, gzip, heading, maxBytes } = options

  const openPart = Effect.fnUntraced(function* (part: number | undefined, bytes: number) {
    const partScope = yield* Scope.fork(scope)
    const location = path.join(directory, fileName(options, part))
    const file = yield* LineFile.open(fileSystem, { gzip, location, bytes, isOptional: false }).pipe(
      Scope.provide(partScope)
    )
    return { file, part, close: Scope.close(partScope, Exit.void) }
  })

  yield* removeLaterParts(fileSystem, path, options).pipe(Effect.mapError(cannotWrite))
  let current = yield* openPart(maxBytes === undefined ? undefined : (from?.part ?? 1), from?.bytes ?? 0)
  /** Bytes of the current file, where they matter: those of it that wait in memory are counted before they are packed. */
  let bytes = from?.bytes ?? 0
  let hasLines = bytes > 0

  const commit = Effect.suspend(() => current.file.commit)

  /** A finished file is safe before the next one begins: the place of a commit speaks for all files before it. */
  const beginNext = Effect.gen(function* () {
    yield* commit
    yield* current.close
    current = yield* openPart((current.part ?? 0) + 1, 0)
    const first = heading()
    bytes = first === undefined ? 0 : current.file.add(first)
    hasLines = false
  })

  const hasRoom = (line: string): boolean =>
    maxBytes === undefined ||
    !hasLines ||
    bytes + LineBlock.mostBytesOf(line) <= maxBytes ||
    bytes + LineBlock.bytesOf(line) <= maxBytes

  /** A packed file ends a little early: the nearer its end, the fewer lines would be packed together. */
  const isAtItsEnd = (line: string): boolean =>
    maxBytes !== undefined && bytes + LineBlock.bytesOf(line) > maxBytes - (gzip ? maxBytes / 20 : 0)

  return {
    write: Effect.fnUntraced(function* (lines) {
      for (const line of lines) {
        if (!hasRoom(line)) {
          if (gzip) bytes = yield* current.file.flush
          if (isAtItsEnd(line)) yield* beginNext
        }
        bytes += current.file.add(line)
        hasLines = true
        if (current.file.isFull()) bytes = yield* current.file.flush
      }
    }),
    commit: Effect.map(commit, (committed) => {
      bytes = committed
      return { part: current.part, bytes: committed }
    })
  }
})

/** Also those of an earlier export that was split otherwise, or not at all: they would be read with the new ones. */
const removeLaterParts = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  path: Path.Path,
  options: LineFilesOptions
) {
  const { directory, ending, from, maxBytes, name } = options
  if (maxBytes === undefined && from !== undefined) return
  for (const file of yield* fileSystem.readDirectory(directory)) {
    const number =
      file.startsWith(`${name}-`) && file.endsWith(ending) ? file.slice(name.length + 1, -ending.length) : ""
    const isPart = /^\d{4,}$/.test(number) && Number(number) > (from?.part ?? 0)
    const isWhole = file === name + ending && maxBytes !== undefined
    if (isPart || isWhole) yield* fileSystem.remove(path.join(directory, file))
  }
})

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
import * as Entry from "./Entry.ts"
import type { FileError } from "./Error.ts"
import * as FileEnd from "./FileEnd.ts"
import * as LineBlock from "./LineBlock.ts"
import * as LineFile from "./LineFile.ts"
import type { Written } from "./Written.ts"

/**
 * Where a commit was: the file, numbered from 1 where there are several, and where it ended. Those before it are finished.
 *
 * @category models
 * @since 0.1.0
 */
export interface Place {
  readonly part: number | undefined
  readonly end: FileEnd.FileEnd
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
  /** The files written to since they were opened, as they were at the last commit. */
  readonly written: () => ReadonlyArray<Written>
}

/**
 * Which files.
 *
 * @category models
 * @since 0.1.0
 */
export interface LineFilesOptions extends Pick<LineFile.LineFileOptions, "beyond" | "emptyLine" | "gzip"> {
  readonly directory: string
  /** `contacts` and `.ndjson`: what stands before and after the number of a file. */
  readonly name: string
  readonly ending: string
  /** The most bytes of a file, undefined for a single one. A line that is longer has a file of its own. */
  readonly maxBytes: number | undefined
  /** Where to go on; undefined to begin with nothing. */
  readonly from: Place | undefined
  /** The line every file begins with, where there is one. It is asked for before the first line that follows it. */
  readonly heading: () => string | undefined
}

/**
 * The name of a file.
 *
 * @category conversions
 * @since 0.1.0
 */
export const fileName = (
  { ending, name }: Pick<LineFilesOptions, "name" | "ending">,
  part: number | undefined
): string => (part === undefined ? name + ending : `${name}-${String(part).padStart(4, "0")}${ending}`)

/**
 * Opens files until the scope closes. What a run that was stopped wrote behind `from` is taken away.
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
  const { beyond, directory, emptyLine, from, gzip, heading, maxBytes } = options
  const locationOf = (part: number | undefined) => path.join(directory, fileName(options, part))

  const openPart = Effect.fnUntraced(function* (
    part: number | undefined,
    known: Pick<LineFile.LineFileOptions, "from" | "beyond">
  ) {
    const partScope = yield* Scope.fork(scope)
    const location = locationOf(part)
    const file = yield* LineFile.open(fileSystem, {
      ...known,
      gzip,
      directory,
      location,
      emptyLine,
      isOptional: false
    }).pipe(Scope.provide(partScope))
    return { file, part, location, close: Scope.close(partScope, Exit.void) }
  })

  const first = maxBytes === undefined ? undefined : (from?.part ?? 1)
  if (first !== undefined) {
    if (beyond === "ours") yield* removeFrom(fileSystem, (part) => locationOf(part), first + 1)
    else yield* Entry.requireNone(fileSystem, locationOf(first + 1))
  }
  let current = yield* openPart(first, { from: from?.end ?? FileEnd.nothing, beyond })
  let end = from?.end ?? FileEnd.nothing
  /** Bytes of the current file, where they matter: those of it that wait in memory are counted before they are packed. */
  let { bytes } = end
  let hasLines = bytes > 0
  const finished: Array<Written> = []

  const commit = Effect.suspend(() => current.file.commit).pipe(
    Effect.map((committed) => {
      end = committed
      bytes = committed.bytes
    })
  )

  /** A finished file is safe before the next one begins: the place of a commit speaks for all files before it. */
  const beginNext = Effect.gen(function* () {
    yield* commit
    yield* current.close
    finished.push({ location: current.location, end })
    current = yield* openPart((current.part ?? 0) + 1, { from: FileEnd.nothing, beyond: "foreign" })
    end = FileEnd.nothing
    bytes = 0
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
        const begins = bytes === 0 ? heading() : undefined
        if (begins !== undefined) bytes += current.file.add(begins)
        bytes += current.file.add(line)
        hasLines = true
        if (current.file.isFull()) bytes = yield* current.file.flush
      }
    }),
    commit: Effect.map(commit, () => ({ part: current.part, end })),
    written: () => [...finished, { location: current.location, end }]
  }
})

/**
 * Removes files of a series from a number on, up to the first that is not there. The last goes first: where it is broken off,
 * what is left is a series still.
 *
 * @category actions
 * @since 0.1.0
 */
export const removeFrom = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  locationOf: (part: number) => string,
  from: number
): Effect.fn.Return<void, FileError> {
  let next = from
  while ((yield* Entry.find(fileSystem, locationOf(next))) !== undefined) next++
  for (let part = next - 1; part >= from; part--) yield* Entry.remove(fileSystem, locationOf(part))
})

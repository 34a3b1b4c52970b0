/**
 * What stands beside the records of a stream: what went wrong with single ones, and which are gone.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import type { Tombstone } from "../ExportSink.ts"
import type { FileError } from "../files/Error.ts"
import * as FileEnd from "../files/FileEnd.ts"
import * as LineFile from "../files/LineFile.ts"
import type { Written } from "../files/Written.ts"
import type { Problem } from "../state/Problem.ts"
import * as FileState from "./FileState.ts"
import { problemLine } from "./Unwritable.ts"

/**
 * The names of the files.
 *
 * @category conversions
 * @since 0.1.0
 */
export const namesOf = (stream: string, gzip: boolean): { readonly problems: string; readonly deleted: string } => {
  const ending = `.ndjson${gzip ? ".gz" : ""}`
  return { problems: `${stream}.problems${ending}`, deleted: `${stream}.deleted${ending}` }
}

/**
 * What a checkpoint knows of them. A file that nothing was written to is not there.
 *
 * @category models
 * @since 0.1.0
 */
export interface State {
  readonly problems: FileState.FileState
  readonly deleted?: FileState.FileState | undefined
}

/**
 * The files of a stream, being written.
 *
 * @category models
 * @since 0.1.0
 */
export interface SideFiles {
  readonly note: (problems: ReadonlyArray<Problem>) => Effect.Effect<void, FileError>
  readonly remove: (tombstones: ReadonlyArray<Tombstone>) => Effect.Effect<void, FileError>
  readonly commit: Effect.Effect<State, FileError>
  /** The files that hold anything, as they were at the last commit. */
  readonly written: () => ReadonlyArray<Written>
}

/**
 * Opens the files until the scope closes.
 *
 * @category constructors
 * @since 0.1.0
 */
export const open = Effect.fnUntraced(function* ({
  beyond,
  from,
  gzip,
  location,
  stream
}: {
  readonly location: string
  readonly stream: string
  readonly gzip: boolean
  readonly beyond: LineFile.LineFileOptions["beyond"]
  readonly from: State | undefined
}): Effect.fn.Return<SideFiles, FileError, FileSystem.FileSystem | Path.Path | Scope.Scope> {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const names = namesOf(stream, gzip)
  const openFile = (file: string, end: FileEnd.FileEnd = FileEnd.nothing) =>
    LineFile.open(fileSystem, {
      directory: location,
      location: path.join(location, file),
      from: end,
      beyond,
      gzip,
      isOptional: true
    })
  const problems = yield* openFile(names.problems, from?.problems)
  const deleted = yield* openFile(names.deleted, from?.deleted)
  let ends = { problems: from?.problems ?? FileEnd.nothing, deleted: from?.deleted ?? FileEnd.nothing }

  const add = Effect.fnUntraced(function* (file: LineFile.LineFile, lines: Iterable<string>) {
    for (const line of lines) {
      file.add(line)
      if (file.isFull()) yield* file.flush
    }
  })
  return {
    note: (noted) => add(problems, noted.map(problemLine)),
    remove: Effect.fnUntraced(function* (tombstones) {
      const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
      yield* add(
        deleted,
        tombstones.map((tombstone) => tombstoneLine(tombstone, now))
      )
    }),
    commit: Effect.gen(function* () {
      ends = { problems: yield* problems.commit, deleted: yield* deleted.commit }
      return {
        problems: FileState.of(names.problems, ends.problems),
        ...(ends.deleted.bytes === 0 ? {} : { deleted: FileState.of(names.deleted, ends.deleted) })
      }
    }),
    written: () =>
      (["problems", "deleted"] as const).flatMap((file) =>
        ends[file].bytes === 0 ? [] : [{ location: path.join(location, names[file]), end: ends[file] }]
      )
  }
})

/** When Intercom does not tell, it is when it was noticed. */
const tombstoneLine = ({ at, id, mergedInto, reason }: Tombstone, now: number): string =>
  JSON.stringify({ id, reason, mergedInto, at: at ?? now })

/**
 * Parquet files in a directory, made of lines that are collected first.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import type { PlatformError } from "effect/PlatformError"
import type { ExportSink, SinkError, SinkTarget, StreamSink } from "../ExportSink.ts"
import { draftEnding } from "../files/AtomicFile.ts"
import * as Entry from "../files/Entry.ts"
import { type FileError, lost } from "../files/Error.ts"
import * as FileEnd from "../files/FileEnd.ts"
import * as LineFile from "../files/LineFile.ts"
import { missing, type Written } from "../files/Written.ts"
import type { DeadLetter } from "../state/Problem.ts"
import type * as Tables from "../Tables.ts"
import * as Earlier from "./Earlier.ts"
import * as Failure from "./Failure.ts"
import type { FileState } from "./FileState.ts"
import * as ParquetFile from "./ParquetFile.ts"
import { ParquetState } from "./ParquetState.ts"
import * as ParquetTables from "./ParquetTables.ts"
import * as Place from "./Place.ts"
import * as ReportFile from "./ReportFile.ts"
import * as SideFiles from "./SideFiles.ts"
import * as Unwritable from "./Unwritable.ts"

/**
 * How the files are written.
 *
 * @category models
 * @since 0.1.0
 */
export interface ParquetRecordOptions {
  /** Characters of JSON that go into one file: about as many bytes in memory while it is written. 64 Mi when left out. */
  readonly charactersPerFile?: number | undefined
  /** Whether records become rows of tables. */
  readonly tables?: false | undefined
}

/**
 * How the files of tables are written.
 *
 * @category models
 * @since 0.1.0
 */
export interface ParquetTableOptions {
  /**
   * Characters of JSON that go into the files of one month and number: some ten times as many bytes of memory while they are
   * made. 32 Mi when left out.
   */
  readonly charactersPerFile?: number | undefined
  readonly tables: true
  /** Custom attributes that get columns of their own, as the workspace's data attributes tell them. None when left out. */
  readonly attributes?: ReadonlyArray<Tables.Attribute> | undefined
}

/**
 * How the files are written: a record a row, or as tables.
 *
 * @category models
 * @since 0.1.0
 */
export type ParquetOptions = ParquetRecordOptions | ParquetTableOptions

/**
 * Numbered files a stream in a directory, as `contacts-0001.parquet`, with the columns of the SQLite sink: `id`,
 * `created_at` and `updated_at` (Unix seconds), and `record`, the JSON as it came, unknown fields included.
 *
 * A Parquet file cannot be appended to, so records are collected in a packed file of lines, `contacts-0002.part.gz`, which
 * is what a checkpoint counts on. It becomes a Parquet file when there is enough in it, and when the run ends, complete or
 * not. A file is therefore whole or not there, and a run that resumes has every record once. The collected
 * lines are deleted when the run ends.
 *
 * Install `hyparquet-writer` beside this package.
 *
 * ```ts
 * import { Checkpoint, Export } from "@effect-intercom/streams"
 * import { ParquetSink } from "@effect-intercom/streams/parquet"
 *
 * Export.run({
 *   streams: ["contacts"],
 *   sink: ParquetSink.directory("./export"),
 *   checkpoint: Checkpoint.file("./export/checkpoint.json"),
 *   resume: true
 * })
 * ```
 * ```sql
 * SELECT record->>'$.email' FROM 'export/contacts-*.parquet' WHERE record->>'$.role' = 'lead'
 * ```
 *
 * With `tables: true` each table of {@link Tables.of} is a folder: `conversations/month=2026-01/part-0001.parquet`,
 * `conversation_parts/month=2026-01/part-0001.parquet`, by the month in which the record was created (UTC), where its stream
 * tells that. Columns have types, rows stand in the order of creation, and groups of them have statistics, so that readers
 * skip what they are not asked for. Lines are collected in `_export` until the run comes to its end; one that was stopped is
 * gone on with.
 *
 * Files are only ever added. A later version of a record is another row with a later `exported_at`, which is also that of the
 * rows of its lists; one that is gone is a row with `deleted_at` and nothing else. {@link views} makes views of what is there
 * now.
 *
 * ```ts
 * Export.run({
 *   streams: ["conversations"],
 *   sink: ParquetSink.directory("./lake", { tables: true }),
 *   checkpoint: Checkpoint.file("./lake/checkpoint.json"),
 *   since: "last"
 * })
 * ```
 * ```sql
 * SELECT state, count(*) FROM 'lake/conversations/month=2026-01/*.parquet' GROUP BY state
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const directory = (
  location: string,
  options: ParquetOptions = {}
): ExportSink<FileSystem.FileSystem | Path.Path> =>
  options.tables === true
    ? ParquetTables.directory(location, {
        charactersPerFile: options.charactersPerFile ?? usual / 2,
        attributes: options.attributes ?? []
      })
    : ofRecords(location, options)

const ofRecords = (location: string, options: ParquetRecordOptions): ExportSink<FileSystem.FileSystem | Path.Path> => {
  /** What turns the collected lines of the open streams into files, and what is known of those with nothing left to do. */
  const open = new Map<string, Effect.Effect<void, SinkError>>()
  const ended = new Map<string, unknown>()
  return {
    open: (target, state) =>
      Effect.tap(openStream(location, target, state, options), ({ end }) =>
        Effect.acquireRelease(
          Effect.sync(() => open.set(target.stream, end)),
          () => Effect.sync(() => open.delete(target.stream))
        )
      ),
    check: ({ stream }, state) =>
      Effect.tap(checkStream(location, stream, state), () => Effect.sync(() => ended.set(stream, state))),
    finish: (report) => {
      const ends = Effect.forEach(
        report.streams,
        ({ stream }) =>
          open.get(stream) ?? (ended.has(stream) ? endOf(location, stream, ended.get(stream)) : Effect.void),
        { discard: true }
      )
      return Place.endIn(location, open.size > 0, Effect.andThen(ends, ReportFile.write(location, report)))
    }
  }
}

/**
 * Fails where `hyparquet-writer` is not installed. The sink asks by itself when it opens a stream; this is for programs that
 * want to know before they send anything.
 *
 * @category guards
 * @since 0.1.0
 */
export const requireWriter: Effect.Effect<void, SinkError> = /*#__PURE__*/ Effect.asVoid(
  /*#__PURE__*/ ParquetFile.loadWriter("parquet")
)

interface ParquetStream extends StreamSink {
  /** Makes a file of what is collected. It follows a commit whose checkpoint is saved, and nothing is written after it. */
  readonly end: Effect.Effect<void, SinkError>
}

const usual = 1 << 26

const openStream = Effect.fnUntraced(
  function* (
    location: string,
    target: SinkTarget,
    state: unknown,
    { charactersPerFile = usual }: ParquetRecordOptions
  ): Effect.fn.Return<
    ParquetStream,
    SinkError | FileError | PlatformError,
    FileSystem.FileSystem | Path.Path | Scope.Scope
  > {
    const { intent, stream } = target
    const fileSystem = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const scope = yield* Effect.scope
    yield* ParquetFile.requireSize(stream, charactersPerFile)
    const known =
      state === undefined || intent === "begin" || intent === "overwrite" ? undefined : yield* readState(stream, state)
    // Where the run of the state did not come to its end, it may have written more since.
    const beyond = known !== undefined && (intent === "goOn" || known.goesOn === true) ? "ours" : "foreign"
    // Now, and not when the first file is due, which may be an hour from here.
    yield* ParquetFile.loadWriter(stream)
    yield* Place.hold(location)
    const parts: Parts = { fileSystem, path, location, stream }
    if (known !== undefined) yield* checkFiles(parts, known)
    yield* ReportFile.withdraw(location, intent)
    if (intent === "overwrite") {
      const firstFiles = [fileEnding, linesEnding].map((ending) => path.basename(locationOf(parts, 1, ending)))
      firstFiles.push(...Object.values(SideFiles.namesOf(stream, false)))
      yield* Earlier.makeRoom(location, stream, state, firstFiles)
    }
    const first = known === undefined ? 1 : yield* restore(parts, known, beyond)
    const side = yield* SideFiles.open({ location, stream, gzip: false, beyond, from: known })
    /** Parquet files of this run. */
    const written: Array<Written> = []
    const collect = Effect.fnUntraced(function* (part: number) {
      yield* Entry.requireNone(fileSystem, locationOf(parts, part, fileEnding))
      const partScope = yield* Scope.fork(scope)
      const file = yield* openLines(parts, { part, from: FileEnd.nothing, beyond: "foreign" }).pipe(
        Scope.provide(partScope)
      )
      return { part, file, close: Scope.close(partScope, Exit.void) }
    })
    let current = yield* collect(first)
    let characters = 0
    let end = FileEnd.nothing
    /** Until its end a run may have begun parts that the last commit does not know of. */
    let goesOn = true

    /** The lines stay: until another checkpoint is saved, the one there is counts on them. */
    const turnIntoFile = Effect.gen(function* () {
      const { close, file, part } = current
      yield* file.commit
      yield* close
      written.push(yield* writeFile(parts, part))
    })
    const beginNext = Effect.gen(function* () {
      yield* turnIntoFile
      current = yield* collect(current.part + 1)
      characters = 0
    })
    const commit = Effect.gen(function* () {
      end = yield* current.file.commit
      return { kind: "parquet", part: current.part, ...end, ...(yield* side.commit), goesOn } satisfies ParquetState
    })
    return {
      write: Effect.fnUntraced(
        function* (records, troubles) {
          const refused: Array<DeadLetter> = []
          for (const record of records) {
            const line = Unwritable.attempt(target, record, refused, () => ParquetFile.lineOf(target, record))
            if (line === undefined) continue
            if (characters >= charactersPerFile) yield* beginNext
            current.file.add(line)
            characters += line.length + 1
            if (current.file.isFull()) yield* current.file.flush
          }
          yield* side.note([...troubles, ...refused])
          return refused
        },
        Effect.mapError(Failure.ofStream(stream))
      ),
      remove: (tombstones) => Effect.mapError(side.remove(tombstones), Failure.ofStream(stream)),
      commit: Effect.mapError(commit, Failure.ofStream(stream)),
      verify: Effect.gen(function* () {
        yield* commit
        goesOn = false
        const lines = { location: locationOf(parts, current.part, linesEnding), end }
        return yield* missing(fileSystem, [...written, lines, ...side.written()])
      }).pipe(Effect.mapError(Failure.ofStream(stream))),
      end: Effect.gen(function* () {
        // A stream without records has a file too, so that it can be asked for them.
        if (characters > 0 || current.part === 1) yield* turnIntoFile
        yield* removeLines(parts, current.part)
      }).pipe(Effect.mapError(Failure.ofStream(stream)))
    }
  },
  (effect, _location, { stream }) => Effect.mapError(effect, Failure.ofStream(stream))
)

/** What an earlier run of a stream collected to its end without making a file of it: it was killed before. */
const endOf = Effect.fnUntraced(
  function* (location: string, stream: string, state: unknown) {
    const parts: Parts = { fileSystem: yield* FileSystem.FileSystem, path: yield* Path.Path, location, stream }
    const { bytes, part } = yield* readState(stream, state)
    const there = (yield* list(parts)).filter(({ number }) => number === part).map(({ ending }) => ending)
    const isCollected = bytes > 0 || part === 1
    if (isCollected && there.includes(linesEnding) && !there.includes(fileEnding)) yield* writeFile(parts, part)
    yield* removeLines(parts, part)
  },
  (effect, _, stream) => Effect.mapError(effect, Failure.ofStream(stream))
)

/** The numbered files of one stream. */
interface Parts {
  readonly fileSystem: FileSystem.FileSystem
  readonly path: Path.Path
  readonly location: string
  readonly stream: string
}

const fileEnding = ".parquet"
const linesEnding = ".part.gz"

const nameOf = (stream: string, part: number, ending: string): string =>
  `${stream}-${String(part).padStart(4, "0")}${ending}`

const locationOf = ({ location, path, stream }: Parts, part: number, ending: string): string =>
  path.join(location, nameOf(stream, part, ending))

const openLines = (
  parts: Parts,
  { beyond, from, part }: Pick<LineFile.LineFileOptions, "beyond" | "from"> & { readonly part: number }
) =>
  LineFile.open(parts.fileSystem, {
    gzip: true,
    directory: parts.location,
    location: locationOf(parts, part, linesEnding),
    from,
    beyond,
    isOptional: false
  })

const writeFile = (parts: Parts, part: number): Effect.Effect<Written, SinkError | FileError> =>
  ParquetFile.write(parts.fileSystem, {
    stream: parts.stream,
    directory: parts.location,
    location: locationOf(parts, part, fileEnding),
    lines: locationOf(parts, part, linesEnding)
  })

/**
 * Makes the files be what a state says, and answers with the part to begin. A part is of one run: what a run collected
 * that did not end becomes a file now, so that every state a later run may go back to is the end of a file.
 */
const restore = Effect.fnUntraced(function* (
  parts: Parts,
  { bytes, part, tail }: State,
  beyond: LineFile.LineFileOptions["beyond"]
) {
  const next = bytes === 0 ? part : part + 1
  if (bytes > 0) {
    const lines = yield* Entry.find(parts.fileSystem, locationOf(parts, part, linesEnding))
    if (lines === undefined) yield* requireFile(parts, part)
    else {
      yield* Effect.scoped(openLines(parts, { part, from: { bytes, tail }, beyond: "ours" }))
      yield* writeFile(parts, part)
    }
  }
  const there = yield* list(parts)
  let last = part
  // A run that was stopped may have begun further parts; after one that ended, they are somebody's.
  if (beyond === "ours") while (there.some(({ number }) => number === last + 1)) last++
  // Of a run that ended, the first part alone may have a file without a record in it.
  const isOwn = (number: number) => number >= next && (beyond === "ours" || number === 1)
  for (const { ending, number } of there) {
    if (number <= last && (isOwn(number) || ending !== fileEnding)) {
      yield* Entry.remove(parts.fileSystem, locationOf(parts, number, ending))
    }
  }
  return next
})

/** The last file is looked for, or the lines it is made of: those before it may have been moved away. */
const checkStream = Effect.fnUntraced(
  function* (location: string, stream: string, state: unknown) {
    const parts: Parts = {
      fileSystem: yield* FileSystem.FileSystem,
      path: yield* Path.Path,
      location,
      stream
    }
    const known = yield* readState(stream, state)
    yield* checkFiles(parts, known)
    // A part that was only begun has no file, unless it is the first.
    const last = known.bytes === 0 ? Math.max(known.part - 1, 1) : known.part
    const lines = yield* Entry.find(parts.fileSystem, locationOf(parts, last, linesEnding))
    if (lines === undefined) yield* requireFile(parts, last)
  },
  (effect, _, stream) => Effect.mapError(effect, Failure.ofStream(stream))
)

/** The files that grow, as far as they are there. */
const checkFiles = Effect.fnUntraced(function* (parts: Parts, { bytes, deleted, part, problems, tail }: State) {
  const { fileSystem, location, path } = parts
  for (const known of [problems, deleted]) {
    if (known === undefined) continue
    yield* LineFile.check(fileSystem, { location: path.join(location, known.file), from: known, beyond: "ours" })
  }
  const lines = locationOf(parts, part, linesEnding)
  if (bytes === 0 || (yield* Entry.find(fileSystem, lines)) === undefined) return
  yield* LineFile.check(fileSystem, { location: lines, from: { bytes, tail }, beyond: "ours" })
})

const requireFile = Effect.fnUntraced(function* (parts: Parts, part: number): Effect.fn.Return<void, FileError> {
  const location = locationOf(parts, part, fileEnding)
  if (yield* ParquetFile.isWhole(parts.fileSystem, location)) return
  return yield* lost(`${location} is not there or not whole, and its checkpoint counts on it`)
})

/** Removes the lines of parts, and files that were not finished, up to a part that is known to be this export's. */
const removeLines = Effect.fnUntraced(function* (parts: Parts, last: number) {
  for (const { ending, number } of yield* list(parts)) {
    if (ending !== fileEnding && number <= last) {
      yield* Entry.remove(parts.fileSystem, locationOf(parts, number, ending))
    }
  }
})

const endings = [fileEnding, fileEnding + draftEnding, linesEnding]

/**
 * What looks like a file of the stream, the last first: where the removal of some is broken off, what is left is a series still.
 * Whose it is, its number and the checkpoint tell.
 */
const list = Effect.fnUntraced(function* ({ fileSystem, location, stream }: Parts) {
  const numbered: Array<{ readonly number: number; readonly ending: string }> = []
  for (const file of yield* fileSystem.readDirectory(location)) {
    if (!file.startsWith(`${stream}-`)) continue
    const [, digits, ending = ""] = /^(\d{4,})(\..+)$/.exec(file.slice(stream.length + 1)) ?? []
    const number = Number(digits)
    if (endings.includes(ending) && nameOf(stream, number, ending) === file) numbered.push({ number, ending })
  }
  return numbered.toSorted((one, other) => other.number - one.number)
})

/** The state, with what earlier versions left out of it. */
interface State extends Omit<ParquetState, "problems"> {
  readonly problems: FileState
}

const readState = (stream: string, state: unknown): Effect.Effect<State, SinkError> =>
  Schema.decodeUnknownEffect(ParquetState)(state).pipe(
    Effect.mapError(() => Failure.ofState(stream, Predicate.hasProperty(state, "kind") && state.kind === "parquet")),
    Effect.map((known) => ({
      ...known,
      problems: Predicate.isNumber(known.problems)
        ? { file: SideFiles.namesOf(stream, false).problems, bytes: known.problems }
        : known.problems
    }))
  )

/**
 * Tables in Parquet: a folder for each table, in it files by the month in which records were created.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import type { ExportSink, SinkError, SinkTarget, StreamSink } from "../ExportSink.ts"
import { type FileError, lost, occupied } from "../files/Error.ts"
import * as Entry from "../files/Entry.ts"
import * as FileEnd from "../files/FileEnd.ts"
import * as Folder from "../files/Folder.ts"
import * as LineFile from "../files/LineFile.ts"
import { missing, type Written } from "../files/Written.ts"
import type { DeadLetter } from "../state/Problem.ts"
import * as Tables from "../Tables.ts"
import { latest } from "../tables/Latest.ts"
import type { StreamTables } from "../tables/Table.ts"
import * as CollectedLines from "./CollectedLines.ts"
import * as Earlier from "./Earlier.ts"
import * as Failure from "./Failure.ts"
import * as ParquetFile from "./ParquetFile.ts"
import { ParquetTablesState } from "./ParquetTablesState.ts"
import * as Place from "./Place.ts"
import * as ReportFile from "./ReportFile.ts"
import * as SideFiles from "./SideFiles.ts"
import * as TableFiles from "./TableFiles.ts"
import * as Folders from "./TableFolders.ts"
import * as Unwritable from "./Unwritable.ts"

/**
 * How the files are written.
 *
 * @category models
 * @since 0.1.0
 */
export interface ParquetTablesOptions {
  readonly charactersPerFile: number
  readonly attributes: ReadonlyArray<Tables.Attribute>
}

/**
 * Makes the sink. Records wait in packed lines, on which the checkpoint counts, until the run comes to its end: then they
 * become files, each whole or not there, and the lines go.
 *
 * @category constructors
 * @since 0.1.0
 */
export const directory = (
  location: string,
  options: ParquetTablesOptions
): ExportSink<FileSystem.FileSystem | Path.Path> => {
  /** What makes files of the open streams, and the streams with nothing left to do. */
  const open = new Map<string, Effect.Effect<void, SinkError, FileSystem.FileSystem | Path.Path>>()
  const ended = new Map<string, { readonly target: SinkTarget; readonly state: unknown }>()
  return {
    listsAreTables: true,
    open: (target, state) =>
      Effect.tap(openStream(location, target, state, options), ({ end }) =>
        Effect.acquireRelease(
          Effect.sync(() => open.set(target.stream, end)),
          () => Effect.sync(() => open.delete(target.stream))
        )
      ),
    check: (target, state) =>
      Effect.tap(checkStream(location, target, state), () =>
        Effect.sync(() => ended.set(target.stream, { target, state }))
      ),
    finish: (report) => {
      const ends = Effect.forEach(
        report.streams,
        ({ stream }) => {
          const known = ended.get(stream)
          return open.get(stream) ?? (known === undefined ? Effect.void : endStream(location, known, options))
        },
        { discard: true }
      )
      return Place.endIn(location, open.size > 0, Effect.andThen(ends, ReportFile.write(location, report)))
    }
  }
}

interface TablesStream extends StreamSink {
  /** Makes files of what is collected, where the run came to its end. */
  readonly end: Effect.Effect<void, SinkError, FileSystem.FileSystem | Path.Path>
}

const openStream = Effect.fnUntraced(
  function* (
    location: string,
    target: SinkTarget,
    state: unknown,
    options: ParquetTablesOptions
  ): Effect.fn.Return<
    TablesStream,
    SinkError | FileError | PlatformError,
    FileSystem.FileSystem | Path.Path | Scope.Scope
  > {
    const { intent, stream } = target
    const { charactersPerFile } = options
    const scope = yield* Effect.scope
    yield* ParquetFile.requireSize(stream, charactersPerFile)
    const known =
      state === undefined || intent === "begin" || intent === "overwrite" ? undefined : yield* readState(stream, state)
    const attributes = known?.attributes ?? []
    const tables = tablesOf(target, options, attributes)
    const folders = yield* foldersOf(location, stream, tables)
    const { fileSystem } = folders
    // Now, and not when the run has come to its end, which may be a day from here.
    yield* ParquetFile.loadWriter(stream)
    yield* Place.hold(location)
    if (known !== undefined) yield* checkFiles(folders, known)
    yield* ReportFile.withdraw(location, intent)
    const replaces = intent === "overwrite" && isOwnState(state)
    if (known === undefined) yield* Folders.requireNoOther(folders, replaces)
    if (intent === "overwrite") {
      yield* Earlier.makeRoom(location, stream, state, Object.values(SideFiles.namesOf(stream, false)))
    }
    yield* Folder.make(Folders.ownFolder(folders))
    const make = (first: number, last: number) =>
      makeFiles(folders, { first, last, tables, workspace: target.workspace, charactersPerFile })
    const { first, part } = known === undefined ? { first: 1, part: 1 } : yield* restore(folders, intent, known, make)
    const beyond = known !== undefined && intent === "goOn" ? "ours" : "foreign"
    const side = yield* SideFiles.open({ location, stream, gzip: false, beyond, from: known })
    const finished: Array<Written> = []
    const collect = Effect.fnUntraced(function* (part: number) {
      const partScope = yield* Scope.fork(scope)
      const file = yield* openLines(folders, part, FileEnd.nothing, "foreign").pipe(Scope.provide(partScope))
      return { part, file, close: Scope.close(partScope, Exit.void) }
    })
    let current = yield* collect(part)
    let characters = 0
    let exportedAt = known?.exportedAt ?? 0
    let end = FileEnd.nothing
    let isOver = false

    const commit = Effect.gen(function* () {
      end = yield* current.file.commit
      return {
        kind: "parquetTables",
        first,
        part: current.part,
        ...end,
        ...(yield* side.commit),
        exportedAt,
        tables: folders.tables,
        attributes: heldAttributes(tables, attributes)
      } satisfies ParquetTablesState
    })
    const beginNext = Effect.gen(function* () {
      const { close, file, part } = current
      finished.push({ location: Folders.collectedLocation(folders, part), end: yield* file.commit })
      yield* close
      current = yield* collect(part + 1)
      characters = 0
    })
    const add = Effect.fnUntraced(function* (line: string) {
      if (characters >= charactersPerFile) yield* beginNext
      current.file.add(line)
      characters += line.length + 1
      if (current.file.isFull()) yield* current.file.flush
    })
    /** Another millisecond for each page, so that of two versions one is the later. */
    const next = Effect.map(Clock.currentTimeMillis, (now) => {
      exportedAt = Math.max(now, exportedAt + 1)
      return exportedAt
    })
    return {
      write: Effect.fnUntraced(
        function* (records, troubles) {
          const refused: Array<DeadLetter> = []
          const at = yield* next
          for (const record of latest(target, records)) {
            const line = Unwritable.attempt(target, record, refused, (one) => CollectedLines.ofRecord(target, one, at))
            if (line !== undefined) yield* add(line)
          }
          yield* side.note([...troubles, ...refused])
          return refused
        },
        Effect.mapError(Failure.ofStream(stream))
      ),
      remove: Effect.fnUntraced(
        function* (tombstones) {
          const at = yield* next
          for (const tombstone of tombstones) yield* add(CollectedLines.ofTombstone(tombstone, at))
        },
        Effect.mapError(Failure.ofStream(stream))
      ),
      commit: Effect.mapError(commit, Failure.ofStream(stream)),
      verify: Effect.gen(function* () {
        yield* commit
        isOver = true
        const lines = { location: Folders.collectedLocation(folders, current.part), end }
        return yield* missing(fileSystem, [...finished, lines, ...side.written()])
      }).pipe(Effect.mapError(Failure.ofStream(stream))),
      end: Effect.suspend(() => (isOver ? Effect.andThen(current.close, make(first, current.part)) : Effect.void)).pipe(
        Effect.mapError(Failure.ofStream(stream))
      )
    }
  },
  (effect, _location, { stream }) => Effect.mapError(effect, Failure.ofStream(stream))
)

const tablesOf = (
  { schema, stream }: SinkTarget,
  { attributes }: Pick<ParquetTablesOptions, "attributes">,
  held: ParquetTablesState["attributes"]
): StreamTables =>
  Tables.versioned(Tables.evolve(Tables.withAttributes(Tables.ofNamed(stream, schema), attributes), held).tables)

/** Those of this run, and those that earlier ones gave a name. */
const heldAttributes = (
  { main }: StreamTables,
  before: ParquetTablesState["attributes"]
): ParquetTablesState["attributes"] => {
  const own = main.columns
    .filter(({ path }) => path[0] === "custom_attributes" && path.length === 2)
    .map((column) => ({ table: main.name, name: column.name, type: column.type, place: Tables.placeOf(column) }))
  return [...own, ...before.filter(({ place }) => !own.some((one) => one.place === place))]
}

const foldersOf = Effect.fnUntraced(function* (location: string, stream: string, tables: StreamTables) {
  const folders: Folders.TableFolders = {
    fileSystem: yield* FileSystem.FileSystem,
    path: yield* Path.Path,
    location,
    stream,
    tables: Folders.namesOf(tables)
  }
  return folders
})

const openLines = (
  folders: Folders.TableFolders,
  part: number,
  from: FileEnd.FileEnd,
  beyond: LineFile.LineFileOptions["beyond"]
) =>
  LineFile.open(folders.fileSystem, {
    gzip: true,
    directory: Folders.ownFolder(folders),
    location: Folders.collectedLocation(folders, part),
    from,
    beyond,
    isOptional: false
  })

const makeFiles = Effect.fnUntraced(function* (folders: Folders.TableFolders, options: TableFiles.MakeOptions) {
  for (const column of yield* TableFiles.make(folders, options)) {
    yield* Effect.logWarning(
      `A value does not fit the column ${column}: it is null there, and in the record as it came.`
    )
  }
})

/** Whether the parts that a state tells of are files. */
const areFiles = Effect.fnUntraced(function* (folders: Folders.TableFolders, { part }: ParquetTablesState) {
  const made = yield* TableFiles.noted(folders)
  return made !== undefined && made.last >= part
})

/**
 * Makes the files be what a state says, and answers with the part to begin, and the first of those it becomes files with:
 * what a run collected that did not come to its end is gone on with.
 */
const restore = Effect.fnUntraced(function* (
  folders: Folders.TableFolders,
  intent: SinkTarget["intent"],
  known: ParquetTablesState,
  make: (
    first: number,
    last: number
  ) => Effect.Effect<void, SinkError | FileError | PlatformError, FileSystem.FileSystem | Path.Path>
) {
  const { bytes, first, part, tail } = known
  const made = yield* TableFiles.noted(folders)
  const isMade = yield* areFiles(folders, known)
  if (made !== undefined && made.last > part && (intent !== "goOn" || made.first <= part)) {
    return yield* lost(`${folders.location} holds more of ${folders.stream} than the checkpoint tells of`)
  }
  if (!isMade) {
    yield* Effect.scoped(openLines(folders, part, { bytes, tail }, "ours"))
    if (intent !== "goOn") yield* make(first, part)
  }
  const goesOn = !isMade && intent === "goOn"
  const firstOwn = goesOn ? first : part + 1
  if (intent === "goOn") {
    // Before they go, as they are looked for as long as they are noted.
    if (made !== undefined && made.last > part) yield* TableFiles.note(folders, { first, last: part, files: [] })
    // Files that were being made, and what came after the state.
    yield* Folders.remove(folders, {
      files: (number) => number >= firstOwn,
      collected: (number) => number > part || (isMade && number <= part)
    })
  } else {
    const other = (yield* Folders.list(folders)).find(({ part }) => part >= firstOwn)
    if (other !== undefined) return yield* occupied(`${other.location} is there`)
    yield* Folders.remove(folders, { files: () => false, collected: (number) => number <= part })
  }
  return { first: firstOwn, part: part + 1 }
})

/** What an earlier run of a stream collected to its end without making files of it: it was killed before. */
const endStream = Effect.fnUntraced(
  function* (
    location: string,
    { state, target }: { readonly target: SinkTarget; readonly state: unknown },
    options: ParquetTablesOptions
  ) {
    const known = yield* readState(target.stream, state)
    const tables = tablesOf(target, options, known.attributes)
    const folders = yield* foldersOf(location, target.stream, tables)
    if (yield* areFiles(folders, known)) {
      yield* Folders.remove(folders, { files: () => false, collected: (part) => part <= known.part })
      return
    }
    const { first, part } = known
    const { charactersPerFile } = options
    yield* makeFiles(folders, { first, last: part, tables, workspace: target.workspace, charactersPerFile })
  },
  (effect, _, { target }) => Effect.mapError(effect, Failure.ofStream(target.stream))
)

const checkStream = Effect.fnUntraced(
  function* (location: string, target: SinkTarget, state: unknown) {
    const known = yield* readState(target.stream, state)
    yield* checkFiles(yield* foldersOf(location, target.stream, tablesOf(target, { attributes: [] }, [])), known)
  },
  (effect, _, { stream }) => Effect.mapError(effect, Failure.ofStream(stream))
)

/** The files that were made last are looked for, or the lines they are made of. Files before them may have been moved away. */
const checkFiles = Effect.fnUntraced(function* (folders: Folders.TableFolders, known: ParquetTablesState) {
  const { fileSystem, location, path } = folders
  const { bytes, first, part, problems, tail } = known
  yield* LineFile.check(fileSystem, { location: path.join(location, problems.file), from: problems, beyond: "ours" })
  const made = yield* TableFiles.noted(folders)
  if (made !== undefined && made.last >= part) {
    for (const file of made.files) {
      const isOwn = folders.tables.some(
        (table) => file.startsWith(`${table}${path.sep}`) || file.startsWith(`${table}/`)
      )
      if (isOwn && !(yield* ParquetFile.isWhole(fileSystem, path.join(location, file)))) {
        return yield* lost(`${path.join(location, file)} is not there or not whole, and its checkpoint counts on it`)
      }
    }
    return
  }
  for (let number = first; number < part; number++) {
    const collected = Folders.collectedLocation(folders, number)
    if ((yield* Entry.find(fileSystem, collected)) === undefined) {
      return yield* lost(`${collected} is not there, and its checkpoint counts on it`)
    }
  }
  const last = Folders.collectedLocation(folders, part)
  yield* LineFile.check(fileSystem, { location: last, from: { bytes, tail }, beyond: "ours" })
})

const readState = (stream: string, state: unknown): Effect.Effect<ParquetTablesState, SinkError> =>
  Schema.decodeUnknownEffect(ParquetTablesState)(state).pipe(
    Effect.mapError(() => Failure.ofState(stream, isOwnState(state)))
  )

const isOwnState = (state: unknown): boolean => Predicate.hasProperty(state, "kind") && state.kind === "parquetTables"

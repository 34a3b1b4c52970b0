/**
 * Parquet files of a stream's tables, made of lines that were collected.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type { SinkError } from "../ExportSink.ts"
import * as AtomicFile from "../files/AtomicFile.ts"
import * as Entry from "../files/Entry.ts"
import { cannotWrite, type FileError, lost } from "../files/Error.ts"
import * as Folder from "../files/Folder.ts"
import * as SyncedDirectory from "../files/SyncedDirectory.ts"
import type { Tombstone } from "../state/Tombstone.ts"
import * as Gone from "../tables/Gone.ts"
import { mapper } from "../tables/Rows.ts"
import type { StreamTables } from "../tables/Table.ts"
import { byMonth, type CollectedLine } from "./CollectedLines.ts"
import { Part } from "./FileState.ts"
import * as TableFile from "./TableFile.ts"
import * as Folders from "./TableFolders.ts"

/**
 * Which lines, and what becomes of them.
 *
 * @category models
 * @since 0.1.0
 */
export interface MakeOptions {
  /** The first and the last part. */
  readonly first: number
  readonly last: number
  readonly tables: StreamTables
  readonly workspace: string | undefined
  /** Characters of JSON that go into the files of one number, of one month. */
  readonly charactersPerFile: number
}

/**
 * Makes the files, and then lets go of the lines. Killed at any moment it can be done once more: lines go when all files are
 * there, which is noted before.
 *
 * A file has the number of the part in which its first line stands. So no two of a month begin in the same part, however many
 * characters a part was given by an earlier run.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  folders: Folders.TableFolders,
  options: MakeOptions
): Effect.fn.Return<ReadonlyArray<string>, SinkError | FileError | PlatformError, FileSystem.FileSystem | Path.Path> {
  const { first, last, tables } = options
  const { path, stream } = folders
  const codec = yield* TableFile.loadCodec(stream)
  const isMonthly = isByMonth(tables)
  const misfits = new Set<string>()
  const made: Array<string> = []
  const written = new Set<string>()
  const write = Effect.fnUntraced(function* (
    table: string,
    place: { readonly month: string | undefined; readonly part: number },
    rows: TableFile.TableFile
  ) {
    const folder = isMonthly ? path.join(table, Folders.monthFolder(place.month)) : table
    yield* makeFolder(folders, path.join(folders.location, table), folder)
    const file = path.join(folder, Folders.fileName(place.part))
    const bytes = yield* Effect.try({ try: rows.finish, catch: cannotWrite })
    const directory = path.join(folders.location, folder)
    yield* AtomicFile.replace(folders.fileSystem, { directory, location: path.join(folders.location, file) }, bytes)
    made.push(file)
    written.add(table)
  })
  const writeLines = Effect.fnUntraced(function* (
    lines: ReadonlyArray<CollectedLine>,
    place: { readonly month: string | undefined; readonly part: number }
  ) {
    for (const [table, rows] of yield* rowsOf(options, codec, lines, misfits)) {
      if (rows.size() > 0) yield* write(table, place, rows)
    }
  })

  // Made before, and not to the end: they may have been of another size.
  yield* Folders.remove(folders, { files: (part) => part >= first && part <= last, collected: () => false })
  yield* Effect.scoped(
    Effect.gen(function* () {
      const parts = Array.from({ length: last - first + 1 }, (_, index) => first + index)
      for (const [month, blocks] of yield* byMonth(folders, parts, isMonthly)) {
        let lines: Array<CollectedLine> = []
        let characters = 0
        let from = first
        for (const { part, read } of blocks) {
          for (const line of yield* read) {
            if (characters >= options.charactersPerFile && part > from) {
              yield* writeLines(lines, { month, part: from })
              lines = []
              characters = 0
            }
            if (lines.length === 0) from = part
            lines.push(line)
            characters += line.json.length
          }
        }
        if (lines.length > 0) yield* writeLines(lines, { month, part: from })
      }
    })
  )
  // What has no rows has a file too, so that it can be asked for them.
  if (first === 1) {
    for (const table of [tables.main, ...tables.children]) {
      if (!written.has(table.name)) {
        yield* write(table.name, { month: undefined, part: first }, TableFile.make(table, codec))
      }
    }
  }
  const files = made.length > 0 ? made : ((yield* noted(folders))?.files ?? [])
  yield* note(folders, { first, last, files })
  yield* Folders.remove(folders, { files: () => false, collected: (part) => part <= last })
  return [...misfits]
})

/**
 * Whether the records of a stream are told apart by the month in which they were created.
 *
 * @category guards
 * @since 0.1.0
 */
export const isByMonth = ({ main }: StreamTables): boolean =>
  main.columns.some(({ name, path, type }) => name === "created_at" && type === "timestamptz" && path.length === 1)

/** In the order of creation, so that groups of rows have times of their own. */
const rowsOf = Effect.fnUntraced(function* (
  { tables, workspace }: MakeOptions,
  codec: TableFile.Codec,
  lines: ReadonlyArray<CollectedLine>,
  misfits: Set<string>
): Effect.fn.Return<ReadonlyMap<string, TableFile.TableFile>, FileError> {
  const main = TableFile.make(tables.main, codec)
  const children = tables.children.map((child) => ({ name: child.name, rows: TableFile.make(child, codec) }))
  let current: CollectedLine | undefined
  const map = mapper(tables, {
    idOf: () => current?.id,
    changedAtOf: () => current?.updatedAt,
    workspace,
    storable: true
  })
  const add = (line: CollectedLine) => {
    current = line
    const value: unknown = JSON.parse(line.json)
    if (!Predicate.isObject(value)) return
    const exportedAt = line.exportedAt / 1000
    if (line.kind === "gone") {
      // Type boundary: the line was written of a tombstone.
      main.add(Gone.row(tables.main, value as unknown as Tombstone, { exportedAt, workspace }))
      return
    }
    const rows = map(value, exportedAt)
    main.add(rows.main)
    for (const [index, child] of children.entries()) {
      for (const row of rows.children[index]?.rows.values() ?? []) child.rows.add(row)
    }
    for (const { column, table } of rows.misfits) misfits.add(`${table}.${column}`)
  }
  const ordered = lines.toSorted((one, other) => (one.createdAt ?? 0) - (other.createdAt ?? 0))
  for (let from = 0; from < ordered.length; from += linesAtOnce) {
    yield* Effect.try({ try: () => ordered.slice(from, from + linesAtOnce).forEach(add), catch: cannotWrite })
    // A file takes seconds, in which others want to do something too.
    yield* Effect.yieldNow
  }
  return new Map([[tables.main.name, main], ...children.map(({ name, rows }) => [name, rows] as const)])
})

const linesAtOnce = 200

const makeFolder = Effect.fnUntraced(function* (folders: Folders.TableFolders, table: string, folder: string) {
  const { fileSystem, location, path } = folders
  const place = path.join(location, folder)
  if (yield* fileSystem.exists(place)) return
  yield* Folder.make(place)
  yield* SyncedDirectory.sync(fileSystem, table)
  yield* SyncedDirectory.sync(fileSystem, location)
})

const Made = /*#__PURE__*/ Schema.Struct({
  first: Part,
  last: Schema.Natural,
  files: /*#__PURE__*/ Schema.Array(Schema.String)
})

/**
 * Which parts became files last.
 *
 * @category models
 * @since 0.1.0
 */
export interface Made extends Schema.Schema.Type<typeof Made> {}

const noteLocation = (folders: Folders.TableFolders): string =>
  folders.path.join(Folders.ownFolder(folders), `${folders.stream}.files.json`)

/**
 * Notes which parts are files.
 *
 * @category actions
 * @since 0.1.0
 */
export const note = (folders: Folders.TableFolders, made: Made): Effect.Effect<void, PlatformError> =>
  AtomicFile.replace(
    folders.fileSystem,
    { directory: Folders.ownFolder(folders), location: noteLocation(folders) },
    new TextEncoder().encode(`${JSON.stringify(made)}\n`)
  )

/**
 * What is noted; undefined where nothing is.
 *
 * @category conversions
 * @since 0.1.0
 */
export const noted = Effect.fnUntraced(function* (
  folders: Folders.TableFolders
): Effect.fn.Return<Made | undefined, FileError | PlatformError> {
  const { fileSystem } = folders
  const location = noteLocation(folders)
  if ((yield* Entry.find(fileSystem, location)) === undefined) return undefined
  const text = yield* fileSystem.readFileString(location)
  return yield* decode(text).pipe(Effect.mapError(() => lost(`${location} was changed`)))
})

const decode = /*#__PURE__*/ Schema.decodeUnknownEffect(/*#__PURE__*/ Schema.fromJsonString(Made))

/**
 * Forgets what is noted.
 *
 * @category actions
 * @since 0.1.0
 */
export const forget = (folders: Folders.TableFolders): Effect.Effect<void, FileError> =>
  Entry.remove(folders.fileSystem, noteLocation(folders))

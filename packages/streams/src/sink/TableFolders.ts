/**
 * Where the Parquet files of a stream's tables stand: a folder for each table, in it one for each month, and `_export` for
 * what is not a table.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import { draftEnding } from "../files/AtomicFile.ts"
import * as Entry from "../files/Entry.ts"
import { type FileError, occupied } from "../files/Error.ts"
import * as SyncedDirectory from "../files/SyncedDirectory.ts"
import type { StreamTables } from "../tables/Table.ts"

/**
 * The folders of a stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface TableFolders {
  readonly fileSystem: FileSystem.FileSystem
  readonly path: Path.Path
  readonly location: string
  readonly stream: string
  readonly tables: ReadonlyArray<string>
}

/**
 * The names of the tables of a stream.
 *
 * @category conversions
 * @since 0.1.0
 */
export const namesOf = ({ children, main }: StreamTables): ReadonlyArray<string> =>
  [main, ...children].map(({ name }) => name)

/**
 * Where what is not a table stands. Names that begin with `_` are passed over by Spark and Hive.
 *
 * @category conversions
 * @since 0.1.0
 */
export const ownFolder = ({ location, path }: TableFolders): string => path.join(location, "_export")

/**
 * The packed lines of a part.
 *
 * @category conversions
 * @since 0.1.0
 */
export const collectedLocation = (folders: TableFolders, part: number): string =>
  folders.path.join(ownFolder(folders), `${folders.stream}-${digitsOf(part)}${collectedEnding}`)

const collectedEnding = ".part.gz"

/**
 * The folder of a month below that of a table, as `month=2026-01`. Undefined is for what tells no month, as Hive names it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const monthFolder = (month: string | undefined): string => `month=${month ?? "__HIVE_DEFAULT_PARTITION__"}`

/**
 * The name of a file.
 *
 * @category conversions
 * @since 0.1.0
 */
export const fileName = (part: number): string => `part-${digitsOf(part)}.parquet`

const digitsOf = (part: number): string => String(part).padStart(4, "0")

/**
 * A file of a table that is there.
 *
 * @category models
 * @since 0.1.0
 */
export interface TableFile {
  readonly location: string
  readonly part: number
}

/**
 * The files of the tables, those that were not finished too.
 *
 * @category conversions
 * @since 0.1.0
 */
export const list = Effect.fnUntraced(function* ({
  fileSystem,
  location,
  path,
  tables
}: TableFolders): Effect.fn.Return<ReadonlyArray<TableFile>, PlatformError> {
  const found: Array<TableFile> = []
  for (const table of tables) {
    const folder = path.join(location, table)
    for (const name of yield* namesIn(fileSystem, folder)) {
      const part = partOf(name)
      if (part !== undefined) found.push({ location: path.join(folder, name), part })
      if (!name.startsWith("month=")) continue
      for (const file of yield* namesIn(fileSystem, path.join(folder, name))) {
        const part = partOf(file)
        if (part !== undefined) found.push({ location: path.join(folder, name, file), part })
      }
    }
  }
  return found
})

const partOf = (name: string): number | undefined => {
  const part = Number(/^part-(\d{4,})\.parquet(\.new)?$/.exec(name)?.[1])
  return [fileName(part), fileName(part) + draftEnding].includes(name) ? part : undefined
}

/** Nothing where the folder is not there, or is none. */
const namesIn = (
  fileSystem: FileSystem.FileSystem,
  folder: string
): Effect.Effect<ReadonlyArray<string>, PlatformError> =>
  fileSystem.stat(folder).pipe(
    Effect.flatMap(({ type }) =>
      type === "Directory" ? fileSystem.readDirectory(folder) : Effect.succeed<ReadonlyArray<string>>([])
    ),
    Effect.catchIf(
      ({ reason }) => reason._tag === "NotFound",
      () => Effect.succeed<ReadonlyArray<string>>([])
    )
  )

/**
 * The parts whose lines are there.
 *
 * @category conversions
 * @since 0.1.0
 */
export const listCollected = Effect.fnUntraced(function* (
  folders: TableFolders
): Effect.fn.Return<ReadonlyArray<number>, PlatformError> {
  const { fileSystem, path, stream } = folders
  const names = yield* namesIn(fileSystem, ownFolder(folders))
  return names.flatMap((name) => {
    const digits = name.startsWith(`${stream}-`) ? /^(\d{4,})\.part\.gz$/.exec(name.slice(stream.length + 1))?.[1] : ""
    const part = Number(digits)
    return part > 0 && path.basename(collectedLocation(folders, part)) === name ? [part] : []
  })
})

/**
 * Removes files of the tables, and the lines of parts, by their number.
 *
 * @category actions
 * @since 0.1.0
 */
export const remove = Effect.fnUntraced(function* (
  folders: TableFolders,
  goes: { readonly files: (part: number) => boolean; readonly collected: (part: number) => boolean }
): Effect.fn.Return<void, FileError | PlatformError> {
  const changed = new Set<string>()
  for (const { location, part } of yield* list(folders)) {
    if (!goes.files(part)) continue
    yield* Entry.remove(folders.fileSystem, location)
    changed.add(folders.path.dirname(location))
  }
  // After a failure of the power they must not stand again beside files that a later checkpoint speaks of.
  for (const folder of changed) yield* SyncedDirectory.sync(folders.fileSystem, folder)
  for (const part of yield* listCollected(folders)) {
    if (goes.collected(part)) yield* Entry.remove(folders.fileSystem, collectedLocation(folders, part))
  }
})

/**
 * Fails where a folder of a table holds anything: an export would be mixed with it. `isOwn` says that what looks like a file
 * of the export is one.
 *
 * @category guards
 * @since 0.1.0
 */
export const requireNoOther = Effect.fnUntraced(function* (
  folders: TableFolders,
  isOwn: boolean
): Effect.fn.Return<void, FileError | PlatformError> {
  const { fileSystem, location, path, tables } = folders
  for (const table of tables) {
    const folder = path.join(location, table)
    for (const name of yield* namesIn(fileSystem, folder)) {
      const place = path.join(folder, name)
      const inside = name.startsWith("month=") ? yield* namesIn(fileSystem, place) : undefined
      // A folder of a month stays when its files are gone.
      for (const file of inside ?? [name]) {
        if (isOwn && partOf(file) !== undefined) continue
        return yield* occupied(`${inside === undefined ? place : path.join(place, file)} is there`)
      }
    }
  }
  if (isOwn) return
  for (const part of yield* listCollected(folders)) {
    yield* Entry.requireNone(fileSystem, collectedLocation(folders, part))
  }
})

/**
 * Lines in which records wait to become rows, and their order by the month in which the records were created.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import type { SinkTarget } from "../ExportSink.ts"
import * as Entry from "../files/Entry.ts"
import { cannotWrite, type FileError } from "../files/Error.ts"
import { pack, unpack } from "../files/Packing.ts"
import type { Tombstone } from "../state/Tombstone.ts"
import * as Cell from "../tables/Cell.ts"
import { unpackAll } from "./ParquetFile.ts"
import * as Folders from "./TableFolders.ts"

/**
 * A line as it was read.
 *
 * @category models
 * @since 0.1.0
 */
export interface CollectedLine {
  readonly kind: "record" | "gone"
  readonly id: string | undefined
  /** Unix seconds. */
  readonly createdAt: number | undefined
  readonly updatedAt: number | undefined
  /** Milliseconds. */
  readonly exportedAt: number
  /** The JSON of the record or tombstone. */
  readonly json: string
}

type Head = readonly [
  kind: CollectedLine["kind"],
  id: string | null,
  createdAt: number | null,
  updatedAt: number | null,
  exportedAt: number
]

/**
 * The line of a record: what orders it, and behind a tab, which no JSON holds, the record. It throws where a record cannot
 * be written.
 *
 * @category actions
 * @since 0.1.0
 */
export const ofRecord = ({ changedAtOf, idOf }: SinkTarget, record: object, exportedAt: number): string => {
  const createdAt = Cell.of("timestamptz", Reflect.get(record, "created_at"))
  const head: Head = [
    "record",
    idOf(record) ?? null,
    typeof createdAt === "number" ? createdAt : null,
    changedAtOf(record) ?? null,
    exportedAt
  ]
  return `${JSON.stringify(head)}\t${JSON.stringify(record)}`
}

/**
 * The line of what is gone.
 *
 * @category actions
 * @since 0.1.0
 */
export const ofTombstone = (tombstone: Tombstone, exportedAt: number): string => {
  const head: Head = ["gone", tombstone.id, null, null, exportedAt]
  return `${JSON.stringify(head)}\t${JSON.stringify(tombstone)}`
}

const parse = (line: string): CollectedLine => {
  const tab = line.indexOf("\t")
  // Type boundary: each line was written by one of those above.
  const [kind, id, createdAt, updatedAt, exportedAt] = JSON.parse(line.slice(0, tab)) as Head
  return {
    kind,
    id: id ?? undefined,
    createdAt: createdAt ?? undefined,
    updatedAt: updatedAt ?? undefined,
    exportedAt,
    json: line.slice(tab + 1)
  }
}

/**
 * Lines of one month that stand in one part.
 *
 * @category models
 * @since 0.1.0
 */
export interface MonthBlock {
  readonly part: number
  readonly read: Effect.Effect<ReadonlyArray<CollectedLine>, FileError | PlatformError>
}

/**
 * What was collected in some parts, by months. Of several parts the lines are written once more, a file a month, which are
 * gone when the scope closes: no more than one part is ever in memory.
 *
 * `isMonthly` says whether months are told apart at all.
 *
 * @category conversions
 * @since 0.1.0
 */
export const byMonth = Effect.fnUntraced(function* (
  folders: Folders.TableFolders,
  parts: ReadonlyArray<number>,
  isMonthly: boolean
): Effect.fn.Return<
  ReadonlyMap<string | undefined, ReadonlyArray<MonthBlock>>,
  FileError | PlatformError,
  Scope.Scope
> {
  const { fileSystem } = folders
  const months = new Map<string | undefined, Array<MonthBlock>>()
  const sorted = new Map<string | undefined, Sorted>()
  for (const part of parts) {
    const lines = yield* readPart(fileSystem, Folders.collectedLocation(folders, part))
    const grouped = Map.groupBy(lines, (line) => (isMonthly ? monthOf(line) : undefined))
    for (const [month, own] of grouped) {
      let read: MonthBlock["read"]
      if (parts.length === 1) read = Effect.sync(() => own.map(parse))
      else {
        const file = sorted.get(month) ?? (yield* openSorted(folders, month))
        sorted.set(month, file)
        read = Effect.map(yield* file.append(own.join("\n")), (text) => text.split("\n").map(parse))
      }
      months.set(month, [...(months.get(month) ?? []), { part, read }])
    }
  }
  return months
})

const monthOf = (line: string): string | undefined => {
  const { createdAt } = parse(line.slice(0, line.indexOf("\t") + 1))
  return createdAt === undefined ? undefined : new Date(createdAt * 1000).toISOString().slice(0, 7)
}

const readPart = Effect.fnUntraced(function* (fileSystem: FileSystem.FileSystem, location: string) {
  if ((yield* Entry.find(fileSystem, location)) === undefined) return []
  const text = yield* Effect.mapError(unpackAll(yield* fileSystem.readFile(location)), cannotWrite)
  return text.split("\n").slice(0, -1)
})

/** A file with blocks of text, each of which can be read by itself. */
interface Sorted {
  readonly append: (
    text: string
  ) => Effect.Effect<Effect.Effect<string, FileError | PlatformError>, FileError | PlatformError>
}

const openSorted = Effect.fnUntraced(function* (
  folders: Folders.TableFolders,
  month: string | undefined
): Effect.fn.Return<Sorted, FileError | PlatformError, Scope.Scope> {
  const { fileSystem, path, stream } = folders
  const location = path.join(Folders.ownFolder(folders), `${stream}.sorting.${Folders.monthFolder(month)}.gz`)
  // One that was left behind by a run that was killed.
  yield* Entry.remove(fileSystem, location)
  yield* Effect.addFinalizer(() => Effect.ignore(fileSystem.remove(location, { force: true })))
  let end = 0
  return {
    append: Effect.fnUntraced(function* (text) {
      const packed = yield* pack(new TextEncoder().encode(text))
      const position = end
      // Open for no longer than needed: there may be as many as months.
      yield* Effect.scoped(
        Effect.flatMap(fileSystem.open(location, { flag: "a" }), (handle) => handle.writeAll(packed))
      )
      end += packed.length
      return Effect.scoped(
        Effect.gen(function* () {
          const handle = yield* fileSystem.open(location, { flag: "r" })
          const bytes = yield* handle.readAlloc(packed.length, { position: BigInt(position) })
          const unpacked = Option.isNone(bytes) ? undefined : yield* unpack(new Uint8Array(bytes.value))
          if (unpacked === undefined) return yield* cannotWrite(new Error(`${location} was changed`))
          return new TextDecoder().decode(unpacked)
        })
      )
    })
  }
})

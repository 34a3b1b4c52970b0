/**
 * One Parquet file from one file of lines, in which its records were collected.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import { secondsOf } from "../catalog/Field.ts"
import { SinkError, type SinkTarget } from "../ExportSink.ts"
import * as AtomicFile from "../files/AtomicFile.ts"
import { cannotWrite, type FileError } from "../files/Error.ts"
import * as FileEnd from "../files/FileEnd.ts"
import type { Written } from "../files/Written.ts"
import { wholeSeconds } from "./Unwritable.ts"

/**
 * Which file, and what of.
 *
 * @category models
 * @since 0.1.0
 */
export interface ParquetFileOptions {
  /** The stream it belongs to, for errors. */
  readonly stream: string
  readonly directory: string
  readonly location: string
  /** The packed file with lines of {@link lineOf}. */
  readonly lines: string
}

/**
 * The line of a record: what goes into the columns, and behind a tab, which no JSON holds, the record. It throws where a
 * record cannot be written.
 *
 * @category actions
 * @since 0.1.0
 */
export const lineOf = ({ changedAtOf, idOf }: SinkTarget, record: object): string => {
  const columns: Columns = [
    idOf(record) ?? null,
    wholeSeconds("created_at", secondsOf(record, "created_at")),
    wholeSeconds("updated_at", changedAtOf(record))
  ]
  return `${JSON.stringify(columns)}\t${JSON.stringify(record)}`
}

type Columns = readonly [id: string | null, createdAt: number | null, updatedAt: number | null]

/**
 * Loads the library that writes Parquet. It is the user's to install; only this sink needs it.
 *
 * @category actions
 * @since 0.1.0
 */
export const loadWriter = (stream: string) =>
  Effect.tryPromise({
    try: () => import("hyparquet-writer"),
    catch: (cause) =>
      new SinkError({
        stream,
        message: "the package hyparquet-writer is not installed; install it beside this one",
        cause
      })
  })

/**
 * Fails where no file can hold so many characters.
 *
 * @category guards
 * @since 0.1.0
 */
export const requireSize = (stream: string, characters: number): Effect.Effect<void, SinkError> =>
  characters > 0 && characters <= most
    ? Effect.void
    : Effect.fail(new SinkError({ stream, message: `charactersPerFile is more than 0, and ${most} at most` }))

/** A text twice as long is more than JavaScript has room for. */
const most = 1 << 28

/**
 * Writes a file, so that it is whole or not there, and tells which.
 *
 * @category constructors
 * @since 0.1.0
 */
export const write = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  { directory, lines, location, stream }: ParquetFileOptions
): Effect.fn.Return<Written, SinkError | FileError> {
  const { parquetWriteBuffer } = yield* loadWriter(stream)
  return yield* Effect.gen(function* () {
    const text = yield* unpackAll(yield* fileSystem.readFile(lines))
    const columns = columnsOf(text.split("\n").slice(0, -1))
    const content = parquetWriteBuffer({
      columnData: [
        { name: "id", data: columns.id, type: "STRING" },
        { name: "created_at", data: columns.created_at, type: "INT64" },
        { name: "updated_at", data: columns.updated_at, type: "INT64" },
        // The least and the greatest of these texts help nobody to find one.
        { name: "record", data: columns.record, type: "STRING", nullable: false, statistics: false }
      ],
      createdBy: "@effect-intercom/streams"
    })
    const bytes = new Uint8Array(content)
    yield* AtomicFile.replace(fileSystem, { directory, location }, bytes)
    return { location, end: yield* FileEnd.make(bytes.length, bytes.subarray(-FileEnd.tailBytes)) }
  }).pipe(Effect.mapError(cannotWrite))
})

/**
 * Whether a file is there and ends as Parquet files do: one that was cut off has lost its index.
 *
 * @category guards
 * @since 0.1.0
 */
export const isWhole = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  location: string
): Effect.fn.Return<boolean, FileError> {
  const end = yield* Effect.scoped(
    Effect.gen(function* () {
      const file = yield* fileSystem.open(location, { flag: "r" })
      const size = Number((yield* file.stat).size)
      yield* file.seek(BigInt(Math.max(size - mark.length, 0)), "start")
      return yield* file.readAlloc(mark.length)
    })
  ).pipe(
    Effect.catchIf(
      ({ reason }) => reason._tag === "NotFound",
      () => Effect.succeedNone
    ),
    Effect.mapError(cannotWrite)
  )
  return Option.isSome(end) && new TextDecoder().decode(end.value) === mark
})

/** The last bytes of every Parquet file. */
const mark = "PAR1"

const columnsOf = (lines: ReadonlyArray<string>) => {
  const id: Array<string | null> = []
  const created_at: Array<bigint | null> = []
  const updated_at: Array<bigint | null> = []
  const record: Array<string> = []
  for (const line of lines) {
    const tab = line.indexOf("\t")
    // Type boundary: each line was written by `lineOf`.
    const [ofId, createdAt, updatedAt] = JSON.parse(line.slice(0, tab)) as Columns
    id.push(ofId)
    created_at.push(createdAt === null ? null : BigInt(createdAt))
    updated_at.push(updatedAt === null ? null : BigInt(updatedAt))
    record.push(line.slice(tab + 1))
  }
  return { id, created_at, updated_at, record }
}

/**
 * The text of a packed file. It has a member for each time it was written to, of which the unpacker of the web reads the
 * first.
 *
 * @category conversions
 * @since 0.1.0
 */
export const unpackAll = (packed: Uint8Array): Effect.Effect<string, unknown> =>
  Effect.tryPromise({
    try: async () => {
      const { gunzipSync } = await import("node:zlib")
      return packed.length === 0 ? "" : new TextDecoder().decode(gunzipSync(packed))
    },
    catch: (cause) => cause
  })

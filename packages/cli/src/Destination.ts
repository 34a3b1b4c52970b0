/**
 * Where an export goes: a folder and what stands in it, a database, or stdout.
 *
 * @since 0.1.0
 */
import type { Checkpoint, ExportSink, Tables } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import type * as Stdio from "effect/Stdio"
import * as Database from "./Database.ts"
import * as Messages from "./Messages.ts"
import * as Optional from "./Optional.ts"
import * as ParquetTables from "./ParquetTables.ts"
import * as Pipe from "./Pipe.ts"
import type { Problem } from "./Problem.ts"

/**
 * The forms an export into a folder can have: files of each stream, or one database with tables.
 *
 * @category models
 * @since 0.1.0
 */
export const formats = ["ndjson", "ndjson.gz", "csv", "sqlite", "duckdb", "parquet"] as const

/**
 * One of {@link formats}.
 *
 * @category models
 * @since 0.1.0
 */
export type Format = (typeof formats)[number]

type Sink = ExportSink.ExportSink<FileSystem.FileSystem | Path.Path>

/**
 * A place for an export.
 *
 * @category models
 * @since 0.1.0
 */
export interface Destination {
  readonly sink: Sink
  /** The same with columns for attributes; undefined where there are no columns. */
  readonly withAttributes?: ((attributes: ReadonlyArray<Tables.Attribute>) => Sink) | undefined
  /** What messages call it. */
  readonly name: string
  /** How another one is named. */
  readonly elsewhere: string
  /** Where a report and the problems with single records are looked up. */
  readonly report: string
  /** The folder; undefined where the export goes elsewhere. */
  readonly folder: string | undefined
  /** Undefined where the sink keeps its own, or none is kept. */
  readonly checkpoint: Checkpoint.Checkpoint<FileSystem.FileSystem | Path.Path> | undefined
  /** A database that has to answer before anything is read. */
  readonly isServer: boolean
  /** The files that hold the records of a stream. */
  readonly filesOf: (stream: string) => Effect.Effect<ReadonlyArray<string>, never, FileSystem.FileSystem>
}

/**
 * What is told of a place when an export into it has ended.
 *
 * @category models
 * @since 0.1.0
 */
export interface Told extends Pick<Destination, "name" | "report" | "folder" | "isServer" | "filesOf"> {
  /** The file in the folder that tells more. `report.json` when left out. */
  readonly more?: string | undefined
}

/**
 * What of the flags says where to.
 *
 * @category models
 * @since 0.1.0
 */
export interface Place extends Database.Values {
  readonly out: string
  /** Whether there are several streams. */
  readonly shared: boolean
  readonly format: Format
  /** Bytes. */
  readonly splitSize: Option.Option<number>
  /** Whether Parquet holds tables. */
  readonly tables: boolean
  /** What stdout gets instead of records. */
  readonly messages: Messages.Given | undefined
}

/**
 * The destination: stdout, a folder or a database. Nothing is made or opened before the export begins. Fails where the format
 * needs a package that is not installed.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  place: Place
): Effect.Effect<Destination, Problem, FileSystem.FileSystem | Path.Path | Stdio.Stdio> =>
  Database.isNamed(place) ? database(place) : place.out === Pipe.stdout ? stdout(place) : folder(place)

const stdout = Effect.fnUntraced(function* ({
  messages,
  shared
}: Place): Effect.fn.Return<Destination, Problem, Stdio.Stdio> {
  const speaking = messages === undefined ? undefined : yield* Messages.sinks(messages)
  return {
    sink: speaking?.() ?? (yield* Pipe.sink(shared)),
    withAttributes: speaking,
    name: "stdout",
    elsewhere: "give a folder with --out",
    report: "Which records are concerned stands above",
    folder: undefined,
    checkpoint: undefined,
    isServer: false,
    filesOf: () => Effect.succeed([])
  }
})

const database = Effect.fnUntraced(function* (
  place: Place
): Effect.fn.Return<Destination, Problem, FileSystem.FileSystem> {
  const { name, sink } = yield* Database.make(place)
  return {
    sink: sink(),
    withAttributes: sink,
    name,
    elsewhere: "name another schema with --schema",
    report: "See the tables export_reports and export_problems",
    folder: undefined,
    checkpoint: undefined,
    isServer: true,
    filesOf: () => Effect.succeed([])
  }
})

const folder = Effect.fnUntraced(function* ({
  format,
  out,
  splitSize,
  tables
}: Place): Effect.fn.Return<Destination, Problem, Path.Path> {
  const path = yield* Path.Path
  const common = {
    name: out,
    elsewhere: "choose another folder with --out",
    report: `See report.json in ${out}, and the problems that stand beside the data`,
    folder: out,
    isServer: false
  } as const
  if (format === "sqlite" || format === "duckdb") {
    const { file, sink } = format === "sqlite" ? yield* sqlite(path, out) : yield* duckdb(path, out)
    return {
      ...common,
      sink: sink(),
      withAttributes: sink,
      checkpoint: undefined,
      filesOf: () => Effect.succeed([file])
    }
  }
  const { Checkpoint } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const checkpoint = Checkpoint.file(path.join(out, "checkpoint.json"))
  if (tables) {
    const sink = yield* ParquetTables.sinks(out)
    return {
      ...common,
      sink: sink(),
      withAttributes: sink,
      checkpoint,
      filesOf: (stream) => ParquetTables.filesOf(out, stream)
    }
  }
  return {
    ...common,
    sink: format === "parquet" ? yield* parquet(out) : yield* lines(out, format, Option.getOrUndefined(splitSize)),
    checkpoint,
    filesOf: (stream) =>
      FileSystem.FileSystem.use((fileSystem) => fileSystem.readDirectory(out)).pipe(
        Effect.orElseSucceed(() => []),
        Effect.map((names) => names.filter((name) => isOf(stream, format, name)).map((name) => path.join(out, name)))
      )
  }
})

interface DatabaseFile {
  readonly file: string
  readonly sink: (attributes?: ReadonlyArray<Tables.Attribute>) => Sink
}

const sqlite = Effect.fnUntraced(function* (path: Path.Path, out: string): Effect.fn.Return<DatabaseFile> {
  const { SqliteSink } = yield* Effect.promise(() => import("@effect-intercom/streams/node"))
  const file = path.join(out, "export.db")
  return { file, sink: (attributes) => SqliteSink.file(file, { attributes }) }
})

const duckdb = Effect.fnUntraced(function* (path: Path.Path, out: string): Effect.fn.Return<DatabaseFile, Problem> {
  const { DuckDbSink } = yield* Effect.promise(() => import("@effect-intercom/streams/duckdb"))
  yield* Effect.mapError(DuckDbSink.requireClient, () => Optional.missing("@duckdb/node-api", "--format duckdb"))
  const file = path.join(out, "export.duckdb")
  return { file, sink: (attributes) => DuckDbSink.file(file, { attributes }) }
})

const lines = Effect.fnUntraced(function* (out: string, format: "ndjson" | "ndjson.gz" | "csv", maxBytes?: number) {
  const { CsvSink, NdjsonSink } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  return format === "csv"
    ? CsvSink.directory(out, { maxBytes })
    : NdjsonSink.directory(out, { gzip: format === "ndjson.gz", maxBytes })
})

const parquet = Effect.fnUntraced(function* (out: string) {
  const { ParquetSink } = yield* Effect.promise(() => import("@effect-intercom/streams/parquet"))
  yield* Effect.mapError(ParquetSink.requireWriter, () => Optional.missing("hyparquet-writer", "--format parquet"))
  return ParquetSink.directory(out)
})

/** `contacts.ndjson`, or `contacts-0001.ndjson` of several. */
const isOf = (stream: string, format: Format, name: string): boolean => {
  const ending = `.${format}`
  if (!name.startsWith(stream) || !name.endsWith(ending)) return false
  return /^(-\d+)?$/.test(name.slice(stream.length, -ending.length))
}

/**
 * Where an export goes: the folder, and what stands in it.
 *
 * @since 0.1.0
 */
import type { Checkpoint, ExportSink } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import type * as Stdio from "effect/Stdio"
import * as Messages from "./Messages.ts"
import * as ParquetTables from "./ParquetTables.ts"
import * as Pipe from "./Pipe.ts"
import { exitCodes, Problem } from "./Problem.ts"

/**
 * The forms an export can have: files of each stream, or one database with a table a stream.
 *
 * @category models
 * @since 0.1.0
 */
export const formats = ["ndjson", "ndjson.gz", "csv", "sqlite", "parquet"] as const

/**
 * One of {@link formats}.
 *
 * @category models
 * @since 0.1.0
 */
export type Format = (typeof formats)[number]

/**
 * A place for an export.
 *
 * @category models
 * @since 0.1.0
 */
export interface Destination {
  readonly sink: ExportSink.ExportSink<FileSystem.FileSystem | Path.Path>
  /** The folder; undefined where the export goes to stdout. */
  readonly folder: string | undefined
  /** Undefined where the sink keeps its own, or none is kept. */
  readonly checkpoint: Checkpoint.Checkpoint<FileSystem.FileSystem | Path.Path> | undefined
  /** Where the checkpoint is, if one is kept. */
  readonly checkpointFile: string | undefined
  /** The files that hold the records of a stream. */
  readonly filesOf: (stream: string) => Effect.Effect<ReadonlyArray<string>, never, FileSystem.FileSystem>
}

/**
 * The destination: stdout, or one in a folder. Nothing is made or opened before the export begins. Fails where the format
 * needs a package that is not installed. `shared` says whether there are several streams.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* ({
  format,
  messages,
  out,
  shared,
  splitSize,
  tables
}: {
  readonly out: string
  readonly shared: boolean
  readonly format: Format
  /** Bytes. */
  readonly splitSize: Option.Option<number>
  /** Whether Parquet holds tables. */
  readonly tables: boolean
  /** What stdout gets instead of records. */
  readonly messages: Messages.Given | undefined
}): Effect.fn.Return<Destination, Problem, Path.Path | Stdio.Stdio> {
  if (out === Pipe.stdout) {
    return {
      sink: messages === undefined ? yield* Pipe.sink(shared) : yield* Messages.sink(messages),
      folder: undefined,
      checkpoint: undefined,
      checkpointFile: undefined,
      filesOf: () => Effect.succeed([])
    }
  }
  const path = yield* Path.Path
  if (format === "sqlite") {
    const { SqliteSink } = yield* Effect.promise(() => import("@effect-intercom/streams/node"))
    const file = path.join(out, "export.db")
    return {
      sink: SqliteSink.file(file),
      folder: out,
      checkpoint: undefined,
      checkpointFile: file,
      filesOf: () => Effect.succeed([file])
    }
  }
  const { Checkpoint } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const checkpointFile = path.join(out, "checkpoint.json")
  return {
    sink:
      format === "parquet" ? yield* parquet(out, tables) : yield* lines(out, format, Option.getOrUndefined(splitSize)),
    folder: out,
    checkpoint: Checkpoint.file(checkpointFile),
    checkpointFile,
    filesOf: (stream) =>
      tables
        ? ParquetTables.filesOf(out, stream)
        : FileSystem.FileSystem.use((fileSystem) => fileSystem.readDirectory(out)).pipe(
            Effect.orElseSucceed(() => []),
            Effect.map((names) =>
              names.filter((name) => isOf(stream, format, name)).map((name) => path.join(out, name))
            )
          )
  }
})

const lines = Effect.fnUntraced(function* (out: string, format: "ndjson" | "ndjson.gz" | "csv", maxBytes?: number) {
  const { CsvSink, NdjsonSink } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  return format === "csv"
    ? CsvSink.directory(out, { maxBytes })
    : NdjsonSink.directory(out, { gzip: format === "ndjson.gz", maxBytes })
})

const parquet = Effect.fnUntraced(function* (out: string, tables: boolean) {
  const { ParquetSink } = yield* Effect.promise(() => import("@effect-intercom/streams/parquet"))
  yield* Effect.mapError(
    ParquetSink.requireWriter,
    () =>
      new Problem({
        description: "--format parquet needs the package hyparquet-writer, which is not installed",
        next: "Install it where effect-intercom is: npm install hyparquet-writer (with -g if effect-intercom was), or choose another --format",
        exitCode: exitCodes.usage
      })
  )
  return ParquetSink.directory(out, tables ? { tables } : {})
})

/** `contacts.ndjson`, or `contacts-0001.ndjson` of several. */
const isOf = (stream: string, format: Format, name: string): boolean => {
  const ending = `.${format}`
  if (!name.startsWith(stream) || !name.endsWith(ending)) return false
  return /^(-\d+)?$/.test(name.slice(stream.length, -ending.length))
}

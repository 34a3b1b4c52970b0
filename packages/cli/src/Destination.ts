/**
 * Where an export goes: the folder, and what stands in it.
 *
 * @since 0.1.0
 */
import type { Checkpoint, ExportSink } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"

/**
 * The forms an export can have: a file a stream with one JSON object a line, plain or packed, or one database with a
 * table a stream.
 *
 * @category models
 * @since 0.1.0
 */
export const formats = ["ndjson", "ndjson.gz", "sqlite"] as const

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
  /** Undefined where the sink keeps its own. */
  readonly checkpoint: Checkpoint.Checkpoint<FileSystem.FileSystem | Path.Path> | undefined
  /** Where the checkpoint is, if there is one. */
  readonly checkpointFile: string
  /** The file that holds the records of a stream. */
  readonly fileOf: (stream: string) => string
}

/**
 * The destination in a folder. Nothing is made or opened before the export begins.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  folder: string,
  format: Format
): Effect.fn.Return<Destination, never, Path.Path> {
  const path = yield* Path.Path
  if (format === "sqlite") {
    const { SqliteSink } = yield* Effect.promise(() => import("@effect-intercom/streams/node"))
    const file = path.join(folder, "export.db")
    return { sink: SqliteSink.file(file), checkpoint: undefined, checkpointFile: file, fileOf: () => file }
  }
  const { Checkpoint, NdjsonSink } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const checkpointFile = path.join(folder, "checkpoint.json")
  return {
    sink: NdjsonSink.directory(folder, { gzip: format === "ndjson.gz" }),
    checkpoint: Checkpoint.file(checkpointFile),
    checkpointFile,
    fileOf: (stream) => path.join(folder, `${stream}.${format}`)
  }
})

/**
 * An export as tables in Parquet, and where they stand.
 *
 * @since 0.1.0
 */
import type { ExportSink, Tables } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as Optional from "./Optional.ts"
import type { Problem } from "./Problem.ts"

/**
 * Makes sinks, with columns for attributes or without. Fails where the package that writes Parquet is not installed.
 *
 * @category constructors
 * @since 0.1.0
 */
export const sinks = Effect.fnUntraced(function* (
  out: string
): Effect.fn.Return<
  (attributes?: ReadonlyArray<Tables.Attribute>) => ExportSink.ExportSink<FileSystem.FileSystem | Path.Path>,
  Problem
> {
  const { ParquetSink } = yield* Effect.promise(() => import("@effect-intercom/streams/parquet"))
  yield* Effect.mapError(ParquetSink.requireWriter, () => Optional.missing("hyparquet-writer", "--format parquet"))
  return (attributes) => ParquetSink.directory(out, { tables: true, attributes })
})

/**
 * The files of all tables of a stream.
 *
 * @category conversions
 * @since 0.1.0
 */
export const filesOf = Effect.fnUntraced(function* (
  out: string,
  stream: string
): Effect.fn.Return<ReadonlyArray<string>, never, FileSystem.FileSystem> {
  const fileSystem = yield* FileSystem.FileSystem
  const { Tables } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const { children, main } = Tables.ofNamed(stream)
  const files: Array<string> = []
  for (const { name } of [main, ...children]) {
    const folder = `${out}/${name}`
    const found = yield* Effect.orElseSucceed(fileSystem.readDirectory(folder, { recursive: true }), () => [])
    files.push(...found.filter((file) => file.endsWith(".parquet")).map((file) => `${folder}/${file}`))
  }
  return files
})

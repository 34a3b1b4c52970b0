/**
 * Exports to Parquet files, through the package `hyparquet-writer`.
 *
 * **When to use**
 *
 * For warehouses and DuckDB, where the export is large and read by columns. For a database to ask at once, take
 * `SqliteSink`.
 *
 * **Details**
 *
 * `contacts-0001.parquet` and so on hold `id`, `created_at` and `updated_at` (Unix seconds) and `record`, the JSON as
 * it came. A file is made when there is enough for one, and when the run ends; until then records wait, packed, in
 * `contacts-0002.part.gz`, on which the checkpoint counts.
 *
 * With `tables: true` records become rows with typed columns, and the lists in them rows of files of their own, in folders by
 * month; {@link views} shows DuckDB what is there now.
 *
 * **Gotchas**
 *
 * - Install `hyparquet-writer` beside this package, and import from `@effect-intercom/streams/parquet`. {@link
 *   requireWriter} tells early whether it is there.
 * - Of tables, files are made when the run comes to its end. One that was stopped has to be gone on with first.
 * - Files are added to, so a record that changed stands in a later place once more: the last counts. Times are of whole
 *   seconds, so `updated_at` alone does not tell two changes within one apart.
 * - Move files away only when the run has ended.
 *
 * **Example** (Files for DuckDB)
 *
 * ```ts
 * import { Effect, FileSystem } from "effect"
 * import { Export } from "@effect-intercom/streams"
 * import { ParquetSink } from "@effect-intercom/streams/parquet"
 *
 * yield* Export.run({ streams: ["contacts"], sink: ParquetSink.directory("./export") })
 * const files = yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readDirectory("./export"))
 * files.filter((name) => name.endsWith(".parquet")) // => ["contacts-0001.parquet"]
 * ```
 *
 * @since 0.1.0
 */
export {
  directory,
  type ParquetOptions,
  type ParquetRecordOptions,
  type ParquetTableOptions,
  requireWriter
} from "./sink/Parquet.ts"
export { views } from "./sink/ParquetViews.ts"

/**
 * Exports to Parquet files, through the package `hyparquet-writer`.
 *
 * @since 0.1.0
 */
export { directory, type ParquetOptions, requireWriter } from "./sink/Parquet.ts"

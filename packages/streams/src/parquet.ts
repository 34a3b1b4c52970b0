/**
 * What needs `hyparquet-writer`: the Parquet sink.
 *
 * @since 0.1.0
 */
export * as ParquetSink from "./ParquetSink.ts"

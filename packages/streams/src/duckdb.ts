/**
 * What needs `@duckdb/node-api`: the DuckDB sink.
 *
 * @since 0.1.0
 */
export * as DuckDbSink from "./DuckDbSink.ts"

/**
 * Exports to a DuckDB database, through the package `@duckdb/node-api`.
 *
 * @since 0.1.0
 */
export { type DuckDbOptions, file, requireClient } from "./sink/DuckDb.ts"

/**
 * Exports to PostgreSQL, through the package `@effect/sql-pg`.
 *
 * @since 0.1.0
 */
export {
  cursor,
  database,
  make,
  type PostgresOptions,
  type PostgresPage,
  type PostgresWriterOptions,
  writer
} from "./sink/Postgres.ts"
export { address, addressFrom, type Environment } from "./sink/PostgresAddress.ts"

/**
 * Exports to PostgreSQL, through the package `@effect/sql-pg`.
 *
 * @since 0.1.0
 */
export {
  cursor,
  make,
  type PostgresOptions,
  type PostgresPage,
  type PostgresWriterOptions,
  writer
} from "./sink/Postgres.ts"

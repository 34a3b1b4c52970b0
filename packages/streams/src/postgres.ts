/**
 * What needs `@effect/sql-pg`: the PostgreSQL sink.
 *
 * @since 0.1.0
 */
export * as PostgresSink from "./PostgresSink.ts"

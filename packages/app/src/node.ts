/**
 * What needs Node: SQLite in a file.
 *
 * @since 0.1.0
 */
export * as NodeSqlite from "./NodeSqlite.ts"

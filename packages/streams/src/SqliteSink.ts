/**
 * Exports to an SQLite database, through the module of Node.
 *
 * @since 0.1.0
 */
export { file, type SqliteOptions } from "./sink/Sqlite.ts"

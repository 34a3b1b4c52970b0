/**
 * Exports to an SQLite database, through the module of Node.
 *
 * @since 0.1.0
 */
export { file } from "./sink/Sqlite.ts"

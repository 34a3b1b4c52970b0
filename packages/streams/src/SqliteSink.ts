/**
 * Exports to an SQLite database, through the module of Node.
 *
 * **When to use**
 *
 * For a copy of the workspace that is asked in SQL and kept up to date: a record that comes again takes the place of
 * the earlier version. Its checkpoint is in the same database, so there is nothing to keep beside it.
 *
 * **Details**
 *
 * A table a stream with columns for its fields, a table for each list inside its records, and views of what is there now
 * (`current_contacts`). `record` is the whole JSON, from which SQLite reads other fields with `->>`. Times are texts in ISO
 * 8601. `export_problems` holds what went wrong with single records, `export_reports` the report of every run. Records and
 * checkpoint are written in one transaction.
 *
 * **Gotchas**
 *
 * - It needs `node:sqlite`, Node 22.19 or later, and is imported from `@effect-intercom/streams/node`.
 * - No other checkpoint can be used with it: leave the option out.
 * - It may be read while an export writes; a second export into it is refused with a `SinkError` of the kind `locked`.
 *
 * **Example** (A copy that is asked in SQL)
 *
 * ```ts
 * import { DatabaseSync } from "node:sqlite"
 * import { Export } from "@effect-intercom/streams"
 * import { SqliteSink } from "@effect-intercom/streams/node"
 *
 * yield* Export.run({ streams: ["contacts"], sink: SqliteSink.file("./export.db"), since: "last" })
 * const database = new DatabaseSync("./export.db")
 * const counted = database.prepare("SELECT count(*) AS contacts FROM current_contacts WHERE email IS NOT NULL").get()
 * counted?.["contacts"] // => 12
 * ```
 *
 * @since 0.1.0
 */
export { file, type SqliteOptions } from "./sink/Sqlite.ts"

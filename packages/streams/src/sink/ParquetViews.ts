/**
 * Views that show what tables in Parquet hold now.
 *
 * @since 0.1.0
 */
import * as Tables from "../Tables.ts"
import { identifier } from "../tables/Name.ts"
import type { ChildTable, Table } from "../tables/Table.ts"
import { quoted } from "./TableDatabase.ts"

/**
 * Statements for DuckDB that make a view for each table of some streams, by the names that the sinks for databases give
 * theirs: `current_contacts` with the latest version of each record, without those that are gone, and `current_contact_tags`
 * with the rows of its lists. Files that come later are in them too.
 *
 * ```ts
 * ParquetSink.views("./lake", ["admins"]).map((statement) => statement.split(" AS ").at(0))
 * // => ['CREATE OR REPLACE VIEW "current_admins"']
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const views = (location: string, streams: ReadonlyArray<string>): ReadonlyArray<string> =>
  streams.flatMap((stream) => {
    const { children, main } = Tables.ofNamed(stream)
    return [
      viewOf(main, `SELECT * EXCLUDE (deleted_at, deleted_reason, merged_into) FROM ${thereOf(location, main)}`),
      ...children.map((child) => viewOf(child, rowsOf(location, main, child)))
    ]
  })

const viewOf = ({ name }: Table, query: string): string =>
  `CREATE OR REPLACE VIEW ${quoted(identifier(`current_${name}`))} AS ${query}`

const filesOf = (location: string, { name }: Table): string =>
  `read_parquet('${location.replaceAll("'", "''")}/${name}/**/*.parquet', union_by_name = true, hive_partitioning = true)`

/** The latest versions of records that are not gone. */
const thereOf = (location: string, main: Table): string => {
  const files = filesOf(location, main)
  return `(FROM ${files} SEMI JOIN (SELECT id, max(exported_at) AS exported_at FROM ${files} GROUP BY id) USING (id, exported_at)
    WHERE deleted_at IS NULL)`
}

const rowsOf = (location: string, main: Table, child: ChildTable): string => {
  const files = filesOf(location, child)
  const parent = `(SELECT id AS ${quoted(child.key[0] ?? "")}, exported_at FROM ${thereOf(location, main)})`
  if (child.holds === "set")
    return `SELECT * FROM ${files} SEMI JOIN ${parent} USING (${quoted(child.key[0] ?? "")}, exported_at)`
  const keys = child.key.map(quoted).join(", ")
  // Of lists that only grow, every element holds that ever came.
  return `SELECT * FROM (FROM ${files} SEMI JOIN (SELECT ${keys}, max(exported_at) AS exported_at FROM ${files} GROUP BY ${keys})
    USING (${keys}, exported_at)) SEMI JOIN ${parent} USING (${quoted(child.key[0] ?? "")})`
}

/**
 * Tables of which rows are only ever added: each tells of which version of its record it is.
 *
 * @since 0.1.0
 */
import type { Column, StreamTables } from "./Table.ts"

/**
 * Gives the tables of lists the `exported_at` of their record, which is another one for each version of it: the rows of a
 * list that hold are those with the latest. `record_hash` is left out, as nothing is compared with what is there.
 *
 * @category combinators
 * @since 0.1.0
 */
export const versioned = (tables: StreamTables): StreamTables => ({
  ...tables,
  main: { ...tables.main, columns: tables.main.columns.filter(({ source }) => source !== "hash") },
  children: tables.children.map((child) => ({ ...child, columns: [...child.columns, exportedAt] }))
})

const exportedAt: Column = { name: "exported_at", type: "timestamptz", source: "exported", path: [] }

/**
 * Columns in which all rows that are written together have the same value, as the kind of a record or the workspace. It is sent
 * once for all of them.
 *
 * @since 0.1.0
 */
import type { Row } from "../tables/Rows.ts"
import type { Table } from "../tables/Table.ts"

/**
 * Takes rows of a table, and tells whether a column, by its place, has had one value in these and one in each page before. What
 * had several once is not alike any more, so that the statements are few.
 *
 * @category models
 * @since 0.1.0
 */
export type Alike = (table: Table, rows: ReadonlyArray<Row>) => (index: number) => boolean

/**
 * Begins with all columns of the tables alike, but for their keys.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (tables: ReadonlyArray<Table>): Alike => {
  const alikeOf = new Map(tables.map((table) => [table.name, newColumns(table)]))
  return (table, rows) => {
    const alike = alikeOf.get(table.name) ?? new Set()
    for (const index of alike) if (!isAlike(rows, index)) alike.delete(index)
    return (index) => alike.has(index)
  }
}

const newColumns = ({ columns, key }: Table): Set<number> =>
  new Set(columns.flatMap(({ name, source }, index) => (key.includes(name) || source === "record" ? [] : [index])))

/** A loop, since this is done for columns of every row. */
const isAlike = (rows: ReadonlyArray<Row>, index: number): boolean => {
  const first = rows[0]?.[index]
  for (const row of rows) if (row[index] !== first) return false
  return true
}

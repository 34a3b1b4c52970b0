/**
 * Columns that have values. Most of most workspaces have none, and databases work for each that they are sent.
 *
 * @since 0.1.0
 */
import type { Row } from "../tables/Rows.ts"
import type { Table } from "../tables/Table.ts"

/**
 * Takes rows of a table, and tells which of its columns had a value in these or in earlier ones, in their order. The others
 * may be left out, to be null.
 *
 * @category models
 * @since 0.1.0
 */
export type Filled = (table: Table, rows: ReadonlyArray<Row>) => ReadonlyArray<number>

/**
 * Begins with no column of the tables. What had a value once stays, so that the statements are few.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (tables: ReadonlyArray<Table>): Filled => {
  const columnsOf = new Map(tables.map((table) => [table.name, newColumns(table)]))
  return (table, rows) => {
    const columns = columnsOf.get(table.name) ?? newColumns(table)
    const found = columns.empty.filter((index) => isFilled(rows, index))
    if (found.length > 0) {
      columns.empty = columns.empty.filter((index) => !found.includes(index))
      columns.filled = [...columns.filled, ...found].toSorted((one, other) => one - other)
    }
    return columns.filled
  }
}

const newColumns = ({ columns }: Table): { filled: ReadonlyArray<number>; empty: ReadonlyArray<number> } => ({
  filled: [],
  empty: columns.map((_, index) => index)
})

/** A loop, since this is done for every empty column of every row. */
const isFilled = (rows: ReadonlyArray<Row>, index: number): boolean => {
  for (const row of rows) if ((row[index] ?? null) !== null) return true
  return false
}

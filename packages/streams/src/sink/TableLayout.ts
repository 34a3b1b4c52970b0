/**
 * The statements that make tables, and what the export keeps beside them.
 *
 * @since 0.1.0
 */
import type { Change, HeldColumn } from "../tables/Evolution.ts"
import { placeOf } from "../tables/Evolution.ts"
import { identifier } from "../tables/Name.ts"
import type { Column, StreamTables, Table } from "../tables/Table.ts"
import { type Dialect, quoted } from "./TableDatabase.ts"

/**
 * The tables an export keeps for itself: which columns it made, how far it has come, the ids of what it delivered, what went
 * wrong with single records, and the report of every run.
 *
 * @category constructors
 * @since 0.1.0
 */
export const own = ({ name }: Dialect): ReadonlyArray<string> => [
  `CREATE TABLE IF NOT EXISTS ${name("export_columns")} (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
    type TEXT NOT NULL, place TEXT NOT NULL, stream TEXT NOT NULL, nth INTEGER NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${name("export_checkpoint")} (id INTEGER PRIMARY KEY CHECK (id = 1), data TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${name("export_problems")} (stream TEXT NOT NULL, kind TEXT NOT NULL, id TEXT,
    problem TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${name("export_reports")} (report TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${name("export_ids")} (stream TEXT NOT NULL, generation INTEGER NOT NULL, id TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${name("export_workspace")} (id TEXT NOT NULL)`
]

/**
 * The statements of a change.
 *
 * @category constructors
 * @since 0.1.0
 */
export const statementsOf = (dialect: Dialect, change: Change): ReadonlyArray<string> => {
  const name = dialect.name(change.table.name)
  switch (change.kind) {
    case "create":
      return [create(dialect, change.table)]
    case "add":
      return [`ALTER TABLE ${name} ADD COLUMN ${defined(dialect, change.column)}`]
    case "widen":
      return dialect.widen(change.table, change.column, change.from)
  }
}

const create = (dialect: Dialect, table: Table): string => {
  const key = `, PRIMARY KEY (${table.key.map(quoted).join(", ")})`
  const columns = table.columns
    .map((column) =>
      // Ids are told apart and never put in order, which is slower by the rules of a language.
      column.type === "text" && table.key.includes(column.name)
        ? `${defined(dialect, column)} ${dialect.bytewise}`
        : defined(dialect, column)
    )
    .join(", ")
  return `CREATE TABLE ${dialect.name(table.name)} (${columns}${dialect.hasKey(table) ? key : ""})`
}

const defined = ({ types }: Dialect, { name, type }: Column): string => `${quoted(name)} ${types[type]}`

/**
 * What `export_columns` says of the columns of a table.
 *
 * @category conversions
 * @since 0.1.0
 */
export const heldOf = (table: Table): ReadonlyArray<HeldColumn> =>
  table.columns.map((column) => ({ table: table.name, name: column.name, type: column.type, place: placeOf(column) }))

/**
 * Views of what is there now, by the names of the tables: `current_contacts` without those that are gone, and the rows of
 * lists of records that are not.
 *
 * @category constructors
 * @since 0.1.0
 */
export const views = (
  { name }: Dialect,
  { children, main }: StreamTables
): ReadonlyArray<{ readonly name: string; readonly query: string }> => [
  {
    name: viewOf(main),
    query: `SELECT ${main.columns
      .filter(({ source }) => !hidden.has(source))
      .map((column) => quoted(column.name))
      .join(", ")} FROM ${name(main.name)} WHERE deleted_at IS NULL`
  },
  ...children.map((child) => ({
    name: viewOf(child),
    query: `SELECT ${child.columns.map((column) => `child.${quoted(column.name)}`).join(", ")} FROM ${name(child.name)} child
      JOIN ${name(main.name)} parent ON parent.id = child.${quoted(child.key[0] ?? "")} WHERE parent.deleted_at IS NULL`
  }))
]

const viewOf = ({ name }: Table): string => identifier(`current_${name}`)

const hidden: ReadonlySet<string> = /*#__PURE__*/ new Set(["hash", "deleted", "deletedReason", "mergedInto"])

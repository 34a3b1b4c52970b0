/**
 * How tables that hold rows become those that are wanted: columns come and grow wider, and none goes.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { marked } from "./Name.ts"
import { type ChildTable, type Column, type ColumnType, type StreamTables, type Table, wider } from "./Table.ts"

/**
 * A column that a database holds, as the export noted it when it was made.
 *
 * @category models
 * @since 0.1.0
 */
export interface HeldColumn {
  readonly table: string
  readonly name: string
  readonly type: ColumnType
  /** The source and the path of the column, as {@link placeOf} tells them. */
  readonly place: string
}

/**
 * What is to be done to a table, in this order.
 *
 * @category models
 * @since 0.1.0
 */
export type Change =
  | { readonly kind: "create"; readonly table: Table }
  | { readonly kind: "add"; readonly table: Table; readonly column: Column }
  | { readonly kind: "widen"; readonly table: Table; readonly column: Column; readonly from: ColumnType }

/**
 * The tables as they will be, and what makes them so.
 *
 * @category models
 * @since 0.1.0
 */
export interface Evolved {
  readonly tables: StreamTables
  readonly changes: ReadonlyArray<Change>
}

/**
 * What a column is of, as text: columns are known by it and not by their names, so that a name stays with what it was given
 * to.
 *
 * @category conversions
 * @since 0.1.0
 */
export const placeOf = ({ path, source }: Column): string => JSON.stringify([source, ...path])

/**
 * Fits the tables of a stream to those that are held.
 *
 * @category combinators
 * @since 0.1.0
 */
export const evolve = (wanted: StreamTables, held: ReadonlyArray<HeldColumn>): Evolved => {
  const changes: Array<Change> = []
  const fit = <T extends Table>(table: T): T => {
    const found = held.filter((column) => column.table === table.name)
    const wantedColumns = table.columns.map((column) => fitColumn(column, found))
    // What an earlier run gave a column has it still: a record that comes again would be told with its earlier value.
    const others = found.flatMap((one) => (wantedColumns.some(({ name }) => name === one.name) ? [] : columnOf(one)))
    const columns = inHeldOrder([...wantedColumns, ...others], found)
    const fitted: T = { ...table, columns }
    if (found.length === 0) return (changes.push({ kind: "create", table: fitted }), fitted)
    for (const column of columns) {
      const before = found.find(({ name }) => name === column.name)
      if (before === undefined) changes.push({ kind: "add", table: fitted, column })
      else if (before.type !== column.type) changes.push({ kind: "widen", table: fitted, column, from: before.type })
    }
    return fitted
  }
  const main = fit(wanted.main)
  const children = wanted.children.map((child): ChildTable => fit(child))
  return { tables: { ...wanted, main, children }, changes }
}

/** New columns come after those that are there, as they do in the database: views can get columns at their end only. */
const inHeldOrder = (columns: ReadonlyArray<Column>, held: ReadonlyArray<HeldColumn>): ReadonlyArray<Column> => {
  const places = new Map(held.map(({ name }, place) => [name, place]))
  const placeOf = ({ name }: Column) => places.get(name) ?? held.length
  return columns.toSorted((one, other) => placeOf(one) - placeOf(other))
}

/** A column by what is held of it. */
const columnOf = ({ name, place, type }: HeldColumn): ReadonlyArray<Column> => {
  const [source, ...path] = readPlace(place)
  return source === "field" ? [{ name, type, source, path }] : []
}

const readPlace = /*#__PURE__*/ Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Array(Schema.String)))

const fitColumn = (column: Column, held: ReadonlyArray<HeldColumn>): Column => {
  const place = placeOf(column)
  // Several columns show the value of an entry, each in its own type.
  const same = held.find((one) => one.place === place && (column.source !== "value" || one.name === column.name))
  if (same !== undefined) return { ...column, name: same.name, type: wider(same.type, column.type) }
  const isTaken = held.some(({ name }) => name === column.name)
  return isTaken ? { ...column, name: marked(column.name, place) } : column
}

/**
 * Records as rows of their tables.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Cell from "./Cell.ts"
import { hash } from "./Name.ts"
import type { ChildTable, Column, StreamTables } from "./Table.ts"

/**
 * A row: a cell for each column of its table, in the order of the columns.
 *
 * @category models
 * @since 0.1.0
 */
export type Row = ReadonlyArray<Cell.Cell>

/**
 * What a record is in the tables of its stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface RecordRows {
  readonly id: string
  /** When the record changed, in Unix seconds, where it tells. */
  readonly updatedAt: number | null
  /** The same for the same record in the same tables. */
  readonly hash: string
  /** Characters of the record's JSON. */
  readonly size: number
  readonly main: Row
  /** In the order of the child tables. Undefined where the record came without the list, which says nothing of its rows. */
  readonly children: ReadonlyArray<ListRows | undefined>
  /** Columns whose value does not fit them. They are null, and the value is in the record. */
  readonly misfits: ReadonlyArray<{ readonly table: string; readonly column: string }>
}

/**
 * The rows of a list.
 *
 * @category models
 * @since 0.1.0
 */
export interface ListRows {
  /** By the child's part of the key; the last of several with the same. */
  readonly rows: ReadonlyMap<string, Row>
  /** Whether these are all there are. */
  readonly isWhole: boolean
}

/**
 * How rows are made.
 *
 * @category models
 * @since 0.1.0
 */
export interface RowsOptions {
  readonly idOf: (record: object) => string | undefined
  readonly changedAtOf: (record: object) => number | undefined
  readonly workspace?: string | undefined
  /** Whether text that a database cannot hold is made so that it can. */
  readonly storable?: boolean | undefined
}

/**
 * Makes the function that turns records of a stream into rows. It is pure: the time is that of the export, in Unix seconds.
 * It throws where a record nests too deeply for JSON.
 *
 * @category constructors
 * @since 0.1.0
 */
export const mapper = (
  tables: StreamTables,
  options: RowsOptions
): ((record: object, exportedAt: number) => RecordRows) => {
  const { changedAtOf, idOf, storable = false, workspace } = options
  const { children, main } = tables
  const text = storable ? Cell.storable : same
  const json = storable ? Cell.storableJson : same
  const cells = makeCells(text, json)
  const shape = hash(JSON.stringify([main.columns, children.map(({ columns, name }) => [name, columns])]))
  return (record, exportedAt) => {
    const misfits: Array<{ table: string; column: string }> = []
    const whole = json(JSON.stringify(record))
    // A record without an id is the same as another only where all of it is.
    const id = text(idOf(record) ?? `#${hash(whole)}`)
    const seconds = Cell.of("timestamptz", changedAtOf(record))
    const updatedAt = typeof seconds === "number" ? seconds : null
    const rowHash = hash(shape + whole)
    const known: Known = { id, updatedAt, exportedAt, workspace: workspace ?? null, hash: rowHash, record: whole }
    return {
      id,
      updatedAt,
      hash: rowHash,
      size: whole.length,
      main: main.columns.map((column) => {
        const own = exported(column, known)
        return own === undefined ? cells.field(main.name, column, record, misfits) : own
      }),
      children: children.map((child) => listRows(child, { id, exportedAt }, record, cells, misfits)),
      misfits
    }
  }
}

const same = (value: string): string => value

interface Known {
  readonly id: string
  readonly updatedAt: number | null
  readonly exportedAt: number
  readonly workspace: string | null
  readonly hash: string
  readonly record: string
}

/** What the export knows of a record; undefined for its own fields. */
const exported = ({ source }: Column, known: Known): Cell.Cell | undefined => {
  switch (source) {
    case "id":
      return known.id
    case "updated":
      return known.updatedAt
    case "exported":
      return known.exportedAt
    case "workspace":
      return known.workspace
    case "hash":
      return known.hash
    case "record":
      return known.record
    case "deleted":
    case "deletedReason":
    case "mergedInto":
      return null
    default:
      return undefined
  }
}

type Misfits = Array<{ table: string; column: string }>

interface Cells {
  readonly field: (table: string, column: Column, record: unknown, misfits: Misfits) => Cell.Cell
  readonly value: (table: string, column: Column, value: unknown, misfits: Misfits) => Cell.Cell
}

const makeCells = (text: (value: string) => string, json: (value: string) => string): Cells => {
  const value: Cells["value"] = (table, column, found, misfits) => {
    const cell = Cell.of(column.type, found)
    if (cell === undefined) {
      misfits.push({ table, column: column.name })
      return null
    }
    if (typeof cell !== "string") return cell
    return column.type === "json" ? json(cell) : text(cell)
  }
  return {
    value,
    field: (table, column, record, misfits) => {
      let found: unknown = record
      const { path } = column
      for (let index = 0; index < path.length; index++) found = property(found, path[index] ?? "")
      // An object that may also be text has columns of its own.
      if (column.type !== "json" && typeof found === "object" && found !== null && column.isAlsoObject === true)
        return null
      return value(table, column, found, misfits)
    }
  }
}

const property = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined

/** The record that a list is in. */
type Parent = Pick<Known, "id" | "exportedAt">

const listRows = (
  child: ChildTable,
  parent: Parent,
  record: object,
  cells: Cells,
  misfits: Misfits
): ListRows | undefined => {
  let wrapper: unknown
  let list: unknown = record
  for (const key of child.path) {
    wrapper = list
    list = property(list, key)
  }
  return child.form === "entries"
    ? entryRows(child, parent, list, cells, misfits)
    : elementRows(child, parent, { list, wrapper }, cells, misfits)
}

const elementRows = (
  { columns, holds, name }: ChildTable,
  parent: Parent,
  { list, wrapper }: { readonly list: unknown; readonly wrapper: unknown },
  cells: Cells,
  misfits: Misfits
): ListRows | undefined => {
  if (!Array.isArray(list)) return undefined
  const rows = new Map<string, Row>()
  const known = holds === "grows" ? knownKeys(columns) : undefined
  for (const [position, element] of list.entries()) {
    // What is no object has no fields; it is in the record.
    if (!Predicate.isObject(element)) continue
    const id = property(element, "id")
    const key = typeof id === "string" || typeof id === "number" ? String(id) : `#${position}`
    let own = key
    const row = columns.map((column) => {
      switch (column.source) {
        case "parent":
          return parent.id
        case "exported":
          return parent.exportedAt
        case "id":
          return (own = cellText(cells.value(name, column, key, misfits)))
        case "position":
          own = String(position)
          return position
        case "rest":
          return cells.value(name, column, restOf(element, known), misfits)
        default:
          return cells.field(name, column, element, misfits)
      }
    })
    rows.set(own, row)
  }
  const total = property(wrapper, "total_count")
  const isShort = property(wrapper, "has_more") === true || (typeof total === "number" && total > list.length)
  return { rows, isWhole: !isShort }
}

const cellText = (cell: Cell.Cell): string => String(cell)

const knownKeys = (columns: ReadonlyArray<Column>): ReadonlySet<string> =>
  new Set(["id", ...columns.flatMap(({ path }) => path.slice(0, 1))])

const restOf = (element: object, known: ReadonlySet<string> = new Set()): unknown => {
  const rest = Object.entries(element).filter(([key]) => !known.has(key))
  return rest.length === 0 ? undefined : Object.fromEntries(rest)
}

const entryRows = (
  { columns, name }: ChildTable,
  parent: Parent,
  values: unknown,
  cells: Cells,
  misfits: Misfits
): ListRows | undefined => {
  if (!Predicate.isObject(values)) return undefined
  const rows = new Map<string, Row>()
  for (const [key, value] of Object.entries(values)) {
    let own = key
    const row = columns.map((column) => {
      switch (column.source) {
        case "parent":
          return parent.id
        case "exported":
          return parent.exportedAt
        case "name":
          return (own = cellText(cells.value(name, column, key, misfits)))
        default:
          return column.type === "json" || typeof value === scalars[column.type] || isShownAsText(column, value)
            ? cells.value(name, column, value, misfits)
            : null
      }
    })
    rows.set(own, row)
  }
  return { rows, isWhole: true }
}

/** What of JSON goes into a column of a type, and nothing else. */
const scalars = {
  text: "string",
  double: "number",
  bigint: "number",
  boolean: "boolean",
  timestamptz: "number"
} as const

const isShownAsText = ({ type }: Column, value: unknown): boolean =>
  type === "text" && (typeof value === "number" || typeof value === "boolean")

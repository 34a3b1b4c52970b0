/**
 * Records as rows of their tables.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Cell from "./Cell.ts"
import { hash, hasher } from "./Name.ts"
import type { ChildTable, Column, StreamTables, Table } from "./Table.ts"

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
  /** The same for the same record in the same tables. Empty where the tables have no column for it. */
  readonly hash: string
  /** Characters of the record's JSON. */
  readonly size: number
  readonly main: Row
  /** In the order of the child tables. Undefined where the record came without the list, which says nothing of its rows. */
  readonly children: ReadonlyArray<ListRows | undefined>
  /** The record itself. */
  readonly record: object
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
 * The rows of a list of all records together. A loop, since this is done for every list of every page.
 *
 * @category combinators
 * @since 0.1.0
 */
export const rowsOfList = (page: ReadonlyArray<RecordRows>, index: number): ReadonlyArray<Row> => {
  const all: Array<Row> = []
  for (const { children } of page) {
    const list = children[index]
    if (list !== undefined) for (const row of list.rows.values()) all.push(row)
  }
  return all
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
  const { changedAtOf, idOf, storable = false, workspace = null } = options
  const { children, main } = tables
  const shape = hash(JSON.stringify([main.columns, children.map(({ columns, name }) => [name, columns])]))
  const hashOf = hasher(shape)
  // Hashing takes as long as many columns, and is for those who compare.
  const isCompared = main.columns.some(({ source }) => source === "hash")
  const own = main.columns.map(({ source }) => knownOf(source))
  const fields = fieldsOf(main, ({ source }) => knownOf(source) === undefined)
  const lists = children.map((child) => (child.form === "entries" ? entriesOf(child) : elementsOf(child)))
  return (record, exportedAt) => {
    const json = JSON.stringify(record)
    // What a database cannot hold is escaped in JSON; where there is none in the whole, there is none in a part.
    const isClean = !storable || !json.includes("\\u")
    const whole = isClean ? json : Cell.storableJson(json)
    // A record without an id is the same as another only where all of it is.
    const given = idOf(record) ?? `#${hash(whole)}`
    const id = storable ? Cell.storable(given) : given
    const seconds = Cell.of("timestamptz", changedAtOf(record))
    const updatedAt = typeof seconds === "number" ? seconds : null
    const rowHash = isCompared ? hashOf(whole) : ""
    const misfits: Array<Misfit> = []
    const taking: Taking = { id, exportedAt, isClean, misfits }
    const known: Known = { id, updatedAt, exportedAt, workspace, hash: rowHash, record: whole }
    const row = own.map((name): Cell.Cell => (name === undefined || name === "none" ? null : known[name]))
    fill(row, fields, record, taking)
    return {
      id,
      updatedAt,
      hash: rowHash,
      size: whole.length,
      main: row,
      children: lists.map((rowsOf) => rowsOf(record, taking)),
      record,
      misfits
    }
  }
}

interface Misfit {
  readonly table: string
  readonly column: string
}

/** What is known while a record is taken apart. */
interface Taking {
  readonly id: string
  readonly exportedAt: number
  /** Whether all text can be held as it is. */
  readonly isClean: boolean
  readonly misfits: Array<Misfit>
}

/** What the export knows of a record. */
interface Known {
  readonly id: string
  readonly updatedAt: number | null
  readonly exportedAt: number
  readonly workspace: string | null
  readonly hash: string
  readonly record: string
}

/** What of it is in a column; `none` where nothing is as long as the record is there, undefined for the record's own fields. */
const knownOf = (source: Column["source"]): keyof Known | "none" | undefined => {
  switch (source) {
    case "id":
    case "workspace":
    case "hash":
    case "record":
      return source
    case "updated":
      return "updatedAt"
    case "exported":
      return "exportedAt"
    case "deleted":
    case "deletedReason":
    case "mergedInto":
      return "none"
    default:
      return undefined
  }
}

/** A column, and its place in a row. */
interface Place {
  readonly table: string
  readonly column: Column
  readonly index: number
}

/** The columns of a table as a tree of keys, so that an object is looked into once for all that is below it. */
interface Fields {
  readonly key: string
  /** Whether objects or lists have something of this name that is not theirs, as `constructor`. */
  readonly isInherited: boolean
  readonly places: Array<Place>
  readonly below: Array<Fields>
}

const fieldsOf = (table: Table, isField: (column: Column) => boolean): Fields => {
  const root = newFields("")
  for (const [index, column] of table.columns.entries()) {
    if (!isField(column)) continue
    let fields = root
    for (const key of column.path) {
      const found = fields.below.find((one) => one.key === key)
      const next = found ?? newFields(key)
      if (found === undefined) fields.below.push(next)
      fields = next
    }
    fields.places.push({ table: table.name, column, index })
  }
  return root
}

const newFields = (key: string): Fields => ({
  key,
  isInherited: key in Object.prototype || key in Array.prototype,
  places: [],
  below: []
})

/** Puts what a value holds into a row, which is null everywhere else. */
const fill = (row: Array<Cell.Cell>, { below, places }: Fields, value: unknown, taking: Taking): void => {
  for (const place of places) row[place.index] = fieldCell(place, value, taking)
  if (below.length === 0 || !Predicate.isObjectOrArray(value)) return
  for (const fields of below) {
    const found = fields.isInherited ? property(value, fields.key) : Reflect.get(value, fields.key)
    if (found !== undefined && found !== null) fill(row, fields, found, taking)
  }
}

const fieldCell = (place: Place, value: unknown, taking: Taking): Cell.Cell => {
  const { column } = place
  // An object that may also be text has columns of its own.
  if (column.isAlsoObject === true && column.type !== "json" && typeof value === "object") return null
  return cellOf(place, value, taking)
}

const cellOf = ({ column, table }: Place, value: unknown, { isClean, misfits }: Taking): Cell.Cell => {
  const cell = Cell.of(column.type, value)
  if (cell === undefined) {
    misfits.push({ table, column: column.name })
    return null
  }
  if (isClean || typeof cell !== "string") return cell
  return column.type === "json" ? Cell.storableJson(cell) : Cell.storable(cell)
}

const property = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined

type RowsOf = (record: object, taking: Taking) => ListRows | undefined

const elementsOf = (child: ChildTable): RowsOf => {
  const { columns, holds, path } = child
  const fields = fieldsOf(child, ({ source }) => !ofElements.has(source))
  const placesOf = (source: Column["source"]): ReadonlyArray<Place> =>
    columns.flatMap((column, index) => (column.source === source ? [{ table: child.name, column, index }] : []))
  const [parents, times, ids, positions, rests] = [
    placesOf("parent"),
    placesOf("exported"),
    placesOf("id"),
    placesOf("position"),
    placesOf("rest")
  ]
  const known = holds === "grows" ? knownKeys(columns) : new Set<string>()
  return (record, taking) => {
    let wrapper: unknown
    let list: unknown = record
    for (const key of path) {
      wrapper = list
      list = property(list, key)
    }
    if (!Array.isArray(list)) return undefined
    const rows = new Map<string, Row>()
    for (let position = 0; position < list.length; position++) {
      const element: unknown = list[position]
      // What is no object has no fields; it is in the record.
      if (!Predicate.isObject(element)) continue
      const id = property(element, "id")
      const key = typeof id === "string" || typeof id === "number" ? String(id) : `#${position}`
      let own = key
      const row = columns.map((): Cell.Cell => null)
      for (const { index } of parents) row[index] = taking.id
      for (const { index } of times) row[index] = taking.exportedAt
      for (const place of ids) own = String((row[place.index] = cellOf(place, key, taking)))
      for (const { index } of positions) {
        row[index] = position
        own = String(position)
      }
      for (const place of rests) row[place.index] = cellOf(place, restOf(element, known), taking)
      fill(row, fields, element, taking)
      rows.set(own, row)
    }
    const total = property(wrapper, "total_count")
    const isShort = property(wrapper, "has_more") === true || (typeof total === "number" && total > list.length)
    return { rows, isWhole: !isShort }
  }
}

/** What of an element is no field of it. */
const ofElements: ReadonlySet<Column["source"]> = new Set(["parent", "exported", "id", "position", "rest"])

const knownKeys = (columns: ReadonlyArray<Column>): ReadonlySet<string> =>
  new Set(["id", ...columns.flatMap(({ path }) => path.slice(0, 1))])

const restOf = (element: object, known: ReadonlySet<string>): unknown => {
  const keys = Object.keys(element).filter((key) => !known.has(key))
  return keys.length === 0 ? undefined : Object.fromEntries(keys.map((key) => [key, property(element, key)]))
}

const entriesOf = (child: ChildTable): RowsOf => {
  const places = child.columns.map((column, index): Place => ({ table: child.name, column, index }))
  return (record, taking) => {
    let values: unknown = record
    for (const key of child.path) values = property(values, key)
    if (!Predicate.isObject(values)) return undefined
    const rows = new Map<string, Row>()
    for (const [key, value] of Object.entries(values)) {
      let own = key
      const row = places.map((place) => {
        const { column } = place
        switch (column.source) {
          case "parent":
            return taking.id
          case "exported":
            return taking.exportedAt
          case "name": {
            const name = cellOf(place, key, taking)
            own = String(name)
            return name
          }
          default:
            return column.type === "json" || typeof value === scalars[column.type] || isShownAsText(column, value)
              ? cellOf(place, value, taking)
              : null
        }
      })
      rows.set(own, row)
    }
    return { rows, isWhole: true }
  }
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

/**
 * A page of records, written to DuckDB: rows reach it as a text for each column, which it takes apart itself.
 *
 * @since 0.1.0
 */
import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResultReader } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import type * as Semaphore from "effect/Semaphore"
import { type RecordRows, type Row, rowsOfList } from "../tables/Rows.ts"
import type { ChildTable, Column, ColumnType, StreamTables, Table } from "../tables/Table.ts"
import * as Filled from "./Filled.ts"
import { heldIn, quoted, verdict, type WritePage } from "./TableDatabase.ts"

/**
 * What pages are written with.
 *
 * @category models
 * @since 0.1.0
 */
export interface PageOptions {
  readonly connection: DuckDBConnection
  /** That of the connection, for all streams: a page is written whole before the next begins. */
  readonly turn: Semaphore.Semaphore
  readonly tables: StreamTables
}

/**
 * The database's names of the types of columns.
 *
 * @category constants
 * @since 0.1.0
 */
export const types: Readonly<Record<ColumnType, string>> = {
  text: "VARCHAR",
  bigint: "BIGINT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  timestamptz: "TIMESTAMPTZ",
  json: "JSON"
}

/**
 * Writes pages inside a transaction that is open.
 *
 * @category actions
 * @since 0.1.0
 */
export const writer = ({ connection, tables: { children, main }, turn }: PageOptions): WritePage => {
  const prepared = new Map<string, DuckDBPreparedStatement>()
  const prepare = (statement: string) =>
    Effect.suspend(() => {
      const made = prepared.get(statement)
      return made === undefined
        ? Effect.tap(
            attempt(() => connection.prepare(statement)),
            (fresh) => Effect.sync(() => prepared.set(statement, fresh))
          )
        : Effect.succeed(made)
    })
  const execute = Effect.fnUntraced(function* ({
    parameters,
    statement
  }: Asked): Effect.fn.Return<DuckDBResultReader, unknown> {
    const ready = yield* prepare(statement)
    for (const [index, text] of parameters.entries()) ready.bindVarchar(index + 1, text)
    return yield* attempt(() => ready.runAndReadAll())
  })
  const filled = Filled.make([main, ...children])
  const inserting = (table: Table, rows: ReadonlyArray<Row>, how: How) => {
    const indexes = filled(table, rows)
    return Effect.map(listsOf(rows, indexes), (parameters): Asked => ({
      statement: insertion(table, indexes, how),
      parameters
    }))
  }
  const insert = (table: Table, rows: ReadonlyArray<Row>, how: How) =>
    rows.length === 0 ? Effect.void : Effect.flatMap(inserting(table, rows, how), execute)
  const empty = new Map<ChildTable, boolean>()
  /** Whether the table had no rows before this run. */
  const isNew = Effect.fnUntraced(function* (child: ChildTable): Effect.fn.Return<boolean, unknown> {
    const known = empty.get(child)
    if (known !== undefined) return known
    const reader = yield* attempt(() => connection.runAndReadAll(`SELECT 1 FROM ${quoted(child.name)} LIMIT 1`))
    empty.set(child, reader.currentRowCount === 0)
    return reader.currentRowCount === 0
  })
  const asking = `SELECT id, record_hash AS hash, epoch(updated_at) AS updated_at, deleted_at IS NOT NULL AS is_deleted
    FROM ${quoted(main.name)} WHERE id IN (SELECT ${listed(1, "VARCHAR")})`
  const heldOf = (page: ReadonlyArray<RecordRows>) =>
    Effect.map(execute({ statement: asking, parameters: [JSON.stringify(idsOf(page))] }), (reader) =>
      heldIn(reader.getRowObjectsJS())
    )
  const writeList = Effect.fnUntraced(function* (
    child: ChildTable,
    index: number,
    { before, fresh, stale }: Sorted
  ): Effect.fn.Return<void, unknown> {
    if (child.holds === "grows") {
      yield* insert(child, rowsOfList(before, index), "replace")
      // Where somebody removed records, the rows of their lists may be there nevertheless.
      yield* insert(child, rowsOfList(fresh, index), (yield* isNew(child)) ? "plain" : "replace")
      yield* insert(child, rowsOfList(stale, index), "missing")
      return
    }
    const there = (yield* isNew(child)) ? before : [...before, ...fresh]
    const whole = there.filter(({ children }) => children[index]?.isWhole === true)
    if (whole.length > 0) {
      yield* execute({ statement: deletingAll(child), parameters: [JSON.stringify(idsOf(whole))] })
    }
    const others = rowsOfList(
      there.filter(({ children }) => children[index]?.isWhole === false),
      index
    )
    if (others.length > 0) {
      const parameters = yield* listsOf(
        others,
        child.columns.map((_, column) => column)
      )
      yield* execute({ statement: deleting(child), parameters })
    }
    yield* insert(child, rowsOfList([...before, ...fresh], index), "plain")
  })
  let isExpectedNew = false
  const write = Effect.fnUntraced(function* (
    page: ReadonlyArray<RecordRows>,
    ready: Asked | undefined
  ): Effect.fn.Return<ReadonlyArray<RecordRows>, unknown> {
    const known = yield* heldOf(page)
    isExpectedNew = known.size === 0
    const before: Array<RecordRows> = []
    const fresh: Array<RecordRows> = []
    const stale: Array<RecordRows> = []
    for (const rows of page) {
      const one = known.get(rows.id)
      const what = verdict(one, rows)
      if (what === "stale") stale.push(rows)
      else if (what === "write") (one === undefined ? fresh : before).push(rows)
    }
    yield* insert(main, recordsOf(before), "replace")
    if (isExpectedNew && ready !== undefined) yield* execute(ready)
    else yield* insert(main, recordsOf(fresh), "plain")
    for (const [index, child] of children.entries()) yield* writeList(child, index, { before, fresh, stale })
    return []
  })
  return Effect.fnUntraced(function* (
    page: ReadonlyArray<RecordRows>
  ): Effect.fn.Return<ReadonlyArray<RecordRows>, unknown> {
    // Whose turn it is goes first.
    yield* Effect.yieldNow
    // After a page of new records the next is taken to be one, and is made ready while another is being written.
    const ready = isExpectedNew ? yield* inserting(main, recordsOf(page), "plain") : undefined
    return yield* turn.withPermit(write(page, ready))
  })
}

/** Records that are written over those with their id; that are new; and that are older than those that are held. */
interface Sorted {
  readonly before: ReadonlyArray<RecordRows>
  readonly fresh: ReadonlyArray<RecordRows>
  readonly stale: ReadonlyArray<RecordRows>
}

/**
 * A promise of the client, which fails with what it is refused with.
 *
 * @category conversions
 * @since 0.1.0
 */
export const attempt = <A>(use: () => Promise<A>): Effect.Effect<A, unknown> =>
  Effect.tryPromise({ try: use, catch: (cause) => cause })

const idsOf = (page: ReadonlyArray<RecordRows>): ReadonlyArray<string> => page.map(({ id }) => id)

/** What the database is asked or told, with its parameters as text. */
interface Asked {
  readonly statement: string
  readonly parameters: ReadonlyArray<string>
}

/**
 * The elements of a parameter, which is a list as JSON. It is taken apart once as it is; as a value of the type JSON it would be
 * looked through before.
 */
const listed = (parameter: number, type: string): string => `unnest(from_json($${parameter}::VARCHAR, '["${type}"]'))`

/** The rows of the parameters, a list for each column: that is taken apart twice as fast as rows. */
const givenOf = (columns: ReadonlyArray<Column>): string => {
  const fields = columns.map(({ name, type }, index) => {
    const value = listed(index + 1, carried[type])
    return `${type === "timestamptz" ? `to_timestamp(${value})` : `${value}::${types[type]}`} AS ${quoted(name)}`
  })
  return `SELECT ${fields.join(", ")}`
}

/** A list for each column. While long ones are made, another page may come to its next statement. */
const listsOf = Effect.fnUntraced(function* (rows: ReadonlyArray<Row>, columns: ReadonlyArray<number>) {
  const lists: Array<string> = []
  for (const index of columns) {
    lists.push(JSON.stringify(rows.map((row) => row[index] ?? null)))
    yield* Effect.yieldNow
  }
  return lists
})

const recordsOf = (page: ReadonlyArray<RecordRows>): ReadonlyArray<Row> => page.map(({ main }) => main)

const carried: Readonly<Record<ColumnType, string>> = {
  text: "VARCHAR",
  json: "VARCHAR",
  boolean: "BOOLEAN",
  bigint: "BIGINT",
  double: "DOUBLE",
  timestamptz: "DOUBLE"
}

/** Rows that are not there; that take the place of those with their key; or that are added where their key is not there. */
type How = "plain" | "replace" | "missing"

const insertion = (table: Table, filled: ReadonlyArray<number>, how: How): string => {
  const columns = filled.flatMap((index) => table.columns[index] ?? [])
  const names = columns.map(({ name }) => quoted(name)).join(", ")
  const assigned = table.columns
    .filter(({ name }) => !table.key.includes(name))
    .map(({ name }) => `${quoted(name)} = excluded.${quoted(name)}`)
  const conflict = {
    plain: "",
    replace: `ON CONFLICT DO UPDATE SET ${assigned.join(", ")}`,
    missing: "ON CONFLICT DO NOTHING"
  }
  return `INSERT INTO ${quoted(table.name)} (${names}) ${givenOf(columns)} ${conflict[how]}`
}

const deletingAll = (child: ChildTable): string =>
  `DELETE FROM ${quoted(child.name)} WHERE ${quoted(child.key[0] ?? "")} IN (SELECT ${listed(1, "VARCHAR")})`

const deleting = (child: ChildTable): string => {
  const keys = child.key.map(quoted).join(", ")
  return `DELETE FROM ${quoted(child.name)} WHERE (${keys}) IN (SELECT (${keys}) FROM (${givenOf(child.columns)}))`
}

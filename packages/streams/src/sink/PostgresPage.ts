/**
 * A page of records, written to PostgreSQL: one statement that asks what is held, where that is not known, and one that
 * writes the rest.
 *
 * @since 0.1.0
 */
import * as PgTypes from "@effect/sql-pg/PgTypes"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Cell } from "../tables/Cell.ts"
import { type RecordRows, type Row, rowsOfList } from "../tables/Rows.ts"
import type { ChildTable, Column, ColumnType, StreamTables, Table } from "../tables/Table.ts"
import * as Alike from "./Alike.ts"
import * as Filled from "./Filled.ts"
import * as Json from "./PostgresJson.ts"
import * as Line from "./PostgresLine.ts"
import { codeOf } from "./PostgresReason.ts"
import { type Answer, type Dialect, type Held, heldIn, quoted, verdict } from "./TableDatabase.ts"

/**
 * How statements reach the database. Parameters may be lists.
 *
 * @category models
 * @since 0.1.0
 */
export type Execute = (
  statement: string,
  parameters: ReadonlyArray<unknown>
) => Effect.Effect<ReadonlyArray<Answer>, unknown>

/**
 * How pages go.
 *
 * @category models
 * @since 0.1.0
 */
export interface PageOptions {
  readonly execute: Execute
  /** That of the connection, for all streams. */
  readonly line: Line.PostgresLine
  /** Whether nobody else writes, so that records which were new so far are taken to be new without asking. */
  readonly isAlone: boolean
}

/**
 * Writes pages inside a transaction that is open. Of a page that the database refuses for what is in it, every record is
 * written by itself, and those that are refused again are the answer.
 *
 * @category actions
 * @since 0.1.0
 */
export const writer = (dialect: Dialect, tables: StreamTables, { execute, isAlone, line }: PageOptions) => {
  const asking = `SELECT id, record_hash AS hash, extract(epoch FROM updated_at)::float8 AS updated_at,
    deleted_at IS NOT NULL AS is_deleted FROM ${dialect.name(tables.main.name)} WHERE id = ANY($1::text[])`
  const all = [tables.main, ...tables.children]
  const sending: Sending = { filled: Filled.make(all), alike: Alike.make(all), json: Json.make() }
  const heldOf = (page: ReadonlyArray<RecordRows>) =>
    Effect.map(
      execute(asking, [
        listOf(
          page.map(({ id }) => id),
          "text"
        )
      ]),
      heldIn
    )
  /** The statements that write a page, by what is held of it. */
  const statementsOf = (
    page: ReadonlyArray<RecordRows>,
    held: ReadonlyMap<string, Held>,
    way: Way
  ): ReadonlyArray<Writing> => {
    const fresh: Array<RecordRows> = []
    const changed: Array<RecordRows> = []
    const stale: Array<RecordRows> = []
    for (const rows of page) {
      const before = held.get(rows.id)
      const what = verdict(before, rows)
      if (what === "stale") stale.push(rows)
      else if (what === "write") (before === undefined && way === "adding" ? fresh : changed).push(rows)
    }
    return [
      ...(fresh.length > 0 ? [adding(dialect, tables, sending, fresh)] : []),
      ...(changed.length > 0 ? [merging(dialect, tables, sending, changed, held)] : []),
      ...tables.children.flatMap((child, index) => {
        const rows = child.holds === "grows" ? rowsOfList(stale, index) : []
        return rows.length > 0 ? [{ statement: addingMissing(dialect, child), parameters: listsOf(child, rows) }] : []
      })
    ]
  }
  /** Sends a page behind a savepoint. What it answers with waits for the database. */
  const sendAll = (statements: ReadonlyArray<Writing>) =>
    statements.length === 0
      ? Effect.succeed(Effect.void)
      : Line.inTurn([
          execute("SAVEPOINT page", []),
          ...statements.map(({ parameters, statement }) => execute(statement, parameters)),
          execute("RELEASE SAVEPOINT page", [])
        ])
  const back = Effect.andThen(execute("ROLLBACK TO SAVEPOINT page", []), execute("RELEASE SAVEPOINT page", []))
  /** Writes a page by itself, in one piece or in halves. */
  const write = (page: ReadonlyArray<RecordRows>, way: Way): Effect.Effect<ReadonlyArray<RecordRows>, unknown> =>
    Effect.flatMap(heldOf(page), (held) => Effect.flatten(sendAll(statementsOf(page, held, way)))).pipe(
      Effect.as([]),
      Effect.catchIf(isRefusal, () => Effect.andThen(back, otherwise(page, way)))
    )
  /** After a page was refused. */
  const otherwise = (page: ReadonlyArray<RecordRows>, way: Way): Effect.Effect<ReadonlyArray<RecordRows>, unknown> => {
    if (way === "expecting") return write(page, "adding")
    if (way === "adding") return write(page, "merging")
    if (page.length === 1) return Effect.succeed(page)
    const half = Math.ceil(page.length / 2)
    return Effect.zipWith(
      write(page.slice(0, half), way),
      Effect.suspend(() => write(page.slice(half), way)),
      (one, other) => [...one, ...other]
    )
  }
  const expectation = expecting()
  return (page: ReadonlyArray<RecordRows>): Effect.Effect<ReadonlyArray<RecordRows>, unknown> =>
    Effect.suspend(() => {
      const isExpected = isAlone && expectation.isNew()
      const held = isExpected
        ? Effect.succeed(none)
        : Effect.tap(heldOf(page), ({ size }) => Effect.sync(() => expectation.found(size)))
      return line.page(
        Effect.flatMap(held, (found) =>
          Effect.map(sendAll(statementsOf(page, found, "adding")), Effect.as<ReadonlyArray<RecordRows>>([]))
        ),
        (error) => {
          // Of a page before it.
          if (codeOf(error) === failedBefore) return write(page, "adding")
          if (!isRefusal(error)) return Effect.fail(error)
          if (isExpected) expectation.wasWrong()
          return Effect.andThen(back, otherwise(page, isExpected ? "expecting" : "adding"))
        }
      )
    })
}

const none: ReadonlyMap<string, Held> = new Map()

/** What the server says to statements behind one that failed. */
const failedBefore = "25P02"

/** Whether records are new is taken from the pages before, and less lightly each time that it was wrong. */
const expecting = () => {
  let inARow = 0
  let needed = 1
  return {
    isNew: () => inARow >= needed,
    found: (count: number) => {
      inARow = count === 0 ? inARow + 1 : 0
    },
    wasWrong: () => {
      inARow = 0
      needed *= 4
    }
  }
}

/**
 * How records come in that are not held: without looking for them once more, which takes the server a quarter longer; or as all
 * others. The rows of their lists may be there nevertheless where somebody removed records, or wrote them a moment ago.
 * `expecting` is the first without having asked whether they are held.
 */
type Way = "expecting" | "adding" | "merging"

/** Refused for the data: out of range, of another encoding, too large for an index, or nested too deeply. */
const isRefusal = (error: unknown): boolean => /^(22|23|54)/.test(codeOf(error) ?? "")

interface Writing {
  readonly statement: string
  readonly parameters: ReadonlyArray<unknown>
}

/** What is known of the pages before, and makes the next shorter. */
interface Sending {
  readonly filled: Filled.Filled
  readonly alike: Alike.Alike
  readonly json: (record: object) => string
}

/** Rows of a table, and of the main table the records that they are of. */
interface Given {
  readonly table: Table
  readonly rows: ReadonlyArray<Row>
  readonly records?: ReadonlyArray<object>
}

const ofRecords = (table: Table, page: ReadonlyArray<RecordRows>): Given => ({
  table,
  rows: page.map(({ main }) => main),
  records: page.map(({ record }) => record)
})

/**
 * Rows in the columns that are filled: what names them, and what makes them of parameters.
 *
 * Lists side by side are made rows of one at a time. Nothing is kept in between, as it is for each list of an `unnest` of several.
 */
const given = (
  { filled, alike, json }: Sending,
  { records, rows, table }: Given,
  place: (parameter: PgTypes.Parameter) => string
) => {
  const indexes = filled(table, rows)
  const isAlike = alike(table, rows)
  const lists: Array<string> = []
  const values: Array<string> = []
  const columns: Array<Column> = []
  for (const index of indexes) {
    const column = table.columns[index]
    if (column === undefined) continue
    columns.push(column)
    if (isAlike(index)) {
      const value = valueOf(column, place(one(rows[0]?.[index] ?? null, carried[column.type])))
      // What is made of text is made once.
      values.push(column.type === "json" || column.type === "timestamptz" ? `(SELECT ${value})` : value)
      continue
    }
    const cells =
      column.source === "record" && records !== undefined
        ? records.map(json)
        : rows.map((row): Cell => row[index] ?? null)
    lists.push(`unnest(${place(listOf(cells, carried[column.type]))}) AS ${quoted(column.name)}`)
    values.push(valueOf(column, `given.${quoted(column.name)}`))
  }
  return {
    names: namesOf({ columns }),
    rows: `SELECT ${values.join(", ")} FROM (SELECT ${lists.join(", ")}) AS given`
  }
}

/** One statement: records that are not held, and the rows of their lists. */
const adding = (
  dialect: Dialect,
  { children, main }: StreamTables,
  sending: Sending,
  page: ReadonlyArray<RecordRows>
): Writing => {
  const parameters: Array<unknown> = []
  const place = (parameter: PgTypes.Parameter) => `$${parameters.push(parameter)}`
  const insert = (rows: Given) => {
    const made = given(sending, rows, place)
    return `INSERT INTO ${dialect.name(rows.table.name)} (${made.names}) ${made.rows}`
  }
  const lists = children.flatMap((child, index) => {
    const rows = rowsOfList(page, index)
    return rows.length === 0 ? [] : [`listed_${index} AS (${insert({ table: child, rows })})`]
  })
  const records = insert(ofRecords(main, page))
  return { statement: `${lists.length === 0 ? "" : `WITH ${lists.join(",\n")}\n`}${records}`, parameters }
}

/** One statement: the records, and of those that were taken, the rows of their lists. */
const merging = (
  dialect: Dialect,
  { children, main }: StreamTables,
  sending: Sending,
  page: ReadonlyArray<RecordRows>,
  held: ReadonlyMap<string, Held>
): Writing => {
  const parameters: Array<unknown> = []
  const place = (parameter: PgTypes.Parameter) => `$${parameters.push(parameter)}`
  const insert = (rows: Given) => {
    const made = given(sending, rows, place)
    return `INSERT INTO ${dialect.name(rows.table.name)} AS held (${made.names}) ${made.rows}`
  }
  const parts = [
    `taken AS (${insert(ofRecords(main, page))}
      ON CONFLICT (id) DO UPDATE SET ${assigned(main)}
      WHERE held.updated_at IS NULL OR excluded.updated_at IS NULL OR excluded.updated_at >= held.updated_at
      RETURNING id)`
  ]
  for (const [index, child] of children.entries()) {
    const [parent = "", key = ""] = child.key.map(quoted)
    const rows = rowsOfList(page, index)
    if (child.holds === "set") {
      // What is new has no rows that could go.
      const whole = page.filter(({ children, id }) => held.has(id) && children[index]?.isWhole === true)
      if (whole.length > 0) {
        const [parents, keys] = listsOf(child, rowsOfList(whole, index)).slice(0, 2).map(place)
        const ids = listOf(
          whole.map(({ id }) => id),
          "text"
        )
        parts.push(`gone_${index} AS (DELETE FROM ${dialect.name(child.name)} AS held USING taken
          WHERE held.${parent} = taken.id AND taken.id = ANY(${place(ids)})
            AND NOT EXISTS (SELECT FROM unnest(${parents}, ${keys}) AS given(parent, key)
              WHERE given.parent = held.${parent} AND given.key = held.${key}))`)
      }
    }
    if (rows.length > 0) {
      parts.push(`listed_${index} AS (${insert({ table: child, rows })} JOIN taken ON taken.id = given.${parent}
        ON CONFLICT (${parent}, ${key}) DO UPDATE SET ${assigned(child)}
        WHERE (${prefixed(child, "held")}) IS DISTINCT FROM (${prefixed(child, "excluded")}))`)
    }
  }
  return { statement: `WITH ${parts.join(",\n")}\nSELECT count(*)::int4 AS taken FROM taken`, parameters }
}

const addingMissing = (dialect: Dialect, child: ChildTable): string => {
  const lists = child.columns.map((_, index) => `$${index + 1}`).join(", ")
  return `INSERT INTO ${dialect.name(child.name)} (${namesOf(child)})
    SELECT ${valuesOf(child)} FROM unnest(${lists}) AS given(${namesOf(child)}) ON CONFLICT DO NOTHING`
}

const listsOf = ({ columns }: Table, rows: ReadonlyArray<Row>): ReadonlyArray<PgTypes.Parameter> =>
  columns.map(({ type }, index) =>
    listOf(
      rows.map((row) => row[index] ?? null),
      carried[type]
    )
  )

/** The client cannot tell the type of a list of nulls. */
const listOf = (values: ReadonlyArray<Cell>, type: "text" | "bool" | "float8"): PgTypes.Parameter =>
  Result.getOrThrow(PgTypes.array(values, PgTypes.OID[type]))

/** A value that is sent once, as nothing where it is none of the type. */
const one = (value: Cell, type: "text" | "bool" | "float8"): PgTypes.Parameter => {
  switch (type) {
    case "text":
      return PgTypes.text(value === null ? null : String(value))
    case "bool":
      return PgTypes.bool(typeof value === "boolean" ? value : null)
    case "float8":
      return PgTypes.float8(typeof value === "number" ? value : null)
  }
}

/** The type in which the values of a column are sent. */
const carried: Readonly<Record<ColumnType, "text" | "bool" | "float8">> = {
  text: "text",
  json: "text",
  boolean: "bool",
  bigint: "float8",
  double: "float8",
  timestamptz: "float8"
}

const namesOf = ({ columns }: Pick<Table, "columns">): string => columns.map(({ name }) => quoted(name)).join(", ")

const prefixed = ({ columns, key }: Table, prefix: string): string =>
  columns
    .filter(({ name }) => !key.includes(name))
    .map(({ name }) => `${prefix}.${quoted(name)}`)
    .join(", ")

const assigned = ({ columns, key }: Table): string =>
  columns
    .filter(({ name }) => !key.includes(name))
    .map(({ name }) => `${quoted(name)} = excluded.${quoted(name)}`)
    .join(", ")

const valuesOf = ({ columns }: Table): string =>
  columns.map((column) => valueOf(column, `given.${quoted(column.name)}`)).join(", ")

const valueOf = ({ type }: Column, given: string): string => {
  if (type === "json") return `${given}::jsonb`
  if (type === "bigint") return `${given}::bigint`
  return type === "timestamptz" ? `to_timestamp(${given})` : given
}

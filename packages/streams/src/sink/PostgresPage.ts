/**
 * A page of records, written to PostgreSQL: one statement that asks what is held, and one that writes the rest.
 *
 * @since 0.1.0
 */
import * as PgTypes from "@effect/sql-pg/PgTypes"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Cell } from "../tables/Cell.ts"
import type { ListRows, RecordRows, Row } from "../tables/Rows.ts"
import type { ChildTable, ColumnType, StreamTables, Table } from "../tables/Table.ts"
import { codeOf } from "./PostgresReason.ts"
import { type Answer, type Dialect, type Held, quoted, verdict } from "./TableDatabase.ts"

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
 * Writes a page inside a transaction that is open. Of a page that the database refuses for what is in it, every record is
 * written by itself, and those that are refused again are the answer.
 *
 * @category actions
 * @since 0.1.0
 */
export const writer = (dialect: Dialect, tables: StreamTables, execute: Execute) => {
  const asking = `SELECT id, record_hash AS hash, extract(epoch FROM updated_at)::float8 AS updated_at,
    deleted_at IS NOT NULL AS is_deleted FROM ${dialect.name(tables.main.name)} WHERE id = ANY($1::text[])`
  const filled = filledOf(tables)
  const heldOf = (page: ReadonlyArray<RecordRows>) =>
    Effect.map(
      execute(asking, [
        listOf(
          page.map(({ id }) => id),
          "text"
        )
      ]),
      (answers) =>
        new Map(
          answers.map((answer): [string, Held] => [
            String(answer["id"]),
            {
              hash: typeof answer["hash"] === "string" ? answer["hash"] : null,
              updatedAt: typeof answer["updated_at"] === "number" ? answer["updated_at"] : null,
              isDeleted: answer["is_deleted"] === true
            }
          ])
        )
    )
  const writeAll = Effect.fnUntraced(function* (page: ReadonlyArray<RecordRows>): Effect.fn.Return<void, unknown> {
    const held = yield* heldOf(page)
    const taken: Array<RecordRows> = []
    const stale: Array<RecordRows> = []
    for (const rows of page) {
      const what = verdict(held.get(rows.id), rows)
      if (what !== "skip") (what === "write" ? taken : stale).push(rows)
    }
    if (taken.length > 0) {
      const { parameters, statement } = writing(dialect, tables, filled, taken, held)
      yield* execute(statement, parameters)
    }
    for (const [index, child] of tables.children.entries()) {
      if (child.holds !== "grows") continue
      const rows = rowsOfAll(stale, index)
      if (rows.length > 0) yield* execute(addingMissing(dialect, child), listsOf(child, rows))
    }
  })
  const write = (page: ReadonlyArray<RecordRows>): Effect.Effect<ReadonlyArray<RecordRows>, unknown> =>
    Effect.gen(function* () {
      yield* execute("SAVEPOINT page", [])
      yield* writeAll(page)
      yield* execute("RELEASE SAVEPOINT page", [])
      return []
    }).pipe(
      Effect.catchIf(isRefusal, (): Effect.Effect<ReadonlyArray<RecordRows>, unknown> => {
        const back = execute("ROLLBACK TO SAVEPOINT page", [])
        const half = Math.ceil(page.length / 2)
        return Effect.andThen(
          Effect.andThen(back, execute("RELEASE SAVEPOINT page", [])),
          page.length === 1
            ? Effect.succeed(page)
            : Effect.zipWith(
                write(page.slice(0, half)),
                Effect.suspend(() => write(page.slice(half))),
                (one, other) => [...one, ...other]
              )
        )
      })
    )
  return write
}

/** Refused for the data: out of range, of another encoding, too large for an index, or nested too deeply. */
const isRefusal = (error: unknown): boolean => /^(22|23|54)/.test(codeOf(error) ?? "")

interface Writing {
  readonly statement: string
  readonly parameters: ReadonlyArray<unknown>
}

/** Takes rows of a table, and tells which of its columns had a value in these or in earlier ones. */
type Filled = (table: Table, rows: ReadonlyArray<Row>) => ReadonlyArray<number>

/**
 * Most columns of most workspaces have no values, and the server works for each that it is sent: those are left to be null. What
 * had a value once stays, so that the statements are few.
 */
const filledOf = ({ children, main }: StreamTables): Filled => {
  const columnsOf = new Map([main, ...children].map((table) => [table.name, new Set<number>()]))
  return (table, rows) => {
    const filled = columnsOf.get(table.name) ?? new Set()
    for (let index = 0; index < table.columns.length; index++) {
      if (!filled.has(index) && rows.some((row) => (row[index] ?? null) !== null)) filled.add(index)
    }
    return [...filled].toSorted((one, other) => one - other)
  }
}

/** A table with some of its columns, and what its rows have of them. */
const narrowed = (table: Table, rows: ReadonlyArray<Row>, columns: ReadonlyArray<number>) => ({
  narrow: { ...table, columns: columns.flatMap((index) => table.columns[index] ?? []) },
  lists: columns.map((index) =>
    listOf(
      rows.map((row) => row[index] ?? null),
      carried[table.columns[index]?.type ?? "text"]
    )
  )
})

/** One statement: the records, and of those that were taken, the rows of their lists. */
const writing = (
  dialect: Dialect,
  { children, main }: StreamTables,
  filled: Filled,
  page: ReadonlyArray<RecordRows>,
  held: ReadonlyMap<string, Held>
): Writing => {
  const parameters: Array<unknown> = []
  const given = (lists: ReadonlyArray<PgTypes.Parameter>) => lists.map((list) => `$${parameters.push(list)}`).join(", ")
  const inserting = (table: Table, rows: ReadonlyArray<Row>) => {
    const { lists, narrow } = narrowed(table, rows, filled(table, rows))
    return `INSERT INTO ${dialect.name(table.name)} AS held (${namesOf(narrow)})
      SELECT ${valuesOf(narrow)} FROM unnest(${given(lists)}) AS given(${namesOf(narrow)})`
  }
  const parts = [
    `taken AS (${inserting(
      main,
      page.map((rows) => rows.main)
    )}
      ON CONFLICT (id) DO UPDATE SET ${assigned(main)}
      WHERE held.updated_at IS NULL OR excluded.updated_at IS NULL OR excluded.updated_at >= held.updated_at
      RETURNING id)`
  ]
  for (const [index, child] of children.entries()) {
    const [parent = "", key = ""] = child.key.map(quoted)
    const rows = rowsOfAll(page, index)
    if (child.holds === "set") {
      // What is new has no rows that could go.
      const whole = page.filter(({ children, id }) => held.has(id) && children[index]?.isWhole === true)
      if (whole.length > 0) {
        const keys = listsOf(child, rowsOfAll(whole, index)).slice(0, 2)
        const parents = listOf(
          whole.map(({ id }) => id),
          "text"
        )
        parts.push(`gone_${index} AS (DELETE FROM ${dialect.name(child.name)} AS held USING taken
          WHERE held.${parent} = taken.id AND taken.id = ANY(${given([parents])})
            AND NOT EXISTS (SELECT FROM unnest(${given(keys)}) AS given(parent, key)
              WHERE given.parent = held.${parent} AND given.key = held.${key}))`)
      }
    }
    if (rows.length > 0) {
      parts.push(`listed_${index} AS (${inserting(child, rows)} JOIN taken ON taken.id = given.${parent}
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

const rowsOfAll = (page: ReadonlyArray<RecordRows>, index: number): ReadonlyArray<Row> =>
  page.flatMap(({ children }) => rowsOf(children[index]))

const rowsOf = (list: ListRows | undefined): ReadonlyArray<Row> => (list === undefined ? [] : [...list.rows.values()])

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

/** The type in which the values of a column are sent. */
const carried: Readonly<Record<ColumnType, "text" | "bool" | "float8">> = {
  text: "text",
  json: "text",
  boolean: "bool",
  bigint: "float8",
  double: "float8",
  timestamptz: "float8"
}

const namesOf = ({ columns }: Table): string => columns.map(({ name }) => quoted(name)).join(", ")

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
  columns
    .map(({ name, type }) => {
      const value = `given.${quoted(name)}`
      if (type === "json") return `${value}::jsonb`
      if (type === "bigint") return `${value}::bigint`
      return type === "timestamptz" ? `to_timestamp(${value})` : value
    })
    .join(", ")

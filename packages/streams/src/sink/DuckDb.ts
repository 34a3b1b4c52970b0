/**
 * Tables in a DuckDB database, with the checkpoint beside them.
 *
 * @since 0.1.0
 */
import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import { existsSync } from "node:fs"
import { SinkError } from "../ExportSink.ts"
import * as Lock from "../files/Lock.ts"
import type * as Tables from "../Tables.ts"
import type { Cell } from "../tables/Cell.ts"
import type { RecordRows, Row } from "../tables/Rows.ts"
import type { ChildTable, ColumnType, StreamTables, Table } from "../tables/Table.ts"
import * as Failure from "./Failure.ts"
import {
  type Answer,
  type Dialect,
  type Held,
  type PageWriter,
  quoted,
  type TableDatabase,
  verdict
} from "./TableDatabase.ts"
import * as TableSink from "./Tables.ts"

/**
 * What of the records gets columns.
 *
 * @category models
 * @since 0.1.0
 */
export interface DuckDbOptions {
  /** Custom attributes that get columns of their own, as the workspace's data attributes tell them. None when left out. */
  readonly attributes?: ReadonlyArray<Tables.Attribute> | undefined
}

/**
 * A table for each stream with typed columns, one for each list inside its records, and views of what is there now:
 * `contacts`, `contact_tags`, `current_contacts`, …, as {@link Tables.of} tells. A record that comes again takes the place of
 * the earlier version; one that is gone stays, with `deleted_at`.
 *
 * The checkpoint is in the same database and is written in the same transaction as the records it speaks of, so an export
 * into it can always be resumed. While an export writes, DuckDB lets no other process open the database.
 *
 * Install `@duckdb/node-api` beside this package.
 *
 * ```ts
 * import { Export } from "@effect-intercom/streams"
 * import { DuckDbSink } from "@effect-intercom/streams/duckdb"
 *
 * Export.run({ streams: ["conversations"], sink: DuckDbSink.file("./intercom.duckdb"), resume: true })
 * ```
 * ```sql
 * SELECT date_trunc('week', created_at) AS week, median(statistics_time_to_admin_reply) FROM current_conversations GROUP BY week
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const file = (
  location: string,
  { attributes }: DuckDbOptions = {}
): TableSink.TableSink<FileSystem.FileSystem | Path.Path> =>
  TableSink.make({
    location,
    advice,
    attributes,
    exists: Effect.sync(() => existsSync(location)),
    connect: Effect.fnUntraced(function* (exclusive) {
      const { DuckDBInstance } = yield* loadDuckDb
      const instance = yield* Effect.acquireRelease(
        Effect.mapError(
          attempt(() => DuckDBInstance.fromCache(location)),
          (cause) => (isLocked(cause) ? locked(location, cause) : cause)
        ),
        (instance) => Effect.sync(() => instance.closeSync())
      )
      // The file is there now, and can be locked. Whoever only looks need not.
      if (exclusive) yield* Effect.mapError(Lock.hold("database", location), Failure.ofStream("database"))
      const connection = yield* connect(instance)
      return yield* databaseOf(location, connection)
    })
  })

/**
 * Fails where `@duckdb/node-api` is not installed. The sink asks by itself when it opens a stream; this is for programs that
 * want to know before they send anything.
 *
 * @category guards
 * @since 0.1.0
 */
export const requireClient: Effect.Effect<void, SinkError> = /*#__PURE__*/ Effect.suspend(() =>
  Effect.asVoid(loadDuckDb)
)

const advice = "check the disk and the permissions, and that no other program has it open, then resume"

const loadDuckDb = /*#__PURE__*/ Effect.tryPromise({
  try: () => import("@duckdb/node-api"),
  catch: (cause) =>
    new SinkError({
      stream: "database",
      message: "DuckDB needs the package @duckdb/node-api; install it beside this one",
      cause
    })
})

const attempt = <A>(use: () => Promise<A>): Effect.Effect<A, unknown> =>
  Effect.tryPromise({ try: use, catch: (cause) => cause })

const isLocked = (cause: unknown): boolean => cause instanceof Error && cause.message.includes("Could not set lock")

const locked = (location: string, cause: unknown): SinkError =>
  new SinkError({
    stream: "database",
    kind: "locked",
    message: `${location} is open in another process, as another export; wait for it, or name another file`,
    cause
  })

const connect = (instance: DuckDBInstance) =>
  Effect.acquireRelease(
    attempt(() => instance.connect()),
    (connection) => Effect.sync(() => connection.closeSync())
  )

const databaseOf = Effect.fnUntraced(function* (location: string, connection: DuckDBConnection) {
  const run = (statement: string) => Effect.asVoid(attempt(() => connection.run(statement)))
  // What an answer says of a time does not depend on where the machine is.
  yield* run("SET TimeZone = 'UTC'")
  const query: TableDatabase["query"] = (statement, parameters = []) =>
    Effect.map(
      attempt(() => connection.runAndReadAll(statement, [...parameters])),
      (reader): ReadonlyArray<Answer> => reader.getRowObjectsJS()
    )
  const waiting: Array<Effect.Effect<void, unknown>> = []
  const flush = Effect.suspend(() => Effect.forEach(waiting, (write) => write, { discard: true }))
  const database: TableDatabase = {
    location,
    advice,
    dialect,
    // What is asked or changed is asked of all that was written.
    query: (statement, parameters) => Effect.andThen(flush, query(statement, parameters)),
    begin: run("BEGIN TRANSACTION"),
    commit: Effect.andThen(flush, run("COMMIT")),
    rollback: run("ROLLBACK"),
    writer: (tables) => {
      const { flush, take } = collecting(writer(connection, tables))
      waiting.push(flush)
      return take
    }
  }
  return database
})

/** Statements of a few rows take nearly as long as those of thousands, so pages are collected. */
const collecting = (write: (page: ReadonlyArray<RecordRows>) => Effect.Effect<void, unknown>) => {
  let pending = new Map<string, RecordRows>()
  let characters = 0
  const flush = Effect.suspend(() => {
    if (pending.size === 0) return Effect.void
    const page = [...pending.values()]
    pending = new Map()
    characters = 0
    return write(page)
  })
  const take: PageWriter = (page) =>
    Effect.gen(function* () {
      // Of two versions the first is written first.
      if (page.some(({ id }) => pending.has(id))) yield* flush
      for (const rows of page) {
        pending.set(rows.id, rows)
        characters += rows.size
      }
      if (characters > mostCharacters) yield* flush
      return []
    })
  return { flush, take }
}

/** About as many bytes of memory, twice. */
const mostCharacters = 1 << 24

const types: Readonly<Record<ColumnType, string>> = {
  text: "VARCHAR",
  bigint: "BIGINT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  timestamptz: "TIMESTAMPTZ",
  json: "JSON"
}

const dialect: Dialect = {
  types,
  bytewise: "",
  name: quoted,
  parameter: () => "?",
  instant: (parameter) => `to_timestamp(${parameter}::DOUBLE)`,
  widen: ({ name }, column) => [
    `ALTER TABLE ${quoted(name)} ALTER COLUMN ${quoted(column.name)} TYPE ${types[column.type]}
      USING ${column.type === "json" ? `to_json(${quoted(column.name)})` : `${quoted(column.name)}::${types[column.type]}`}`
  ],
  // A row that goes and comes again in one transaction would be told to be there twice.
  hasKey: (table) => !("holds" in table) || table.holds === "grows",
  empty: ({ name }) => [`DELETE FROM ${quoted(name)}`],
  existing: {
    statement: "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()",
    parameters: []
  },
  view: (name, query) => [`CREATE OR REPLACE VIEW ${quoted(name)} AS ${query}`],
  dropView: (name) => `DROP VIEW IF EXISTS ${quoted(name)}`,
  storable: true
}

/** Rows reach the database as one JSON text a statement, which it takes apart itself. */
const writer = (connection: DuckDBConnection, { children, main }: StreamTables) => {
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
  const execute = Effect.fnUntraced(function* (
    statement: string,
    values: ReadonlyArray<unknown>
  ): Effect.fn.Return<ReadonlyArray<Answer>, unknown> {
    const ready = yield* prepare(statement)
    ready.bindVarchar(1, JSON.stringify(values))
    const reader = yield* attempt(() => ready.runAndReadAll())
    return reader.getRowObjectsJS()
  })
  const asking = `SELECT id, record_hash AS hash, epoch(updated_at) AS updated_at, deleted_at IS NOT NULL AS is_deleted
    FROM ${quoted(main.name)} WHERE id IN (SELECT unnest(from_json(?::JSON, '["VARCHAR"]')))`
  return Effect.fnUntraced(function* (page: ReadonlyArray<RecordRows>): Effect.fn.Return<void, unknown> {
    const answers = yield* execute(
      asking,
      page.map(({ id }) => id)
    )
    const held = new Map(answers.map((answer): [string, Held] => [String(answer["id"]), heldOf(answer)]))
    const taken: Array<RecordRows> = []
    const stale: Array<RecordRows> = []
    for (const rows of page) {
      const what = verdict(held.get(rows.id), rows)
      if (what !== "skip") (what === "write" ? taken : stale).push(rows)
    }
    if (taken.length > 0) {
      yield* execute(
        inserting(main, "replace"),
        listsOf(
          main,
          taken.map((rows) => rows.main)
        )
      )
    }
    for (const [index, child] of children.entries()) {
      const rows = rowsOfAll(taken, index)
      if (child.holds === "set") {
        const before = taken.filter(({ id }) => held.has(id))
        const whole = before.filter(({ children }) => children[index]?.isWhole === true)
        if (whole.length > 0) {
          yield* execute(
            deletingAll(child),
            whole.map(({ id }) => id)
          )
        }
        const others = rowsOfAll(
          before.filter((one) => one.children[index]?.isWhole === false),
          index
        )
        if (others.length > 0) yield* execute(deleting(child), listsOf(child, others))
        if (rows.length > 0) yield* execute(inserting(child, "plain"), listsOf(child, rows))
      } else {
        if (rows.length > 0) yield* execute(inserting(child, "replace"), listsOf(child, rows))
        const missing = rowsOfAll(stale, index)
        if (missing.length > 0) yield* execute(inserting(child, "missing"), listsOf(child, missing))
      }
    }
  })
}

const heldOf = (answer: Answer): Held => ({
  hash: typeof answer["hash"] === "string" ? answer["hash"] : null,
  updatedAt: typeof answer["updated_at"] === "number" ? answer["updated_at"] : null,
  isDeleted: answer["is_deleted"] === true
})

const rowsOfAll = (page: ReadonlyArray<RecordRows>, index: number): ReadonlyArray<Row> =>
  page.flatMap(({ children }) => Array.from(children[index]?.rows.values() ?? []))

/** The rows of the parameter, which holds a list for each column: that is taken apart twice as fast as rows. */
const givenOf = ({ columns }: Table): string => {
  const fields = columns.map(({ name, type }, index) => {
    const value = `unnest(from_json(lists[${index + 1}], '["${carried[type]}"]'))`
    return `${type === "timestamptz" ? `to_timestamp(${value})` : `${value}::${types[type]}`} AS ${quoted(name)}`
  })
  return `WITH given AS (SELECT from_json(?::JSON, '["JSON"]') AS lists) SELECT ${fields.join(", ")} FROM given`
}

const listsOf = ({ columns }: Table, rows: ReadonlyArray<Row>): ReadonlyArray<ReadonlyArray<Cell>> =>
  columns.map((_, index) => rows.map((row) => row[index] ?? null))

const carried: Readonly<Record<ColumnType, string>> = {
  text: "VARCHAR",
  json: "VARCHAR",
  boolean: "BOOLEAN",
  bigint: "BIGINT",
  double: "DOUBLE",
  timestamptz: "DOUBLE"
}

const inserting = (table: Table, how: "plain" | "replace" | "missing"): string => {
  const names = table.columns.map(({ name }) => quoted(name)).join(", ")
  const assigned = table.columns
    .filter(({ name }) => !table.key.includes(name))
    .map(({ name }) => `${quoted(name)} = excluded.${quoted(name)}`)
  const conflict = {
    plain: "",
    replace: `ON CONFLICT DO UPDATE SET ${assigned.join(", ")}`,
    missing: "ON CONFLICT DO NOTHING"
  }
  return `INSERT INTO ${quoted(table.name)} (${names}) ${givenOf(table)} ${conflict[how]}`
}

const deletingAll = (child: ChildTable): string =>
  `DELETE FROM ${quoted(child.name)} WHERE ${quoted(child.key[0] ?? "")} IN (SELECT unnest(from_json(?::JSON, '["VARCHAR"]')))`

const deleting = (child: ChildTable): string => {
  const keys = child.key.map(quoted).join(", ")
  return `DELETE FROM ${quoted(child.name)} WHERE (${keys}) IN (SELECT (${keys}) FROM (${givenOf(child)}))`
}

/**
 * Tables in a DuckDB database, with the checkpoint beside them.
 *
 * @since 0.1.0
 */
import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import { existsSync, readFileSync, rmSync, statSync } from "node:fs"
import { SinkError } from "../ExportSink.ts"
import * as Lock from "../files/Lock.ts"
import type * as Tables from "../Tables.ts"
import type { Cell } from "../tables/Cell.ts"
import { type RecordRows, type Row, rowsOfList } from "../tables/Rows.ts"
import type { ChildTable, ColumnType, StreamTables, Table } from "../tables/Table.ts"
import * as Behind from "./Behind.ts"
import * as Failure from "./Failure.ts"
import * as Filled from "./Filled.ts"
import { type Answer, type Dialect, type Held, quoted, type TableDatabase, verdict } from "./TableDatabase.ts"
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
 * Beside it stands DuckDB's log, `./intercom.duckdb.wal`, of about 256 MB at most, until the export ends.
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
    reasonOf,
    attributes,
    exists: Effect.sync(() => existsSync(location) && !isUnmade(location)),
    connect: Effect.fnUntraced(function* (exclusive) {
      const { DuckDBInstance } = yield* loadDuckDb
      const hold = Effect.mapError(Lock.hold("database", location), Failure.ofStream("database"))
      if (exclusive && isUnmade(location)) {
        // Whoever is making it at this moment holds no lock yet, finds this one, and has written nothing.
        yield* hold
        yield* attempt(async () => isUnmade(location) && rmSync(location))
      }
      const instance = yield* Effect.acquireRelease(
        Effect.mapError(
          attempt(() => DuckDBInstance.fromCache(location)),
          (cause) => (isLocked(cause) ? locked(location, cause) : cause)
        ),
        (instance) => Effect.sync(() => instance.closeSync())
      )
      // The file is there now, and can be locked. Whoever only looks need not.
      if (exclusive) yield* hold
      const connection = yield* connect(instance)
      if (exclusive) {
        for (const setting of settings) yield* holdSetting(connection, setting)
        // Closing takes the log in as well, which would stand in the way of everything else meanwhile. What is open is over.
        yield* Effect.addFinalizer(() =>
          Effect.forEach(
            ["ROLLBACK", "CHECKPOINT"],
            (statement) => Effect.ignore(attempt(() => connection.run(statement))),
            { discard: true }
          )
        )
      }
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

/**
 * Whether the making of the database was broken off, by a disk that was full or a process that was killed. It has three headers
 * before there is room for anything, and DuckDB does not open one without.
 */
const isUnmade = (location: string): boolean => {
  if ((statSync(location, { throwIfNoEntry: false })?.size ?? headers) >= headers) return false
  const begun = readFileSync(location)
  return begun.length === 0 || begun.subarray(8, 12).toString("latin1") === "DUCK"
}

const headers = 3 * 4096

const advice = "check the disk and the permissions, and that no other program has it open, then resume"

/** What DuckDB says itself may quote what was written. */
const reasonOf = (cause: unknown): string | undefined =>
  cause instanceof Error && cause.message.includes("No space left on device") ? "the disk is full" : undefined

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

/**
 * What is another way while an export writes.
 *
 * - Each time the log is taken in, the last rows of a table with a primary key are packed anew, up to 122,880 of them, whatever
 *   has come since: at the 16 MB that DuckDB takes by itself that was most of the work.
 * - Who waits for another thread of DuckDB does so by asking again and again, and there is little that two could do at once: with
 *   one thread the same takes about half of the processor, and no longer.
 */
const settings: ReadonlyArray<readonly [name: string, value: string]> = [
  ["checkpoint_threshold", "256MB"],
  ["threads", "1"]
]

/** They are the instance's, which others in this process may go on with. */
const holdSetting = (connection: DuckDBConnection, [name, value]: readonly [name: string, value: string]) => {
  const set = (to: string) => attempt(() => connection.run(`SET ${name} = '${to}'`))
  return Effect.acquireRelease(
    Effect.gen(function* () {
      const reader = yield* attempt(() => connection.runAndReadAll(`SELECT current_setting('${name}')`))
      const [before] = reader.getRowsJS()[0] ?? []
      yield* set(value)
      return before
    }),
    (before) => (before === undefined ? Effect.void : Effect.ignore(set(String(before))))
  )
}

const databaseOf = Effect.fnUntraced(function* (location: string, connection: DuckDBConnection) {
  const run = (statement: string) => Effect.asVoid(attempt(() => connection.run(statement)))
  // What an answer says of a time does not depend on where the machine is.
  yield* run("SET TimeZone = 'UTC'")
  const query: TableDatabase["query"] = (statement, parameters = []) =>
    Effect.map(
      attempt(() => connection.runAndReadAll(statement, [...parameters])),
      (reader): ReadonlyArray<Answer> => reader.getRowObjectsJS()
    )
  const behind = yield* Behind.make(waiting)
  const database: TableDatabase = {
    location,
    advice,
    reasonOf,
    dialect,
    // What is asked or changed is asked of all that was written.
    query: (statement, parameters) => Effect.andThen(behind.settle, query(statement, parameters)),
    begin: run("BEGIN TRANSACTION"),
    commit: Effect.andThen(behind.settle, run("COMMIT")),
    rollback: Effect.andThen(behind.stop, run("ROLLBACK")),
    writer: (tables) => behind.writer(writer(connection, tables))
  }
  return database
})

/** Statements of a few rows take nearly as long as those of a thousand. What waits is as much at most: larger texts are room that has to be had anew each time. */
const waiting: Behind.BehindOptions = { least: 1 << 20, most: 1 << 20, places: 1 }

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

/** Rows reach the database as a JSON text for each column, which it takes apart itself. */
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
    lists: ReadonlyArray<ReadonlyArray<Cell>>
  ): Effect.fn.Return<ReadonlyArray<Answer>, unknown> {
    const ready = yield* prepare(statement)
    for (const [index, list] of lists.entries()) ready.bindVarchar(index + 1, JSON.stringify(list))
    const reader = yield* attempt(() => ready.runAndReadAll())
    return reader.getRowObjectsJS()
  })
  const filled = Filled.make([main, ...children])
  const insert = (table: Table, rows: ReadonlyArray<Row>, how: How) => {
    if (rows.length === 0) return Effect.void
    const indexes = filled(table, rows)
    return execute(inserting(table, indexes, how), listsOf(rows, indexes))
  }
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
  return Effect.fnUntraced(function* (
    page: ReadonlyArray<RecordRows>
  ): Effect.fn.Return<ReadonlyArray<RecordRows>, unknown> {
    const answers = yield* execute(asking, [page.map(({ id }) => id)])
    const held = new Map(answers.map((answer): [string, Held] => [String(answer["id"]), heldOf(answer)]))
    const taken: Array<RecordRows> = []
    const stale: Array<RecordRows> = []
    for (const rows of page) {
      const what = verdict(held.get(rows.id), rows)
      if (what !== "skip") (what === "write" ? taken : stale).push(rows)
    }
    const [before, fresh] = [taken.filter(({ id }) => held.has(id)), taken.filter(({ id }) => !held.has(id))]
    yield* insert(main, recordsOf(before), "replace")
    yield* insert(main, recordsOf(fresh), "plain")
    for (const [index, child] of children.entries()) {
      if (child.holds === "set") {
        const whole = before.filter(({ children }) => children[index]?.isWhole === true)
        if (whole.length > 0) {
          yield* execute(deletingAll(child), [whole.map(({ id }) => id)])
        }
        const others = rowsOfList(
          before.filter((one) => one.children[index]?.isWhole === false),
          index
        )
        if (others.length > 0) {
          yield* execute(
            deleting(child),
            listsOf(
              others,
              child.columns.map((_, column) => column)
            )
          )
        }
        yield* insert(child, rowsOfList(taken, index), "plain")
      } else {
        yield* insert(child, rowsOfList(before, index), "replace")
        // Where somebody removed records, the rows of their lists may be there nevertheless.
        yield* insert(child, rowsOfList(fresh, index), (yield* isNew(child)) ? "plain" : "replace")
        yield* insert(child, rowsOfList(stale, index), "missing")
      }
    }
    return []
  })
}

const heldOf = (answer: Answer): Held => ({
  hash: typeof answer["hash"] === "string" ? answer["hash"] : null,
  updatedAt: typeof answer["updated_at"] === "number" ? answer["updated_at"] : null,
  isDeleted: answer["is_deleted"] === true
})

/**
 * The elements of a parameter, which is a list as JSON. It is taken apart once as it is; as a value of the type JSON it would be
 * looked through before.
 */
const listed = (parameter: number, type: string): string => `unnest(from_json($${parameter}::VARCHAR, '["${type}"]'))`

/** The rows of the parameters, a list for each column: that is taken apart twice as fast as rows. */
const givenOf = ({ columns }: Table): string => {
  const fields = columns.map(({ name, type }, index) => {
    const value = listed(index + 1, carried[type])
    return `${type === "timestamptz" ? `to_timestamp(${value})` : `${value}::${types[type]}`} AS ${quoted(name)}`
  })
  return `SELECT ${fields.join(", ")}`
}

const recordsOf = (page: ReadonlyArray<RecordRows>): ReadonlyArray<Row> => page.map(({ main }) => main)

const listsOf = (rows: ReadonlyArray<Row>, columns: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<Cell>> =>
  columns.map((index) => rows.map((row) => row[index] ?? null))

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

const inserting = (table: Table, filled: ReadonlyArray<number>, how: How): string => {
  const narrow = { ...table, columns: filled.flatMap((index) => table.columns[index] ?? []) }
  const names = narrow.columns.map(({ name }) => quoted(name)).join(", ")
  const assigned = table.columns
    .filter(({ name }) => !table.key.includes(name))
    .map(({ name }) => `${quoted(name)} = excluded.${quoted(name)}`)
  const conflict = {
    plain: "",
    replace: `ON CONFLICT DO UPDATE SET ${assigned.join(", ")}`,
    missing: "ON CONFLICT DO NOTHING"
  }
  return `INSERT INTO ${quoted(table.name)} (${names}) ${givenOf(narrow)} ${conflict[how]}`
}

const deletingAll = (child: ChildTable): string =>
  `DELETE FROM ${quoted(child.name)} WHERE ${quoted(child.key[0] ?? "")} IN (SELECT ${listed(1, "VARCHAR")})`

const deleting = (child: ChildTable): string => {
  const keys = child.key.map(quoted).join(", ")
  return `DELETE FROM ${quoted(child.name)} WHERE (${keys}) IN (SELECT (${keys}) FROM (${givenOf(child)}))`
}

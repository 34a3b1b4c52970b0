/**
 * Tables in a schema of a PostgreSQL database, with the checkpoint beside them.
 *
 * @since 0.1.0
 */
import { make as makeClient, PgClient } from "@effect/sql-pg/PgClient"
import { make as makeConnection, type PgConnection, type Result } from "@effect/sql-pg/PgConnection"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schedule from "effect/Schedule"
import * as Reactivity from "effect/reactivity/Reactivity"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { SqlError } from "effect/sql/SqlError"
import type { StreamName } from "../catalog/Catalog.ts"
import { definitionOf } from "../catalog/Catalog.ts"
import { SinkError, type SinkTarget, type Tombstone } from "../ExportSink.ts"
import type { DeadLetter } from "../state/Problem.ts"
import type * as Tables from "../Tables.ts"
import type { ColumnType } from "../tables/Table.ts"
import * as Behind from "./Behind.ts"
import * as Line from "./PostgresLine.ts"
import { type Execute, type PageOptions, writer as pageWriter } from "./PostgresPage.ts"
import { codeOf, reasonOf } from "./PostgresReason.ts"
import {
  type Answer,
  type Dialect,
  type PageWriter,
  quoted,
  type TableDatabase,
  unable,
  type WritePage,
  writesAtOnce
} from "./TableDatabase.ts"
import * as Layout from "./TableLayout.ts"
import * as TableSink from "./Tables.ts"
import * as TableWriter from "./TableWriter.ts"

/**
 * Where in the database, and what of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface PostgresOptions {
  /** The schema, which is made where it is not there. `intercom` when left out. */
  readonly schema?: string | undefined
  /** Custom attributes that get columns of their own, as the workspace's data attributes tell them. None when left out. */
  readonly attributes?: ReadonlyArray<Tables.Attribute> | undefined
}

/**
 * A table for each stream with typed columns, one for each list inside its records, and views of what is there now:
 * `contacts`, `contact_tags`, `current_contacts`, …, as {@link Tables.of} tells. The client comes from the context.
 *
 * Records, the rows of their lists and the checkpoint that speaks of them are written in one transaction, so that an export
 * can be killed at any moment and resumed. A record that comes again unchanged is left alone, and a later version is never
 * replaced by an earlier one. Records that are gone stay, with `deleted_at`. Parts are added and changed and never go; the
 * rows of other lists are those of the record. Tables that are there get the columns they lack, and lose none.
 *
 * A second export into the schema is refused while one runs, and so is another workspace. JSON cannot hold the character 0
 * and halves of characters in PostgreSQL; they become U+FFFD.
 *
 * A run has one connection of its own, with the settings of the client and beside those of its pool. What is left on it of a run
 * that is interrupted is cancelled through the client.
 *
 * The user needs `CONNECT` to the database, and `USAGE` and `CREATE` on the schema (`CREATE` on the database where the schema
 * is to be made). It owns what it makes.
 *
 * Install `@effect/sql-pg` beside this package.
 *
 * ```ts
 * import { PgClient } from "@effect/sql-pg"
 * import { Export } from "@effect-intercom/streams"
 * import { PostgresSink } from "@effect-intercom/streams/postgres"
 *
 * Export.run({ streams: ["conversations"], sink: PostgresSink.make({ schema: "intercom" }), resume: true }).pipe(
 *   Effect.provide(PgClient.layer({ url: Redacted.make("postgres://localhost/warehouse") }))
 * )
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: PostgresOptions = {}): TableSink.TableSink<PgClient> =>
  withClient<PgClient>(PgClient, options)

/**
 * The same with a client of its own, for an address: `PostgresSink.address` tells where its password may come from.
 *
 * ```ts
 * import { PostgresSink } from "@effect-intercom/streams/postgres"
 *
 * const sink = PostgresSink.database(Redacted.make("postgres://localhost/warehouse"), { schema: "intercom" })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const database = (url: Redacted.Redacted, options: PostgresOptions = {}): TableSink.TableSink<never> =>
  withClient<never>(Effect.provide(makeClient({ url, maxConnections: 2 }), Reactivity.layer), options)

const withClient = <R>(
  client: Effect.Effect<PgClient, SqlError, R | Scope.Scope>,
  { attributes, schema = "intercom" }: PostgresOptions
): TableSink.TableSink<R> =>
  TableSink.make<R>({
    location: `the schema ${schema}`,
    advice,
    reasonOf,
    attributes,
    connect: (exclusive) => Effect.flatMap(client, (sql) => connect(sql, schema, exclusive)),
    exists: Effect.scoped(
      Effect.flatMap(client, (sql) =>
        Effect.map(
          sql.unsafe<Answer>("SELECT to_regclass($1) IS NOT NULL AS found", [`${quoted(schema)}."export_checkpoint"`]),
          ([row]) => row?.["found"] === true
        )
      )
    )
  })

/**
 * What goes into a page, and what goes with it.
 *
 * @category models
 * @since 0.1.0
 */
export interface PostgresPage {
  readonly records?: ReadonlyArray<object> | undefined
  readonly removed?: ReadonlyArray<Tombstone> | undefined
  /** Kept under a name of the caller's choice, and read by {@link cursor}. */
  readonly cursor?: { readonly name: string; readonly value: string } | undefined
}

/**
 * Which stream's tables, and of which workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface PostgresWriterOptions extends PostgresOptions {
  readonly stream: StreamName
  /** Intercom's id of the workspace; another one's records are refused. */
  readonly workspace?: string | undefined
}

/**
 * Makes the tables of a stream where they are not there, and answers with what writes a page of it in the caller's
 * transaction: records, records that are gone, and a cursor that says how far the caller has come. For programs that read on
 * several machines, or keep something of their own in step.
 *
 * It takes no lock against an export of {@link make}. Each page is written as a whole, or not at all; the answer is the
 * records that the database refuses by themselves.
 *
 * ```ts
 * import { PgClient } from "@effect/sql-pg"
 *
 * const keep = Effect.fnUntraced(function* (records: ReadonlyArray<object>, next: string) {
 *   const sql = yield* PgClient.PgClient
 *   const write = yield* PostgresSink.writer({ stream: "contacts" })
 *   yield* sql.withTransaction(
 *     Effect.andThen(write({ records, cursor: { name: "contacts", value: next } }), sql`UPDATE jobs SET done = true`)
 *   )
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const writer = Effect.fnUntraced(function* ({
  attributes,
  schema = "intercom",
  stream,
  workspace
}: PostgresWriterOptions): Effect.fn.Return<
  (page: PostgresPage) => Effect.Effect<ReadonlyArray<DeadLetter>, SinkError, PgClient>,
  SinkError,
  PgClient
> {
  const client = yield* PgClient
  const sql = client.withoutTransforms()
  const execute: Execute = (statement, parameters) => Effect.map(sql.unsafe(statement, parameters), asAnswers)
  const pages: PageOptions = { execute, line: Line.oneByOne, isAlone: false }
  const database = databaseOf({ schema, execute, pages, transaction: callers, queue: writesAtOnce })
  const { changedAtOf, idOf } = definitionOf(stream)
  const target: SinkTarget = { stream, idOf, changedAtOf, intent: "add", workspace }
  const failed = (cause: unknown) =>
    cause instanceof SinkError
      ? cause
      : new SinkError({ stream, message: unable(database, "cannot be written", cause), cause })
  const tables = yield* Effect.gen(function* () {
    yield* execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", [lockOf(schema)])
    yield* makeSchema(schema, execute)
    for (const statement of Layout.own(database.dialect)) yield* execute(statement, [])
    yield* execute(
      `CREATE TABLE IF NOT EXISTS ${database.dialect.name("export_cursors")} (name TEXT PRIMARY KEY, value TEXT NOT NULL)`,
      []
    )
    return yield* TableSink.prepare(database, target, attributes)
  }).pipe(client.withTransaction, besideOthers, Effect.mapError(failed))
  const { remove, write } = TableWriter.writing(database, target, tables)
  return ({ cursor, records = [], removed = [] }) =>
    Effect.gen(function* () {
      const refused = yield* write(records, [])
      if (remove !== undefined) yield* remove(removed)
      if (cursor !== undefined) {
        yield* execute(
          `INSERT INTO ${database.dialect.name("export_cursors")} (name, value) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
          [cursor.name, cursor.value]
        )
      }
      return refused ?? []
    }).pipe(client.withTransaction, Effect.mapError(failed))
})

/**
 * The cursor a page was written with last; undefined where there was none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const cursor = Effect.fnUntraced(function* (
  name: string,
  { schema = "intercom" }: PostgresOptions = {}
): Effect.fn.Return<string | undefined, SqlError, PgClient> {
  const sql = (yield* PgClient).withoutTransforms()
  const table = `${quoted(schema)}."export_cursors"`
  const [there] = yield* sql.unsafe<Answer>("SELECT to_regclass($1) IS NOT NULL AS found", [table])
  if (there?.["found"] !== true) return undefined
  const [row] = yield* sql.unsafe<Answer>(`SELECT value FROM ${table} WHERE name = $1`, [name])
  return row === undefined ? undefined : String(row["value"])
})

const advice = "check that the server runs, its disk has room and the user may write, then resume"

const connect = Effect.fnUntraced(function* (sql: PgClient, schema: string, exclusive: boolean) {
  const { raw, stop } = yield* sessionOf(sql, exclusive)
  const execute: Execute = (statement, parameters) =>
    Effect.map(raw(statement, parameters), ({ rows }) => asAnswers(rows))
  if (exclusive) {
    yield* lock(schema, execute)
    yield* Effect.addFinalizer(() =>
      Effect.ignore(execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [lockOf(schema)]))
    )
    yield* besideOthers(makeSchema(schema, execute))
  }
  const compression = exclusive ? yield* betterCompression(execute) : ""
  const behind = yield* Behind.make(waiting)
  const transaction: Transaction = {
    // The time between two pages is Intercom's. Whoever holds a lock that a new column needs must not stop an export for ever.
    begin: Effect.andThen(
      execute("BEGIN", []),
      execute(
        `SELECT set_config('lock_timeout', '60s', true), set_config('statement_timeout', '600s', true),
          set_config('idle_in_transaction_session_timeout', '0', true)${compression}`,
        []
      )
    ),
    commit: Effect.flatMap(Effect.andThen(behind.settle, raw("COMMIT", [])), ({ command }) =>
      // What PostgreSQL says to the end of a transaction that failed before.
      command === "ROLLBACK"
        ? Effect.fail(new Error("the transaction had failed before, and was rolled back"))
        : Effect.void
    ),
    // What is on its way would be written by itself behind the end of the transaction.
    rollback: Effect.andThen(Effect.andThen(behind.stop, stop), execute("ROLLBACK", []))
  }
  // What is asked or changed is asked of all that was written, and in no savepoint of it.
  const settled: Execute = (statement, parameters) => Effect.andThen(behind.settle, execute(statement, parameters))
  const pages: PageOptions = { execute, line: Line.make(), isAlone: exclusive }
  return databaseOf({ schema, execute: settled, pages, transaction, queue: behind.writer })
})

/** A connection, and what ends the statements on it for which nobody waits any more. */
interface Session {
  readonly raw: (statement: string, parameters: ReadonlyArray<unknown>) => Effect.Effect<Result, SqlError>
  readonly stop: Effect.Effect<void>
}

/**
 * An export has a connection of its own, on which statements follow each other without waiting for answers. Whoever only looks
 * borrows one, unless others may use it meanwhile.
 */
const sessionOf = (sql: PgClient, exclusive: boolean): Effect.Effect<Session, SqlError, Scope.Scope> =>
  exclusive || sql.config.multiplex === true
    ? Effect.map(makeConnection({ ...sql.config, multiplex: true }), (connection) => ownSession(connection, sql))
    : Effect.map(sql.withoutTransforms().reserve, (connection) => ({
        // Type boundary: the client tells nothing of what its connections answer with.
        raw: (statement, parameters) => connection.executeRaw(statement, parameters) as Effect.Effect<Result, SqlError>,
        stop: Effect.void
      }))

const ownSession = (connection: PgConnection, sql: PgClient): Session => {
  let unanswered = 0
  return {
    raw: (statement, parameters) =>
      Effect.suspend(() => {
        unanswered++
        return Effect.onExit(connection.query(statement, parameters), (exit) =>
          Effect.sync(() => {
            // What is interrupted is still being done there.
            if (!Exit.hasInterrupts(exit)) unanswered--
          })
        )
      }),
    stop: Effect.suspend(() =>
      unanswered === 0
        ? Effect.void
        : sql
            .unsafe("SELECT pg_cancel_backend($1)", [connection.processId])
            .pipe(Effect.timeout("5 seconds"), Effect.ignore)
    )
  }
}

/**
 * What waits while pages are written: as many bytes of memory, up to four times. The server needs the next page when it has
 * written one, and more than two do not make it faster.
 */
const waiting: Behind.BehindOptions = { least: 1, most: 1 << 19, places: 2 }

/** Records are long: LZ4 takes a fraction of the time of the usual one. Not every server has it. */
const betterCompression = (execute: Execute): Effect.Effect<string, unknown> =>
  Effect.map(
    execute("SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)", []),
    (found) => (found.length === 0 ? "" : ", set_config('default_toast_compression', 'lz4', true)")
  )

/** The lock of an export whose connection was lost a moment ago goes when the server notices. */
const lock = (schema: string, execute: Execute): Effect.Effect<void, unknown> =>
  execute("SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held", [lockOf(schema)]).pipe(
    Effect.repeat({
      until: ([row]) => row?.["held"] === true,
      schedule: Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "2 seconds" }))
    }),
    Effect.flatMap(([row]) =>
      row?.["held"] === true
        ? Effect.void
        : Effect.fail(
            new SinkError({
              stream: "database",
              kind: "locked",
              message: `another export writes to the schema ${schema}; wait for it, or name another schema`
            })
          )
    )
  )

const makeSchema = Effect.fnUntraced(function* (schema: string, execute: Execute): Effect.fn.Return<void, unknown> {
  const [found] = yield* execute("SELECT to_regnamespace($1) IS NOT NULL AS found", [quoted(schema)])
  if (found?.["found"] !== true) yield* execute(`CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`, [])
})

/** `IF NOT EXISTS` looks at what was there before: whoever makes the same at that moment makes it fail once. */
const besideOthers = <A, E, R>(making: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.retry(making, { times: 3, while: (error) => codeOf(error) === uniqueViolation })

const uniqueViolation = "23505"

const lockOf = (schema: string): string => `effect-intercom export ${schema}`

/** Type boundary: the client tells of rows only that they are objects. */
const asAnswers = (rows: ReadonlyArray<unknown>): ReadonlyArray<Answer> => rows as ReadonlyArray<Answer>

interface Transaction {
  readonly begin: Effect.Effect<unknown, unknown>
  readonly commit: Effect.Effect<unknown, unknown>
  readonly rollback: Effect.Effect<unknown, unknown>
}

interface DatabaseOptions {
  readonly schema: string
  readonly execute: Execute
  /** For pages, which are in the queue. */
  readonly pages: PageOptions
  readonly transaction: Transaction
  readonly queue: (write: WritePage) => PageWriter
}

const databaseOf = ({
  execute,
  pages,
  queue,
  schema,
  transaction: { begin, commit, rollback }
}: DatabaseOptions): TableDatabase => {
  const dialect = dialectOf(schema)
  return {
    location: `the schema ${schema}`,
    advice,
    reasonOf,
    dialect,
    query: (statement, parameters = []) => execute(statement, parameters),
    begin: Effect.asVoid(begin),
    commit: Effect.asVoid(commit),
    rollback: Effect.asVoid(rollback),
    writer: (tables) => queue(pageWriter(dialect, tables, pages))
  }
}

/** In the caller's transaction, which the caller ends. */
const callers: Transaction = { begin: Effect.void, commit: Effect.void, rollback: Effect.void }

const dialectOf = (schema: string): Dialect => {
  const name = (table: string) => `${quoted(schema)}.${quoted(table)}`
  return {
    types,
    bytewise: 'COLLATE "C"',
    name,
    parameter: (nth) => `$${nth}`,
    instant: (parameter) => `to_timestamp(${parameter}::float8)`,
    widen: (table, column) => [
      `ALTER TABLE ${name(table.name)} ALTER COLUMN ${quoted(column.name)} TYPE ${types[column.type]}
        USING ${column.type === "json" ? `to_jsonb(${quoted(column.name)})` : `${quoted(column.name)}::${types[column.type]}`}`
    ],
    hasKey: () => true,
    empty: (table) => [`TRUNCATE ${name(table.name)}`],
    existing: { statement: "SELECT tablename AS name FROM pg_tables WHERE schemaname = $1", parameters: [schema] },
    view: (view, query) => [`CREATE OR REPLACE VIEW ${name(view)} AS ${query}`],
    dropView: (view) => `DROP VIEW IF EXISTS ${name(view)}`,
    storable: true
  }
}

const types: Readonly<Record<ColumnType, string>> = {
  text: "text",
  bigint: "bigint",
  double: "double precision",
  boolean: "boolean",
  timestamptz: "timestamptz",
  json: "jsonb"
}

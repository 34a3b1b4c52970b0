/**
 * Tables in a schema of a PostgreSQL database, with the checkpoint beside them.
 *
 * @since 0.1.0
 */
import { make as makeClient, PgClient } from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
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
import { type Execute, writer as pageWriter } from "./PostgresPage.ts"
import { reasonOf } from "./PostgresReason.ts"
import { type Answer, type Dialect, quoted, type TableDatabase, unable } from "./TableDatabase.ts"
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
  const database = databaseOf(schema, execute, callers)
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
  }).pipe(client.withTransaction, Effect.mapError(failed))
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
  const connection = yield* sql.withoutTransforms().reserve
  const execute: Execute = (statement, parameters) =>
    Effect.map(connection.execute(statement, parameters, undefined), asAnswers)
  if (exclusive) {
    yield* lock(schema, execute)
    yield* Effect.addFinalizer(() =>
      Effect.ignore(execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [lockOf(schema)]))
    )
    yield* makeSchema(schema, execute)
  }
  return databaseOf(schema, execute, {
    // The time between two pages is Intercom's. Whoever holds a lock that a new column needs must not stop an export for ever.
    begin: Effect.andThen(
      execute("BEGIN", []),
      execute(
        `SELECT set_config('lock_timeout', '60s', true), set_config('statement_timeout', '600s', true),
          set_config('idle_in_transaction_session_timeout', '0', true)`,
        []
      )
    ),
    commit: Effect.flatMap(connection.executeRaw("COMMIT", []), (result) =>
      // What PostgreSQL says to the end of a transaction that failed before.
      Predicate.hasProperty(result, "command") && result.command === "ROLLBACK"
        ? Effect.fail(new Error("the transaction had failed before, and was rolled back"))
        : Effect.void
    ),
    rollback: execute("ROLLBACK", [])
  })
})

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

const lockOf = (schema: string): string => `effect-intercom export ${schema}`

/** Type boundary: the client tells of rows only that they are objects. */
const asAnswers = (rows: ReadonlyArray<unknown>): ReadonlyArray<Answer> => rows as ReadonlyArray<Answer>

interface Transaction {
  readonly begin: Effect.Effect<unknown, unknown>
  readonly commit: Effect.Effect<unknown, unknown>
  readonly rollback: Effect.Effect<unknown, unknown>
}

const databaseOf = (schema: string, execute: Execute, { begin, commit, rollback }: Transaction): TableDatabase => {
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
    writer: (tables) => pageWriter(dialect, tables, execute)
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

/**
 * A `SqlClient` on the SQLite that Node brings, for an inbox and tokens in a file.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Semaphore from "effect/Semaphore"
import type * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlConnection from "effect/sql/SqlConnection"
import { classifySqliteError, SqlError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import * as Stream from "effect/Stream"
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite"

/**
 * Options of a database in a file.
 *
 * @category models
 * @since 0.1.0
 */
export interface NodeSqliteOptions {
  /** The file, made where there is none; `:memory:` for none. Several processes may open it. */
  readonly filename: string
  /** How long a statement waits for another process, in milliseconds. 5,000 when left out. */
  readonly busyTimeout?: number | undefined
}

/**
 * Opens a database. What is committed is on the disk (`synchronous = FULL`, with a write-ahead log). Statements run one
 * after the other, in the thread of the program.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: NodeSqliteOptions): Layer.Layer<SqlClient.SqlClient, SqlError> =>
  Layer.effect(SqlClient.SqlClient, make(options)).pipe(Layer.provide(Reactivity.layer))

const make = Effect.fnUntraced(function* ({
  busyTimeout = 5000,
  filename
}: NodeSqliteOptions): Effect.fn.Return<SqlClient.SqlClient, SqlError, Scope.Scope | Reactivity.Reactivity> {
  const database = yield* Effect.acquireRelease(
    Effect.try({
      try: () => {
        const database = new DatabaseSync(filename, { timeout: busyTimeout })
        database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        return database
      },
      catch: (cause) => failure(cause, "open")
    }),
    (database) => Effect.sync(() => database.close())
  )
  const connection = connectionOf(database)
  const { acquirer, borrower, isTransaction, onCommitFailure, transactionAcquirer } = SqlClient.makeSqliteAcquirers({
    connection: Effect.succeed(connection),
    semaphore: yield* Semaphore.make(1),
    isTransaction: () => database.isTransaction
  })
  return yield* SqlClient.make({
    acquirer,
    borrower,
    transactionAcquirer,
    onCommitFailure,
    isTransaction,
    compiler: Statement.makeCompilerSqlite(),
    driver: "node-sqlite",
    beginTransaction: "BEGIN IMMEDIATE",
    spanAttributes: [["db.system.name", "sqlite"]]
  })
})

/** How many prepared statements are kept. */
const prepared = 100

const connectionOf = (database: DatabaseSync): SqlConnection.Connection => {
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql)
    if (statements.size >= prepared) statements.clear()
    statements.set(sql, statement)
    return statement
  }
  const run = (sql: string, params: ReadonlyArray<unknown>) =>
    Effect.try({
      try: () => prepare(sql).all(...params.map(toInput)),
      catch: (cause) => failure(cause, "execute")
    })
  const values = (sql: string, params: ReadonlyArray<unknown>) =>
    Effect.map(run(sql, params), (rows) => rows.map((row) => Object.values(row)))
  return {
    execute: (sql, params, transformRows) =>
      transformRows === undefined ? run(sql, params) : Effect.map(run(sql, params), transformRows),
    executeRaw: run,
    executeStream: (sql, params, transformRows) =>
      Stream.fromIterableEffect(
        transformRows === undefined ? run(sql, params) : Effect.map(run(sql, params), transformRows)
      ),
    executeValues: values,
    executeValuesUnprepared: values,
    executeUnprepared: (sql, params, transformRows) =>
      transformRows === undefined ? run(sql, params) : Effect.map(run(sql, params), transformRows)
  }
}

const failure = (cause: unknown, operation: string): SqlError =>
  new SqlError({ reason: classifySqliteError(cause, { message: `SQLite could not ${operation}`, operation }) })

/** What SQLite knows; everything else as text. */
const toInput = (value: unknown): SQLInputValue => {
  if (value === null || value === undefined) return null
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "string") return value
  if (value instanceof Uint8Array) return value
  if (typeof value === "boolean") return value ? 1 : 0
  return value instanceof Date ? value.toISOString() : JSON.stringify(value)
}

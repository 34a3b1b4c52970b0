/**
 * What a durable export keeps of itself beside the tables: what was asked for, its segments, what is owed, and which ids came.
 *
 * @since 0.1.0
 */
import { PgClient } from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import { besideOthers, nameIn, quoted } from "../sync/Place.ts"

/**
 * Which export, and in which schema.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExportPlace {
  readonly schema: string
  readonly exportId: string
}

/**
 * Statements of a schema, and transactions in it. Whoever is stopped in the midst of one loses it after five seconds, so that
 * nobody waits for its locks.
 *
 * @category models
 * @since 0.1.0
 */
export interface Database {
  readonly name: (table: string) => string
  readonly query: <Row extends object>(
    statement: string,
    parameters?: ReadonlyArray<unknown>
  ) => Effect.Effect<ReadonlyArray<Row>, SqlError>
  readonly transaction: <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E | SqlError, R>
}

/**
 * The database of the context.
 *
 * @category constructors
 * @since 0.1.0
 */
export const database = (schema: string): Effect.Effect<Database, never, PgClient> =>
  Effect.map(PgClient, (client) => {
    const sql = client.withoutTransforms()
    const bounded = sql.unsafe(
      `SELECT set_config('idle_in_transaction_session_timeout', '5s', true), set_config('lock_timeout', '30s', true)`
    )
    return {
      name: (table) => nameIn(schema, table),
      query: <Row extends object>(statement: string, parameters?: ReadonlyArray<unknown>) =>
        sql.unsafe<Row>(statement, parameters),
      transaction: (work) => sql.withTransaction(Effect.andThen(bounded, work))
    }
  })

/**
 * Makes the schema and the tables, where they are not there.
 *
 * @category actions
 * @since 0.1.0
 */
export const prepare = Effect.fnUntraced(function* (schema: string): Effect.fn.Return<void, SqlError, PgClient> {
  const { name, query, transaction } = yield* database(schema)
  const [found] = yield* query<{ readonly found: boolean }>("SELECT to_regnamespace($1) IS NOT NULL AS found", [
    quoted(schema)
  ])
  const key = "export text NOT NULL, number integer NOT NULL"
  yield* transaction(
    Effect.gen(function* () {
      // Several may begin at once.
      yield* query("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", [`effect-intercom durable ${schema}`])
      if (found?.found !== true) yield* query(`CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`)
      yield* query(
        `CREATE TABLE IF NOT EXISTS ${name("durable_exports")} (id text PRIMARY KEY, asked text NOT NULL, state text NOT NULL,
          error text, workspace text, host text NOT NULL, api_version text NOT NULL, frozen_at bigint,
          tracked text NOT NULL DEFAULT '[]', rounds text NOT NULL DEFAULT '', resumes integer NOT NULL DEFAULT 0,
          begun_at timestamptz NOT NULL DEFAULT clock_timestamp(), ended_at timestamptz)`
      )
      yield* query(
        `CREATE TABLE IF NOT EXISTS ${name("durable_segments")} (${key}, round text NOT NULL, stream text NOT NULL,
          window_since bigint, window_until bigint, since bigint, until bigint, expected bigint, after bigint NOT NULL DEFAULT 0,
          cursor text, walks integer NOT NULL DEFAULT 1, epoch bigint NOT NULL DEFAULT 0, runner text, beat timestamptz,
          pages bigint NOT NULL DEFAULT 0, rows bigint NOT NULL DEFAULT 0, removed bigint NOT NULL DEFAULT 0,
          requests bigint NOT NULL DEFAULT 0, retries bigint NOT NULL DEFAULT 0, counters text, settled text, shortfall text, objects text NOT NULL DEFAULT '',
          done boolean NOT NULL DEFAULT false, begun_at timestamptz, ended_at timestamptz, PRIMARY KEY (export, number))`
      )
      yield* query(
        `CREATE TABLE IF NOT EXISTS ${name("durable_owed")} (export text NOT NULL, stream text NOT NULL, id text NOT NULL,
          attempts integer NOT NULL, reason text NOT NULL, PRIMARY KEY (export, stream, id))`
      )
      yield* query(
        `CREATE TABLE IF NOT EXISTS ${name("durable_seen")} (export text NOT NULL, stream text NOT NULL, id text COLLATE "C" NOT NULL,
          PRIMARY KEY (export, stream, id))`
      )
    })
  ).pipe(besideOthers)
})

/**
 * What a sync keeps of itself beside the tables: who is in charge, and how each table is.
 *
 * @since 0.1.0
 */
import { PgClient } from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"

/**
 * A table of a schema, for SQL.
 *
 * @category conversions
 * @since 0.1.0
 */
export const nameIn = (schema: string, table: string): string => `${quoted(schema)}.${quoted(table)}`

/**
 * A name, for SQL.
 *
 * @category conversions
 * @since 0.1.0
 */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/**
 * Makes a schema and tables once more where somebody else made the same at that moment: `IF NOT EXISTS` looks at what was there
 * before.
 *
 * @category combinators
 * @since 0.1.0
 */
export const besideOthers = <A, R>(making: Effect.Effect<A, SqlError, R>): Effect.Effect<A, SqlError, R> =>
  Effect.retry(making, { times: 3, while: ({ reason }) => reason._tag === "UniqueViolation" })

/**
 * Makes the schema and what a sync keeps in it, where they are not there.
 *
 * @category actions
 * @since 0.1.0
 */
export const prepare = Effect.fnUntraced(function* (schema: string): Effect.fn.Return<void, SqlError, PgClient> {
  const sql = (yield* PgClient).withoutTransforms()
  const [found] = yield* sql.unsafe<{ readonly found: boolean }>("SELECT to_regnamespace($1) IS NOT NULL AS found", [
    quoted(schema)
  ])
  yield* Effect.gen(function* () {
    // Several may begin at once.
    yield* sql.unsafe("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", [`effect-intercom sync ${schema}`])
    if (found?.found !== true) yield* sql.unsafe(`CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`)
    yield* sql.unsafe(
      `CREATE TABLE IF NOT EXISTS ${nameIn(schema, "sync_runner")} (id integer PRIMARY KEY CHECK (id = 1),
        epoch bigint NOT NULL, since timestamptz NOT NULL, beat timestamptz NOT NULL)`
    )
    yield* sql.unsafe(
      `CREATE TABLE IF NOT EXISTS ${nameIn(schema, "sync_status")} (stream text PRIMARY KEY, state text NOT NULL,
        as_of timestamptz, whole_as_of timestamptz, last_success timestamptz, written bigint NOT NULL DEFAULT 0,
        gone bigint NOT NULL DEFAULT 0, owed integer NOT NULL DEFAULT 0, error text)`
    )
  }).pipe(sql.withTransaction, besideOthers)
})

/**
 * What is to be said of a stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface Said {
  readonly stream: string
  readonly state: "loading" | "following"
  /** Unix milliseconds. */
  readonly asOf?: number | undefined
  readonly wholeAsOf?: number | undefined
  readonly written?: number | undefined
  readonly gone?: number | undefined
  readonly owed?: number | undefined
}

/**
 * Says how a table is. What was said to have failed is over.
 *
 * @category actions
 * @since 0.1.0
 */
export const say = Effect.fnUntraced(function* (
  schema: string,
  { asOf, gone = 0, owed, state, stream, wholeAsOf, written = 0 }: Said
): Effect.fn.Return<void, SqlError, PgClient> {
  const sql = (yield* PgClient).withoutTransforms()
  yield* sql.unsafe(
    `INSERT INTO ${nameIn(schema, "sync_status")} AS held (stream, state, as_of, whole_as_of, last_success, written, gone, owed)
      VALUES ($1, $2, to_timestamp($3::float8), to_timestamp($4::float8), now(), $5::float8, $6::float8, coalesce($7::float8, 0))
      ON CONFLICT (stream) DO UPDATE SET state = excluded.state, error = NULL, last_success = excluded.last_success,
        as_of = GREATEST(held.as_of, excluded.as_of), whole_as_of = GREATEST(held.whole_as_of, excluded.whole_as_of),
        written = held.written + excluded.written, gone = held.gone + excluded.gone,
        owed = CASE WHEN $7::float8 IS NULL THEN held.owed ELSE excluded.owed END`,
    [stream, state, seconds(asOf), seconds(wholeAsOf), written, gone, owed ?? null]
  )
})

const seconds = (millis: number | undefined): number | null => (millis === undefined ? null : millis / 1000)

/**
 * Says of all streams that they cannot be followed, and why. The text holds no data.
 *
 * @category actions
 * @since 0.1.0
 */
export const sayFailed = Effect.fnUntraced(function* (
  schema: string,
  error: string
): Effect.fn.Return<void, SqlError, PgClient> {
  const sql = (yield* PgClient).withoutTransforms()
  yield* sql.unsafe(`UPDATE ${nameIn(schema, "sync_status")} SET state = 'failed', error = $1`, [error.slice(0, 1000)])
})

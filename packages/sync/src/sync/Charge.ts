/**
 * One process at a time is in charge of a schema; others stand by.
 *
 * @since 0.1.0
 */
import { PgClient } from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import { NotInCharge } from "./SyncError.ts"
import { nameIn } from "./Place.ts"

/**
 * Waits until nobody else is in charge, and runs `work` with the number of this term for as long as its connection to the
 * database lasts. The lock goes with the connection, also of a process that was killed.
 *
 * A process that was stopped, and goes on after another took over, has an old number: {@link fenced} lets it write nothing.
 *
 * @category combinators
 * @since 0.1.0
 */
export const inCharge = <A, E, R>(
  schema: string,
  work: (term: number) => Effect.Effect<A, E, R>
): Effect.Effect<A, E | SqlError, R | PgClient> =>
  Effect.scoped(
    Effect.gen(function* () {
      const sql = (yield* PgClient).withoutTransforms()
      const connection = yield* sql.reserve
      const execute = (statement: string, parameters: ReadonlyArray<unknown>) =>
        connection.execute(statement, parameters, undefined)
      const lock = `effect-intercom sync ${schema}`
      let told = false
      while (true) {
        const [row] = yield* execute("SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held", [lock])
        if (row?.held === true) break
        if (!told) yield* Effect.logInfo(`another process syncs into the schema ${schema}; standing by`)
        told = true
        yield* Effect.sleep(standby)
      }
      yield* Effect.addFinalizer(() =>
        Effect.ignore(execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [lock]))
      )
      const [row] = yield* execute(
        `INSERT INTO ${nameIn(schema, "sync_runner")} AS held (id, epoch, since) VALUES (1, 1, now())
          ON CONFLICT (id) DO UPDATE SET epoch = held.epoch + 1, since = now() RETURNING epoch::float8 AS epoch`,
        []
      )
      const alive = Effect.forever(Effect.andThen(Effect.sleep(heartbeat), execute("SELECT 1", [])))
      return yield* Effect.raceFirst(work(Number(row?.epoch)), alive)
    })
  )

/** How often one that stands by asks, and one in charge looks whether it still is. */
const standby = "1 second"
const heartbeat = "2 seconds"

/**
 * Runs `write` in a transaction that stands only while the term lasts.
 *
 * @category combinators
 * @since 0.1.0
 */
export const fenced = <A, E, R>(
  schema: string,
  term: number,
  write: Effect.Effect<A, E, R>
): Effect.Effect<A, E | SqlError | NotInCharge, R | PgClient> =>
  Effect.flatMap(PgClient, (client) => {
    const sql = client.withoutTransforms()
    return sql.withTransaction(
      Effect.gen(function* () {
        const rows = yield* sql.unsafe(
          `SELECT 1 FROM ${nameIn(schema, "sync_runner")} WHERE epoch = $1::float8 FOR SHARE`,
          [term]
        )
        if (rows.length === 0) return yield* new NotInCharge()
        return yield* write
      })
    )
  })

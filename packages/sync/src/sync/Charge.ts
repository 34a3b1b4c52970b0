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
 * database lasts and nobody else took over.
 *
 * Whoever is in charge holds a lock, which goes with the connection, also of a process that was killed. It also tells every two
 * seconds that it is there: one that holds the lock and was not heard of for ten, since it was stopped or its machine cannot be
 * reached, has lost its charge. When it goes on its number is an old one: {@link fenced} lets it write nothing.
 *
 * @category combinators
 * @since 0.1.0
 */
export const inCharge = <A, E, R>(
  schema: string,
  work: (term: number) => Effect.Effect<A, E, R>
): Effect.Effect<A, E | SqlError | NotInCharge, R | PgClient> =>
  Effect.scoped(
    Effect.gen(function* () {
      const sql = (yield* PgClient).withoutTransforms()
      const connection = yield* sql.reserve
      const execute = (statement: string, parameters: ReadonlyArray<unknown> = []) =>
        connection.execute(statement, parameters, undefined)
      const runner = nameIn(schema, "sync_runner")
      const lock = `effect-intercom sync ${schema}`
      const takeLock = Effect.map(
        execute("SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held", [lock]),
        ([row]) => row?.held === true
      )
      const isSilent = Effect.map(
        execute(`SELECT 1 FROM ${runner} WHERE beat < clock_timestamp() - interval '${silence}'`),
        (rows) => rows.length > 0
      )
      yield* Effect.addFinalizer(() =>
        Effect.ignore(execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [lock]))
      )
      let isLocked = yield* takeLock
      if (!isLocked) yield* Effect.logInfo(`another process syncs into the schema ${schema}; standing by`)
      while (!isLocked && !(yield* isSilent)) {
        yield* Effect.sleep(standby)
        isLocked = yield* takeLock
      }
      const [row] = yield* execute(
        `INSERT INTO ${runner} AS held (id, epoch, since, beat) VALUES (1, 1, clock_timestamp(), clock_timestamp())
          ON CONFLICT (id) DO UPDATE SET epoch = held.epoch + 1, since = clock_timestamp(), beat = clock_timestamp()
          RETURNING epoch::float8 AS epoch`
      )
      const term = Number(row?.epoch)
      const beat = Effect.gen(function* () {
        yield* Effect.sleep(heartbeat)
        const rows = yield* execute(
          `UPDATE ${runner} SET beat = clock_timestamp() WHERE epoch = $1::float8 RETURNING epoch`,
          [term]
        )
        if (rows.length === 0) return yield* new NotInCharge()
        // One that was not heard of held the lock until it ended, or until it knew.
        if (!isLocked) isLocked = yield* takeLock
      })
      return yield* Effect.raceFirst(work(term), Effect.forever(beat))
    })
  )

/** How often one that stands by asks, how often one in charge is heard of, and when it no longer is. */
const standby = "1 second"
const heartbeat = "2 seconds"
const silence = "10 seconds"

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

/**
 * Whether an export is to go on, and what becomes of failures: those that pass are waited for, and those that somebody has to
 * mend stop the export for all runners until it is started again.
 *
 * @since 0.1.0
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type { SqlError } from "effect/sql/SqlError"
import { lasting, messageOf } from "../sync/SyncError.ts"
import { DurableExportError } from "./DurableError.ts"
import { database, type ExportPlace } from "./Place.ts"

/**
 * `stopped`: somebody has to do something.
 *
 * @category models
 * @since 0.1.0
 */
export type State = "running" | "paused" | "stopped" | "cancelled" | "done"

/**
 * The state of an export; undefined where there is none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const stateOf = Effect.fnUntraced(function* ({
  exportId,
  schema
}: ExportPlace): Effect.fn.Return<
  { readonly state: State; readonly error: string | null } | undefined,
  SqlError,
  PgClient
> {
  const { name, query } = yield* database(schema)
  const [row] = yield* query<{ readonly state: State; readonly error: string | null }>(
    `SELECT state, error FROM ${name("durable_exports")} WHERE id = $1`,
    [exportId]
  )
  return row
})

/**
 * Changes the state of an export that is in one of `from`, and answers whether it was.
 *
 * @category actions
 * @since 0.1.0
 */
export const become = Effect.fnUntraced(function* (
  { exportId, schema }: ExportPlace,
  from: ReadonlyArray<State>,
  to: State,
  error: string | null = null
): Effect.fn.Return<boolean, SqlError, PgClient> {
  const { name, query } = yield* database(schema)
  const rows = yield* query(
    `UPDATE ${name("durable_exports")} SET state = $2, error = $3,
      ended_at = CASE WHEN $2 IN ('done', 'cancelled') THEN clock_timestamp() END
      WHERE id = $1 AND state IN (${from.map((state) => `'${state}'`).join(", ")}) RETURNING id`,
    [exportId, to, error]
  )
  return rows.length > 0
})

/** Milliseconds after which it is looked again, and that are waited after a failure. */
const lookEvery = 1000
const shortestWait = 500
const longestWait = 30_000

/** As many failures in a row without a page in between are no accident, where they are of a kind that need not pass. */
const mostFailures = 20

/** What Intercom and networks get over, however long it takes. */
const passing: ReadonlySet<unknown> = new Set([
  "RateLimited",
  "ServerError",
  "TransportError",
  "TimeoutError",
  "Conflict"
])

const isPassing = (error: unknown): boolean => {
  const reason = Predicate.hasProperty(error, "reason") ? error.reason : undefined
  return Predicate.hasProperty(reason, "_tag") && passing.has(reason._tag)
}

/**
 * Work on an export: it succeeds with `done` when nothing is left to do, and with `waiting` where somebody else does it.
 *
 * @category models
 * @since 0.1.0
 */
export type Outcome = "done" | "waiting"

/**
 * Does the work for as long as the export is to go on. It does not fail: a workflow that failed could not be started again
 * under its key. `hasMoved` tells whether something was done since it was asked the last time.
 *
 * @category combinators
 * @since 0.1.0
 */
export const attended = <E, R>(
  place: ExportPlace,
  work: Effect.Effect<Outcome, E, R>,
  hasMoved: () => boolean = () => false
): Effect.Effect<"done" | "cancelled", never, R | PgClient> => {
  let failures = 0
  const failed = Effect.fnUntraced(function* (error: unknown): Effect.fn.Return<void, SqlError, PgClient> {
    failures = hasMoved() ? 1 : failures + 1
    const isStopping = error instanceof DurableExportError || (failures >= mostFailures && !isPassing(error))
    const last = lasting(error) ?? (isStopping ? error : undefined)
    if (last !== undefined) {
      failures = 0
      yield* become(place, ["running"], "stopped", messageOf(last).slice(0, 1000))
      return
    }
    yield* Effect.logWarning(`the export ${place.exportId} waits and goes on: ${messageOf(error)}`)
    yield* Effect.sleep(Math.min(longestWait, shortestWait * 2 ** Math.min(failures - 1, 10)))
  })
  const once: Effect.Effect<"done" | "cancelled" | undefined, E | SqlError, R | PgClient> = Effect.gen(function* () {
    const found = yield* stateOf(place)
    if (found === undefined || found.state === "cancelled") return "cancelled"
    if (found.state === "running" && (yield* work) === "done") return "done"
    if (found.state === "done") return "done"
    yield* Effect.sleep(lookEvery)
    return undefined
  })
  return Effect.gen(function* () {
    while (true) {
      const end = yield* once.pipe(
        // A defect too: a workflow that died could not be begun again.
        Effect.catchCause((cause) =>
          Cause.hasInterruptsOnly(cause) ? Effect.interrupt : Effect.as(failed(Cause.squash(cause)), undefined)
        ),
        // The database is gone: it is waited for.
        Effect.catch(() => Effect.as(Effect.sleep(lookEvery), undefined))
      )
      if (end !== undefined) return end
    }
  })
}

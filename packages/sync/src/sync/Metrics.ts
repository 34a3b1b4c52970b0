/**
 * What is measured of a sync. No metric has an id or a record's data in its attributes.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"

/**
 * Records that were written, by `stream` and `change` (`upsert`, `delete` or `merge`).
 *
 * @category constants
 * @since 0.1.0
 */
export const rows = /*#__PURE__*/ Metric.counter("intercom_sync_rows", {
  description: "Records that changes were written of",
  incremental: true
})

/**
 * Seconds since the moment as of which a table equals the workspace, by `stream`.
 *
 * @category constants
 * @since 0.1.0
 */
export const lag = /*#__PURE__*/ Metric.gauge("intercom_sync_lag_seconds", {
  description: "Seconds by which a table is behind the workspace at most"
})

/**
 * When a look at a stream came to its end, in Unix seconds, by `stream`.
 *
 * @category constants
 * @since 0.1.0
 */
export const lastSuccess = /*#__PURE__*/ Metric.gauge("intercom_sync_last_success_seconds", {
  description: "When a look at a stream came to its end the last time"
})

/**
 * Tells the lag of all streams, every few seconds.
 *
 * @category actions
 * @since 0.1.0
 */
export const telling = (asOf: ReadonlyMap<string, number>): Effect.Effect<never> =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    for (const [stream, at] of asOf) {
      yield* Metric.update(Metric.withAttributes(lag, { stream }), Math.max(0, (now - at) / 1000))
    }
    yield* Effect.sleep("5 seconds")
  }).pipe(Effect.forever)

/**
 * How many requests a stream of an export took, read from the client's metrics.
 *
 * @since 0.1.0
 */
import { Metrics } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"

/**
 * Requests that were sent, and those of them that repeated a failed one.
 *
 * @category models
 * @since 0.1.0
 */
export interface Traffic {
  readonly requests: number
  readonly retries: number
}

const attribute = "export"

/**
 * Has the metrics of an effect's requests carry the name of a stream, as the attribute `export`.
 *
 * @category combinators
 * @since 0.1.0
 */
export const countedAs =
  (stream: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.flatMap(Metric.CurrentMetricAttributes, (outer) =>
      Effect.provideService(effect, Metric.CurrentMetricAttributes, { ...outer, [attribute]: stream })
    )

/**
 * The traffic of a stream since the process began.
 *
 * @category readers
 * @since 0.1.0
 */
export const of = (stream: string): Effect.Effect<Traffic> =>
  Effect.map(Metric.snapshot, (snapshots) => {
    let requests = 0
    let retries = 0
    for (const { attributes, id, state, type } of snapshots) {
      if (type !== "Counter" || attributes?.[attribute] !== stream) continue
      if (id === Metrics.requests.id) requests += Number(state.count)
      else if (id === Metrics.retries.id) retries += Number(state.count)
    }
    return { requests, retries }
  })

/**
 * The metrics of this SDK. None has a token, a query value or a record's data in its attributes.
 *
 * They are counted where {@link layer} is provided.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Observer from "./Observer.ts"

/**
 * Attempts that were sent, by `operation` and `outcome` (`success` or `failure`).
 *
 * @category constants
 * @since 0.1.0
 */
export const requests = /*#__PURE__*/ Metric.counter("intercom_requests", {
  description: "Requests sent to Intercom",
  incremental: true
})

/**
 * Attempts that failed and were repeated, by `operation` and `reason`.
 *
 * @category constants
 * @since 0.1.0
 */
export const retries = /*#__PURE__*/ Metric.counter("intercom_retries", {
  description: "Requests to Intercom that were repeated",
  incremental: true
})

/**
 * Milliseconds that requests waited for the rate limit.
 *
 * @category constants
 * @since 0.1.0
 */
export const waitedMillis = /*#__PURE__*/ Metric.counter("intercom_rate_limit_waited_millis", {
  description: "Milliseconds that requests waited for the rate limit",
  incremental: true
})

/**
 * Requests left in the current window, as the last response told it.
 *
 * @category constants
 * @since 0.1.0
 */
export const remaining = /*#__PURE__*/ Metric.gauge("intercom_rate_limit_remaining", {
  description: "Requests left in the current ten-second window"
})

/**
 * Responses that differ from their schema, by `operation` and `path`.
 *
 * @category constants
 * @since 0.1.0
 */
export const mismatches = /*#__PURE__*/ Metric.counter("intercom_response_mismatches", {
  description: "Responses that differ from their schema",
  incremental: true
})

/**
 * Counts what the Intercom calls of a program do, for whatever exports the metrics of Effect.
 *
 * ```ts
 * import { Effect } from "effect"
 * import { FetchHttpClient } from "effect/http"
 * import { IntercomClient, Metrics } from "@effect-intercom/core"
 *
 * program.pipe(
 *   Effect.provide(Metrics.layer),
 *   Effect.provide(IntercomClient.layerConfig()),
 *   Effect.provide(FetchHttpClient.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<never> = /*#__PURE__*/ Observer.layer((event) => count(event))

const count: Observer.Observer = (event) => {
  const { operation } = event
  switch (event._tag) {
    case "Attempted": {
      const { budget, durationMillis, outcome, waitedMillis: waited } = event
      return Effect.withFiberSucceed(({ context }) => {
        if (durationMillis !== undefined) requestsOf(operation, outcome).updateUnsafe(1, context)
        if (waited > 0) waitedMillis.updateUnsafe(waited, context)
        if (budget !== undefined) remaining.updateUnsafe(budget.remaining, context)
      })
    }
    case "Retried":
      return Metric.update(Metric.withAttributes(retries, { operation, reason: event.error.reason._tag }), 1)
    case "Mismatched":
      return Effect.forEach(
        event.mismatches,
        ({ path }) => Metric.update(Metric.withAttributes(mismatches, { operation, path }), 1),
        { discard: true }
      )
  }
}

/** Attributes cost more than counting: the counters of an operation are made once. */
const requestsOf = (operation: string, outcome: "success" | "failure"): typeof requests => {
  let counters = operationCounters.get(operation)
  if (counters === undefined) {
    const of = (outcome: string) => Metric.withAttributes(requests, { operation, outcome })
    counters = { success: of("success"), failure: of("failure") }
    operationCounters.set(operation, counters)
  }
  return counters[outcome]
}

const operationCounters = new Map<string, Record<"success" | "failure", typeof requests>>()

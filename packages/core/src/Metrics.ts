/**
 * The metrics of this SDK. None has a token, a query value or a record's data in its attributes.
 *
 * @since 0.1.0
 */
import * as Metric from "effect/Metric"

/**
 * Attempts that were sent, by `operation` and `status` (the HTTP status, or the reason's tag where there was none).
 *
 * @category metrics
 * @since 0.1.0
 */
export const requests = /*#__PURE__*/ Metric.counter("intercom_requests", {
  description: "Requests sent to Intercom",
  incremental: true
})

/**
 * Attempts that failed and were repeated, by `operation` and `reason`.
 *
 * @category metrics
 * @since 0.1.0
 */
export const retries = /*#__PURE__*/ Metric.counter("intercom_retries", {
  description: "Requests to Intercom that were repeated",
  incremental: true
})

/**
 * Milliseconds that requests waited for the rate limit.
 *
 * @category metrics
 * @since 0.1.0
 */
export const waitedMillis = /*#__PURE__*/ Metric.counter("intercom_rate_limit_waited_millis", {
  description: "Milliseconds that requests waited for the rate limit",
  incremental: true
})

/**
 * Requests left in the current window, as the last response told it.
 *
 * @category metrics
 * @since 0.1.0
 */
export const remaining = /*#__PURE__*/ Metric.gauge("intercom_rate_limit_remaining", {
  description: "Requests left in the current ten-second window"
})

/**
 * Responses that differ from their schema, by `operation` and `path`.
 *
 * @category metrics
 * @since 0.1.0
 */
export const mismatches = /*#__PURE__*/ Metric.counter("intercom_response_mismatches", {
  description: "Responses that differ from their schema",
  incremental: true
})

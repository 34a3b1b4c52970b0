/**
 * The innermost step: one request, one response, within the attempt timeout.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as Metric from "effect/Metric"
import * as Metrics from "./Metrics.ts"

/**
 * What the transport has to know of the attempt it carries.
 *
 * @category models
 * @since 0.1.0
 */
export interface Attempt {
  readonly timeoutMillis: number
  /** When the call has to be over, whatever the attempt, in Unix milliseconds. */
  readonly deadlineAt: number
  /** Whether the whole body is read within the timeout. Not so for files, which are streamed. */
  readonly buffered: boolean
  /** When the attempt began to wait for the rate limit, in Unix milliseconds. */
  readonly startedAt: number
}

/**
 * The attempt being carried.
 *
 * @category references
 * @since 0.1.0
 */
export const CurrentAttempt: Context.Reference<Attempt> = /*#__PURE__*/ Context.Reference<Attempt>(
  "@effect-intercom/core/CurrentAttempt",
  {
    defaultValue: () => ({
      timeoutMillis: 60_000,
      deadlineAt: Number.POSITIVE_INFINITY,
      buffered: true,
      startedAt: Number.POSITIVE_INFINITY
    })
  }
)

/**
 * The attempt took longer than it may, or the call than all its attempts may.
 *
 * @category errors
 * @since 0.1.0
 */
export class TimedOut {
  readonly _tag = "TimedOut"
  readonly limit: "attempt" | "deadline"

  constructor(limit: "attempt" | "deadline") {
    this.limit = limit
  }
}

/**
 * Reads the body with the response, and ends both at the attempt's timeout or the call's deadline, whichever comes first.
 * A stalled body cannot outlive them.
 *
 * Redirects are not followed and no span of the HTTP client is made: its attributes would hold the query.
 *
 * @category combinators
 * @since 0.1.0
 */
export const transport = (
  http: HttpClient.HttpClient
): HttpClient.HttpClient.With<HttpClientError.HttpClientError | TimedOut> =>
  HttpClient.transform(http, (effect) =>
    Effect.flatMap(CurrentAttempt, (attempt) => {
      const received = attempt.buffered
        ? Effect.flatMap(effect, (response) => Effect.as(response.arrayBuffer, response))
        : effect
      const sent = Effect.updateContext(received, withoutRedirectsAndSpans)
      return Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const left = attempt.deadlineAt - now
        const limit = left < attempt.timeoutMillis ? "deadline" : "attempt"
        const timed = Effect.timeoutOrElse(sent, {
          duration: Math.max(Math.min(left, attempt.timeoutMillis), 0),
          orElse: () => Effect.fail(new TimedOut(limit))
        })
        const waited = now - attempt.startedAt
        return waited > 0 ? Effect.andThen(Metric.update(Metrics.waitedMillis, waited), timed) : timed
      })
    })
  )

/**
 * `fetch` follows redirects unless told otherwise. Options the program has set for `fetch` are kept.
 */
const withoutRedirectsAndSpans = (context: Context.Context<never>): Context.Context<never> =>
  Context.add(context, FetchHttpClient.RequestInit, {
    ...Context.getOrUndefined(context, FetchHttpClient.RequestInit),
    redirect: "manual"
  }).pipe(Context.add(HttpClient.TracerDisabledWhen, always))

const always = () => true

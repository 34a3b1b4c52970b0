/**
 * The innermost step: one request, one response, within the attempt timeout.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
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
  readonly timeout: Duration.Duration
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
  { defaultValue: () => ({ timeout: Duration.seconds(60), buffered: true, startedAt: 0 }) }
)

/**
 * The attempt took longer than its timeout.
 *
 * @category errors
 * @since 0.1.0
 */
export class AttemptTimeout {
  readonly _tag = "AttemptTimeout"
}

/**
 * Reads the body with the response and ends both at the attempt's timeout. A stalled body cannot outlive it.
 *
 * Redirects are not followed and no span of the HTTP client is made: its attributes would hold the query.
 *
 * @category combinators
 * @since 0.1.0
 */
export const transport = (
  http: HttpClient.HttpClient
): HttpClient.HttpClient.With<HttpClientError.HttpClientError | AttemptTimeout> =>
  HttpClient.transform(http, (effect) =>
    Effect.flatMap(CurrentAttempt, (attempt) => {
      const received = attempt.buffered
        ? Effect.flatMap(effect, (response) => Effect.as(response.arrayBuffer, response))
        : effect
      return Effect.andThen(
        countWait(attempt),
        received.pipe(
          withManualRedirects,
          Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
          Effect.timeoutOrElse({ duration: attempt.timeout, orElse: () => Effect.fail(new AttemptTimeout()) })
        )
      )
    })
  )

const countWait = (attempt: Attempt): Effect.Effect<void> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    now > attempt.startedAt ? Metric.update(Metrics.waitedMillis, now - attempt.startedAt) : Effect.void
  )

/**
 * `fetch` follows redirects unless told otherwise. Options the program has set for `fetch` are kept.
 */
const withManualRedirects = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.updateContext(effect, (context: Context.Context<never>) =>
    Context.add(context, FetchHttpClient.RequestInit, {
      ...Context.getOrUndefined(context, FetchHttpClient.RequestInit),
      redirect: "manual"
    })
  )

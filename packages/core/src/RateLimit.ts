/**
 * Pacing: requests wait for the budget Intercom reports, so that a 429 is the exception.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Hash from "effect/Hash"
import * as Headers from "effect/http/Headers"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import type * as RateLimiter from "effect/persistence/RateLimiter"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as ServerClock from "./ServerClock.ts"

/**
 * What is left of the budget, as the last response told it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Budget {
  /** Requests a window allows, of which this client takes its share. */
  readonly limit: number
  /** Requests left in the window. */
  readonly remaining: number
  /** When the next window starts, in Unix milliseconds of the local clock. */
  readonly resetAt: number
}

/**
 * How requests are paced.
 *
 * @category models
 * @since 0.1.0
 */
export interface Pacing {
  /** The part of the budget this client may use, above 0 and at most 1. The rest is left to others. `1` when left out. */
  readonly share?: number | undefined
  /**
   * Requests per ten seconds until the first response tells the real number, and where responses do not tell.
   * `166` when left out: the smallest budget an app has.
   */
  readonly fallbackLimit?: number | undefined
}

/** Intercom counts requests in windows of this length. */
const window = Duration.seconds(10)

/**
 * The headers of a response as the pacing reads them.
 *
 * @category models
 * @since 0.1.0
 */
export interface Tracker {
  readonly budget: () => Budget | undefined
  /** How long to wait before the same request may succeed: `Retry-After`, else the time to the next window. */
  readonly retryAfter: (headers: Headers.Headers, now: number) => Duration.Duration | undefined
  /** The headers with the budget cut to this client's share, and the reset told in seconds from now. */
  readonly localise: (headers: Headers.Headers, requestedAt: number, receivedAt: number) => Headers.Headers
}

/**
 * Makes a {@link Tracker} for one token and host.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeTracker = (share: number): Tracker => {
  const clock = ServerClock.make()
  let budget: Budget | undefined
  const resetAt = (headers: Headers.Headers): number | undefined => {
    const reset = numberOf(headers["x-ratelimit-reset"])
    return reset === undefined || reset <= 0 ? undefined : clock.toLocal(reset * 1000)
  }
  return {
    budget: () => budget,
    retryAfter(headers, now) {
      const header = headers["retry-after"]
      if (header !== undefined) {
        const parsed = Headers.parseRetryAfter(header)
        if (Result.isSuccess(parsed)) {
          const serverNow = ServerClock.dateOf(headers)
          return Headers.retryAfterDelay(parsed.success, serverNow ?? now)
        }
      }
      const reset = resetAt(headers)
      return reset === undefined ? undefined : Duration.millis(Math.max(reset - now, 0))
    },
    localise(headers, requestedAt, receivedAt) {
      const date = ServerClock.dateOf(headers)
      if (date !== undefined) clock.observe(date, requestedAt, receivedAt)
      const limit = numberOf(headers["x-ratelimit-limit"])
      const remaining = numberOf(headers["x-ratelimit-remaining"])
      const reset = resetAt(headers)
      if (limit === undefined || remaining === undefined || reset === undefined) return headers
      const own = Math.max(Math.floor(limit * share), 1)
      const left = Math.max(remaining - (limit - own), 0)
      budget = { limit: own, remaining: left, resetAt: reset }
      // The limiter compares with the local clock, so it is told a delay. Zero would mean "not told" to it.
      const { "x-ratelimit-reset": _, ...others } = headers
      return Headers.setAll(Headers.fromInput(others), {
        "x-ratelimit-limit": String(own),
        "x-ratelimit-remaining": String(left),
        "x-ratelimit-reset-after": String(Math.max(reset - receivedAt, 1) / 1000)
      })
    }
  }
}

/**
 * Lets a tracker see every response of a client, and hands the response on with the headers it made of them.
 *
 * @category combinators
 * @since 0.1.0
 */
export const tracked = <E, R>(
  client: HttpClient.HttpClient.With<E, R>,
  tracker: Tracker
): HttpClient.HttpClient.With<E, R> =>
  HttpClient.transform(client, (effect) =>
    Effect.flatMap(Clock.currentTimeMillis, (requestedAt) =>
      Effect.flatMap(effect, (response) =>
        Effect.map(Clock.currentTimeMillis, (receivedAt) =>
          withHeaders(response, tracker.localise(response.headers, requestedAt, receivedAt))
        )
      )
    )
  )

/**
 * Puts the limiter before a tracked client. Requests of one key share a budget; nothing is retried here.
 *
 * @category combinators
 * @since 0.1.0
 */
export const paced = <E, R>(
  client: HttpClient.HttpClient.With<E, R>,
  options: { readonly limiter: RateLimiter.RateLimiter; readonly key: string; readonly pacing: Pacing }
): HttpClient.HttpClient.With<E | RateLimiter.RateLimiterError, R> =>
  HttpClient.withRateLimiter(client, {
    limiter: inWholeWindows(options.limiter),
    key: options.key,
    window,
    limit: Math.max(Math.floor((options.pacing.fallbackLimit ?? 166) * (options.pacing.share ?? 1)), 1),
    times: 0,
    disableAdaptiveLearning: true
  })

/**
 * `withRateLimiter` takes the time to the next window for the length of all windows, and so would count in windows that
 * change with every response. Intercom's are always as long. Delays below a millisecond are rounding, but would each
 * cost a timer.
 */
const inWholeWindows = (limiter: RateLimiter.RateLimiter): RateLimiter.RateLimiter => ({
  ...limiter,
  consume: (options) =>
    Effect.map(limiter.consume({ ...options, window }), (result) =>
      Duration.toMillis(result.delay) < 1 ? { ...result, delay: Duration.zero } : result
    )
})

/**
 * The name under which limiters count the requests of a token on a host. It does not tell the token.
 *
 * @category keys
 * @since 0.1.0
 */
export const keyOf = (host: string, token: Redacted.Redacted): string =>
  `intercom:${host}:${(Hash.string(Redacted.value(token)) >>> 0).toString(36)}`

const withHeaders = (
  response: HttpClientResponse.HttpClientResponse,
  headers: Headers.Headers
): HttpClientResponse.HttpClientResponse => Object.create(response, { headers: { value: headers, enumerable: true } })

const numberOf = (header: string | undefined): number | undefined => {
  if (header === undefined || header.trim() === "") return undefined
  const parsed = Number(header)
  return Number.isFinite(parsed) ? parsed : undefined
}

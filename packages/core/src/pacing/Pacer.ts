/**
 * Pacing: requests wait for the budget Intercom reports.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Headers from "effect/http/Headers"
import { TimedOut } from "../http/Transport.ts"
import type { Budget, Pacing } from "../RateLimit.ts"
import * as ServerClock from "./ServerClock.ts"
import * as WindowEnd from "./WindowEnd.ts"

/**
 * The budget of one token on one host, and the waiting for it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Pacer {
  /** What the last response told, undefined before the first one. */
  readonly budget: () => Budget | undefined
  /**
   * Runs a request when the window has room for it, unless that is after `deadlineAt` (Unix milliseconds). The headers of
   * the response are to be told to `observe`.
   */
  readonly admit: <A, E, R>(request: Effect.Effect<A, E, R>, deadlineAt: number) => Effect.Effect<A, E | TimedOut, R>
  /** Takes what a response tells of the budget. Times are Unix milliseconds of the local clock. */
  readonly observe: (headers: Headers.Headers, requestedAt: number, receivedAt: number) => void
  /** How long Intercom asks to wait: `Retry-After`, else of a 429 the time to the next window. Every answer tells of that. */
  readonly retryAfter: (status: number, headers: Headers.Headers, now: number) => Duration.Duration | undefined
}

/**
 * Intercom counts requests in windows of ten seconds.
 *
 * @category constants
 * @since 0.1.0
 */
export const windowMillis = 10_000

/**
 * Milliseconds that are waited for a window: Intercom announces its end at most 16 seconds before. What says otherwise is
 * not believed.
 *
 * @category constants
 * @since 0.1.0
 */
export const longestWait = 20_000

/**
 * Makes the {@link Pacer} of one token and host.
 *
 * A window has room for what Intercom last told, less the requests on their way: whether those were counted is not known.
 * Each response tells anew, so what was taken off too much comes back before the window ends.
 *
 * While the end of windows is uncertain, the last requests of one are spread over the time that is left: one of them finds
 * the next window open before it was announced.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makePacer = (pacing: Pacing): Pacer => {
  const share = pacing.share ?? 1
  const clock = ServerClock.make()
  const ends = WindowEnd.make()
  let told: Budget | undefined
  let toldReset: string | undefined
  let limit = Math.max(Math.floor((pacing.fallbackLimit ?? 166) * share), 1)
  let room = limit
  let endsAt = Number.NEGATIVE_INFINITY
  /** Whether the end is only when to ask again, since what was told cannot be. */
  let isGuess = false
  let nextScoutAt = Number.NEGATIVE_INFINITY
  let onTheirWay = 0

  /** The announced reset in Unix milliseconds of the server's clock. */
  const resetOf = (headers: Headers.Headers): number | undefined => {
    const reset = numberOf(headers["x-ratelimit-reset"])
    return reset === undefined || reset <= 0 ? undefined : reset * 1000
  }

  const untilReset = (headers: Headers.Headers, now: number): number | undefined => {
    const reset = resetOf(headers)
    return reset === undefined ? undefined : Math.min(ends.of(reset, clock.toLocal(reset)) - now, longestWait)
  }

  /** Requests that are kept back to look for the end of the window: a thirtieth of it, where that is one. */
  const scouts = () => (told !== undefined && ends.isUncertain() ? Math.floor(limit / 30) : 0)

  /** Takes room for a request, where the window has it. */
  const take = (now: number): boolean => {
    // Where the end is further off than any window is long, the clock was set back.
    if (now >= endsAt || endsAt - now > longestWait) {
      room = isGuess ? 1 : limit - onTheirWay
      isGuess = false
      endsAt = now + windowMillis
      nextScoutAt = Math.min(nextScoutAt, endsAt)
    }
    if (room <= 0) return false
    if (room <= scouts()) {
      if (now < nextScoutAt) return false
      nextScoutAt = now + (endsAt - now) / (room + 1)
    }
    room--
    onTheirWay++
    return true
  }

  return {
    budget: () => told,
    admit: <A, E, R>(request: Effect.Effect<A, E, R>, deadlineAt: number) =>
      Effect.clockWith((clock) => {
        let taken = false
        /** Takes room as soon as a window has it, after waiting for the next ones. */
        const turn: Effect.Effect<A, E | TimedOut, R> = Effect.suspend(() => {
          const now = clock.currentTimeMillisUnsafe()
          taken = take(now)
          if (taken) return request
          const next = room > 0 ? Math.min(nextScoutAt, endsAt) : endsAt
          if (next >= deadlineAt) return Effect.fail(new TimedOut("deadline"))
          return Effect.flatMap(Effect.sleep(Math.ceil(next - now)), () => turn)
        })
        return Effect.onExit(turn, () => {
          if (taken) onTheirWay--
          return Effect.void
        })
      }),
    observe(headers, requestedAt, receivedAt) {
      const date = ServerClock.dateOf(headers)
      if (date !== undefined) clock.observe(date, requestedAt, receivedAt)
      const window = numberOf(headers["x-ratelimit-limit"])
      const remaining = numberOf(headers["x-ratelimit-remaining"])
      const reset = resetOf(headers)
      if (window === undefined || remaining === undefined || reset === undefined) return
      const announced = clock.toLocal(reset)
      if (announced <= receivedAt) return
      isGuess = announced > receivedAt + longestWait
      if (!isGuess && !ends.observe({ reset, requestedAt, receivedAt })) return
      const end = isGuess ? receivedAt + longestWait : ends.of(reset, announced)
      // Overtaken by the end of its window.
      if (end <= receivedAt) return
      limit = Math.max(Math.floor(window * share), 1)
      const own = Math.max(remaining - Math.max(window - limit, 0), 0)
      // Within a window the number only falls; a response that was overtaken by others tells an old one.
      const isSameWindow = headers["x-ratelimit-reset"] === toldReset
      const left = isSameWindow && told !== undefined ? Math.min(own, told.remaining) : own
      toldReset = headers["x-ratelimit-reset"]
      told = { limit, remaining: left, resetAt: end }
      endsAt = end
      // This request itself is counted in `left`, and still among those on their way.
      room = left - (onTheirWay - 1)
    },
    retryAfter(status, headers, now) {
      const millis = retryAfterMillis(headers, now) ?? (status === 429 ? untilReset(headers, now) : undefined)
      return millis === undefined ? undefined : Duration.millis(Math.max(millis, 0))
    }
  }
}

/**
 * A pacer that lets every request through, and only listens.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeUnpaced = (): Pacer => ({ ...makePacer({}), admit: (request) => request })

/** `Retry-After` in milliseconds: whole seconds, or a date of the server's clock. */
const retryAfterMillis = (headers: Headers.Headers, now: number): number | undefined => {
  const header = headers["retry-after"]?.trim()
  if (header === undefined) return undefined
  if (/^\d+$/.test(header)) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : date - (ServerClock.dateOf(headers) ?? now)
}

/**
 * The number in a header.
 *
 * @category conversions
 * @since 0.1.0
 */
export const numberOf = (header: string | undefined): number | undefined => {
  if (header === undefined || header.trim() === "") return undefined
  const parsed = Number(header)
  return Number.isFinite(parsed) ? parsed : undefined
}

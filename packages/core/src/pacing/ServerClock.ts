/**
 * How far the server's clock is from ours, learnt from the `Date` of its responses.
 *
 * @since 0.1.0
 */
import type * as Headers from "effect/http/Headers"

/**
 * An estimate of the server's clock that gets better with every response.
 *
 * @category models
 * @since 0.1.0
 */
export interface ServerClock {
  /** Takes the `Date` of a response (Unix milliseconds) that was asked for and arrived at these local times. */
  readonly observe: (date: number, requestedAt: number, receivedAt: number) => void
  /** The local time at which the server's clock surely shows `serverTime`. Both in Unix milliseconds. */
  readonly toLocal: (serverTime: number) => number
}

/**
 * Makes a {@link ServerClock} that has seen nothing, and takes the server's clock for ours until it has.
 *
 * `Date` is cut to whole seconds. A response made at a server time in `[date, date + 1 s)`, between the local times
 * `requestedAt` and `receivedAt`, tells that the difference lies between `requestedAt - date - 1 s` and
 * `receivedAt - date`. Each response narrows that span, to about the latency; the later end is used, since a wait
 * that is a little long costs less than a 429.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): ServerClock => {
  let earliest = Number.NEGATIVE_INFINITY
  let latest = Number.POSITIVE_INFINITY
  return {
    observe(date, requestedAt, receivedAt) {
      const low = requestedAt - date - 1000
      const high = receivedAt - date
      earliest = Math.max(earliest, low)
      latest = Math.min(latest, high)
      // One of the clocks was set: what was learnt before no longer holds.
      if (earliest > latest) {
        earliest = low
        latest = high
      }
    },
    toLocal: (serverTime) => (latest === Number.POSITIVE_INFINITY ? serverTime : serverTime + latest)
  }
}

/**
 * The `Date` of a response in Unix milliseconds, where it has one.
 *
 * @category conversions
 * @since 0.1.0
 */
export const dateOf = (headers: Headers.Headers): number | undefined => {
  const date = headers["date"]
  if (date === undefined) return undefined
  const millis = Date.parse(date)
  return Number.isNaN(millis) ? undefined : millis
}

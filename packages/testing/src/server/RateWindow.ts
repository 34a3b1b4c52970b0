/**
 * The rate limit: a budget per ten seconds of the server's clock.
 *
 * @since 0.1.0
 */

const windowSeconds = 10

/**
 * What a request finds: the headers that tell it, and whether it was too much.
 *
 * @category models
 * @since 0.1.0
 */
export interface Admission {
  readonly headers: Readonly<Record<string, string>>
  readonly exceeded: boolean
}

/**
 * Counts requests.
 *
 * @category models
 * @since 0.1.0
 */
export interface RateWindow {
  /** Counts a request made at a time in Unix milliseconds. */
  readonly admit: (nowMillis: number) => Admission
  readonly reset: () => void
}

/**
 * What the headers tell as the moment the budget is whole again: the end of the window, or six seconds behind it.
 *
 * @category models
 * @since 0.1.0
 */
export type RateHeaders = "exact" | "rolling"

/** Seconds that the announced reset lies behind the end of the window. */
const behind = { exact: 0, rolling: 6 } as const satisfies Readonly<Record<RateHeaders, number>>

/**
 * Makes the counter of a limit; `false` for a server that neither limits nor tells.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeRateWindow = (limit: number | false, headers: RateHeaders): RateWindow => {
  let window = Number.NEGATIVE_INFINITY
  let used = 0
  return {
    admit: (nowMillis) => {
      if (limit === false) return { headers: {}, exceeded: false }
      const current = Math.floor(nowMillis / 1000 / windowSeconds)
      if (current !== window) {
        window = current
        used = 0
      }
      const exceeded = used >= limit
      if (!exceeded) used++
      return {
        exceeded,
        headers: {
          "x-ratelimit-limit": String(limit),
          "x-ratelimit-remaining": String(limit - used),
          "x-ratelimit-reset": String((current + 1) * windowSeconds + behind[headers])
        }
      }
    },
    reset: () => {
      window = Number.NEGATIVE_INFINITY
      used = 0
    }
  }
}

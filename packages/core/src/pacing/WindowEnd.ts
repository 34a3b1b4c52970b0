/**
 * When a window of the rate limit really ends. Intercom announces a moment that lies behind it.
 *
 * In every recording there is, windows begin at multiples of ten seconds of the server's clock, while `X-RateLimit-Reset`
 * is the window's end and six seconds more. Who waits for it uses ten of every sixteen seconds. How far it lies behind is
 * learnt from answers alone, so that windows of another kind are not run over.
 *
 * @since 0.1.0
 */

/**
 * What an answer tells of its window. Unix milliseconds, of the server's clock for the reset and of the local one else.
 *
 * @category models
 * @since 0.1.0
 */
export interface Told {
  /** The announced end, as the server says it. */
  readonly reset: number
  readonly requestedAt: number
  readonly receivedAt: number
}

/**
 * What is known of the ends of windows.
 *
 * @category models
 * @since 0.1.0
 */
export interface WindowEnd {
  /** Takes what an answer tells; `false` where it tells of a window that is over, and nothing of the present one. */
  readonly observe: (told: Told) => boolean
  /**
   * When, in the local clock, the window that is announced to end at `reset` of the server's clock surely has ended;
   * `announced` is that moment in the local clock, as far as it is known.
   */
  readonly of: (reset: number, announced: number) => number
  /** Whether more answers from around the end would tell it more exactly. */
  readonly isUncertain: () => boolean
}

/** Resets that differ by less are the same. */
const sameWithin = 3_000

/** Ends known as exactly as this need not be looked for. */
const exactEnough = 1_500

/**
 * Makes what is known of the ends of one token's windows.
 *
 * An answer with a later reset proves that the window before had ended by the time it came. An answer that still announces
 * the old reset proves that it had not ended when it was asked for. So the time from an end to the reset that was announced for
 * it lies between two bounds. Both are differences of the server's clock and ours: how far the clocks are apart need not be
 * known, and an estimate of it that gets better later cannot make an end too early.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): WindowEnd => {
  let least = Number.NEGATIVE_INFINITY
  let most = Number.POSITIVE_INFINITY
  let latest = Number.NEGATIVE_INFINITY
  return {
    observe({ receivedAt, requestedAt, reset }) {
      if (reset < latest - sameWithin) return false
      if (reset > latest + sameWithin) {
        least = Math.max(least, latest - receivedAt)
        latest = reset
      }
      most = Math.min(most, reset - requestedAt)
      if (most <= least) {
        // A clock was set, or windows are no longer as they were: what was learnt does not hold.
        least = Number.NEGATIVE_INFINITY
        most = reset - requestedAt
      }
      return true
    },
    of: (reset, announced) => Math.min(announced, reset - least),
    isUncertain: () => most - least > exactEnough
  }
}

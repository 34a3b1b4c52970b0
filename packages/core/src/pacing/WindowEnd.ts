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
 * What an answer tells of its window. Times are Unix milliseconds of the local clock.
 *
 * @category models
 * @since 0.1.0
 */
export interface Told {
  /** The announced end, in the local clock. */
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
  /** When the window that is announced to end at `reset` surely has ended. */
  readonly of: (reset: number) => number
  /** Whether more answers from around the end would tell it more exactly. */
  readonly isUncertain: () => boolean
}

/** Resets that differ by less are the same: they are whole seconds, and the estimate of the server's clock moves. */
const sameWithin = 3_000

/** Ends known as exactly as this need not be looked for. */
const exactEnough = 1_500

/**
 * Makes what is known of the ends of one token's windows.
 *
 * An answer with a later reset that comes before the announced one proves that the window had ended by then: the lead is
 * at least that long. An answer that still announces the old reset proves that it had not ended when it was asked for:
 * the lead is at most that long.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): WindowEnd => {
  let lead = 0
  let most = Number.POSITIVE_INFINITY
  let latest = Number.NEGATIVE_INFINITY
  return {
    observe({ receivedAt, requestedAt, reset }) {
      if (reset < latest - sameWithin) return false
      if (reset > latest + sameWithin) {
        const early = latest - receivedAt
        // The first window of all, or one that followed a pause, proves nothing.
        if (early > lead && early < reset - latest) lead = early
        latest = reset
      }
      const left = reset - requestedAt
      if (left < most) most = left
      if (most >= lead) return true
      // The window had not ended where it was thought to.
      lead = Math.max(most - sameWithin, 0)
      return true
    },
    of: (reset) => reset - lead,
    isUncertain: () => most - lead > exactEnough
  }
}

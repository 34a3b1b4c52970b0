/**
 * The rate limit: how requests are paced, and what is left of the budget.
 *
 * Requests wait for the budget Intercom reports, so that a 429 is the exception.
 *
 * @since 0.1.0
 */

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

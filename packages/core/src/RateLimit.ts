/**
 * The rate limit: how requests are paced, and what is left of the budget.
 *
 * **When to use**
 *
 * The client paces by itself. Give it a `share` where other programs use the same app, a `fallbackLimit` where the
 * budget is known before the first response, or `pacing: false` to meet the 429s. Read the {@link Budget} from the
 * client's `budget`.
 *
 * **Details**
 *
 * Requests wait for the budget Intercom reports, so that a 429 is the exception. Windows are ten seconds long, and
 * start when Intercom says so, measured on this machine's clock also where the server's is minutes off. A 429 is waited
 * out and repeated.
 *
 * **Gotchas**
 *
 * - The budget is of the app and of the workspace: whoever else uses either takes from it.
 *   `IntercomClient.layerRateLimiter` shares one between processes.
 * - Waiting here counts for the `deadline` of a call, not for its `timeout`.
 *
 * **Example** (Leaving half of the budget to others)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { IntercomClient } from "@effect-intercom/core"
 * import { Admins } from "@effect-intercom/resources"
 * import { FakeIntercom } from "@effect-intercom/testing"
 *
 * const polite = FakeIntercom.layer({ rateLimit: 100, client: { pacing: { share: 0.5 } } })
 *
 * const budget = yield* Admins.list().pipe(
 *   Effect.andThen(IntercomClient.IntercomClient.use((client) => client.budget)),
 *   Effect.flatMap(Effect.fromOption),
 *   Effect.provide(polite)
 * )
 * budget.limit // => 50
 * budget.remaining // => 49
 * ```
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
  /** Requests a window allows this client: its share of what Intercom reports. */
  readonly limit: number
  /** Requests of it that are left in the window. */
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

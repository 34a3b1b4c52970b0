/**
 * What can be set for a scroll, and what it tells while it runs.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"

/**
 * Options of a scroll.
 *
 * @category models
 * @since 0.1.0
 */
export interface ScrollOptions {
  /** How long to wait while another scroll is open in the workspace. 5 minutes when left out. */
  readonly patience?: Duration.Input | undefined
  /** How often the scroll may start again from the beginning after it lost its place. 10 when left out. */
  readonly maxRestarts?: number | undefined
  /**
   * Pages that may wait in memory, since they had to be read before they were asked for. 100 when left out, which is how
   * long a consumer may stall: 100 times half a minute.
   */
  readonly capacity?: number | undefined
  /** Told what happens to the scroll. */
  readonly onEvent?: ((event: ScrollEvent) => Effect.Effect<void>) | undefined
}

/**
 * What happens to a scroll.
 *
 * - `ScrollOpened`: the first page has come, at the start and after each restart.
 * - `ScrollWaiting`: another scroll is open in the workspace.
 * - `ScrollRestarted`: the place was lost, and all rows are read again. Those that were handed out are left out.
 *
 * @category models
 * @since 0.1.0
 */
export type ScrollEvent =
  | { readonly _tag: "ScrollOpened"; readonly restarts: number }
  | { readonly _tag: "ScrollWaiting"; readonly delay: Duration.Duration }
  | {
      readonly _tag: "ScrollRestarted"
      readonly restarts: number
      /** `NotFound` when the scroll had expired, else the reason of the failed call. */
      readonly reason: string
      /** How many different rows had been read. */
      readonly rows: number
    }

/**
 * The options of a scroll that is not told others.
 *
 * @category constants
 * @since 0.1.0
 */
export const defaults = {
  patience: "5 minutes",
  maxRestarts: 10,
  capacity: 100
} satisfies ScrollOptions

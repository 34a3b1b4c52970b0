/**
 * What an export tells while it runs.
 *
 * @since 0.1.0
 */
import { IntercomClient, type RateLimit } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { OnEvent } from "../catalog/Listing.ts"
import type { StreamState } from "../state/StreamState.ts"

/**
 * How far one stream is. It comes when the stream starts, about twice a second while it moves or waits, and when it ends.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExportProgress {
  readonly event: "started" | "running" | "finished"
  readonly stream: string
  /** Records delivered, earlier runs of the same export included. */
  readonly rows: number
  readonly pages: number
  /** Rows Intercom announced, where it does. */
  readonly expected: number | undefined
  /** Records delivered per second, over the last ten seconds. */
  readonly rowsPerSecond: number
  /** Seconds to the end at this speed, where it can be told. */
  readonly secondsLeft: number | undefined
  /** Records, and walks, that the stream owes so far: see the report's `owed`. */
  readonly owed: number
  /** What is left of the rate limit. */
  readonly budget: RateLimit.Budget | undefined
  /**
   * What the export waits for; undefined while it moves. `scroll`: Intercom lets one scroll of a workspace be open at a time, and
   * closes one that is not gone on with after a minute, most often that of the run which is being resumed. `job`: it makes one
   * export of content data of a workspace at a time.
   */
  readonly waiting: "rate limit" | "intercom" | "scroll" | "job" | undefined
}

/**
 * Measures one stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface Meter {
  readonly onEvent: OnEvent
  readonly measure: (
    event: ExportProgress["event"],
    stream: string,
    state: StreamState
  ) => Effect.Effect<ExportProgress, never, IntercomClient.IntercomClient>
}

/** Unix milliseconds over which the speed is measured. */
const span = 10_000

/**
 * Makes a {@link Meter}.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeMeter = (): Meter => {
  let occupied: "scroll" | "job" | undefined
  let samples: Array<{ readonly at: number; readonly rows: number }> = []
  return {
    onEvent: ({ _tag }) =>
      Effect.sync(() => {
        occupied = _tag === "ScrollWaiting" ? "scroll" : _tag === "JobWaiting" ? "job" : undefined
      }),
    measure: Effect.fnUntraced(function* (event, stream, state) {
      const now = yield* Clock.currentTimeMillis
      const budget = Option.getOrUndefined(yield* (yield* IntercomClient.IntercomClient).budget)
      const { pages, rows, seen } = state.counters
      const expected = expectedOf(state)
      const before = samples.at(-1)
      samples.push({ at: now, rows })
      // One sample from before the span stays, so that there is always something to compare with.
      while (samples.length > 2 && (samples[1]?.at ?? now) <= now - span) samples.shift()
      const first = samples[0]
      const elapsed = first === undefined ? 0 : now - first.at
      const rowsPerSecond = first === undefined || elapsed === 0 ? 0 : ((rows - first.rows) * 1000) / elapsed
      const left = expected === undefined ? undefined : Math.max(expected - seen + state.position.pending.length, 0)
      const isStill = event === "running" && before !== undefined && before.rows === rows
      const isSpent = budget !== undefined && budget.remaining === 0 && budget.resetAt > now
      if (event === "finished") samples = []
      return {
        event,
        stream,
        rows,
        pages,
        expected,
        rowsPerSecond,
        secondsLeft:
          event === "finished" ? 0 : left === undefined || rowsPerSecond === 0 ? undefined : left / rowsPerSecond,
        owed: state.owed.length,
        budget,
        waiting:
          event !== "running"
            ? undefined
            : occupied !== undefined
              ? occupied
              : isStill
                ? isSpent
                  ? "rate limit"
                  : "intercom"
                : undefined
      }
    })
  }
}

/** Rows of what changed meanwhile are added to those of the walk, where it is read. */
const expectedOf = ({ catchUp, expected }: StreamState): number | undefined =>
  catchUp === undefined ? (expected ?? undefined) : catchUp.walked.seen + (expected ?? 0)

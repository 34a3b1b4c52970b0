/**
 * What an export did, and whether all of it is there.
 *
 * @since 0.1.0
 */
import type { ShortSegment } from "../Checkpoint.ts"
import type { Window } from "../time/Window.ts"

/**
 * What was counted of a stream, over all runs that a checkpoint joins.
 *
 * @category models
 * @since 0.1.0
 */
export interface Counters {
  /** Records delivered. */
  readonly rows: number
  readonly pages: number
  /** Rows Intercom listed, whether or not they were delivered. */
  readonly seen: number
  /** Listed rows outside the window, which Intercom's coarser search gave too. */
  readonly outside: number
  /** Listed rows that had been delivered in the same version. */
  readonly duplicates: number
  readonly gone: number
  readonly truncated: number
  readonly deadLetters: number
  readonly requests: number
  readonly retries: number
  /** How often the stream had to start again from its first page. */
  readonly restarts: number
}

/**
 * The counters of a stream that has not begun.
 *
 * @category constants
 * @since 0.1.0
 */
export const noCounters: Counters = {
  rows: 0,
  pages: 0,
  seen: 0,
  outside: 0,
  duplicates: 0,
  gone: 0,
  truncated: 0,
  deadLetters: 0,
  requests: 0,
  retries: 0,
  restarts: 0
}

/**
 * The part of a report about one stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamReport extends Counters {
  readonly stream: string
  readonly window: Window
  /** Rows Intercom said there were, where it says so. Compare it with `seen`. */
  readonly expected: number | undefined
  /** Unix seconds before which Intercom no longer hands out records, where the window reaches back that far. */
  readonly clippedAt: number | undefined
  /** What changed while everything was read, and was read afterwards; undefined where there was no such reading. */
  readonly caughtUp: CaughtUp | undefined
  readonly complete: boolean
  /** Why it is not complete, in words. Empty when it is. */
  readonly shortfalls: ReadonlyArray<string>
}

/**
 * The reading of what changed while everything was read.
 *
 * @category models
 * @since 0.1.0
 */
export interface CaughtUp {
  /** Unix seconds: changes from here on were asked for. */
  readonly since: number
  /** Unix seconds: every change before is there. Later ones are as far as Intercom's search showed them. */
  readonly until: number
  /** Records delivered again, or for the first time. */
  readonly rows: number
}

/**
 * The report of an export.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExportReport {
  /** Unix seconds. */
  readonly startedAt: number
  /** Unix seconds. */
  readonly finishedAt: number
  readonly apiVersion: string
  readonly host: string
  /** How often the export was resumed. */
  readonly resumes: number
  readonly streams: ReadonlyArray<StreamReport>
  /** Whether every stream delivered all there is. */
  readonly complete: boolean
}

/**
 * Makes the report of one stream.
 *
 * A record that was deleted in the meantime is no shortfall; one that was cut short, could not be read or did not come
 * although it was announced is.
 *
 * @category constructors
 * @since 0.1.0
 */
export const ofStream = (
  stream: string,
  state: {
    readonly done: boolean
    /** Why the stream could not be read. */
    readonly denial: string | undefined
    readonly clippedAt: number | undefined
    readonly window: Window
    readonly expected: number | undefined
    readonly counters: Counters
    readonly short: ReadonlyArray<ShortSegment>
    readonly caughtUp: CaughtUp | undefined
  }
): StreamReport => {
  const { caughtUp, clippedAt, counters, denial, done, expected, short, window } = state
  const shortfalls: Array<string> = []
  if (denial !== undefined) shortfalls.push(denial)
  else if (!done) shortfalls.push("it did not reach the end")
  else if (expected !== undefined && counters.seen < expected) {
    shortfalls.push(`${expected - counters.seen} of ${expected} announced rows did not come`)
  }
  for (const segment of short) {
    shortfalls.push(
      `${segment.expected - segment.seen} of ${segment.expected} announced rows did not come from ${spanOf(segment)}`
    )
  }
  if (counters.deadLetters > 0) shortfalls.push(`${counters.deadLetters} records could not be read`)
  if (counters.truncated > 0) shortfalls.push(`${counters.truncated} records have more parts than Intercom hands out`)
  return { stream, window, expected, ...counters, clippedAt, caughtUp, complete: shortfalls.length === 0, shortfalls }
}

const spanOf = ({ since, until }: ShortSegment): string =>
  `the segment${since === null ? "" : ` from ${since}`}${until === null ? "" : ` until ${until}`}`

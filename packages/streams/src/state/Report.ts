/**
 * What an export did, and whether all of it is there.
 *
 * @since 0.1.0
 */
import type { Window } from "../time/Window.ts"
import { type Counters, type ShortSegment, type StreamState, windowOf } from "./StreamState.ts"

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
  state: StreamState,
  /** What is not in the state: why the stream could not be read, and where Intercom's memory of it begins. */
  { clippedAt, denial }: { readonly denial: string | undefined; readonly clippedAt: number | undefined }
): StreamReport => {
  const { catchUp, counters, horizon, position, short } = state
  // What is compared are the rows of the walk: those that came again afterwards are no part of it.
  const walked = catchUp === undefined ? { seen: counters.seen, expected: state.expected } : catchUp.walked
  const { seen } = walked
  const expected = walked.expected ?? undefined
  const shortfalls: Array<string> = []
  if (denial !== undefined) shortfalls.push(denial)
  else if (!position.done) shortfalls.push("it did not reach the end")
  else if (expected !== undefined && seen < expected) {
    shortfalls.push(`${expected - seen} of ${expected} announced rows did not come`)
  }
  for (const segment of short) {
    shortfalls.push(
      `${segment.expected - segment.seen} of ${segment.expected} announced rows did not come from ${spanOf(segment)}`
    )
  }
  if (counters.deadLetters > 0) shortfalls.push(`${counters.deadLetters} records could not be read`)
  if (counters.truncated > 0) shortfalls.push(`${counters.truncated} records have more parts than Intercom hands out`)
  const caughtUp = catchUp && { since: catchUp.since, until: horizon, rows: counters.rows - catchUp.walked.rows }
  return {
    stream,
    window: windowOf(state),
    expected,
    ...counters,
    seen,
    clippedAt,
    caughtUp,
    complete: shortfalls.length === 0,
    shortfalls
  }
}

const spanOf = ({ since, until }: ShortSegment): string =>
  `the segment${since === null ? "" : ` from ${since}`}${until === null ? "" : ` until ${until}`}`

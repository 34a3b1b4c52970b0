/**
 * What an export did, and whether all of it is there.
 *
 * @since 0.1.0
 */
import type { Window } from "../time/Window.ts"
import type { Acceptable, Debts, Settled, SettledKind } from "./Debt.ts"
import { type Counters, type Spans, type StreamState, windowOf } from "./StreamState.ts"

/**
 * The part of a report about one stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamReport extends Counters, Debts {
  readonly stream: string
  readonly window: Window
  /** Rows Intercom said there were, where it says so. Compare it with `seen`. */
  readonly expected: number | undefined
  /** Unix seconds before which Intercom no longer hands out records, where the window reaches back that far. */
  readonly clippedAt: number | undefined
  /** What changed while everything was read, and was read afterwards; undefined where there was no such reading. */
  readonly caughtUp: CaughtUp | undefined
  /** Records marked as gone: that were deleted, merged, or did not come in another walk through everything. */
  readonly removed: number
  /** How a long list was read in spans of time, and which of them could not be divided; undefined where it was short. */
  readonly spans: Spans | undefined
  /**
   * Whether it was walked through, owes nothing, and the sink holds what this run wrote. What can never be whole counts as
   * well, unless the run was told to accept it.
   */
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
 * What is not in the state of a stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface Surroundings {
  /** Why the stream could not be read. */
  readonly denial: string | undefined
  /** Unix seconds before which Intercom no longer hands out records, where the window reaches back that far. */
  readonly clippedAt: number | undefined
  /** What of this run's records the sink does not hold any more, in words. */
  readonly lost: ReadonlyArray<string>
  /** What it may be called complete without. */
  readonly accept: ReadonlyArray<Acceptable>
}

/**
 * Makes the report of one stream.
 *
 * @category constructors
 * @since 0.1.0
 */
export const ofStream = (
  stream: string,
  state: StreamState,
  { accept, clippedAt, denial, lost }: Surroundings
): StreamReport => {
  const { catchUp, counters, horizon, owed, position, settled } = state
  // What is compared are the rows of the walk: those that came again afterwards are no part of it.
  const walked = catchUp === undefined ? { seen: counters.seen, expected: state.expected } : catchUp.walked
  const isWalked = denial === undefined && position.done
  const shortfalls = [
    ...(isWalked ? [] : [denial ?? "it did not reach the end"]),
    ...shortfallsOf({ owed, settled }, accept),
    ...lost
  ]
  const caughtUp = catchUp && { since: catchUp.since, until: horizon, rows: counters.rows - catchUp.walked.rows }
  return {
    stream,
    window: windowOf(state),
    expected: walked.expected ?? undefined,
    ...counters,
    seen: walked.seen,
    clippedAt,
    caughtUp,
    owed,
    settled,
    removed: state.removed ?? 0,
    spans: state.spans,
    complete: shortfalls.length === 0,
    shortfalls
  }
}

/**
 * What is missing because of debts, in words.
 *
 * @category conversions
 * @since 0.1.0
 */
export const shortfallsOf = ({ owed, settled }: Debts, accept: ReadonlyArray<Acceptable>): ReadonlyArray<string> => {
  const open = settled.filter(({ kind }) => !accept.includes(kind))
  const walks = owed.flatMap((debt) => (debt.kind === "walk" ? [debt.reason] : []))
  const unread = accept.includes("unreadable")
    ? 0
    : owed.filter(({ kind }) => kind === "record").length + countOf(open, "unreadable")
  return [
    ...walks,
    ...(unread > 0 ? [`${records(unread)} could not be read`] : []),
    ...open.flatMap(({ kind, reason }) => (kind === "unlisted" || kind === "expired" ? [reason] : [])),
    ...told(
      countOf(open, "truncated"),
      "has more parts than Intercom hands out",
      "have more parts than Intercom hands out"
    ),
    ...told(countOf(open, "gone"), "was gone before it could be read", "were gone before they could be read")
  ]
}

const countOf = (settled: ReadonlyArray<Settled>, of: SettledKind): number =>
  settled.reduce((sum, { count, kind }) => (kind === of ? sum + count : sum), 0)

const told = (count: number, one: string, more: string): ReadonlyArray<string> =>
  count === 0 ? [] : [`${records(count)} ${count === 1 ? one : more}`]

const records = (count: number): string => (count === 1 ? "1 record" : `${count} records`)

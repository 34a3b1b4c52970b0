/**
 * What is known of one stream of an export: how far it is, what was counted, what the next run needs. Reading, checkpoints,
 * progress and reports all speak of it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type { Window } from "../time/Window.ts"
import { Debt, none, Settled } from "./Debt.ts"
import { Count, Seconds } from "./Number.ts"

/**
 * What was counted of a stream, over all runs that a checkpoint joins.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Counters = /*#__PURE__*/ Schema.Struct({
  /** Records delivered. */
  rows: Count,
  pages: Count,
  /** Rows Intercom listed, whether or not they were delivered. */
  seen: Count,
  /** Listed rows outside the window, which Intercom's coarser search gave too. */
  outside: Count,
  /** Listed rows that had been delivered in the same version. */
  duplicates: Count,
  gone: Count,
  truncated: Count,
  deadLetters: Count,
  requests: Count,
  retries: Count,
  /** How often the stream had to start again from its first page. */
  restarts: Count
})

/**
 * The type of {@link Counters}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Counters extends Schema.Schema.Type<typeof Counters> {}

/**
 * How far the reading of one stream has come.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Position = /*#__PURE__*/ Schema.Struct({
  /** Where the next page starts, as the server calls it. Null at the beginning. */
  cursor: Schema.NullOr(Schema.String),
  /** Whether the last page was listed. */
  listed: Schema.Boolean,
  /** Ids that were listed and whose records are not safe yet. */
  pending: Schema.Array(Schema.String),
  /** Whether nothing is left to do. */
  done: Schema.Boolean
})

/**
 * The type of {@link Position}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Position extends Schema.Schema.Type<typeof Position> {}

/**
 * A version of a record: its id, when it changed in Unix seconds, and a hash of it where it was read so soon after that it
 * may have changed once more within the same second.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Delivered = /*#__PURE__*/ Schema.Tuple([
  Schema.String,
  Schema.Finite,
  /*#__PURE__*/ Schema.optionalKey(Schema.String)
])

/**
 * The type of {@link Delivered}.
 *
 * @category models
 * @since 0.1.0
 */
export type Delivered = typeof Delivered.Type

/**
 * A span of the time of creation that had fewer rows than Intercom announced. Unix seconds; null where open.
 *
 * @category models
 * @since 0.1.0
 */
export interface ShortSegment {
  readonly since: number | null
  readonly until: number | null
  readonly expected: number
  readonly seen: number
}

/**
 * How a list was read in spans of time.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Spans = /*#__PURE__*/ Schema.Struct({
  /** How many were read at once, at most. */
  atOnce: Count,
  /** The longest span that was not divided, as its rows lie too close together. Unix seconds; null where open. */
  undivided: /*#__PURE__*/ Schema.NullOr(
    /*#__PURE__*/ Schema.Struct({
      since: /*#__PURE__*/ Schema.NullOr(Schema.Finite),
      until: /*#__PURE__*/ Schema.NullOr(Schema.Finite),
      rows: Count
    })
  )
})

/**
 * The type of {@link Spans}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Spans extends Schema.Schema.Type<typeof Spans> {}

/**
 * The reading of what changed during the walk through everything, and what the walk had counted at its end.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CatchUp = /*#__PURE__*/ Schema.Struct({
  /** Unix seconds. */
  since: Seconds,
  /** Unix seconds. */
  until: Seconds,
  walked: /*#__PURE__*/ Schema.Struct({
    rows: Count,
    seen: Count,
    expected: Schema.NullOr(Count)
  })
})

/**
 * The type of {@link CatchUp}.
 *
 * @category models
 * @since 0.1.0
 */
export interface CatchUp extends Schema.Schema.Type<typeof CatchUp> {}

const Overlap = /*#__PURE__*/ Schema.Array(Delivered)

/**
 * Where ids are kept that a stream has delivered, so that a later walk through everything tells which of them are gone.
 * `end` is what the place made of it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const IdLog = /*#__PURE__*/ Schema.Struct({ generation: Count, end: Schema.Unknown })

/**
 * The type of {@link IdLog}.
 *
 * @category models
 * @since 0.1.0
 */
export interface IdLog extends Schema.Schema.Type<typeof IdLog> {}

/**
 * The ids of a stream: those of the latest walk and of what came after it, and while another walk is on its way or was not
 * whole, those from before it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Ids = /*#__PURE__*/ Schema.Struct({ ...IdLog.fields, before: /*#__PURE__*/ Schema.Array(IdLog) })

/**
 * The type of {@link Ids}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Ids extends Schema.Schema.Type<typeof Ids> {}

/**
 * What a run does: brings everything, or the window it was told (`first`); what changed since the one before (`next`); or
 * everything once more (`full`, also where a first run was told to ask all).
 *
 * @category schemas
 * @since 0.1.0
 */
export const Kind = /*#__PURE__*/ Schema.Literals(["first", "next", "full"])

/**
 * The type of {@link Kind}.
 *
 * @category models
 * @since 0.1.0
 */
export type Kind = typeof Kind.Type

/**
 * The state of one stream. In a checkpoint, what it holds was safe in the sink when it was written.
 *
 * @category schemas
 * @since 0.1.0
 */
export const StreamState = /*#__PURE__*/ Schema.Struct({
  /** Tells whether a later run asks for the same. */
  queryHash: Schema.String,
  kind: Kind,
  /** Unix seconds at which the run of the stream began. */
  startedAt: Count,
  /** How often it was resumed. */
  resumes: Count,
  /** Which walk through the same this is, from 1: one that did not bring what was announced is made once more. */
  walks: Count,
  /** Unix seconds; null where open. */
  window: /*#__PURE__*/ Schema.Struct({
    since: Schema.NullOr(Schema.Finite),
    until: Schema.NullOr(Schema.Finite)
  }),
  /** Every change before this Unix second is covered once the stream is done: the next run starts here. */
  horizon: Seconds,
  /** Whether the walk has come to its end. Debts, and what changed meanwhile, may still be to be read. */
  walked: Schema.Boolean,
  position: Position,
  /** What was delivered that changed so late that the next run lists it again. */
  overlap: Overlap,
  /** Rows Intercom said there were; null where it does not say. */
  expected: Schema.NullOr(Count),
  counters: Counters,
  /** What a later run has to bring. */
  owed: /*#__PURE__*/ Schema.Array(Debt),
  /** What no run can bring. */
  settled: /*#__PURE__*/ Schema.Array(Settled),
  /** What the sink needs to go on. */
  sink: Schema.Unknown,
  /** How the list was divided, where it was long enough. */
  spans: /*#__PURE__*/ Schema.optional(Spans),
  /** What changed during the walk through everything, which `position` is about once this is there. */
  catchUp: /*#__PURE__*/ Schema.optional(CatchUp),
  /** Where its ids are, where they are kept. */
  ids: /*#__PURE__*/ Schema.optional(Ids),
  /** Records that this run, and those it goes on from, marked as gone. */
  removed: /*#__PURE__*/ Schema.optional(Count),
  /** `overlap`, `sink` and `ids` as they were when this run of the stream began, for streams that have to begin again. */
  start: /*#__PURE__*/ Schema.Struct({
    overlap: Overlap,
    sink: Schema.Unknown,
    ids: /*#__PURE__*/ Schema.optional(Ids)
  })
})

/**
 * The type of {@link StreamState}.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamState extends Schema.Schema.Type<typeof StreamState> {}

/**
 * The part of a state that reading moves on.
 *
 * @category models
 * @since 0.1.0
 */
export type Reached = Pick<
  StreamState,
  "walked" | "position" | "overlap" | "expected" | "counters" | "owed" | "settled" | "spans"
>

/**
 * Where the reading of a state goes on.
 *
 * @category conversions
 * @since 0.1.0
 */
export const reachedOf = ({
  counters,
  expected,
  overlap,
  owed,
  position,
  settled,
  spans,
  walked
}: StreamState): Reached => ({
  walked,
  position,
  overlap,
  expected,
  counters,
  owed,
  settled,
  spans
})

/**
 * Where a stream is that has not begun.
 *
 * @category constants
 * @since 0.1.0
 */
export const nothing: Reached = {
  walked: false,
  position: { cursor: null, listed: false, pending: [], done: false },
  overlap: [],
  expected: null,
  counters: {
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
  },
  ...none
}

/**
 * The window of a state.
 *
 * @category conversions
 * @since 0.1.0
 */
export const windowOf = ({ window }: StreamState): Window => ({
  since: window.since ?? undefined,
  until: window.until ?? undefined
})

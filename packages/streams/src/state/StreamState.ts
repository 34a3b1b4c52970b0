/**
 * What is known of one stream of an export: how far it is, what was counted, what the next run needs. Reading, checkpoints,
 * progress and reports all speak of it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Window } from "../time/Window.ts"

/**
 * What was counted of a stream, over all runs that a checkpoint joins.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Counters = /*#__PURE__*/ Schema.Struct({
  /** Records delivered. */
  rows: Schema.Number,
  pages: Schema.Number,
  /** Rows Intercom listed, whether or not they were delivered. */
  seen: Schema.Number,
  /** Listed rows outside the window, which Intercom's coarser search gave too. */
  outside: Schema.Number,
  /** Listed rows that had been delivered in the same version. */
  duplicates: Schema.Number,
  gone: Schema.Number,
  truncated: Schema.Number,
  deadLetters: Schema.Number,
  requests: Schema.Number,
  retries: Schema.Number,
  /** How often the stream had to start again from its first page. */
  restarts: Schema.Number
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
 * A version of a record: its id, and when it changed in Unix seconds.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Delivered = /*#__PURE__*/ Schema.Tuple([Schema.String, Schema.Number])

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
 * @category schemas
 * @since 0.1.0
 */
export const ShortSegment = /*#__PURE__*/ Schema.Struct({
  since: Schema.NullOr(Schema.Number),
  until: Schema.NullOr(Schema.Number),
  expected: Schema.Number,
  seen: Schema.Number
})

/**
 * The type of {@link ShortSegment}.
 *
 * @category models
 * @since 0.1.0
 */
export interface ShortSegment extends Schema.Schema.Type<typeof ShortSegment> {}

/**
 * How a list was read in spans of time.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Spans = /*#__PURE__*/ Schema.Struct({
  /** How many were read at once, at most. */
  atOnce: Schema.Number,
  /** The longest span that was not divided, as its rows lie too close together. Unix seconds; null where open. */
  undivided: /*#__PURE__*/ Schema.NullOr(
    /*#__PURE__*/ Schema.Struct({
      since: /*#__PURE__*/ Schema.NullOr(Schema.Number),
      until: /*#__PURE__*/ Schema.NullOr(Schema.Number),
      rows: Schema.Number
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
  since: Schema.Number,
  /** Unix seconds. */
  until: Schema.Number,
  walked: /*#__PURE__*/ Schema.Struct({
    rows: Schema.Number,
    seen: Schema.Number,
    expected: Schema.NullOr(Schema.Number)
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
 * The state of one stream. In a checkpoint, what it holds was safe in the sink when it was written.
 *
 * @category schemas
 * @since 0.1.0
 */
export const StreamState = /*#__PURE__*/ Schema.Struct({
  /** Tells whether a later run asks for the same. */
  queryHash: Schema.String,
  /** Unix seconds; null where open. */
  window: /*#__PURE__*/ Schema.Struct({
    since: Schema.NullOr(Schema.Number),
    until: Schema.NullOr(Schema.Number)
  }),
  /** Every change before this Unix second is covered once the stream is done: the next run starts here. */
  horizon: Schema.Number,
  position: Position,
  /** What was delivered that changed so late that the next run lists it again. */
  overlap: Overlap,
  /** Rows Intercom said there were; null where it does not say. */
  expected: Schema.NullOr(Schema.Number),
  counters: Counters,
  /** What the sink needs to go on. */
  sink: Schema.Unknown,
  /** Segments that had fewer rows than Intercom announced. */
  short: /*#__PURE__*/ Schema.Array(ShortSegment).pipe(
    /*#__PURE__*/ Schema.withDecodingDefaultTypeKey(/*#__PURE__*/ Effect.succeed([]))
  ),
  /** How the list was divided, where it was long enough. */
  spans: /*#__PURE__*/ Schema.optional(Spans),
  /** What changed during the walk through everything, which `position` is about once this is there. */
  catchUp: /*#__PURE__*/ Schema.optional(CatchUp),
  /** `overlap` and `sink` as they were when this run of the stream began, for streams that have to begin again. */
  start: /*#__PURE__*/ Schema.Struct({ overlap: Overlap, sink: Schema.Unknown })
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
export type Reached = Pick<StreamState, "position" | "overlap" | "expected" | "counters" | "short" | "spans">

/**
 * Where the reading of a state goes on.
 *
 * @category readers
 * @since 0.1.0
 */
export const reachedOf = ({ counters, expected, overlap, position, short, spans }: StreamState): Reached => ({
  position,
  overlap,
  expected,
  counters,
  short,
  spans
})

/**
 * Where a stream is that has not begun.
 *
 * @category constants
 * @since 0.1.0
 */
export const nothing: Reached = {
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
  short: []
}

/**
 * The window of a state.
 *
 * @category readers
 * @since 0.1.0
 */
export const windowOf = ({ window }: StreamState): Window => ({
  since: window.since ?? undefined,
  until: window.until ?? undefined
})

/**
 * Checkpoints as version 1 of the format had them, and what they mean today.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Debts, missingRows, type WalkDebt } from "./Debt.ts"
import { Count, Seconds } from "./Number.ts"
import { CatchUp, Counters, Delivered, Position, Spans, type StreamState } from "./StreamState.ts"

const ShortSegment = /*#__PURE__*/ Schema.Struct({
  since: Schema.NullOr(Schema.Finite),
  until: Schema.NullOr(Schema.Finite),
  expected: Count,
  seen: Count
})

const Overlap = /*#__PURE__*/ Schema.Array(Delivered)

const Stream1 = /*#__PURE__*/ Schema.Struct({
  queryHash: Schema.String,
  window: Schema.Struct({ since: Schema.NullOr(Schema.Finite), until: Schema.NullOr(Schema.Finite) }),
  horizon: Seconds,
  position: Position,
  overlap: Overlap,
  expected: Schema.NullOr(Count),
  counters: Counters,
  sink: Schema.Unknown,
  short: /*#__PURE__*/ Schema.Array(ShortSegment).pipe(
    /*#__PURE__*/ Schema.withDecodingDefaultTypeKey(/*#__PURE__*/ Effect.succeed([]))
  ),
  spans: /*#__PURE__*/ Schema.optional(Spans),
  catchUp: /*#__PURE__*/ Schema.optional(CatchUp),
  start: Schema.Struct({ overlap: Overlap, sink: Schema.Unknown })
})

type Stream1 = typeof Stream1.Type

/**
 * A checkpoint of version 1.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Format1 = /*#__PURE__*/ Schema.Struct({
  format: /*#__PURE__*/ Schema.Literal("effect-intercom export checkpoint"),
  formatVersion: Schema.Literal(1),
  apiVersion: Schema.String,
  host: Schema.String,
  workspace: Schema.NullOr(Schema.String),
  startedAt: Count,
  savedAt: Count,
  resumes: Count,
  complete: Schema.Boolean,
  streams: Schema.Record(Schema.String, Stream1)
})

/**
 * The type of {@link Format1}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Format1 extends Schema.Schema.Type<typeof Format1> {}

/**
 * The states of its streams as they would be written today.
 *
 * @category conversions
 * @since 0.1.0
 */
export const streamsOf = ({ resumes, startedAt, streams }: Format1): Readonly<Record<string, StreamState>> => {
  const now = (stream: Stream1): StreamState => {
    const { short: _short, ...state } = stream
    return {
      ...state,
      ...debtsOf(stream),
      kind: stream.window.since === null && stream.window.until === null ? "first" : "next",
      startedAt,
      resumes,
      walks: 1,
      walked: isWalked(stream)
    }
  }
  return Object.fromEntries(Object.entries(streams).map(([name, stream]) => [name, now(stream)]))
}

const isWalked = ({ catchUp, position }: Pick<Stream1, "catchUp" | "position">): boolean =>
  position.done || catchUp !== undefined

/** It counted what was missing, and did not keep which records that were: only another walk brings them. */
const debtsOf = ({ catchUp, counters, expected, position, short }: Stream1): Debts => {
  const walk = (cause: WalkDebt["cause"], reason: string): WalkDebt => ({ kind: "walk", cause, reason, attempts: 1 })
  const walked = catchUp === undefined ? { seen: counters.seen, expected } : catchUp.walked
  const { expected: announced, seen } = { ...walked, expected: walked.expected ?? 0 }
  const isShort = isWalked({ position, catchUp }) && seen < announced
  return {
    owed: [
      ...(isShort ? [walk("short", missingRows({ expected: announced, seen }))] : []),
      ...short.map((segment) => walk("short", missingRows(segment))),
      ...(counters.deadLetters > 0 ? [walk("failed", `${counters.deadLetters} records could not be read`)] : [])
    ],
    settled:
      counters.truncated > 0
        ? [{ kind: "truncated", id: null, reason: "Intercom hands out 500 parts", count: counters.truncated }]
        : []
  }
}

/**
 * What a stream owes: what was listed or announced and is not in the sink yet, and what can never be.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Count } from "./Number.ts"

/**
 * A record that could not be read, or what belongs to one.
 *
 * @category schemas
 * @since 0.1.0
 */
export const RecordDebt = /*#__PURE__*/ Schema.Struct({
  kind: /*#__PURE__*/ Schema.Literal("record"),
  id: Schema.String,
  /** Why the last attempt failed. */
  reason: Schema.String,
  attempts: Count,
  /** Whether it can be asked for by this id. What cannot comes only with another walk. */
  byId: Schema.Boolean,
  /** Unix seconds from which on it is owed, where it is about records that belong to another; null for all of them. */
  since: /*#__PURE__*/ Schema.NullOr(Schema.Finite)
})

/**
 * The type of {@link RecordDebt}.
 *
 * @category models
 * @since 0.1.0
 */
export interface RecordDebt extends Schema.Schema.Type<typeof RecordDebt> {}

/**
 * A walk that has to be made once more: rows that were announced did not come (`short`), a list with numbered pages moved
 * whenever it was looked at (`shifted`), or more records failed than can be kept one by one (`failed`).
 *
 * @category schemas
 * @since 0.1.0
 */
export const WalkDebt = /*#__PURE__*/ Schema.Struct({
  kind: /*#__PURE__*/ Schema.Literal("walk"),
  cause: /*#__PURE__*/ Schema.Literals(["short", "shifted", "failed"]),
  reason: Schema.String,
  /** How many walks ended so. */
  attempts: Count
})

/**
 * The type of {@link WalkDebt}.
 *
 * @category models
 * @since 0.1.0
 */
export interface WalkDebt extends Schema.Schema.Type<typeof WalkDebt> {}

/**
 * What a later run has to bring.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Debt = /*#__PURE__*/ Schema.Union([RecordDebt, WalkDebt])

/**
 * The type of {@link Debt}.
 *
 * @category models
 * @since 0.1.0
 */
export type Debt = typeof Debt.Type

/**
 * Why Intercom can never pay a debt.
 *
 * - `gone`: the record was deleted or merged before it could be read.
 * - `truncated`: the record has more parts than Intercom hands out.
 * - `expired`: it is older than Intercom keeps.
 * - `unlisted`: rows that were announced did not come, however often they were looked for.
 * - `unreadable`: what came is no record with an id, or cannot be asked for by one.
 *
 * @category schemas
 * @since 0.1.0
 */
export const SettledKind = /*#__PURE__*/ Schema.Literals(["gone", "truncated", "expired", "unlisted", "unreadable"])

/**
 * The type of {@link SettledKind}.
 *
 * @category models
 * @since 0.1.0
 */
export type SettledKind = typeof SettledKind.Type

/**
 * A debt that Intercom can never pay.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Settled = /*#__PURE__*/ Schema.Struct({
  kind: SettledKind,
  /** Null where there is none, or where an earlier version did not keep it. */
  id: /*#__PURE__*/ Schema.NullOr(Schema.String),
  reason: Schema.String,
  /** How many records it is about. */
  count: Count
})

/**
 * The type of {@link Settled}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Settled extends Schema.Schema.Type<typeof Settled> {}

/**
 * What a run may be called whole without: kinds of {@link Settled}. With `unreadable` also records that are still owed.
 *
 * @category models
 * @since 0.1.0
 */
export type Acceptable = SettledKind

/**
 * All of {@link Acceptable}.
 *
 * @category constants
 * @since 0.1.0
 */
export const acceptable: ReadonlyArray<Acceptable> = SettledKind.literals

/**
 * What of a stream's state is about debts.
 *
 * @category models
 * @since 0.1.0
 */
export interface Debts {
  readonly owed: ReadonlyArray<Debt>
  readonly settled: ReadonlyArray<Settled>
}

/**
 * No debts.
 *
 * @category constants
 * @since 0.1.0
 */
export const none: Debts = { owed: [], settled: [] }

/**
 * Rows that were announced and did not come, in words. A span is told where it is about one.
 *
 * @category conversions
 * @since 0.1.0
 */
export const missingRows = ({
  expected,
  seen,
  since,
  until
}: {
  readonly expected: number
  readonly seen: number
  /** Unix seconds; null where open, and undefined where it is about the whole list. */
  readonly since?: number | null
  readonly until?: number | null
}): string => {
  const span = since === undefined ? "" : ` from the segment${since === null ? "" : ` from ${since}`}`
  const end = until === undefined || until === null ? "" : ` until ${until}`
  return `${expected - seen} of ${expected} announced rows did not come${span}${end}`
}

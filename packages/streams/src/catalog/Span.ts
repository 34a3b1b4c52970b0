/**
 * A span of time of a list that is read in several: what of it came, and where it is cut.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type { Page } from "../paging/Page.ts"
import type { Cut } from "./Cuts.ts"

const Seconds = /*#__PURE__*/ Schema.NullOr(Schema.Number)

/**
 * A span on its way. Times are Unix seconds, null where open.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Span = /*#__PURE__*/ Schema.Struct({
  since: Seconds,
  /** Where the next span begins. It moves back when what is left of a span is divided. */
  until: Seconds,
  /** The end that Intercom was asked for: the cursor is of that search. */
  asked: Seconds,
  /** Null at the beginning. */
  cursor: /*#__PURE__*/ Schema.NullOr(Schema.String),
  /** Rows Intercom announced before `until`, and those that came. */
  expected: Schema.Number,
  seen: Schema.Number,
  /** Rows Intercom announced from `until` on. */
  after: Schema.Number,
  /** The latest time that came. */
  at: Seconds,
  /** Whether rows came oldest first so far. Only then what lies behind `until` need not be read. */
  isOrdered: Schema.Boolean,
  /** Whether it is read after all others, for what moves there meanwhile. */
  isLast: Schema.Boolean
})

/**
 * The type of {@link Span}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Span extends Schema.Schema.Type<typeof Span> {}

/**
 * A span of everything, at its beginning, with what is known of it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (known: Partial<Span>): Span => ({
  since: null,
  until: null,
  asked: known.until ?? null,
  cursor: null,
  expected: 0,
  seen: 0,
  after: 0,
  at: null,
  isOrdered: true,
  isLast: false,
  ...known
})

/**
 * Rows that are still to come.
 *
 * @category conversions
 * @since 0.1.0
 */
export const left = ({ expected, seen }: Span): number => Math.max(expected - seen, 0)

/**
 * Whether nothing of the span can come after a page.
 *
 * @category guards
 * @since 0.1.0
 */
export const endsWith = ({ at, isOrdered, until }: Span, { cursor, items }: Page<unknown>, timeOf: TimeOf): boolean => {
  if (cursor === undefined) return true
  if (!isOrdered || until === null) return false
  const times = items.map(timeOf).filter((time) => time !== undefined)
  return Math.max(at ?? Number.NEGATIVE_INFINITY, times.at(-1) ?? Number.NEGATIVE_INFINITY) >= until
}

/**
 * When a row was created or changed, in Unix seconds, where it tells.
 *
 * @category models
 * @since 0.1.0
 */
export type TimeOf = (row: unknown) => number | undefined

/**
 * The span after a page of it, with the rows of the page that belong to it.
 *
 * A row that does not tell its time would come with every span; it belongs to the first.
 *
 * @category combinators
 * @since 0.1.0
 */
export const take = (
  span: Span,
  page: Page<unknown>,
  timeOf: TimeOf
): { readonly span: Span; readonly items: ReadonlyArray<unknown>; readonly isOver: boolean } => {
  const { since, until } = span
  let { at, isOrdered, seen } = span
  const items = page.items.filter((item) => {
    const time = timeOf(item)
    if (time === undefined) {
      seen++
      return since === null || !Predicate.isObject(item)
    }
    if (at !== null && time < at) isOrdered = false
    if (at === null || time > at) at = time
    if (until !== null && time >= until) return false
    seen++
    return since === null || time >= since
  })
  const taken = { ...span, at, isOrdered, seen, cursor: page.cursor ?? span.cursor }
  return { span: taken, items, isOver: endsWith(taken, { ...page, items: [] }, timeOf) }
}

/**
 * A span in parts. The first goes on where the span was; cuts that it has passed meanwhile, or that lie outside, are left
 * out. Rows from `last` on are read after all others.
 *
 * @category combinators
 * @since 0.1.0
 */
export const divide = (
  span: Span,
  cuts: ReadonlyArray<Cut>,
  last: Cut | undefined
): readonly [first: Span, ...others: ReadonlyArray<Span>] => {
  const ahead = cuts.filter(({ at }) => at > (span.at ?? span.since ?? 0) && (span.until === null || at < span.until))
  const [next] = ahead
  if (next === undefined) return [span]
  const begun = span.cursor !== null || span.at !== null
  const first: Span = {
    ...span,
    until: next.at,
    asked: begun ? span.asked : next.at,
    expected: Math.max(span.expected + span.after - next.rows, 0),
    after: next.rows
  }
  const ends = last === undefined || last.at <= (ahead.at(-1)?.at ?? 0) ? ahead : [...ahead, last]
  return [
    first,
    ...ends.map((cut, index) => {
      const end = ends[index + 1]
      const after = end?.rows ?? span.after
      return make({
        since: cut.at,
        until: end?.at ?? span.until,
        expected: Math.max(cut.rows - after, 0),
        after,
        isOrdered: span.isOrdered,
        isLast: cut === last
      })
    })
  ]
}

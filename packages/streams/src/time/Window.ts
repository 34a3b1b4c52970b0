/**
 * Spans of time an export covers: frozen at its start, half-open, and asked of the server a little wider than needed.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"

/**
 * The records that changed at or after `since` and before `until`. Both are Unix seconds; an end that is left out is open.
 *
 * @category models
 * @since 0.1.0
 */
export interface Window {
  readonly since: number | undefined
  readonly until: number | undefined
}

/**
 * How exactly a search compares times.
 *
 * - `second`: to the second, where it is unknown whether `>` and `<` include the bound.
 * - `day`: whole days in the workspace's time zone, which is not told.
 *
 * @category models
 * @since 0.1.0
 */
export type Precision = "second" | "day"

/**
 * The window without bounds.
 *
 * @category constants
 * @since 0.1.0
 */
export const everything: Window = { since: undefined, until: undefined }

/**
 * The first Unix second that does not lie before an instant. As a bound it cuts whole seconds exactly as the instant does.
 *
 * @category constructors
 * @since 0.1.0
 */
export const boundOf = (instant: DateTime.DateTime): number => Math.ceil(DateTime.toEpochMillis(instant) / 1000)

/**
 * The instant up to which a search surely shows every change: `settle` seconds before now.
 *
 * An export takes it once, at its start. What changes later belongs to the next run, however long this one takes.
 *
 * @category constructors
 * @since 0.1.0
 */
export const horizon = (nowMillis: number, settle: number): number => Math.floor(nowMillis / 1000) - settle

/**
 * The window of an export: without bounds where none is given, else with an end that is frozen now, so that a long export
 * has one end for all its pages. Where there is no `latest` it ends where it is told to, if anywhere.
 *
 * @category constructors
 * @since 0.1.0
 */
export const frozen = (
  given: { readonly since?: DateTime.DateTime | undefined; readonly until?: DateTime.DateTime | undefined },
  latest: number | undefined
): Window => {
  if (given.since === undefined && given.until === undefined) return everything
  const until = given.until === undefined ? latest : Math.min(boundOf(given.until), latest ?? Number.POSITIVE_INFINITY)
  return { since: given.since === undefined ? undefined : boundOf(given.since), until }
}

/**
 * The window that follows one that ended at `until`. It starts `overlap` seconds earlier, for changes that took longer
 * than usual to be found; what was delivered already is known by id and time of change.
 *
 * @category constructors
 * @since 0.1.0
 */
export const following = (until: number, overlap: number, nextUntil: number): Window => ({
  since: until - overlap,
  until: nextUntil
})

/**
 * Whether anything can lie in the window.
 *
 * @category guards
 * @since 0.1.0
 */
export const isEmpty = ({ since, until }: Window): boolean =>
  since !== undefined && until !== undefined && since >= until

/**
 * Whether the window has a bound at all.
 *
 * @category guards
 * @since 0.1.0
 */
export const isBounded = ({ since, until }: Window): boolean => since !== undefined || until !== undefined

/**
 * Whether a record that changed at `seconds` belongs to the window. One that does not tell when it changed does: it is
 * better delivered than lost.
 *
 * @category guards
 * @since 0.1.0
 */
export const contains = ({ since, until }: Window, seconds: number | undefined): boolean =>
  seconds === undefined || ((since === undefined || seconds >= since) && (until === undefined || seconds < until))

/**
 * Cuts a window at every multiple of `length` seconds from its start. Each slice starts where the one before ends, so
 * that no second is lost or read twice.
 *
 * @category combinators
 * @since 0.1.0
 */
export const slices = (window: { readonly since: number; readonly until: number }, length: number): Array<Window> => {
  const result: Array<Window> = []
  for (let since = window.since; since < window.until; since += length) {
    result.push({ since, until: Math.min(since + length, window.until) })
  }
  return result
}

/**
 * What a search is asked for: records later than `after` and earlier than `before` (Unix seconds, to be sent with `>`
 * and `<`). It holds the window whichever way the server reads the bounds; {@link contains} takes away the rest.
 *
 * @category combinators
 * @since 0.1.0
 */
export const asked = (
  { since, until }: Window,
  precision: Precision
): { readonly after: number | undefined; readonly before: number | undefined } => {
  const { earlier, later } = margins[precision]
  return {
    after: since === undefined ? undefined : Math.max(since - earlier, 0),
    before: until === undefined ? undefined : until + later
  }
}

const hour = 3600

/**
 * With whole days, `> t` means the days after the day of `t`. Time zones reach from -11 to +14 hours, the day of `t` may
 * be taken in UTC or in that zone, and a day with a change of clocks has 25 hours: 24 + 11 + 1 before, 24 + 14 + 1 after.
 */
const margins = {
  second: { earlier: 1, later: 1 },
  day: { earlier: 36 * hour, later: 39 * hour }
} as const

/**
 * Seconds by which a record may be older than the time that {@link asked} was asked for, where search knows whole days:
 * the margin, and the zones that are ahead of UTC.
 *
 * @category constants
 * @since 0.1.0
 */
export const blur = margins.day.earlier + 14 * hour

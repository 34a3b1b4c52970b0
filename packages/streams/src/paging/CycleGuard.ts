/**
 * Notices when a list hands out what it has handed out before. Without it a server's mistake is an endless stream.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import type { Problem } from "./Failure.ts"

/**
 * A guard over the pages of one reading.
 *
 * @category models
 * @since 0.1.0
 */
export interface CycleGuard {
  /** Takes a page: the cursor that led to it, the one that leads on, and its rows. Tells the problem, if there is one. */
  readonly see: (
    from: string | undefined,
    next: string | undefined,
    rows: ReadonlyArray<unknown>
  ) => Problem | undefined
}

/**
 * Makes a guard. It remembers one cursor and two rows, however long the list is.
 *
 * The remembered cursor is replaced after 1, 2, 4, 8, … pages, so a circle of any length is noticed before it has been
 * walked three times.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeCycleGuard = (): CycleGuard => {
  let marked: string | undefined
  let span = 1
  let steps = 0
  let previous: ReadonlyArray<unknown> = []
  let repetitions = 0
  let empty = 0
  return {
    see(from, next, rows) {
      empty = rows.length === 0 && next !== undefined ? empty + 1 : 0
      if (empty === mostEmpty) return nothingComes
      const ends = [rows[0], rows.at(-1), rows.length]
      repetitions = samePage(previous, ends) ? repetitions + 1 : 0
      previous = ends
      if (repetitions === mostRepetitions) return repeatedPage
      if (next === undefined) return undefined
      if (next === from || next === marked) return repeatedCursor
      if (++steps === span) {
        marked = next
        span *= 2
        steps = 0
      }
      return undefined
    }
  }
}

/** Rows that were added meanwhile can push a whole page one number further, so one repetition is no mistake. */
const mostRepetitions = 2

/** Filters can leave a page empty, and one after the other; but a list must come to something. */
const mostEmpty = 100

/** A row may come again where it was changed in the meantime, so rows are compared whole. */
const samePage = (before: ReadonlyArray<unknown>, now: ReadonlyArray<unknown>): boolean =>
  hasId(now[0]) && before[2] === now[2] && equal(before[0], now[0]) && equal(before[1], now[1])

const hasId = (row: unknown): row is { readonly id: unknown } => Predicate.hasProperty(row, "id")

const equal = (before: unknown, now: unknown): boolean =>
  hasId(before) && hasId(now) && before.id === now.id && JSON.stringify(before) === JSON.stringify(now)

const repeatedPage: Problem = { kind: "cycle", message: "Intercom sent the same page three times in a row" }

const nothingComes: Problem = { kind: "cycle", message: `Intercom sent ${mostEmpty} empty pages in a row` }

const repeatedCursor: Problem = { kind: "cycle", message: "The cursor of the next page has been used before" }

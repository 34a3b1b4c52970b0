/**
 * How many rows a page is asked for: fewer where Intercom cannot hand out so many at once, or where they weigh too much.
 *
 * @since 0.1.0
 */
import type { IntercomError } from "@effect-intercom/core"

/**
 * The size of one reading's pages. It never grows beyond the size it began with.
 *
 * @category models
 * @since 0.1.0
 */
export interface PageSize {
  /** Rows the next page is asked for; undefined while it is the size the reading began with. */
  readonly reduced: () => number | undefined
  /** Takes a failure, and tells whether a smaller page was worth a try. */
  readonly failed: (error: IntercomError) => boolean
  /** Takes a page that came, and how many milliseconds it took. */
  readonly came: (rows: ReadonlyArray<unknown>, millis: number) => void
}

/** Characters of JSON a page should have at most: what is held in memory is about three times as much. */
const heaviest = 8 * 1024 * 1024

/** Milliseconds after which a page is close to failing: an attempt ends after a minute. */
const slowest = 30_000

/** How many pages have to come before a larger one is tried, and the most after tries that failed. */
const calm = { first: 4, most: 64 }

/**
 * Makes the size of a list whose cursor leads to a row, so that what follows can be cut into pages of any size.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (first: number): PageSize => {
  let size = first
  let came = 0
  let needed = calm.first
  /** Whether the size was raised since the last failure, so that the next failure is the larger size's. */
  let isTrial = false

  const shrinkTo = (rows: number): void => {
    size = Math.max(1, Math.floor(rows))
    came = 0
  }

  return {
    reduced: () => (size < first ? size : undefined),
    failed: (error) => {
      if (size <= 1 || !isOfTheSize(error)) return false
      if (isTrial) needed = Math.min(needed * 2, calm.most)
      isTrial = false
      shrinkTo(size / 2)
      return true
    },
    came: (rows, millis) => {
      const weight = weightOf(rows)
      if (weight > heaviest) return shrinkTo((rows.length * heaviest) / weight)
      if (millis > slowest) return shrinkTo(size / 2)
      if (size === first || ++came < needed) return
      // Twice as many rows of this weight would be too much again.
      if (weight * 2 > heaviest) return
      came = 0
      isTrial = true
      size = Math.min(size * 2, first)
    }
  }
}

/** Whether the server did not manage the page, so that it may manage a part of it. */
const isOfTheSize = ({ reason }: IntercomError): boolean =>
  reason._tag === "ServerError" || (reason._tag === "TimeoutError" && reason.limit === "attempt")

/**
 * Characters of JSON a page has, from its first, middle and last row: weighing all would cost as much as reading them.
 *
 * @category conversions
 * @since 0.1.0
 */
export const weightOf = (rows: ReadonlyArray<unknown>): number => {
  const sample = [rows[0], rows[Math.floor(rows.length / 2)], rows.at(-1)].filter((row) => row !== undefined)
  const characters = sample.reduce<number>((sum, row) => sum + lengthOf(row), 0)
  return sample.length === 0 ? 0 : (characters / sample.length) * rows.length
}

/** What is nested beyond the stack cannot be written, and weighs nothing. */
const lengthOf = (row: unknown): number => {
  try {
    return JSON.stringify(row).length
  } catch {
    return 0
  }
}

/**
 * How one of Intercom's paginations goes from page to page. What is common to all of them is read by `paging/Reader`.
 *
 * @since 0.1.0
 */
import type * as Result from "effect/Result"
import type { Problem } from "./Failure.ts"
import type { PageRequest } from "./Request.ts"

/**
 * The steps of a pagination. A cursor is text that leads to a page; the first page has none.
 *
 * @category models
 * @since 0.1.0
 */
export interface Pager {
  /** The request of the page a cursor leads to. */
  readonly request: (cursor: string | undefined) => PageRequest
  /** The cursor of the page after this one, undefined when this one is the last. */
  readonly next: (page: unknown, read: Read) => Result.Result<string | undefined, Problem>
  /**
   * From a page, the cursor of the page `steps` after it, where that is certain without reading the pages between: they
   * can be fetched at the same time.
   */
  readonly leap?: (page: unknown, cursor: string | undefined) => Leap
}

/**
 * The cursor of the page so many steps ahead, undefined where it is not certain that there is one.
 *
 * @category models
 * @since 0.1.0
 */
export type Leap = (steps: number) => string | undefined

/**
 * A page that was read.
 *
 * @category models
 * @since 0.1.0
 */
export interface Read {
  /** The cursor that led to it. */
  readonly cursor: string | undefined
  readonly rows: number
}

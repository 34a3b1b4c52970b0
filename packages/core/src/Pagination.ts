/**
 * How an operation hands out a long list. Intercom has four ways, and an operation says which is its own.
 *
 * @since 0.1.0
 */

/**
 * The four ways.
 *
 * - `cursor`: `starting_after` leads to the next page; `pages.next` of the response holds it.
 * - `page`: pages are numbered; the response tells how many there are.
 * - `url`: `pages.next` of the response is a URL.
 * - `scroll`: `scroll_param` stays the same, and the server remembers the place for a minute.
 *
 * @category models
 * @since 0.1.0
 */
export type PaginationKind = "cursor" | "page" | "url" | "scroll"

/**
 * The pagination of one operation.
 *
 * @category models
 * @since 0.1.0
 */
export interface Pagination<in Page, out Item> {
  readonly kind: PaginationKind
  /** Where the paging parameters travel: the query string, or `pagination` in a search's body. `query` when left out. */
  readonly in?: "query" | "body" | undefined
  /** The most rows Intercom puts on one page, where it takes a `per_page` at all. */
  readonly maxPerPage?: number | undefined
  /** The rows of a page. */
  readonly items: (page: Page) => ReadonlyArray<Item>
}

/**
 * One page of a list, the same for every way in which Intercom hands out lists.
 *
 * @since 0.1.0
 */

/**
 * A page with its rows and the place after it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Page<out Item, out Response = unknown> {
  readonly items: ReadonlyArray<Item>
  /**
   * Opaque: what the option `from` takes to go on after this page. Undefined on the last page, when it is known to be
   * the last.
   */
  readonly cursor: string | undefined
  /** The number of all rows, where Intercom tells it. */
  readonly totalCount: number | undefined
  /** The response as it came. */
  readonly page: Response
}

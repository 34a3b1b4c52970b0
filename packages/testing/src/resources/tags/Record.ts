/**
 * Tags as the workspace holds them.
 *
 * @since 0.1.0
 */

/**
 * A tag on a record: which, since when (Unix seconds), by which admin.
 *
 * @category models
 * @since 0.1.0
 */
export interface AppliedTag {
  readonly id: string
  readonly applied_at: number
  readonly applied_by: string
}

/**
 * A tag.
 *
 * @category models
 * @since 0.1.0
 */
export interface TagRecord {
  readonly id: string
  readonly name: string
}

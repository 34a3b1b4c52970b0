/**
 * Notes as the workspace holds them.
 *
 * @since 0.1.0
 */

/**
 * A note as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface NoteRecord {
  readonly id: string
  /** Unix seconds. */
  readonly created_at: number
  /** What it is written on. */
  readonly on: Noted
  /** The id of an admin. */
  readonly author: string
  /** HTML. */
  readonly body: string
}

/**
 * What a note is written on.
 *
 * @category models
 * @since 0.1.0
 */
export interface Noted {
  readonly type: "contact" | "company"
  readonly id: string
}

/**
 * What is known of a record that went.
 *
 * @since 0.1.0
 */

/**
 * A record that is no longer in the workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface Tombstone {
  readonly id: string
  /** `missing`: it did not come in a walk through everything, and nothing tells why. */
  readonly reason: "deleted" | "merged" | "missing"
  /** The id of the record that stayed, of one that was merged. */
  readonly mergedInto?: string | undefined
  /** When it went, in Unix seconds, where Intercom tells. */
  readonly at?: number | undefined
}

/**
 * Which records of a collection are asked for, and in which order.
 *
 * @since 0.1.0
 */
import type { Field, FieldValue } from "./Field.ts"

/**
 * Which records, in which order.
 *
 * @category models
 * @since 0.1.0
 */
export interface Selection<R> {
  /** The same text for the same selection, so that what was worked out for it can be used again. */
  readonly key: string
  /** What to select by, undefined for everything. It reads fields of one record. */
  readonly matches: ((read: (field: Field<R>) => FieldValue) => boolean) | undefined
  /** The field to sort by; equal values are sorted by id. */
  readonly sort: Field<R>
  readonly order: "ascending" | "descending"
  /** Whether to see the records as the search index does: later than they are. */
  readonly indexed: boolean
}

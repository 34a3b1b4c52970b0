/**
 * All records of a collection, in the order they were made.
 *
 * @since 0.1.0
 */
import type { Field } from "./Field.ts"
import type { Row } from "./Record.ts"
import type { Selection } from "./Selection.ts"

/**
 * When a record was made.
 *
 * @category constants
 * @since 0.1.0
 */
export const creation: Field<Row> = { name: "created_at", type: "date", of: ({ created_at }) => created_at }

/**
 * Selects everything.
 *
 * @category constructors
 * @since 0.1.0
 */
export const byCreation = (order: "ascending" | "descending"): Selection<Row> => ({
  key: "all by created_at",
  matches: undefined,
  sort: creation,
  order,
  indexed: false
})

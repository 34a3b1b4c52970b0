/**
 * The place of a record in an order.
 *
 * @since 0.1.0
 */

/**
 * The value sorted by, and the id that tells records of one value apart.
 *
 * @category models
 * @since 0.1.0
 */
export interface SortKey {
  readonly value: string | number | null
  readonly id: string
}

/**
 * Compares by value, then by id. Nothing comes before something, numbers before texts, shorter ids before longer ones.
 *
 * @category guards
 * @since 0.1.0
 */
export const compareKeys = (a: SortKey, b: SortKey): number => compareValues(a.value, b.value) || compareIds(a.id, b.id)

/**
 * Compares values as {@link compareKeys} does.
 *
 * @category guards
 * @since 0.1.0
 */
export const compareValues = (a: SortKey["value"], b: SortKey["value"]): number => {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  if (typeof a === "number") return typeof b === "number" ? a - b : -1
  if (typeof b === "number") return 1
  return a < b ? -1 : 1
}

/**
 * Compares ids as {@link compareKeys} does: those that are numbers as text sort as numbers, "99" before "100".
 *
 * @category guards
 * @since 0.1.0
 */
export const compareIds = (a: string, b: string): number => a.length - b.length || (a === b ? 0 : a < b ? -1 : 1)

/**
 * Whether what was read from a file can be a record: whether it has what a blank one has.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"

/**
 * Throws unless a record is like a blank one.
 *
 * @category guards
 * @since 0.1.0
 */
export const assertLike = (blank: object, record: unknown): void => {
  if (!isLike(blank, record)) throw new TypeError("not a record of its kind")
}

/**
 * Whether a value has every field of a blank one, of the same kind. What is null in the blank one may be anything, and
 * what the blank one does not have is not looked at.
 *
 * @category guards
 * @since 0.1.0
 */
export const isLike = (blank: unknown, value: unknown): boolean => {
  if (blank === null || blank === undefined) return true
  if (Array.isArray(blank)) return Array.isArray(value)
  if (!Predicate.isObject(blank)) return typeof value === typeof blank
  if (!Predicate.isObject(value)) return false
  return Object.entries(blank).every(([name, field]) => isLike(field, value[name]))
}

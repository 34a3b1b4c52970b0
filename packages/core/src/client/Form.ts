/**
 * The body of an operation that takes a file: a form.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"

/**
 * Fields as a form. Files stay as they are; what is an object travels as JSON.
 *
 * @category constructors
 * @since 0.1.0
 */
export const formOf = (fields: ReadonlyMap<string, unknown>): FormData => {
  const form = new FormData()
  for (const [name, value] of fields) {
    if (value === undefined || value === null) continue
    form.append(name, value instanceof Blob ? value : Predicate.isObject(value) ? JSON.stringify(value) : String(value))
  }
  return form
}

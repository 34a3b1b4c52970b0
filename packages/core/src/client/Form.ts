/**
 * The body of an operation that takes a file: a form.
 *
 * @since 0.1.0
 */
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Predicate from "effect/Predicate"

/**
 * Sends fields as a form. Files stay as they are; what is an object travels as JSON.
 *
 * @category combinators
 * @since 0.1.0
 */
export const withForm = (
  request: HttpClientRequest.HttpClientRequest,
  fields: ReadonlyMap<string, unknown>
): HttpClientRequest.HttpClientRequest => {
  const form = new FormData()
  for (const [name, value] of fields) {
    if (value === undefined || value === null) continue
    form.append(name, value instanceof Blob ? value : Predicate.isObject(value) ? JSON.stringify(value) : String(value))
  }
  return HttpClientRequest.bodyFormData(request, form)
}

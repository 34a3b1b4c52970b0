/**
 * What Intercom says when it refuses: five shapes of body, read into one.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import type { ErrorEntry } from "../IntercomError.ts"

/**
 * The entries and the request id of an error body.
 *
 * @category models
 * @since 0.1.0
 */
export interface ErrorBody {
  readonly entries: ReadonlyArray<ErrorEntry>
  readonly requestId: string | undefined
}

const empty: ErrorBody = { entries: [], requestId: undefined }

/** More objections are not told, however many a server makes: each of them is looked through for what no error may hold. */
const mostEntries = 25

/**
 * Reads a parsed error body of any of the shapes the API uses. What it does not recognise gives no entries.
 *
 * - `{ type: "error.list", request_id, errors: [{ code, message, field }] }`
 * - `{ errors: { <field>: <message> } }`
 * - `{ type: "error", message, request_id }`
 * - `{ error_key, message }`
 * - anything else, a proxy's page for one
 *
 * @category conversions
 * @since 0.1.0
 */
export const read = (body: unknown): ErrorBody => {
  if (!Predicate.isObject(body)) return empty
  const requestId = text(Predicate.hasProperty(body, "request_id") ? body.request_id : undefined)
  return { entries: readEntries(body), requestId }
}

const readEntries = (body: object): ReadonlyArray<ErrorEntry> => {
  if (Predicate.hasProperty(body, "errors")) {
    if (Array.isArray(body.errors)) return body.errors.slice(0, mostEntries).flatMap(readListed)
    if (Predicate.isObject(body.errors)) {
      return Object.entries(body.errors)
        .slice(0, mostEntries)
        .map(([field, message]) => entry(undefined, message, field))
    }
  }
  const property = (name: string): unknown => (Predicate.hasProperty(body, name) ? body[name] : undefined)
  const code = property("error_key") ?? property("code")
  const message = property("message") ?? property("error")
  return text(code) === undefined && text(message) === undefined ? [] : [entry(code, message, property("field"))]
}

const readListed = (listed: unknown): ReadonlyArray<ErrorEntry> =>
  Predicate.isObject(listed)
    ? [
        entry(
          Predicate.hasProperty(listed, "code") ? listed.code : undefined,
          Predicate.hasProperty(listed, "message") ? listed.message : undefined,
          Predicate.hasProperty(listed, "field") ? listed.field : undefined
        )
      ]
    : text(listed) === undefined
      ? []
      : [entry(undefined, listed, undefined)]

const entry = (code: unknown, message: unknown, field: unknown): ErrorEntry => {
  const codeText = text(code)
  const messageText = text(message)
  const fieldText = text(field)
  return {
    ...(codeText === undefined ? {} : { code: codeText }),
    ...(messageText === undefined ? {} : { message: messageText }),
    ...(fieldText === undefined ? {} : { field: fieldText })
  }
}

const text = (value: unknown): string | undefined => {
  if (typeof value === "string") return value === "" ? undefined : value
  if (typeof value === "number") return String(value)
  if (Array.isArray(value)) return value.filter(Predicate.isString).join(", ") || undefined
  return undefined
}

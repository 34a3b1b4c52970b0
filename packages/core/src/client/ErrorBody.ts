/**
 * What Intercom says when it refuses: five shapes of body, read into one.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import { valueOf } from "../check/Property.ts"
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
export const read = (body: unknown): ErrorBody =>
  Predicate.isObject(body)
    ? { entries: readEntries(body), requestId: text(valueOf(body, "request_id")) }
    : { entries: [], requestId: undefined }

const readEntries = (body: object): ReadonlyArray<ErrorEntry> => {
  const errors = valueOf(body, "errors")
  if (Array.isArray(errors)) return errors.slice(0, mostEntries).flatMap(readListed)
  if (Predicate.isObject(errors)) {
    return Object.entries(errors)
      .slice(0, mostEntries)
      .map(([field, message]) => entryOf({ field, message }))
  }
  const only = entryOf({
    code: valueOf(body, "error_key") ?? valueOf(body, "code"),
    message: valueOf(body, "message") ?? valueOf(body, "error"),
    field: valueOf(body, "field")
  })
  return only.code === undefined && only.message === undefined ? [] : [only]
}

const readListed = (listed: unknown): ReadonlyArray<ErrorEntry> => {
  if (Predicate.isObject(listed)) return [entryOf(listed)]
  const message = text(listed)
  return message === undefined ? [] : [{ message }]
}

const entryOf = (said: object): ErrorEntry =>
  Object.fromEntries(
    ["code", "message", "field"].flatMap((name) => {
      const told = text(valueOf(said, name))
      return told === undefined ? [] : [[name, told]]
    })
  )

const text = (value: unknown): string | undefined => {
  if (typeof value === "string") return value === "" ? undefined : value
  if (typeof value === "number") return String(value)
  if (Array.isArray(value)) return value.filter(Predicate.isString).join(", ") || undefined
  return undefined
}

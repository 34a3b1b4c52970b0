/**
 * Compares what Intercom answers with the schema of the operation, without copying or changing it.
 *
 * @since 0.1.0
 */
import type * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import * as Result from "effect/Result"
import { guardOf } from "./check/Guard.ts"

/**
 * What happens when a response differs from its schema.
 *
 * - `report` returns it, and reports the difference once per operation and path.
 * - `strict` fails with `DecodeError`.
 * - `trust` does not look.
 *
 * @category models
 * @since 0.1.0
 */
export type ResponseMode = "report" | "strict" | "trust"

/**
 * Where a response differs from its schema. It never holds the value found there.
 *
 * @category models
 * @since 0.1.0
 */
export interface Mismatch {
  /** The operation, as `contacts.list`. */
  readonly operation: string
  /** The path, with `[]` for any place in a list, as `data[].email`. */
  readonly path: string
  /** What the schema expects there. */
  readonly expected: string
}

/**
 * Finds the first place where `value`, as `JSON.parse` made it, differs from `schema`; undefined when there is none.
 *
 * @category checks
 * @since 0.1.0
 */
export const findMismatch = (
  schema: Schema.Codec<unknown, unknown>,
  value: unknown
): Omit<Mismatch, "operation"> | undefined => {
  if (guardOf(schema)(value)) return undefined
  const [first] = issuesOf(schema, value)
  return first === undefined
    ? { path: "", expected: "a value of another shape" }
    : { path: first.path.replace(/\[\d+\]/g, "[]"), expected: first.message.replace(/^Expected /, "") }
}

/**
 * Every place where an input differs from its schema, fields nobody declared included.
 *
 * @category checks
 * @since 0.1.0
 */
export const findInputIssues = (
  schema: Schema.Codec<unknown, unknown>,
  input: unknown
): ReadonlyArray<{ readonly path: string; readonly message: string }> =>
  guardOf(schema, "exact")(input) ? [] : issuesOf(schema, input, { onExcessProperty: "error", errors: "all" })

const format = /*#__PURE__*/ SchemaIssue.makeFormatterStandardSchemaV1()

const issuesOf = (
  schema: Schema.Codec<unknown, unknown>,
  value: unknown,
  options?: { readonly onExcessProperty: "error"; readonly errors: "all" }
): ReadonlyArray<{ readonly path: string; readonly message: string }> => {
  const result = SchemaParser.decodeUnknownResult(schema, options)(value)
  if (Result.isSuccess(result)) return []
  return format(result.failure).issues.map((issue) => ({
    path: pathText(issue.path ?? []),
    message: issue.message
  }))
}

const pathText = (path: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }>): string => {
  let text = ""
  for (const segment of path) {
    const key = typeof segment === "object" ? segment.key : segment
    if (typeof key === "number") text += `[${key}]`
    else text += text === "" ? String(key) : `.${String(key)}`
  }
  return text
}

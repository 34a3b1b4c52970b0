/**
 * What is wrong with an input, before anything is sent.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import type * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import { guardOf } from "./Guard.ts"
import { valueOf } from "./Property.ts"
import { expectedOf } from "./Mismatches.ts"

/**
 * One thing that is wrong, and where.
 *
 * @category models
 * @since 0.1.0
 */
export interface InputIssue {
  readonly path: string
  readonly message: string
}

/**
 * Every place where an input differs from its schema, fields nobody declared included.
 *
 * @category guards
 * @since 0.1.0
 */
export const findInputIssues = (schema: Schema.Codec<unknown, unknown>, input: unknown): ReadonlyArray<InputIssue> => {
  if (guardOf(schema, "exact")(input)) return []
  const result = SchemaParser.decodeUnknownResult(schema, { onExcessProperty: "error", errors: "all" })(input)
  return Result.isSuccess(result) ? [] : issuesOf(result.failure, "", undefined)
}

/** Effect's own formatter brings a printer of all values with it, and no value is told here. */
const issuesOf = (issue: SchemaIssue.Issue, path: string, message: string | undefined): ReadonlyArray<InputIssue> => {
  switch (issue._tag) {
    case "Pointer":
      return issuesOf(issue.issue, issue.path.reduce(joined, path), message)
    case "Filter":
      return issuesOf(issue.issue, path, message ?? textOf(issue.issue) ?? textOf(issue.filter))
    case "Encoding":
      return issuesOf(issue.issue, path, message)
    case "Composite":
      return issue.issues.flatMap((inner) => issuesOf(inner, path, message))
    case "AnyOf":
      if (issue.issues.length > 0) return issue.issues.flatMap((inner) => issuesOf(inner, path, message))
  }
  return [{ path, message: message ?? textOf(issue) ?? defaultTextOf(issue) }]
}

/**
 * The path of what stands at a key, or at a place in a list.
 *
 * @category conversions
 * @since 0.1.0
 */
export const joined = (path: string, key: PropertyKey): string =>
  typeof key === "number" ? `${path}[${key}]` : path === "" ? String(key) : `${path}.${String(key)}`

/** What the schema itself says of a part that is wrong. */
const textOf = (part: object): string | undefined => {
  const said = valueOf(part, "annotations")
  const message = valueOf(said, "message")
  if (Predicate.isString(message)) return message
  const expected = valueOf(said, "expected")
  return Predicate.isString(expected) ? `Expected ${expected}` : undefined
}

const defaultTextOf = (issue: SchemaIssue.Issue): string => {
  switch (issue._tag) {
    case "MissingKey":
      return "Missing key"
    case "UnexpectedKey":
      return "Expected no excess property"
    default:
      return "ast" in issue ? `Expected ${expectedOf(issue.ast)}` : "Expected a valid value"
  }
}

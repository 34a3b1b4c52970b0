/**
 * Search queries: what a query may say, and which records it means.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import { invalid, refuse, type Refusal } from "../route/Answer.ts"
import { textOf } from "../route/Body.ts"
import type { Field, FieldNamed, FieldValue } from "../workspace/Field.ts"
import { compareIds } from "../workspace/SortKey.ts"
import type { Selection } from "../workspace/Selection.ts"
import { type DateRule, matchDate } from "./DateRule.ts"

/**
 * What a resource's search takes.
 *
 * @category models
 * @since 0.1.0
 */
export interface Dialect<R> {
  readonly fields: FieldNamed<R>
  readonly dates: DateRule
  /** Whether integers can be compared with `>=` and `<=`. */
  readonly orEqual: boolean
  /** What is said of a name that is none of the fields, where it is not what is said of most. */
  readonly unknown?: ((name: string) => Refusal | undefined) | undefined
}

/**
 * Tells whether a record is meant, reading the fields it needs.
 *
 * @category models
 * @since 0.1.0
 */
export type Matches<R> = NonNullable<Selection<R>["matches"]>

const maxDepth = 2
const maxFilters = 15

/**
 * Reads a query: a filter, or filters joined by `AND` and `OR`, at most two levels deep and fifteen wide.
 *
 * @category conversions
 * @since 0.1.0
 */
export const parse = <R>(query: unknown, dialect: Dialect<R>): Result.Result<Matches<R>, Refusal> =>
  Predicate.isObject(query)
    ? parseNode(query, dialect, 1)
    : Result.fail(refuse(400, "parameter_not_found", "query can't be empty", "query"))

const parseNode = <R>(node: object, dialect: Dialect<R>, depth: number): Result.Result<Matches<R>, Refusal> => {
  const { field, operator, value } = asFields(node)
  if (operator === "AND" || operator === "OR") {
    if (depth > maxDepth) return Result.fail(invalid(`query nesting limit of ${maxDepth} exceeded`, "query"))
    if (!Array.isArray(value) || value.length === 0) {
      return Result.fail(invalid(`${operator} expects an array of filters`, "value"))
    }
    if (value.length > maxFilters) {
      return Result.fail(invalid(`number of filters exceeds the limit of ${maxFilters} for ${operator}`, "value"))
    }
    const all: Array<Matches<R>> = []
    for (const child of value) {
      if (!Predicate.isObject(child)) return Result.fail(invalid("a filter must be an object", "value"))
      const parsed = parseNode(child, dialect, depth + 1)
      if (Result.isFailure(parsed)) return parsed
      all.push(parsed.success)
    }
    return Result.succeed(
      operator === "AND"
        ? (read) => all.every((matches) => matches(read))
        : (read) => all.some((matches) => matches(read))
    )
  }
  if (typeof field !== "string") return Result.fail(invalid("a filter needs a field", "field"))
  const known = dialect.fields(field)
  if (known === undefined) {
    return Result.fail(
      dialect.unknown?.(field) ?? refuse(400, "invalid_field", `${field} is not a valid search field`, "field")
    )
  }
  if (typeof operator !== "string" || !operators.has(operator)) {
    return Result.fail(refuse(400, "invalid_operator", `${textOf(operator)} is not a valid operator`, "operator"))
  }
  // Only whoever asks for anything but nothing need not say so.
  const wanted = value === undefined && operator === "!=" ? null : value
  if (wanted === undefined) return Result.fail(invalid("a filter needs a value", "value"))
  return Result.map(parseTest(known, operator, wanted, dialect), (test) => (read) => test(read(known)))
}

const asFields = (node: object): { readonly field?: unknown; readonly operator?: unknown; readonly value?: unknown } =>
  node

const operators: ReadonlySet<string> = new Set(["=", "!=", "IN", "NIN", ">", "<", ">=", "<=", "~", "!~", "^", "$"])

type Test = (found: FieldValue) => boolean

const parseTest = <R>(
  field: Field<R>,
  operator: string,
  value: unknown,
  { dates, orEqual }: Dialect<R>
): Result.Result<Test, Refusal> => {
  const unsupported = refuse(
    400,
    "invalid_operator",
    `operator ${operator} is not supported for field ${field.name}`,
    "operator"
  )
  if (field.type === "date") {
    if (typeof value !== "number" && !isDigits(value) && value !== null) {
      return operator === "IN" || operator === "NIN"
        ? listTest(field, operator, value, unsupported, dates.days !== undefined)
        : Result.fail(invalid(`the value of ${field.name} must be a Unix timestamp`, "value"))
    }
    return Result.fromNullishOr(matchDate(dates, operator, value === null ? null : Number(value)), () => unsupported)
  }
  switch (operator) {
    case "IN":
    case "NIN":
      return listTest(field, operator, value, unsupported, field.name === "tag_id")
    case "=":
    case "!=": {
      const mismatch = typeMismatch(field, value)
      if (mismatch !== undefined) return Result.fail(mismatch)
      const equal = equalTo(field, value)
      return Result.succeed(operator === "=" ? equal : (found) => !equal(found))
    }
    case ">":
    case "<":
    case ">=":
    case "<=": {
      if (field.type === "id" && (operator === ">" || operator === "<")) return idTest(field, operator, value)
      const ordered = field.type === "integer" || field.type === "custom"
      if (!ordered || (operator.length === 2 && !orEqual)) return Result.fail(unsupported)
      if (typeof value !== "number" && !isDigits(value)) {
        return Result.fail(invalid(`the value of ${field.name} must be a number`, "value"))
      }
      const bound = Number(value)
      const compare = comparisons[operator]
      return Result.succeed((found) => typeof found === "number" && compare(found, bound))
    }
    default:
      return textTest(field, operator, value, unsupported)
  }
}

/** Ids come one after the other as they were given, and all of them after no text at all. */
const idTest = <R>({ name }: Field<R>, operator: ">" | "<", value: unknown): Result.Result<Test, Refusal> => {
  if (typeof value !== "string" && typeof value !== "number") {
    return Result.fail(invalid(`the value of ${name} must be an id`, "value"))
  }
  const bound = String(value)
  const compare = comparisons[operator]
  return Result.succeed((found) => typeof found === "string" && compare(compareIds(found, bound), 0))
}

const comparisons = {
  ">": (a: number, b: number) => a > b,
  "<": (a: number, b: number) => a < b,
  ">=": (a: number, b: number) => a >= b,
  "<=": (a: number, b: number) => a <= b
}

const listTest = <R>(
  field: Field<R>,
  operator: string,
  value: unknown,
  unsupported: Refusal,
  refused: boolean
): Result.Result<Test, Refusal> => {
  if (refused) return Result.fail(unsupported)
  if (!Array.isArray(value)) return Result.fail(invalid(`${operator} expects an array`, "value"))
  const tests: Array<Test> = []
  for (const item of value) {
    const mismatch = typeMismatch(field, item)
    if (mismatch !== undefined) return Result.fail(mismatch)
    tests.push(equalTo(field, item))
  }
  const isIn: Test = (found) => tests.some((test) => test(found))
  return Result.succeed(operator === "IN" ? isIn : (found) => !isIn(found))
}

const textTest = <R>(
  field: Field<R>,
  operator: string,
  value: unknown,
  unsupported: Refusal
): Result.Result<Test, Refusal> => {
  if (field.type !== "string" && field.type !== "id" && field.type !== "words" && field.type !== "custom")
    return Result.fail(unsupported)
  if (typeof value !== "string") return Result.fail(invalid(`the value of ${field.name} must be a string`, "value"))
  const wanted = value.toLowerCase()
  const contains: Test = (found) => typeof found === "string" && found.toLowerCase().includes(wanted)
  switch (operator) {
    case "~":
      return Result.succeed(contains)
    case "!~":
      return Result.succeed((found) => !contains(found))
    case "^":
      return Result.succeed((found) => typeof found === "string" && found.toLowerCase().startsWith(wanted))
    default:
      return Result.succeed((found) => typeof found === "string" && found.toLowerCase().endsWith(wanted))
  }
}

const typeMismatch = <R>({ name, type }: Field<R>, value: unknown): Refusal | undefined => {
  if (value === null) return undefined
  const fits =
    type === "custom"
      ? !Predicate.isObjectOrArray(value)
      : type === "boolean"
        ? typeof value === "boolean" || value === "true" || value === "false"
        : type === "integer" || type === "date"
          ? typeof value === "number" || isDigits(value)
          : typeof value === "string" || typeof value === "number"
  return fits ? undefined : invalid(`the value of ${name} is not of its type`, "value")
}

const equalTo = <R>({ type }: Field<R>, value: unknown): Test => {
  if (value === null) return (found) => found === null || (Array.isArray(found) && found.length === 0)
  const wanted = String(value).toLowerCase()
  switch (type) {
    case "list":
      return (found) => Array.isArray(found) && found.includes(String(value))
    case "words":
      return (found) => typeof found === "string" && wordsOf(found).has(wanted)
    default:
      return (found) => found !== null && String(found).toLowerCase() === wanted
  }
}

const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .replace(/<[^<>]*>/g, " ")
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
  )

const isDigits = (value: unknown): boolean => typeof value === "string" && /^\d+$/.test(value)

/**
 * What a search query is on the wire, and the check of it before it is sent.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { define } from "../define.ts"

/**
 * The resources that have a search with a query.
 *
 * @category models
 * @since 0.1.0
 */
export type SearchedResource = "contacts" | "companies" | "conversations" | "tickets"

/**
 * How a field is compared. `IN` and `NIN` take a list; `~` and `!~` look for a text anywhere, `^` at the beginning, `$` at
 * the end.
 *
 * @category models
 * @since 0.1.0
 */
export type Operator = "=" | "!=" | "IN" | "NIN" | ">" | "<" | ">=" | "<=" | "~" | "!~" | "^" | "$"

/**
 * What a field is compared with.
 *
 * @category models
 * @since 0.1.0
 */
export type Value = string | number | boolean | null

/**
 * One comparison of a field.
 *
 * @category models
 * @since 0.1.0
 */
export interface Filter<Resource extends SearchedResource = SearchedResource> {
  readonly field: string
  readonly operator: Operator
  readonly value: Value | ReadonlyArray<Value>
  /** Only for the type checker, so that a filter is not used on another resource. */
  readonly "~resource"?: Resource
}

/**
 * Filters of which all (`AND`) or one (`OR`) holds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Group<Resource extends SearchedResource = SearchedResource> {
  readonly operator: "AND" | "OR"
  readonly value: ReadonlyArray<Filter<Resource>>
  /** Only for the type checker. */
  readonly "~resource"?: Resource
}

/**
 * A group that holds groups: as deep as a search goes.
 *
 * @category models
 * @since 0.1.0
 */
export interface NestedGroup<Resource extends SearchedResource = SearchedResource> {
  readonly operator: "AND" | "OR"
  readonly value: ReadonlyArray<Filter<Resource> | Group<Resource>>
  /** Only for the type checker. */
  readonly "~resource"?: Resource
}

/**
 * What a search takes as its `query`.
 *
 * @category models
 * @since 0.1.0
 */
export type Query<Resource extends SearchedResource = SearchedResource> =
  | Filter<Resource>
  | Group<Resource>
  | NestedGroup<Resource>

/**
 * The most filters a group can hold.
 *
 * @category constants
 * @since 0.1.0
 */
export const maxFilters = 15

/**
 * The query of `Contacts.search`.
 *
 * @category models
 * @since 0.1.0
 */
export type ContactQuery = Query<"contacts">

/**
 * @category schemas
 * @since 0.1.0
 */
export const ContactQuery: Schema.Codec<ContactQuery> = /*#__PURE__*/ define(() => querySchema())

/**
 * The query of `Companies.search`.
 *
 * @category models
 * @since 0.1.0
 */
export type CompanyQuery = Query<"companies">

/**
 * @category schemas
 * @since 0.1.0
 */
export const CompanyQuery: Schema.Codec<CompanyQuery> = /*#__PURE__*/ define(() => querySchema())

/**
 * The query of `Conversations.search`.
 *
 * @category models
 * @since 0.1.0
 */
export type ConversationQuery = Query<"conversations">

/**
 * @category schemas
 * @since 0.1.0
 */
export const ConversationQuery: Schema.Codec<ConversationQuery> = /*#__PURE__*/ define(() => querySchema())

/**
 * The query of `Tickets.search`.
 *
 * @category models
 * @since 0.1.0
 */
export type TicketQuery = Query<"tickets">

/**
 * @category schemas
 * @since 0.1.0
 */
export const TicketQuery: Schema.Codec<TicketQuery> = /*#__PURE__*/ define(() => querySchema())

/** A schema that says in words what is wrong with a query; a union of structs would list all it might have been. */
function querySchema<Resource extends SearchedResource>(): Schema.Codec<Query<Resource>> {
  // The guard only tells objects apart; the check behind it looks at everything inside.
  const isQuery = (input: unknown): input is Query<Resource> => Predicate.isObject(input)
  return Schema.declare(isQuery, { expected: "a filter or a group of filters" }).check(
    Schema.makeFilter((query) => problemsOf(query, [], 0))
  )
}

interface Problem {
  readonly path: ReadonlyArray<PropertyKey>
  readonly issue: string
}

const operators: ReadonlySet<unknown> = new Set<Operator>([
  "=",
  "!=",
  "IN",
  "NIN",
  ">",
  "<",
  ">=",
  "<=",
  "~",
  "!~",
  "^",
  "$"
])

const problemsOf = (query: unknown, path: ReadonlyArray<PropertyKey>, depth: number): ReadonlyArray<Problem> => {
  if (!Predicate.isObject(query)) return [{ path, issue: "Expected a filter or a group of filters" }]
  return "field" in query ? filterProblems(query, path) : groupProblems(query, path, depth)
}

const filterProblems = (filter: object, path: ReadonlyArray<PropertyKey>): ReadonlyArray<Problem> => {
  const { field, operator, value, ...others } = fieldsOf(filter)
  const problems = excess(others, path)
  if (typeof field !== "string" || field === "")
    problems.push({ path: [...path, "field"], issue: "Expected the name of a field" })
  if (!operators.has(operator)) {
    problems.push({ path: [...path, "operator"], issue: `Expected one of ${[...operators].join(" ")}` })
  }
  const isList = Array.isArray(value) && value.every(isValue)
  if (operator === "IN" || operator === "NIN") {
    if (!isList) problems.push({ path: [...path, "value"], issue: "Expected a list of texts, numbers or booleans" })
  } else if (!isValue(value) && !isList) {
    problems.push({ path: [...path, "value"], issue: "Expected a text, a number, a boolean or null" })
  }
  return problems
}

const groupProblems = (group: object, path: ReadonlyArray<PropertyKey>, depth: number): ReadonlyArray<Problem> => {
  if (depth === 2) return [{ path, issue: "Expected a filter: groups nest two levels deep at most" }]
  const { operator, value, ...others } = fieldsOf(group)
  const problems = excess(others, path)
  if (operator !== "AND" && operator !== "OR") {
    problems.push({ path: [...path, "operator"], issue: "Expected AND or OR, or a field to compare" })
  }
  if (!Array.isArray(value)) return [...problems, { path: [...path, "value"], issue: "Expected a list of filters" }]
  if (value.length === 0) problems.push({ path: [...path, "value"], issue: "Expected at least one filter in a group" })
  if (value.length > maxFilters) {
    problems.push({
      path: [...path, "value"],
      issue: `Expected at most ${maxFilters} filters in a group, got ${value.length}`
    })
  }
  return [...problems, ...value.flatMap((inner, at) => problemsOf(inner, [...path, "value", at], depth + 1))]
}

const fieldsOf = (input: object): Readonly<Record<string, unknown>> => Object.fromEntries(Object.entries(input))

const excess = (others: object, path: ReadonlyArray<PropertyKey>): Array<Problem> =>
  Object.keys(others).map((name) => ({ path: [...path, name], issue: "Unexpected key" }))

const isValue = (input: unknown): input is Value =>
  input === null ||
  typeof input === "string" ||
  typeof input === "boolean" ||
  (typeof input === "number" && Number.isFinite(input))

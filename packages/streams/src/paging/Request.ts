/**
 * Puts paging parameters where an operation takes them.
 *
 * @since 0.1.0
 */
import type { CallOptions, Operation } from "@effect-intercom/core"
import * as Predicate from "effect/Predicate"

/**
 * The input and the options of one page's call.
 *
 * @category models
 * @since 0.1.0
 */
export interface PageRequest {
  readonly input: Readonly<Record<string, unknown>>
  readonly options: CallOptions.CallOptions
}

/**
 * The parameters that page through a list.
 *
 * @category models
 * @since 0.1.0
 */
export type PagingParameters = Readonly<
  Partial<Record<"page" | "per_page" | "starting_after" | "scroll_param", string | number>>
>

/**
 * Adds parameters to a request. They take the place of those the input has.
 *
 * A search takes them in `pagination` of its body. Elsewhere they are fields of the input where the operation declares
 * them, and additional query parameters where it does not.
 *
 * @category combinators
 * @since 0.1.0
 */
export const withParameters = (
  request: PageRequest,
  operation: Operation.Definition,
  parameters: PagingParameters
): PageRequest => {
  if (isInPagination(operation)) {
    const { pagination } = request.input
    const given = Predicate.isObject(pagination) ? pagination : {}
    return { ...request, input: { ...request.input, pagination: { ...given, ...parameters } } }
  }
  const input: Record<string, unknown> = { ...request.input }
  const query: Record<string, string> = { ...request.options.query }
  for (const [name, value] of Object.entries(parameters)) {
    if (declares(operation, name)) input[name] = value
    else query[name] = String(value)
  }
  return { input, options: Object.keys(query).length === 0 ? request.options : { ...request.options, query } }
}

/**
 * The parameter the input itself has.
 *
 * @category conversions
 * @since 0.1.0
 */
export const parameterOf = (
  request: PageRequest,
  operation: Operation.Definition,
  name: keyof PagingParameters
): unknown => {
  const { pagination } = request.input
  if (!isInPagination(operation)) return request.input[name]
  return Predicate.hasProperty(pagination, name) ? pagination[name] : undefined
}

/**
 * Whether the size of a page can be chosen.
 *
 * @category guards
 * @since 0.1.0
 */
export const takesPageSize = (operation: Operation.Definition): boolean =>
  operation.pagination?.kind !== "scroll" && (isInPagination(operation) || declares(operation, "per_page"))

const isInPagination = ({ pagination }: Operation.Definition): boolean =>
  pagination?.kind === "cursor" && pagination.in === "body"

/** A body takes every field of the input that is not in the path or the query. */
const declares = (operation: Operation.Definition, name: string): boolean =>
  operation.query.includes(name) || operation.body === "json"

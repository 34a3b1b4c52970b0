/**
 * The search endpoints: query, sort and pagination of the body.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Query from "./Query.ts"
import type { Selection } from "../workspace/Selection.ts"
import { invalid, isRefusal, refuse, type Refusal } from "../route/Answer.ts"
import { textOf } from "../route/Body.ts"
import * as Pages from "../route/Pages.ts"
import type { Call } from "../route/Route.ts"
import { isSince } from "../route/Since.ts"

/**
 * What a search request asks for.
 *
 * @category models
 * @since 0.1.0
 */
export interface SearchRequest<R> {
  readonly selection: Selection<R>
  readonly page: Pages.CursorRequest
}

/**
 * Reads the body of a search. `defaultSort` is used where the body has none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const readSearch = <R>(
  call: Call,
  dialect: Query.Dialect<R>,
  defaultSort: string,
  limits: Pages.PageLimits
): SearchRequest<R> | Refusal => {
  const page = Pages.fromBody(call, limits)
  if (isRefusal(page)) return page
  const matches = Query.parse(call.body["query"], dialect)
  if (Result.isFailure(matches)) return matches.failure
  const sort = readSort(call, defaultSort)
  if (isRefusal(sort)) return sort
  const field = dialect.fields(sort.field)
  if (field === undefined) return refuse(400, "invalid_field", `${sort.field} is not a valid sort field`, "sort")
  return {
    page,
    selection: {
      // The version decides how dates compare, so two versions must not share what was worked out for one.
      key: `${call.version} ${JSON.stringify([call.body["query"], sort])}`,
      matches: matches.success,
      sort: field,
      order: sort.order,
      indexed: true
    }
  }
}

/** The words for an order; the short ones are older. */
const orders = { ascending: "ascending", descending: "descending" } as const
const olderOrders = { ...orders, asc: "ascending", desc: "descending" } as const

const readSort = (
  { body: { sort }, version }: Call,
  defaultSort: string
): { readonly field: string; readonly order: "ascending" | "descending" } | Refusal => {
  if (sort === undefined || sort === null) return { field: defaultSort, order: "descending" }
  if (!Predicate.isObject(sort)) return invalid("sort must be an object", "sort")
  const { field, order }: { readonly field?: unknown; readonly order?: unknown } = sort
  const by = typeof field === "string" ? field : defaultSort
  if (order === undefined || order === null) return { field: by, order: "descending" }
  const known: Readonly<Record<string, "ascending" | "descending">> = isSince(version, "2.16") ? orders : olderOrders
  const named = Object.hasOwn(known, textOf(order)) ? known[textOf(order)] : undefined
  return named === undefined
    ? refuse(400, "invalid_sort_order", `Invalid sort order '${textOf(order)}'. Must be one of: ascending, descending`)
    : { field: by, order: named }
}

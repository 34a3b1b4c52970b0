/**
 * How lists are cut into pages: by cursor, or by number.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import type { Collection } from "../workspace/Collection.ts"
import type { JsonObject, Row } from "../workspace/Record.ts"
import type { Selection } from "../workspace/Selection.ts"
import type { Foundation } from "../workspace/Foundation.ts"
import { invalid, refuse, type Refusal } from "./Answer.ts"
import * as Cursor from "./Cursor.ts"
import type { Call } from "./Route.ts"

/**
 * What a request may ask of a page.
 *
 * @category models
 * @since 0.1.0
 */
export interface PageLimits {
  readonly defaultPerPage: number
  readonly maxPerPage: number
}

/**
 * A page a request asks for by cursor.
 *
 * @category models
 * @since 0.1.0
 */
export interface CursorRequest {
  readonly perPage: number
  readonly cursor: Cursor.Cursor | undefined
}

/**
 * Reads `per_page` and `starting_after` of the query string.
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromQuery = ({ query }: Call, limits: PageLimits): CursorRequest | Refusal =>
  cursorRequest(query.get("per_page") ?? undefined, query.get("starting_after") ?? undefined, limits)

/**
 * Reads `pagination: { per_page, starting_after }` of the body.
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromBody = ({ body }: Call, limits: PageLimits): CursorRequest | Refusal => {
  const { pagination } = body
  if (pagination === undefined || pagination === null) return cursorRequest(undefined, undefined, limits)
  if (!Predicate.isObject(pagination)) return invalid("pagination must be an object", "pagination")
  const { per_page, starting_after }: { readonly per_page?: unknown; readonly starting_after?: unknown } = pagination
  return cursorRequest(per_page, starting_after ?? undefined, limits)
}

const cursorRequest = (perPage: unknown, startingAfter: unknown, limits: PageLimits): CursorRequest | Refusal => {
  const size = sizeOf(perPage, limits)
  if (typeof size !== "number") return size
  if (startingAfter === undefined) return { perPage: size, cursor: undefined }
  if (startingAfter === "") return invalid("starting_after can't be empty", "starting_after")
  const cursor = typeof startingAfter === "string" ? Cursor.decode(startingAfter) : undefined
  return cursor === undefined
    ? invalid("starting_after is not a cursor of this list", "starting_after")
    : { perPage: size, cursor }
}

const sizeOf = (perPage: unknown, { defaultPerPage, maxPerPage }: PageLimits): number | Refusal => {
  if (perPage === undefined || perPage === null) return defaultPerPage
  const size = typeof perPage === "string" && /^\d+$/.test(perPage) ? Number(perPage) : perPage
  return typeof size === "number" && Number.isInteger(size) && size >= 1 && size <= maxPerPage
    ? size
    : invalid(`per_page must be between 1 and ${maxPerPage}`, "per_page")
}

/**
 * A page by cursor, with everything around its rows.
 *
 * @category conversions
 * @since 0.1.0
 */
export const byCursor = <R extends Row>(
  workspace: Foundation,
  collection: Pick<Collection<R>, "page">,
  selection: Selection<R>,
  { cursor, perPage }: CursorRequest
): { readonly rows: ReadonlyArray<R>; readonly total_count: number; readonly pages: JsonObject } => {
  const found = collection.page(selection, { limit: perPage, after: cursor?.after, now: workspace.now() })
  const page = cursor?.page ?? 1
  return {
    rows: found.rows,
    total_count: found.total,
    pages: {
      type: "pages",
      ...(found.next === undefined
        ? {}
        : { next: { page: page + 1, starting_after: Cursor.encode({ after: found.next, page: page + 1 }) } }),
      page,
      per_page: perPage,
      total_pages: Math.ceil(found.total / perPage)
    }
  }
}

/**
 * A page a request asks for by number.
 *
 * @category models
 * @since 0.1.0
 */
export interface NumberRequest {
  readonly perPage: number
  readonly page: number
}

/**
 * Reads `page` and `per_page` of the query string.
 *
 * @category conversions
 * @since 0.1.0
 */
export const numberFromQuery = ({ query }: Call, limits: PageLimits): NumberRequest | Refusal => {
  const perPage = sizeOf(query.get("per_page") ?? undefined, limits)
  if (typeof perPage !== "number") return perPage
  const page = query.get("page") ?? "1"
  return /^(?:0|[1-9]\d{0,8})$/.test(page)
    ? { perPage, page: Number(page) }
    : invalid("page must be a number greater than 0", "page")
}

/**
 * How many rows come before a page. Page zero has those of the first one.
 *
 * @category conversions
 * @since 0.1.0
 */
export const offsetOf = ({ page, perPage }: NumberRequest): number => Math.max(page - 1, 0) * perPage

/** How far page numbers reach; what lies behind can only be scrolled. */
const pageNumberLimit = 10_000

/**
 * A page by number, with everything around its rows. `next` is the URL of the next page, or null.
 *
 * @category conversions
 * @since 0.1.0
 */
export const byNumber = <R extends Row>(
  call: Call,
  path: string,
  collection: Pick<Collection<R>, "page">,
  selection: Selection<R>,
  request: NumberRequest
): { readonly rows: ReadonlyArray<R>; readonly total_count: number; readonly pages: JsonObject } | Refusal => {
  const offset = offsetOf(request)
  const found = collection.page(selection, { limit: request.perPage, offset, now: call.workspace.now() })
  if (offset + found.rows.length > pageNumberLimit || (offset >= pageNumberLimit && found.total > pageNumberLimit)) {
    return refuse(400, "bad_request", "page limit reached, please use scroll API")
  }
  return { rows: found.rows, total_count: found.total, pages: numbered(call, path, request, found.total) }
}

/**
 * The `pages` of a list by number. `next` is a URL, or null at the end.
 *
 * @category conversions
 * @since 0.1.0
 */
export const numbered = (
  { origin, query }: Call,
  path: string,
  { page, perPage }: NumberRequest,
  total: number
): JsonObject => {
  const next = new URLSearchParams(query)
  next.set("per_page", String(perPage))
  next.set("page", String(page + 1))
  return {
    type: "pages",
    next: page * perPage < total ? `${origin}${path}?${next}` : null,
    page,
    per_page: perPage,
    total_pages: Math.ceil(total / perPage)
  }
}

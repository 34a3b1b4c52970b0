/**
 * Pages of records that are all at hand.
 *
 * @since 0.1.0
 */
import type { Json, JsonObject, Row } from "../workspace/Record.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "./Answer.ts"
import * as Cursor from "./Cursor.ts"
import * as Pages from "./Pages.ts"
import type { Call } from "./Route.ts"

/**
 * The page of `rows` a request asks for by number, as the answer `around` makes of it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const pageOfRows = <R>(
  call: Call,
  path: string,
  rows: ReadonlyArray<R>,
  limits: Pages.PageLimits,
  around: (page: { readonly rows: ReadonlyArray<R>; readonly pages: JsonObject; readonly total_count: number }) => Json
): Answer | Refusal => {
  const request = Pages.numberFromQuery(call, limits)
  if (isRefusal(request)) return request
  const start = Pages.offsetOf(request)
  return ok(
    around({
      rows: rows.slice(start, start + request.perPage),
      pages: Pages.numbered(call, path, request, rows.length),
      total_count: rows.length
    })
  )
}

/**
 * The usual answer around a page: `type`, `data`, `pages` and `total_count`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const listOfRows = <R>(
  call: Call,
  path: string,
  rows: ReadonlyArray<R>,
  render: (row: R) => JsonObject
): Answer | Refusal =>
  pageOfRows(call, path, rows, rowLimits, ({ pages, rows, total_count }) => ({
    type: "list",
    pages,
    total_count,
    data: rows.map(render)
  }))

/**
 * The answer around a page whose numbers stand beside its rows: `type`, `data`, `total_count`, `page` and so on.
 *
 * @category conversions
 * @since 0.1.0
 */
export const flatListOfRows = <R>(
  call: Call,
  path: string,
  rows: ReadonlyArray<R>,
  render: (row: R) => JsonObject
): Answer | Refusal =>
  pageOfRows(call, path, rows, rowLimits, ({ pages: { page, per_page, total_pages }, rows, total_count }) => ({
    type: "list",
    data: rows.map(render),
    total_count,
    page,
    per_page,
    total_pages
  }))

/**
 * The page of `rows`, latest change first, that comes after a cursor. Its cursor is that of the last row, null at the end.
 *
 * @category conversions
 * @since 0.1.0
 */
export const cursorListOfRows = <R extends Row>(
  call: Call,
  rows: ReadonlyArray<R>,
  limits: Pages.PageLimits,
  render: (row: R) => JsonObject
): Answer | Refusal => {
  const request = Pages.fromQuery(call, limits)
  if (isRefusal(request)) return request
  const { cursor, perPage } = request
  const start = cursor === undefined ? 0 : positionAfter(rows, cursor)
  const shown = rows.slice(start, start + perPage)
  const last = start + perPage < rows.length ? shown.at(-1) : undefined
  const after = { value: last?.updated_at ?? null, id: last?.id ?? "" }
  return ok({
    type: "list",
    data: shown.map(render),
    pages: {
      type: "pages",
      per_page: perPage,
      next: last === undefined ? null : { starting_after: Cursor.encode({ after, page: (cursor?.page ?? 1) + 1 }) }
    }
  })
}

/** Where a page goes on: after the row it ended with, or after its time where that row is gone. */
const positionAfter = (rows: ReadonlyArray<Row>, { after: { id, value } }: Cursor.Cursor): number => {
  const known = rows.findIndex((row) => row.id === id)
  if (known !== -1) return known + 1
  const next = rows.findIndex(({ updated_at }) => updated_at < Number(value))
  return next === -1 ? rows.length : next
}

/**
 * How many rows a page of the library has.
 *
 * @category constants
 * @since 0.1.0
 */
export const rowLimits: Pages.PageLimits = { defaultPerPage: 25, maxPerPage: 150 }

/**
 * Runs `use` with the record whose id the placeholder of the path has, and refuses where there is none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const withRow = <R>(
  call: Call,
  records: { readonly get: (id: string) => R | undefined },
  use: (record: R) => Answer | Refusal,
  placeholder = "id"
): Answer | Refusal => {
  const record = records.get(call.params[placeholder] ?? "")
  return record === undefined ? rowNotFound : use(record)
}

/**
 * 404 for a record that is not there.
 *
 * @category errors
 * @since 0.1.0
 */
export const rowNotFound: Refusal = /*#__PURE__*/ refuse(404, "not_found", "Resource Not Found")

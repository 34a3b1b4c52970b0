/**
 * The next page as a URL. It is never requested as it stands: its query parameters go to the operation's own endpoint.
 *
 * @since 0.1.0
 */
import type { Operation } from "@effect-intercom/core"
import * as Result from "effect/Result"
import type { Problem } from "./Failure.ts"
import type { PageRequest } from "./Request.ts"

/**
 * The query parameters of the URL, once it is known to lead to the client's host or to Intercom.
 *
 * @category conversions
 * @since 0.1.0
 */
export const parametersOf = (url: string, baseUrl: string): Result.Result<URLSearchParams, Problem> => {
  if (!URL.canParse(url, baseUrl)) {
    return Result.fail({ kind: "malformed", message: "The address of the next page is not a URL" })
  }
  const next = new URL(url, baseUrl)
  const isOwn = next.host === new URL(baseUrl).host || /(^|\.)intercom\.io$/.test(next.hostname)
  return isOwn && /^https?:$/.test(next.protocol)
    ? Result.succeed(next.searchParams)
    : Result.fail({
        kind: "foreign-url",
        message: "The next page lies on another host than the client's; nothing was sent there"
      })
}

/**
 * The cursor of a next URL: its parameters, as a query string that starts with `?`. Those the input sends anyway are
 * left out, so that a stored cursor holds no filter values.
 *
 * @category conversions
 * @since 0.1.0
 */
export const toCursor = (parameters: URLSearchParams, request: PageRequest): string => {
  const own = new URLSearchParams()
  for (const [name, value] of parameters) {
    const given = inputOf(request, name)
    if (given === undefined || (given !== sentAsList && String(given) !== value)) own.set(name, value)
  }
  return `?${own}`
}

/**
 * Whether a cursor is one of {@link toCursor}.
 *
 * @category guards
 * @since 0.1.0
 */
export const isCursor = (cursor: string): boolean => cursor.startsWith("?")

/**
 * The request of the page such a cursor leads to.
 *
 * @category combinators
 * @since 0.1.0
 */
export const withCursor = (request: PageRequest, operation: Operation.Definition, cursor: string): PageRequest => {
  const input: Record<string, unknown> = { ...request.input }
  const query: Record<string, string> = { ...request.options.query }
  for (const [name, value] of new URLSearchParams(cursor)) {
    // A field of the input keeps its type, which its schema checks.
    if (operation.query.includes(name) && input[name] !== undefined && input[name] !== null) {
      input[name] = typeof input[name] === "number" && value.trim() !== "" ? Number(value) : value
    } else query[name] = value
  }
  return { input, options: { ...request.options, query } }
}

const sentAsList = Symbol("sentAsList")

/** What the input has for a parameter; lists and objects are sent as `name[…]`. */
const inputOf = ({ input, options }: PageRequest, name: string): unknown => {
  const base = name.replace(/\[.*$/, "")
  if (base !== name) return input[base] === undefined ? options.query?.[name] : sentAsList
  return input[name] ?? options.query?.[name]
}

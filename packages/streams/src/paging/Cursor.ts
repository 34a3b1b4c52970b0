/**
 * Lists with a cursor: `starting_after` leads to the next page.
 *
 * @since 0.1.0
 */
import type { Operation } from "@effect-intercom/core"
import * as Result from "effect/Result"
import type { Problem } from "./Failure.ts"
import * as NextUrl from "./NextUrl.ts"
import type { Pager } from "./Pager.ts"
import { type PageRequest, withParameters } from "./Request.ts"
import { isWithoutNext, nextOf, pagingNumberOf, textOf, unknownForm } from "./Response.ts"

/**
 * Makes the pager of a cursor list.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (operation: Operation.Definition, first: PageRequest, baseUrl: string): Pager => ({
  request(cursor) {
    if (cursor === undefined) return first
    return NextUrl.isCursor(cursor)
      ? NextUrl.withCursor(first, operation, cursor)
      : withParameters(first, operation, { starting_after: cursor })
  },
  next(page, { rows }) {
    const next = nextOf(page)
    if (typeof next === "string" && next !== "") return fromUrl(next, operation, first, baseUrl)
    const cursor = textOf(next, "starting_after")
    if (cursor !== undefined) return Result.succeed(cursor)
    if (!isWithoutNext(next)) return Result.fail(unknownForm)
    return next instanceof Object && rows > 0 && hasMore(page) ? Result.fail(withoutCursor) : Result.succeed(undefined)
  }
})

/** Some lists hand out their cursor inside the URL of the next page. */
const fromUrl = (
  url: string,
  operation: Operation.Definition,
  first: PageRequest,
  baseUrl: string
): Result.Result<string, Problem> =>
  Result.flatMap(NextUrl.parametersOf(url, baseUrl), (parameters) => {
    const cursor = parameters.get("starting_after")
    if (cursor !== null && cursor !== "") return Result.succeed(cursor)
    return operation.pagination?.in === "body" || parameters.size === 0
      ? Result.fail(withoutCursor)
      : Result.succeed(NextUrl.toCursor(parameters, first))
  })

const hasMore = (page: unknown): boolean => {
  const number = pagingNumberOf(page, "page")
  const total = pagingNumberOf(page, "total_pages")
  return number !== undefined && total !== undefined && number < total
}

const withoutCursor: Problem = {
  kind: "malformed",
  message: "The page says that there is a next one, but not the cursor that leads to it"
}

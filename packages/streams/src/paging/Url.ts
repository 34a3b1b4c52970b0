/**
 * Lists whose pages hold the URL of the next one.
 *
 * @since 0.1.0
 */
import type { Operation } from "@effect-intercom/core"
import * as Result from "effect/Result"
import type { Problem } from "./Failure.ts"
import * as NextUrl from "./NextUrl.ts"
import type { Pager } from "./Pager.ts"
import type { PageRequest } from "./Request.ts"
import { nextOf, textOf } from "./Response.ts"

/**
 * Makes the pager of a list with next URLs.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (operation: Operation.Definition, first: PageRequest, baseUrl: string): Pager => ({
  request: (cursor) => (cursor === undefined ? first : NextUrl.withCursor(first, operation, cursor)),
  next(page) {
    const next = nextOf(page)
    if (next === null || next === undefined || next === "") return Result.succeed(undefined)
    if (typeof next !== "string") {
      const cursor = textOf(next, "starting_after")
      return cursor === undefined
        ? Result.fail(notUrl)
        : Result.succeed(NextUrl.toCursor(new URLSearchParams({ starting_after: cursor }), first))
    }
    return Result.flatMap(NextUrl.parametersOf(next, baseUrl), (parameters) => {
      const cursor = NextUrl.toCursor(parameters, first)
      return cursor === "?" ? Result.fail(samePage) : Result.succeed(cursor)
    })
  }
})

const notUrl: Problem = { kind: "malformed", message: "The next page is told neither by a URL nor by a cursor" }

const samePage: Problem = { kind: "cycle", message: "The next page's URL leads to the same request again" }

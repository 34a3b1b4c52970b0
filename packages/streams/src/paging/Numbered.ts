/**
 * Lists with numbered pages, from 1. The response tells how many there are.
 *
 * @since 0.1.0
 */
import type { Operation } from "@effect-intercom/core"
import * as Result from "effect/Result"
import type { Problem } from "./Failure.ts"
import * as NextUrl from "./NextUrl.ts"
import type { Pager } from "./Pager.ts"
import { type PageRequest, parameterOf, withParameters } from "./Request.ts"
import { isWithoutNext, nextOf, pagingNumberOf, saysLast, textOf, unknownForm } from "./Response.ts"

/**
 * Makes the pager of a numbered list.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (operation: Operation.Definition, first: PageRequest, baseUrl: string): Pager => {
  const given = Number(parameterOf(first, operation, "page"))
  const numberOf = (cursor: string | undefined): number =>
    cursor === undefined ? (Number.isInteger(given) ? given : 1) : Number(cursor)
  return {
    request: (cursor) => (cursor === undefined ? first : withParameters(first, operation, { page: numberOf(cursor) })),
    next(page, { cursor, rows }) {
      const number = numberOf(cursor)
      const answered = pagingNumberOf(page, "page")
      if (answered !== undefined && answered !== number) return Result.fail(otherPage(number, answered))
      const next = nextOf(page)
      if (typeof next === "string" && next !== "") {
        const parameters = NextUrl.parametersOf(next, baseUrl)
        if (Result.isFailure(parameters)) return Result.fail(parameters.failure)
        return Result.succeed(String(number + 1))
      }
      if (textOf(next, "page") === String(number + 1)) return Result.succeed(String(number + 1))
      if (!isWithoutNext(next)) return Result.fail(unknownForm)
      return Result.succeed(number < lastNumber(page, number, rows) ? String(number + 1) : undefined)
    },
    leap(page, cursor) {
      const number = numberOf(cursor)
      const total = pagingNumberOf(page, "total_pages") ?? number
      return (steps) => (number + steps <= total ? String(number + steps) : undefined)
    }
  }
}

/**
 * Whether a text is the cursor of a numbered list.
 *
 * @category guards
 * @since 0.1.0
 */
export const isCursor = (cursor: string): boolean => /^[1-9]\d{0,9}$/.test(cursor)

/** Where the total is not told, a full page may have a successor. */
const lastNumber = (page: unknown, number: number, rows: number): number => {
  const total = pagingNumberOf(page, "total_pages")
  if (total !== undefined) return total
  const size = pagingNumberOf(page, "per_page")
  return !saysLast(page) && size !== undefined && rows > 0 && rows >= size ? number + 1 : number
}

const otherPage = (asked: number, answered: number): Problem => ({
  kind: "cycle",
  message: `Page ${asked} was asked for, and page ${answered} came`
})

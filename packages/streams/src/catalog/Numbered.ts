/**
 * Lists with numbered pages, which move under their reader.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import type { Page } from "../paging/Page.ts"
import { idOf } from "./Field.ts"
import { contentOf } from "./Identifier.ts"

/**
 * A page of such a list. `shifted` where it is the last one, and the list had changed whenever it was looked at.
 *
 * @category models
 * @since 0.1.0
 */
export interface SeenPage extends Page<unknown> {
  readonly shifted?: boolean | undefined
}

/** A list that is still another one after so many looks is left for a later run. */
const mostLooks = 6

/**
 * Looks at a list from its first page to its last until a look shows no row that was not seen before.
 *
 * What is deleted moves the rows behind it one place forward, so that the first row of the next page comes to stand on one
 * that was read; a row that changes may move to a page that was read. Such a row is missing in a look, and there in the
 * next. A look at a single page is one answer, and not repeated.
 *
 * All rows of the first look are handed out, and of the others those that are new. The ids are kept in memory. A row without one
 * is known by what it holds: streams of users may know theirs by another field.
 *
 * @category combinators
 * @since 0.1.0
 */
export const inLooks = (
  look: () => Stream.Stream<Page<unknown>, IntercomError, IntercomClient.IntercomClient>
): Stream.Stream<SeenPage, IntercomError, IntercomClient.IntercomClient> =>
  Stream.suspend(() => {
    const seen = new Set<string>()
    const isNew = (item: unknown): boolean => {
      const key = Predicate.isObject(item) ? (idOf(item) ?? contentOf(item)) : ""
      if (key === "" || seen.has(key)) return false
      seen.add(key)
      return true
    }
    const again = (looks: number): Stream.Stream<SeenPage, IntercomError, IntercomClient.IntercomClient> => {
      let pages = 0
      let found = 0
      const rest = Stream.suspend(() => {
        const isSettled = pages < 2 || (looks > 1 && found === 0)
        if (isSettled) return Stream.empty
        return looks < mostLooks ? again(looks + 1) : Stream.succeed(unsettled)
      })
      return look().pipe(
        Stream.map((page): SeenPage => {
          pages++
          const items = page.items.filter(isNew)
          found += items.length
          return looks === 1 ? page : { ...page, items }
        }),
        Stream.concat(rest)
      )
    }
    return again(1)
  })

/** The page that tells that no two looks were the same. */
const unsettled: SeenPage = {
  items: [],
  cursor: undefined,
  totalCount: undefined,
  page: undefined,
  shifted: true
}

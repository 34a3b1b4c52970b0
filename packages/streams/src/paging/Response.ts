/**
 * What a page tells of its place in the list, wherever it stands and whatever type it has.
 *
 * Responses are read with tolerance: unless the client is strict, their shape is not certain.
 *
 * @since 0.1.0
 */
import type { Pagination } from "@effect-intercom/core"
import * as Predicate from "effect/Predicate"
import type { Problem } from "./Failure.ts"

/**
 * The rows of a page, or undefined when it holds no list of them.
 *
 * @category conversions
 * @since 0.1.0
 */
export const rowsOf = <Page, Item>(
  pagination: Pick<Pagination<Page, Item>, "items">,
  page: Page
): ReadonlyArray<Item> | undefined => {
  try {
    const items: unknown = pagination.items(page)
    // Type boundary: the operation promises rows of this type; its response check has looked at them.
    return Array.isArray(items) ? (items as ReadonlyArray<Item>) : undefined
  } catch {
    return undefined
  }
}

/**
 * `pages.next` as it came; undefined, like null, where there is none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const nextOf = (page: unknown): unknown => property(property(page, "pages"), "next")

/**
 * Whether the page says in so many words that there is no next one.
 *
 * @category conversions
 * @since 0.1.0
 */
export const saysLast = (page: unknown): boolean => nextOf(page) === null

/**
 * Whether `pages.next` is one of the forms in which a list says that there is no next page: none, null, an empty text, or
 * an object with a page number at most. Any other form may lead on in a way nobody knows.
 *
 * @category guards
 * @since 0.1.0
 */
export const isWithoutNext = (next: unknown): boolean => {
  if (next === undefined || next === null || next === "") return true
  if (!Predicate.isObject(next) || Array.isArray(next)) return false
  return Object.entries(next).every(
    ([name, value]) => name === "page" || name === "per_page" || (name === "starting_after" && isEmpty(value))
  )
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === ""

/**
 * What is wrong with a next page in another form.
 *
 * @category constants
 * @since 0.1.0
 */
export const unknownForm: Problem = {
  kind: "malformed",
  message: "The page tells the next one in a form that is not known; reading on would lose rows"
}

/**
 * The number of all rows, where the page tells it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const totalCountOf = (page: unknown): number | undefined => count(property(page, "total_count"))

/**
 * A number among the paging facts, which stand under `pages` or beside the rows.
 *
 * @category conversions
 * @since 0.1.0
 */
export const pagingNumberOf = (page: unknown, name: "page" | "per_page" | "total_pages"): number | undefined =>
  count(property(property(page, "pages"), name)) ?? count(property(page, name))

/**
 * A field as text: a string that is not empty, or a number. Undefined for anything else.
 *
 * @category conversions
 * @since 0.1.0
 */
export const textOf = (value: unknown, name: string): string | undefined => {
  const field = property(value, name)
  if (typeof field === "number") return String(field)
  return typeof field === "string" && field !== "" ? field : undefined
}

const property = (value: unknown, name: string): unknown =>
  Predicate.hasProperty(value, name) ? value[name] : undefined

/** Counts come as numbers and, from some endpoints, as strings. */
const count = (value: unknown): number | undefined => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value
  return typeof number === "number" && Number.isFinite(number) ? number : undefined
}

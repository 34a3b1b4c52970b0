/**
 * What is read out of records in more than one tool.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"

/**
 * The cursor of the next page of a search.
 *
 * @internal
 */
export const nextOf = (pages: unknown): string | undefined => {
  if (!Predicate.isReadonlyObject(pages)) return undefined
  const next = pages["next"]
  const cursor = Predicate.isReadonlyObject(next) ? next["starting_after"] : undefined
  return typeof cursor === "string" ? cursor : undefined
}

/**
 * The next page of a list whose pages have numbers.
 *
 * @internal
 */
export const nextNumber = (pages: unknown): string | undefined => {
  if (!Predicate.isReadonlyObject(pages)) return undefined
  const { page, total_pages } = pages
  return typeof page === "number" && typeof total_pages === "number" && page < total_pages
    ? String(page + 1)
    : undefined
}

/**
 * Parts of an answer.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"

/**
 * A value with the fields at these paths and no others. Lists are gone through: a path says the same of each element.
 *
 * @internal
 */
export const pick = (value: unknown, paths: ReadonlyArray<string>): unknown =>
  along(
    value,
    paths.map((path) => path.split("."))
  )

const along = (value: unknown, paths: ReadonlyArray<ReadonlyArray<string>>): unknown => {
  if (Array.isArray(value)) return value.map((element) => along(element, paths))
  if (paths.some((path) => path.length === 0) || !Predicate.isReadonlyObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const further = paths.flatMap(([first, ...rest]) => (first === name ? [rest] : []))
      return further.length === 0 ? [] : [[name, along(inner, further)] as const]
    })
  )
}

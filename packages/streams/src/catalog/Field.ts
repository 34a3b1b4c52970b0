/**
 * What definitions read from records as they came: ids and times.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"

/**
 * The id of a record, as text: its `id`, where nothing else is named. Ids come as numbers from some endpoints, and are never
 * compared as numbers or by order.
 *
 * @category conversions
 * @since 0.1.0
 */
export const idOf = (record: object, field = "id"): string | undefined => {
  const id = Predicate.hasProperty(record, field) ? record[field] : undefined
  if (typeof id === "string") return id === "" ? undefined : id
  return typeof id === "number" ? String(id) : undefined
}

/**
 * A time of a record in Unix seconds, where it has it: from a number, or from text that is a number or an ISO 8601 time.
 *
 * @category conversions
 * @since 0.1.0
 */
export const secondsOf = (record: object, field: string): number | undefined => {
  const time = Predicate.hasProperty(record, field) ? record[field] : undefined
  if (typeof time === "number") return time
  if (typeof time !== "string" || time === "") return undefined
  const seconds = Number(time)
  if (!Number.isNaN(seconds)) return seconds
  return DateTime.make(time).pipe(
    Option.map((instant) => Math.floor(DateTime.toEpochMillis(instant) / 1000)),
    Option.getOrUndefined
  )
}

/**
 * When a record was created, in Unix seconds, where it tells.
 *
 * @category conversions
 * @since 0.1.0
 */
export const createdAtOf = (record: object): number | undefined => secondsOf(record, "created_at")

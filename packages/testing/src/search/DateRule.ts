/**
 * How a search compares times: by the second, or by whole days of the workspace's time zone.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import type { FieldValue } from "../workspace/Field.ts"

/**
 * How a search compares times.
 *
 * @category models
 * @since 0.1.0
 */
export interface DateRule {
  /** The time zone whose days are compared, undefined where times are compared to the second. */
  readonly days: DateTime.TimeZone | undefined
  /** Whether `>` and `<` include the second they name. */
  readonly inclusive: boolean
  /** Whether `>=` and `<=` are understood. */
  readonly orEqual: boolean
}

/**
 * The test an operator means, undefined where the rule does not know the operator. `value` is in Unix seconds.
 *
 * @category guards
 * @since 0.1.0
 */
export const matchDate = (
  rule: DateRule,
  operator: string,
  value: number | null
): ((found: FieldValue) => boolean) | undefined => {
  if (rule.days !== undefined) return matchDay(rule.days, operator, value)
  const compare = bySecond(rule, operator)
  if (compare === undefined) return undefined
  if (value === null) {
    return operator === "=" ? (found) => found === null : operator === "!=" ? (found) => found !== null : undefined
  }
  if (operator === "!=") return (found) => found !== value
  return (found) => typeof found === "number" && compare(found, value)
}

const bySecond = (
  { inclusive, orEqual }: DateRule,
  operator: string
): ((a: number, b: number) => boolean) | undefined => {
  switch (operator) {
    case "=":
      return (a, b) => a === b
    case "!=":
      return (a, b) => a !== b
    case ">":
      return inclusive ? (a, b) => a >= b : (a, b) => a > b
    case "<":
      return inclusive ? (a, b) => a <= b : (a, b) => a < b
    case ">=":
      return orEqual ? (a, b) => a >= b : undefined
    case "<=":
      return orEqual ? (a, b) => a <= b : undefined
    default:
      return undefined
  }
}

/** Unix seconds beyond which there are hardly any dates, and no records. */
const farthest = 8_000_000_000_000

/** `>` begins with the next day, `<` ends before this one, and `=` is all of it. */
const matchDay = (
  zone: DateTime.TimeZone,
  operator: string,
  value: number | null
): ((found: FieldValue) => boolean) | undefined => {
  if (value === null) return operator === "=" ? (found) => found === null : undefined
  const seconds = Math.min(Math.max(value, -farthest), farthest)
  const dayStart = DateTime.startOf(DateTime.setZone(DateTime.makeUnsafe(seconds * 1000), zone), "day")
  const start = DateTime.toEpochMillis(dayStart) / 1000
  const end = DateTime.toEpochMillis(DateTime.add(dayStart, { days: 1 })) / 1000
  switch (operator) {
    case "=":
      return (found) => typeof found === "number" && found >= start && found < end
    case ">":
      return (found) => typeof found === "number" && found >= end
    case "<":
      return (found) => typeof found === "number" && found < start
    default:
      return undefined
  }
}

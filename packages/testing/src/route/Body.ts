/**
 * The fields of a body, checked one by one.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import { invalid, refuse, type Refusal } from "./Answer.ts"

/**
 * Says what is wrong with a value, undefined where nothing is.
 *
 * @category models
 * @since 0.1.0
 */
export type Check = (value: unknown) => string | undefined

/**
 * Reads the fields there are checks for, and leaves out all others, as Intercom does.
 *
 * @category conversions
 * @since 0.1.0
 */
export const readFields = <R>(
  body: Readonly<Record<string, unknown>>,
  checks: Readonly<Partial<Record<keyof R & string, Check>>>
): Partial<R> | Refusal => {
  const fields: Record<string, unknown> = {}
  for (const [name, check] of Object.entries<Check | undefined>(checks)) {
    const value = body[name]
    if (value === undefined || check === undefined) continue
    const problem = check(value)
    if (problem !== undefined) return invalid(`${name} ${problem}`, name)
    fields[name] = value
  }
  // Type boundary: every field was checked against the type of its namesake.
  return fields as Partial<R>
}

/**
 * The names a body has nothing for, as a refusal. Undefined where it has all of them.
 *
 * @category conversions
 * @since 0.1.0
 */
export const missing = (body: Readonly<Record<string, unknown>>, names: ReadonlyArray<string>): Refusal | undefined => {
  const name = names.find((name) => body[name] === undefined || body[name] === null || body[name] === "")
  return name === undefined ? undefined : refuse(400, "parameter_not_found", `${name} is required`, name)
}

/**
 * A text of a request, or a number there, as a text: most ids are taken as both. All else is no text.
 *
 * @category conversions
 * @since 0.1.0
 */
export const textOf = (value: unknown): string =>
  Predicate.isString(value) ? value : Predicate.isNumber(value) ? String(value) : ""

/**
 * Whether a number of Unix seconds is one that dates reach: what shows it may write it as a date.
 *
 * @category guards
 * @since 0.1.0
 */
export const isDate = (seconds: number): boolean => !Number.isNaN(new Date(seconds * 1000).getTime())

/**
 * A text.
 *
 * @category guards
 * @since 0.1.0
 */
export const text: Check = (value) => (Predicate.isString(value) ? undefined : "must be a string")

/**
 * True or false.
 *
 * @category guards
 * @since 0.1.0
 */
export const flag: Check = (value) => (Predicate.isBoolean(value) ? undefined : "must be a boolean")

/**
 * A whole number, also as text.
 *
 * @category guards
 * @since 0.1.0
 */
export const wholeNumber: Check = (value) => (isWhole(value) ? undefined : "must be a number")

/**
 * A whole number, or nothing.
 *
 * @category guards
 * @since 0.1.0
 */
export const orNull =
  (check: Check): Check =>
  (value) =>
    value === null ? undefined : check(value)

/**
 * One of some words.
 *
 * @category guards
 * @since 0.1.0
 */
export const oneOf =
  (...words: ReadonlyArray<string>): Check =>
  (value) =>
    words.some((word) => word === value) ? undefined : `must be one of ${words.join(", ")}`

/**
 * A list whose entries pass a check.
 *
 * @category guards
 * @since 0.1.0
 */
export const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every((entry) => check(entry) === undefined) ? undefined : "must be a list"

/**
 * An object of any fields.
 *
 * @category guards
 * @since 0.1.0
 */
export const object: Check = (value) =>
  Predicate.isObject(value) && !Array.isArray(value) ? undefined : "must be an object"

const isWhole = (value: unknown): boolean =>
  Number.isInteger(value) || (typeof value === "string" && /^\d{1,15}$/.test(value))

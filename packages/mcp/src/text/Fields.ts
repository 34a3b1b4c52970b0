/**
 * Records as lines of fields.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import { quoted, word } from "./Clean.ts"

/**
 * A value of a field, as it stands on a line; undefined where there is none to tell.
 *
 * @internal
 */
export type Value = string | number | boolean | null | undefined

/**
 * Fields on one line: `id=1 name="Ada"`. Empty ones are left out.
 *
 * @internal
 */
export const line = (...fields: ReadonlyArray<readonly [name: string, value: Value]>): string =>
  fields
    .flatMap(([name, value]) =>
      value === undefined || value === null || value === ""
        ? []
        : [`${name}=${typeof value === "string" ? word(value) : String(value)}`]
    )
    .join(" ")

/**
 * Unix seconds as a time in UTC. A hashed one stays as it is.
 *
 * @internal
 */
export const time = (seconds: number | string | null | undefined): string | undefined => {
  if (seconds === null || seconds === undefined) return undefined
  if (typeof seconds === "string") return seconds
  const instant = new Date(seconds * 1000)
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString().replace(/(:00)?\.000Z$/, "Z")
}

/**
 * Attributes of a workspace's own, at most 40 of them.
 *
 * @internal
 */
export const attributes = (values: unknown): ReadonlyArray<string> => {
  if (!Predicate.isObject(values)) return []
  const told = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "")
  const lines = told.slice(0, mostAttributes).map(([name, value]) => `${quoted(name, 80)}: ${shown(value)}`)
  return told.length > mostAttributes ? [...lines, `(${told.length - mostAttributes} more attributes)`] : lines
}

const mostAttributes = 40

const shown = (value: unknown): string =>
  typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : quoted(typeof value === "string" ? value : JSON.stringify(value))

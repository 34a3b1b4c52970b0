/**
 * Values of columns, and how they are made of what came.
 *
 * @since 0.1.0
 */
import type { ColumnType } from "./Table.ts"

/**
 * A value: a number for `bigint`, `double` and, as Unix seconds, `timestamptz`; text for `text` and `json`.
 *
 * @category models
 * @since 0.1.0
 */
export type Cell = string | number | boolean | null

/**
 * The value as one of the column's type; undefined where it is none. Nothing, and text of no length where the column is not
 * of text, is null.
 *
 * @category conversions
 * @since 0.1.0
 */
export const of = (type: ColumnType, value: unknown): Cell | undefined => {
  if (value === null || value === undefined) return null
  if (type === "text") return textOf(value)
  if (type === "json") return JSON.stringify(value) ?? null
  if (value === "") return null
  switch (type) {
    case "bigint": {
      const number = numberOf(value)
      return Number.isSafeInteger(number) ? number : undefined
    }
    case "double":
      return numberOf(value)
    case "boolean":
      return booleanOf(value)
    case "timestamptz":
      return secondsOf(value)
  }
}

const textOf = (value: unknown): string | undefined => {
  if (typeof value === "string") return value
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined
}

const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value
  return typeof number === "number" && Number.isFinite(number) ? number : undefined
}

const booleanOf = (value: unknown): boolean | undefined => {
  if (typeof value === "boolean") return value
  return value === "true" ? true : value === "false" ? false : undefined
}

/** A time without its zone is UTC, as in Intercom's files. */
const secondsOf = (value: unknown): number | undefined => {
  const number = numberOf(value)
  if (number !== undefined) return isWithin(number) ? number : undefined
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d/.test(value)) return undefined
  // What JavaScript knows no zone of would be in that of the machine.
  const isZoned = value.length === "2026-01-02".length || /(?:z|utc|gmt|[ecmp][sd]t|[+-]\d\d(?::?\d\d)?)$/i.test(value)
  const seconds = Date.parse(isZoned ? value : `${value.replace(" ", "T")}Z`) / 1000
  return isWithin(seconds) ? seconds : undefined
}

/** The years 1 to 9999, which every database has. */
const isWithin = (seconds: number): boolean => seconds >= -62_135_596_800 && seconds < 253_402_300_800

/**
 * Text without what PostgreSQL and others cannot hold: the character 0, and halves of characters. Each becomes U+FFFD.
 *
 * @category conversions
 * @since 0.1.0
 */
export const storable = (text: string): string =>
  (text.includes("\u0000") ? text.replaceAll("\u0000", "\ufffd") : text).toWellFormed()

/**
 * The same for JSON as `JSON.stringify` writes it, which escapes them.
 *
 * @category conversions
 * @since 0.1.0
 */
export const storableJson = (json: string): string =>
  /\\u(0000|d[89a-f])/.test(json)
    ? json.replaceAll(/\\(?:\\|u0000|ud[89a-f][0-9a-f]{2})/g, (found) => (found === "\\\\" ? found : "\\ufffd"))
    : json

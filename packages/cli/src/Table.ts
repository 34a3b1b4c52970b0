/**
 * Rows of text as a table that lines up, for terminals and logs.
 *
 * @since 0.1.0
 */

import * as ByteSize from "effect/ByteSize"
import * as CliOutput from "effect/cli/CliOutput"

/**
 * One column: its heading, and on which side its cells line up.
 *
 * @category models
 * @since 0.1.0
 */
export interface Column {
  readonly heading: string
  readonly align?: "left" | "right"
}

/**
 * Lays out the table. Lines have no spaces at their end.
 *
 * @category conversions
 * @since 0.1.0
 */
export const render = (columns: ReadonlyArray<Column>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const lines = [columns.map(({ heading }) => heading), ...rows]
  const widths = columns.map((_, index) =>
    Math.max(...lines.map((cells) => CliOutput.displayWidth(cells[index] ?? "")))
  )
  return lines
    .map((cells) =>
      columns
        .map(({ align }, index) => pad(cells[index] ?? "", widths[index] ?? 0, align ?? "left"))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

/**
 * A number with its thousands apart: `20,000`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const count = (value: number): string => Math.round(value).toLocaleString("en-US")

/**
 * How many there are of something: `1 row`, `20,000 rows`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const plural = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? "" : "s"}`

/**
 * Bytes in the unit that reads best: `9.4 MB`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const bytes = (value: number): string =>
  ByteSize.format(ByteSize.bytes(value), { system: "decimal", precision: 1, trailingZeros: value >= 1000 })

/**
 * A length of time in the unit that reads best: `4.2 s`, `3 min 20 s`, `2 h 5 min`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const duration = (millis: number): string => {
  const seconds = millis / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes} min ${Math.floor(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/**
 * A length of time as clocks show it: `0:05`, `12:34`, `1:02:33`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const clock = (millis: number): string => {
  const seconds = Math.max(Math.round(millis / 1000), 0)
  const minutes = Math.floor(seconds / 60)
  const tail = twoDigits(seconds % 60)
  return minutes < 60 ? `${minutes}:${tail}` : `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${tail}`
}

const twoDigits = (value: number): string => String(value).padStart(2, "0")

const pad = (text: string, width: number, align: "left" | "right"): string => {
  const space = " ".repeat(Math.max(width - CliOutput.displayWidth(text), 0))
  return align === "left" ? text + space : space + text
}

/**
 * A part of a whole, as a bar.
 *
 * @category conversions
 * @since 0.1.0
 */
export const bar = (share: number, width: number): string => {
  const filled = Math.floor(Math.min(share, 1) * width)
  return "█".repeat(filled) + "░".repeat(width - filled)
}

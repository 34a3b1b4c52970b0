/**
 * Rows as CSV.
 *
 * @since 0.1.0
 */

/**
 * A value of a cell. Null is an empty one.
 *
 * @category models
 * @since 0.1.0
 */
export type Cell = string | number | boolean | null

/**
 * A file of rows under a header, each line ended.
 *
 * @category conversions
 * @since 0.1.0
 */
export const csv = (header: ReadonlyArray<string>, rows: Iterable<ReadonlyArray<Cell>>): string => {
  const lines = [header.map(cell).join(",")]
  for (const row of rows) lines.push(row.map(cell).join(","))
  return `${lines.join("\n")}\n`
}

const cell = (value: Cell): string => {
  const text = value === null ? "" : String(value)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

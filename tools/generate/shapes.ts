/**
 * Makes evidence of recorded records: their shapes, without a single value.
 *
 *     node tools/generate/shapes.ts records.ndjson "where they are from" > tools/generate/evidence/NAME.json
 *
 * The file holds one record a line, as Intercom sent it.
 */
import { readFile } from "node:fs/promises"
import { customAttributeFields } from "./overlay/components.ts"
import type { Kind, ObservedShape } from "./recordings.ts"

/** The shapes of records, by what they call themselves in `type`. */
export const shapesOf = (
  records: ReadonlyArray<Readonly<Record<string, unknown>>>
): Readonly<Record<string, ObservedShape>> =>
  Object.fromEntries(
    [...Map.groupBy(records, ({ type }) => String(type))]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([type, each]) => [type, shapeOf(each)])
  )

/** The shape of records or answers of one kind. */
export const shapeOf = (records: ReadonlyArray<Readonly<Record<string, unknown>>>): ObservedShape => {
  const fields = new Map<string, Map<Kind, number>>()
  const see = (path: string, value: unknown): void => {
    const kinds = fields.get(path) ?? new Map<Kind, number>()
    const kind = kindOf(value)
    fields.set(path, kinds.set(kind, (kinds.get(kind) ?? 0) + 1))
    if (Array.isArray(value)) for (const item of value) see(`${path}[]`, item)
    else if (kind === "object") enter(`${path}.`, value as Readonly<Record<string, unknown>>)
  }
  const enter = (before: string, record: Readonly<Record<string, unknown>>): void => {
    for (const [name, value] of Object.entries(record)) {
      // The names below are those of a workspace, and nobody's business.
      see(before + name, customAttributeFields.has(name) && kindOf(value) === "object" ? {} : value)
    }
  }
  for (const record of records) enter("", record)
  return {
    observed: records.length,
    fields: Object.fromEntries(
      [...fields].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([path, kinds]) => [path, Object.fromEntries(kinds)])
    )
  }
}

/** The kind of a JSON value. */
export const kindOf = (value: unknown): Kind => {
  if (value === null) return "null"
  if (Array.isArray(value)) return "array"
  const kind = typeof value
  if (kind === "string" || kind === "number" || kind === "boolean" || kind === "object") return kind
  throw new Error(`JSON has no ${kind}`)
}

if (import.meta.main) {
  const [file, origin] = process.argv.slice(2)
  if (file === undefined || origin === undefined) {
    console.error('Which records, and from where? node tools/generate/shapes.ts records.ndjson "where they are from"')
    process.exit(2)
  }
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line.trim() !== "")
  // One record a line is what the file is said to hold.
  const records = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
  console.log(JSON.stringify({ origin, records: shapesOf(records), answers: {} }, null, 2))
}

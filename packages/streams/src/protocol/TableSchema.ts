/**
 * Tables as JSON Schema, and their rows as the JSON that it describes.
 *
 * @since 0.1.0
 */
import type { Cell } from "../tables/Cell.ts"
import type { Row } from "../tables/Rows.ts"
import type { Column, Table } from "../tables/Table.ts"

/**
 * What a property is.
 *
 * @category models
 * @since 0.1.0
 */
export interface PropertySchema {
  readonly type: ReadonlyArray<string>
  readonly format?: "date-time" | undefined
  /** How Airbyte calls it. */
  readonly airbyte_type?: "timestamp_with_timezone" | undefined
}

/**
 * What the rows of a table are, as JSON Schema. What is not a key may be null.
 *
 * @category models
 * @since 0.1.0
 */
export interface TableSchema {
  readonly type: "object"
  readonly properties: Readonly<Record<string, PropertySchema>>
}

/**
 * The schema of a table.
 *
 * @category conversions
 * @since 0.1.0
 */
export const of = ({ columns, key }: Table): TableSchema => ({
  type: "object",
  properties: Object.fromEntries(
    columns.map((column) => {
      const { type, ...more } = propertyOf(column)
      return [column.name, { type: key.includes(column.name) ? type : ["null", ...type], ...more }]
    })
  )
})

const propertyOf = ({ source, type }: Column): PropertySchema => {
  switch (type) {
    case "text":
      return { type: ["string"] }
    case "bigint":
      return { type: ["integer"] }
    case "double":
      return { type: ["number"] }
    case "boolean":
      return { type: ["boolean"] }
    case "timestamptz":
      return { type: ["string"], format: "date-time", airbyte_type: "timestamp_with_timezone" }
    case "json":
      return { type: source === "record" ? ["object"] : ["object", "array"] }
  }
}

/**
 * The JSON of a row. A column of JSON holds objects and lists; a scalar among them stands in `record` only.
 *
 * @category conversions
 * @since 0.1.0
 */
export const jsonOf = ({ columns }: Table): ((row: Row) => string) => {
  const types = columns.map(({ type }) => type)
  const exported = columns.findIndex(({ source }) => source === "exported")
  // Writing a time takes as long as many columns, and that of a page is in all of its rows.
  let known: { readonly cell: Cell; readonly json: string } = { cell: null, json: "null" }
  const leads = columns.map(({ name }, index) => `${index === 0 ? "{" : ","}${JSON.stringify(name)}:`)
  // Most columns of most rows.
  const nulls = leads.map((lead) => `${lead}null`)
  return (row) => {
    const at = row[exported] ?? null
    if (at !== known.cell) known = { cell: at, json: cellJson("timestamptz", at) }
    let json = ""
    for (let index = 0; index < leads.length; index++) {
      const cell = row[index] ?? null
      if (cell === null) json += nulls[index]
      else json += leads[index] + (index === exported ? known.json : cellJson(types[index], cell))
    }
    return `${json}}`
  }
}

const cellJson = (type: Column["type"] | undefined, cell: Cell): string => {
  if (cell === null) return "null"
  if (type === "json") return typeof cell === "string" && (cell.startsWith("{") || cell.startsWith("[")) ? cell : "null"
  if (type === "timestamptz" && typeof cell === "number") return `"${timeOf(cell)}"`
  return typeof cell === "string" ? JSON.stringify(cell) : String(cell)
}

/**
 * Unix seconds as the protocols write times.
 *
 * @category conversions
 * @since 0.1.0
 */
export const timeOf = (seconds: number): string => new Date(Math.round(seconds * 1000)).toISOString()

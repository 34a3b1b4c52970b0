/**
 * Columns for the attributes a workspace defined itself.
 *
 * @since 0.1.0
 */
import { identifier, marked } from "./Name.ts"
import type { Column, ColumnType, StreamTables } from "./Table.ts"

/**
 * What has to be known of an attribute: Intercom's data attributes have it, and those of conversations.
 *
 * @category models
 * @since 0.1.0
 */
export interface Attribute {
  /** `contact`, `company` or `conversation`; others are passed over. */
  readonly model: string
  readonly name: string
  /** As `string`, `integer`, `float`, `boolean`, `date`. What is not known becomes text. */
  readonly data_type: string
  readonly custom?: boolean | null | undefined
}

/**
 * Adds a column for each custom attribute of the stream's records, as `custom_plan`. Two whose names are the same to a
 * database, as `Plan` and `plan`, are told apart by a mark on the one that is spelt differently; the attribute itself tells
 * which.
 *
 * @category combinators
 * @since 0.1.0
 */
export const withAttributes = (tables: StreamTables, attributes: ReadonlyArray<Attribute>): StreamTables => {
  const own = attributes
    .filter(({ custom, model }) => streamOf[model] === tables.stream && custom !== false)
    // Those that are spelt as their column come first, in whatever order they were read.
    .toSorted((one, other) => Number(isPlain(other)) - Number(isPlain(one)) || (one.name < other.name ? -1 : 1))
  const columns = new Map(tables.main.columns.map((column) => [column.name, column]))
  const added: Array<Column> = []
  const renamed = [...tables.renamed]
  for (const { data_type, name } of own) {
    const wanted = identifier(`custom_${name}`)
    const unique = columns.has(wanted) ? marked(wanted, name) : wanted
    if (unique !== `custom_${name}`) {
      renamed.push({ table: tables.main.name, from: `custom_attributes.${name}`, to: unique })
    }
    const column: Column = {
      name: unique,
      type: Object.hasOwn(types, data_type) ? (types[data_type] ?? "text") : "text",
      source: "field",
      path: ["custom_attributes", name]
    }
    // The same attribute, told twice.
    if (columns.has(unique)) continue
    columns.set(unique, column)
    added.push(column)
  }
  if (added.length === 0) return tables
  return { ...tables, renamed, main: { ...tables.main, columns: [...tables.main.columns, ...added] } }
}

const streamOf: Readonly<Record<string, string>> = {
  contact: "contacts",
  company: "companies",
  conversation: "conversations"
}

const types: Readonly<Record<string, ColumnType>> = {
  string: "text",
  list: "text",
  integer: "bigint",
  float: "double",
  number: "double",
  decimal: "double",
  boolean: "boolean",
  date: "timestamptz",
  datetime: "timestamptz",
  relationship: "json",
  files: "json"
}

const isPlain = ({ name }: Attribute): boolean => identifier(`custom_${name}`) === `custom_${name}`

/**
 * Exports to files of comma-separated values, for spreadsheets and bulk loaders.
 *
 * **When to use**
 *
 * Where people open the file, or a loader wants a table. For all fields of all records take `NdjsonSink`; for questions
 * in SQL, `SqliteSink` or `ParquetSink`.
 *
 * **Details**
 *
 * A column is a field, or one inside another (`location.city`). `columns` chooses them for each stream. Lists and
 * objects are JSON in a cell; what is missing or null is an empty one.
 *
 * **Gotchas**
 *
 * - Without `columns` a table has the fields of its first records, and a warning at the end names those that only later
 *   ones had.
 * - Texts that a spreadsheet would run as a formula get an apostrophe: a cell is not always, to the character, what
 *   Intercom sent.
 * - Times are Unix seconds, as in the records.
 * - An export goes on with the columns that were chosen for it, and with others not at all.
 *
 * **Example** (Chosen columns)
 *
 * ```ts
 * import { Effect, FileSystem } from "effect"
 * import { CsvSink, Export } from "@effect-intercom/streams"
 *
 * const sink = CsvSink.directory("./export", { columns: { contacts: ["id", "email", "location.city"] } })
 * yield* Export.run({ streams: ["contacts"], sink })
 * const text = yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString("./export/contacts.csv"))
 * text.split("\n").at(0) // => "id,email,location.city"
 * text.trimEnd().split("\n").length // => 13
 * ```
 *
 * @since 0.1.0
 */
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type { ExportSink } from "./ExportSink.ts"
import * as Directory from "./sink/Directory.ts"

/**
 * What the files hold.
 *
 * @category models
 * @since 0.1.0
 */
export interface CsvOptions extends Directory.DirectoryOptions {
  /**
   * The columns of streams, by name: fields of a record, as `email` or `location.city`. A stream that is left out gets
   * the fields of its first records, and a warning at the end names those that only later ones had.
   */
  readonly columns?: Readonly<Record<string, ReadonlyArray<string>>> | undefined
}

/**
 * One file a stream in a directory, as `contacts.csv`, with a heading. Lists and objects are written as JSON, and what is
 * missing or null as nothing.
 *
 * A table holds the columns it has and no others: for records as they came, with all their fields, take `NdjsonSink`.
 * Texts that a spreadsheet would run as a formula get an apostrophe where the formula begins: at the start of a cell, and
 * after an end of line, a tab or a semicolon, where some programs begin another one. Negative numbers stay as they are.
 *
 * ```ts
 * CsvSink.directory("./export", { columns: { contacts: ["id", "email", "location.city"] } })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const directory = (
  location: string,
  options: CsvOptions = {}
): ExportSink<FileSystem.FileSystem | Path.Path> => ({
  ...Directory.make(
    location,
    {
      ending: "csv",
      emptyLine: (stream) => headingOf(options.columns?.[stream] ?? ["id"]),
      open: ({ stream }, state) => open(stream, options.columns?.[stream], state)
    },
    options
  ),
  selectionOf: (stream) => options.columns?.[stream] && JSON.stringify(options.columns[stream])
})

/** Earlier versions kept the columns only. */
const State = /*#__PURE__*/ Schema.Union([
  /*#__PURE__*/ Schema.Array(Schema.String),
  /*#__PURE__*/ Schema.Struct({
    columns: /*#__PURE__*/ Schema.Array(Schema.String),
    leftOut: /*#__PURE__*/ Schema.Array(Schema.String)
  })
])

const isState = /*#__PURE__*/ Schema.is(State)

const open = (stream: string, chosen: ReadonlyArray<string> | undefined, state: unknown): Directory.LineWriter => {
  const known = isState(state) ? ("columns" in state ? state : { columns: state, leftOut: [] }) : undefined
  let table = known && tableOf(known.columns)
  /** Fields of records that came after the columns were known, where nobody chose those. */
  const leftOut = new Set(known?.leftOut)
  const noteFields = (record: object): void => {
    for (const field of Object.keys(record)) if (table?.fields.has(field) === false) leftOut.add(field)
  }
  return {
    look(records) {
      if (records.length > 0) table ??= tableOf(chosen ?? fieldsOf(records))
      if (chosen === undefined) records.forEach(noteFields)
    },
    lineOf: (record) => (table?.paths ?? []).map((path) => cellOf(valueAt(record, path))).join(","),
    heading: () => table && headingOf(table.columns),
    remark: () =>
      leftOut.size === 0
        ? undefined
        : `${stream}: the table has no columns for ${listOf([...leftOut])}, which its first records did not have; ` +
          "name the columns, or export to NDJSON",
    state: () => (table === undefined ? null : { columns: table.columns, leftOut: [...leftOut] })
  }
}

const tableOf = (columns: ReadonlyArray<string>) => ({
  columns,
  fields: new Set(columns),
  paths: columns.map((column) => column.split("."))
})

const headingOf = (columns: ReadonlyArray<string>): string => columns.map(cellOf).join(",")

const fieldsOf = (records: ReadonlyArray<object>): ReadonlyArray<string> => [
  ...new Set(records.flatMap((record) => Object.keys(record)))
]

const listOf = (fields: ReadonlyArray<string>): string =>
  fields.length > mostNamed
    ? `${fields.slice(0, mostNamed).join(", ")} and ${fields.length - mostNamed} more`
    : fields.join(", ")

const mostNamed = 20

/** A field whose name holds a dot is found under that name first. What every object inherits is no field. */
const valueAt = (record: object, path: ReadonlyArray<string>): unknown => {
  if (path.length > 1) {
    const whole = ownValue(record, path.join("."))
    if (whole !== undefined) return whole
  }
  let value: unknown = record
  for (const name of path) value = ownValue(value, name)
  return value
}

const ownValue = (value: unknown, name: string): unknown =>
  Predicate.hasProperty(value, name) && Object.hasOwn(value, name) ? value[name] : undefined

const cellOf = (value: unknown): string => {
  if (value === undefined || value === null) return ""
  if (typeof value === "number" || typeof value === "boolean") return String(value)
  return quoted(guarded(typeof value === "string" ? value : JSON.stringify(value)))
}

/** What begins a formula, also in its wide form, where a cell begins or may be taken to begin; and is no negative number. */
const formula = /(^|[\t\r\n;])( *)(?!-\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?:$|[\t\r\n;]))([=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g

const guarded = (text: string): string => {
  const inside = text.replace(formula, "$1$2'$3")
  return /^[\t\r\n]/.test(text) ? `'${inside}` : inside
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

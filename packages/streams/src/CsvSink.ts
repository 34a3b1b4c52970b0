/**
 * Exports to files of comma-separated values, for spreadsheets and bulk loaders.
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
   * the fields of its first records.
   */
  readonly columns?: Readonly<Record<string, ReadonlyArray<string>>> | undefined
}

/**
 * One file a stream in a directory, as `contacts.csv`, with a heading. Lists and objects are written as JSON, and what is
 * missing or null as nothing.
 *
 * A table holds the columns it has and no others: for records as they came, with all their fields, take `NdjsonSink`.
 * Texts that a spreadsheet would run as a formula get an apostrophe before them.
 *
 * ```ts
 * CsvSink.directory("./export", { columns: { contacts: ["id", "email", "location.city"] } })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const directory = (location: string, options: CsvOptions = {}): ExportSink<FileSystem.FileSystem | Path.Path> =>
  Directory.make(
    location,
    { ending: "csv", open: ({ stream }, state) => open(options.columns?.[stream], state) },
    options
  )

const isColumns = /*#__PURE__*/ Schema.is(/*#__PURE__*/ Schema.Array(Schema.String))

const open = (chosen: ReadonlyArray<string> | undefined, state: unknown): Directory.LineWriter => {
  let columns = isColumns(state) ? state : undefined
  return {
    *linesOf(records) {
      if (columns === undefined) {
        if (records.length === 0) return
        columns = chosen ?? fieldsOf(records)
        yield headingOf(columns)
      }
      const paths = columns.map((column) => column.split("."))
      for (const record of records) yield paths.map((path) => cellOf(valueAt(record, path))).join(",")
    },
    heading: () => (columns === undefined ? undefined : headingOf(columns)),
    state: () => columns ?? null
  }
}

const headingOf = (columns: ReadonlyArray<string>): string => columns.map(cellOf).join(",")

const fieldsOf = (records: ReadonlyArray<object>): ReadonlyArray<string> => [
  ...new Set(records.flatMap((record) => Object.keys(record)))
]

/** A field whose name holds a dot is found under that name first. */
const valueAt = (record: object, path: ReadonlyArray<string>): unknown => {
  const whole = path.join(".")
  if (Predicate.hasProperty(record, whole)) return record[whole]
  let value: unknown = record
  for (const name of path) value = Predicate.hasProperty(value, name) ? value[name] : undefined
  return value
}

const cellOf = (value: unknown): string => {
  if (value === undefined || value === null) return ""
  if (typeof value !== "string") return quoted(typeof value === "object" ? JSON.stringify(value) : String(value))
  return quoted(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value)
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

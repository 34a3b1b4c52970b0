/**
 * Tables as data: what the columns of a stream's records are, whatever database holds them.
 *
 * @since 0.1.0
 */

/**
 * What a column holds. Databases have names of their own for them; where one lacks a type, it holds the nearest.
 *
 * - `text`: text; all ids, also those that come as numbers, so that tables join by them
 * - `bigint`: whole numbers: counts and sizes
 * - `double`: all other numbers, as durations in seconds
 * - `boolean`: true or false
 * - `timestamptz`: an instant
 * - `json`: anything else, as it came
 *
 * @category models
 * @since 0.1.0
 */
export type ColumnType = "text" | "bigint" | "double" | "boolean" | "timestamptz" | "json"

/**
 * Where the value of a column comes from: a field of the record (or of the element of a list, in a child table), or what
 * the export knows of it.
 *
 * @category models
 * @since 0.1.0
 */
export type Source =
  | "field"
  | "id"
  | "parent"
  | "position"
  | "name"
  | "value"
  | "rest"
  | "updated"
  | "deleted"
  | "deletedReason"
  | "mergedInto"
  | "exported"
  | "workspace"
  | "hash"
  | "record"

/**
 * A column.
 *
 * @category models
 * @since 0.1.0
 */
export interface Column {
  readonly name: string
  readonly type: ColumnType
  readonly source: Source
  /** The keys that lead to the value, of a field. */
  readonly path: ReadonlyArray<string>
  /** Whether the field is an object at times, with columns of its own for what is in it. */
  readonly isAlsoObject?: boolean | undefined
}

/**
 * A table.
 *
 * @category models
 * @since 0.1.0
 */
export interface Table {
  readonly name: string
  /** The stream its rows are of. */
  readonly stream: string
  readonly columns: ReadonlyArray<Column>
  /** The names of the columns that tell rows apart. */
  readonly key: ReadonlyArray<string>
}

/**
 * A table of what a list inside a record holds: a row for each of its elements.
 *
 * @category models
 * @since 0.1.0
 */
export interface ChildTable extends Table {
  /** The keys that lead to the list. */
  readonly path: ReadonlyArray<string>
  /** A list, or an object whose keys are names, as custom attributes are. */
  readonly form: "list" | "entries"
  /**
   * What becomes of rows that are not in the list any more.
   *
   * - `set`: they go. Where the list comes without all it has, nothing goes.
   * - `grows`: they stay: of parts, Intercom hands out the last 500.
   */
  readonly holds: "set" | "grows"
  /** Whether Intercom sends only the first ten, and says that there are more. */
  readonly isShortened: boolean
}

/**
 * All tables of a stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamTables {
  readonly stream: string
  /** A row for each record. */
  readonly main: Table
  readonly children: ReadonlyArray<ChildTable>
  /** Columns whose name would have been another's, and what they are called instead. */
  readonly renamed: ReadonlyArray<{ readonly table: string; readonly from: string; readonly to: string }>
}

/**
 * The type that holds the values of both.
 *
 * @category combinators
 * @since 0.1.0
 */
export const wider = (one: ColumnType, other: ColumnType): ColumnType => {
  if (one === other) return one
  if (one === "json" || other === "json") return "json"
  const isNumbers = [one, other].every((type) => type === "bigint" || type === "double")
  return isNumbers ? "double" : "text"
}

/**
 * The tables of an export as data: what columns there are, of what type, and where in a record their values stand. The sinks
 * for databases make their tables by it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { catalog, type StreamName, streamNames } from "./catalog/Catalog.ts"
import * as Shape from "./tables/Shape.ts"
import type { StreamTables } from "./tables/Table.ts"

export { type Attribute, withAttributes } from "./tables/Attributes.ts"
export type { Cell } from "./tables/Cell.ts"
export { type Change, evolve, type Evolved, type HeldColumn, placeOf } from "./tables/Evolution.ts"
export { type ListRows, mapper, type RecordRows, type Row, type RowsOptions } from "./tables/Rows.ts"
export {
  type ChildTable,
  type Column,
  type ColumnType,
  type Source,
  type StreamTables,
  type Table,
  wider
} from "./tables/Table.ts"
export { versioned } from "./tables/Versions.ts"

/**
 * The tables of a stream: one with a row for each record, and one for each list inside the records. They are made of the
 * schema of the records; what they hold differs by workspace and API version, and a column of what did not come is null.
 *
 * - Scalars of the record and of the objects in it that there are once have columns, as `statistics_first_close_at`.
 * - Instants are `timestamptz`, ids are text, and what has no type of its own is JSON.
 * - `record` is the whole record, with what has no column.
 *
 * ```ts
 * Tables.of("conversations").children.map(({ name }) => name).slice(0, 2)
 * // => ["conversation_tags", "conversation_contacts"]
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const of = (stream: StreamName): StreamTables => {
  const made = known.get(stream) ?? Shape.fromSchema(stream, catalog[stream].schema)
  known.set(stream, made)
  return made
}

const known = /*#__PURE__*/ new Map<StreamName, StreamTables>()

/**
 * The tables of a stream by a name that may be of one's own, with the schema of its records. Where no schema tells of them, the
 * table has their JSON and what the export knows of them.
 *
 * @category conversions
 * @since 0.1.0
 */
export const ofNamed = (stream: string, schema: Schema.Top = anything): StreamTables =>
  isStream(stream) ? of(stream) : Shape.fromSchema(stream, schema)

/**
 * Whether a name is one of a stream that can be exported.
 *
 * @category guards
 * @since 0.1.0
 */
export const isStream = (name: string): name is StreamName => streamNames.some((one) => one === name)

const anything = /*#__PURE__*/ Schema.Record(Schema.String, Schema.Unknown)

/**
 * All of them.
 *
 * @category conversions
 * @since 0.1.0
 */
export const all = (): ReadonlyArray<StreamTables> => streamNames.map(of)

/**
 * What a checkpoint knows of the tables of a stream in Parquet.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { FileState, Part } from "./FileState.ts"

/**
 * Which part is being collected, and how far. Parts from `first` on become files together, when the run comes to its end.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ParquetTablesState = /*#__PURE__*/ Schema.Struct({
  kind: Schema.Literal("parquetTables"),
  first: Part,
  part: Part,
  bytes: Schema.Natural,
  tail: /*#__PURE__*/ Schema.optional(Schema.String),
  problems: FileState,
  /** The latest `exported_at`, in milliseconds: what comes later has a later one, whatever the clock says. */
  exportedAt: Schema.Natural,
  /** Columns of custom attributes, which keep their names and never get a narrower type. */
  attributes: /*#__PURE__*/ Schema.Array(
    /*#__PURE__*/ Schema.Struct({
      table: Schema.String,
      name: Schema.String,
      type: Schema.Literals(["text", "bigint", "double", "boolean", "timestamptz", "json"]),
      place: Schema.String
    })
  )
})

/**
 * The type of {@link ParquetTablesState}.
 *
 * @category models
 * @since 0.1.0
 */
export interface ParquetTablesState extends Schema.Schema.Type<typeof ParquetTablesState> {}

/**
 * What a checkpoint knows of the Parquet files of a stream.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { FileState, Part } from "./FileState.ts"

/**
 * Which part is being collected, and how far. Without bytes the one before it is the last.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ParquetState = /*#__PURE__*/ Schema.Struct({
  kind: Schema.Literal("parquet"),
  part: Part,
  bytes: Schema.Natural,
  tail: /*#__PURE__*/ Schema.optional(Schema.String),
  /** Only its length was kept by earlier versions. */
  problems: /*#__PURE__*/ Schema.Union([Schema.Natural, FileState]),
  deleted: /*#__PURE__*/ Schema.optional(FileState),
  /** Whether the run went on, and may have begun further parts that no checkpoint tells of. */
  goesOn: /*#__PURE__*/ Schema.optional(Schema.Boolean)
})

/**
 * The type of {@link ParquetState}.
 *
 * @category models
 * @since 0.1.0
 */
export interface ParquetState extends Schema.Schema.Type<typeof ParquetState> {}

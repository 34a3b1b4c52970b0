/**
 * What a checkpoint knows of the files of lines of a stream.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { FileState, Part } from "./FileState.ts"

/**
 * How far each file is, which of several it is, and what the format has to know.
 *
 * @category schemas
 * @since 0.1.0
 */
export const DirectoryState = /*#__PURE__*/ Schema.Struct({
  records: FileState,
  problems: FileState,
  deleted: /*#__PURE__*/ Schema.optional(FileState),
  /** The number of the last file, where there are several. */
  part: /*#__PURE__*/ Schema.optional(Part),
  /** Whether the run went on, and may have written more, and begun further files, than the checkpoint tells of. */
  goesOn: /*#__PURE__*/ Schema.optional(Schema.Boolean),
  format: Schema.Unknown
})

/**
 * The type of {@link DirectoryState}.
 *
 * @category models
 * @since 0.1.0
 */
export interface DirectoryState extends Schema.Schema.Type<typeof DirectoryState> {}

/**
 * What a checkpoint knows of a file.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type { FileEnd } from "../files/FileEnd.ts"

const ends = {
  bytes: Schema.Natural,
  tail: /*#__PURE__*/ Schema.optional(Schema.String)
}

/**
 * Where a file ended.
 *
 * @category schemas
 * @since 0.1.0
 */
export const End = /*#__PURE__*/ Schema.Struct(ends)

/**
 * The name of a file, and where it ended.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FileState = /*#__PURE__*/ Schema.Struct({ file: Schema.String, ...ends })

/**
 * The type of {@link FileState}.
 *
 * @category models
 * @since 0.1.0
 */
export interface FileState extends Schema.Schema.Type<typeof FileState> {}

/**
 * The number of a file in a series.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Part = /*#__PURE__*/ Schema.Int.check(/*#__PURE__*/ Schema.isGreaterThanOrEqualTo(1))

/**
 * The state of a file.
 *
 * @category constructors
 * @since 0.1.0
 */
export const of = (file: string, { bytes, tail }: FileEnd): FileState => ({ file, bytes, tail })

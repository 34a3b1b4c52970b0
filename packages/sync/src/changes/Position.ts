/**
 * How far changes were told: what a program keeps to go on from.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * How far one stream is.
 *
 * @category schemas
 * @since 0.1.0
 */
export const StreamPosition = /*#__PURE__*/ Schema.Struct({
  /** What changed at or after this is read next. Unix seconds. */
  since: Schema.Finite,
  /** When everything was read the last time. Unix seconds; null where it is to be read now. */
  wholeAt: /*#__PURE__*/ Schema.NullOr(Schema.Finite),
  /** Ids of records that could not be read, and are asked for first. */
  owed: /*#__PURE__*/ Schema.Array(Schema.String)
})

/**
 * The type of {@link StreamPosition}.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamPosition extends Schema.Schema.Type<typeof StreamPosition> {}

/**
 * How far all streams are. It is JSON, and small: it holds times, and ids of what is owed.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Position = /*#__PURE__*/ Schema.Struct({
  format: /*#__PURE__*/ Schema.Literal("effect-intercom changes 1"),
  streams: /*#__PURE__*/ Schema.Record(Schema.String, StreamPosition)
})

/**
 * The type of {@link Position}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Position extends Schema.Schema.Type<typeof Position> {}

/**
 * A position of streams.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (streams: Readonly<Record<string, StreamPosition>>): Position => ({
  format: "effect-intercom changes 1",
  streams
})

/**
 * Seconds by which a window reaches back before the one that follows it begins: for changes that took longer than usual to
 * be found, and clocks that differ.
 *
 * @category constants
 * @since 0.1.0
 */
export const overlap = 300

/**
 * Fields of errors that are data of their own.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

/**
 * A duration, as milliseconds in JSON.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Millis: Schema.Codec<Duration.Duration, number> = /*#__PURE__*/ Schema.Number.pipe(
  /*#__PURE__*/ Schema.decodeTo(/*#__PURE__*/ Schema.declare(Duration.isDuration), {
    decode: /*#__PURE__*/ SchemaGetter.transform(Duration.millis),
    encode: /*#__PURE__*/ SchemaGetter.transform(Duration.toMillis)
  })
)

/**
 * A place that differs, by path and kind and never by what stands there.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Mismatch = /*#__PURE__*/ Schema.Struct({
  path: Schema.String,
  expected: Schema.String,
  found: Schema.Literals([
    "missing",
    "null",
    "string",
    "number",
    "boolean",
    "array",
    "object",
    "integer beyond 2^53, as text",
    "nested too deep",
    "bytes that are not UTF-8"
  ])
})

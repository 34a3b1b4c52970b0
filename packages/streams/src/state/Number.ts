/**
 * Numbers a checkpoint may hold. A file is edited, cut short and copied: what cannot be is refused before it is counted on.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * How many there are of something.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Count = /*#__PURE__*/ Schema.Number.check(
  /*#__PURE__*/ Schema.isInt(),
  /*#__PURE__*/ Schema.isGreaterThanOrEqualTo(0)
)

/**
 * A time in Unix seconds.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Seconds = /*#__PURE__*/ Schema.Number.check(
  /*#__PURE__*/ Schema.isFinite(),
  /*#__PURE__*/ Schema.isBetween({ minimum: 0, maximum: 253_402_300_800 })
)

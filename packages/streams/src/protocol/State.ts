/**
 * States that are handed in from outside.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { type CheckpointData, CheckpointError, type CheckpointMismatch, parse } from "../state/CheckpointData.ts"

/**
 * The field of an object; undefined where it is none, or has not got it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const fieldOf = (value: unknown, field: string): unknown =>
  Predicate.isObject(value) && Object.hasOwn(value, field) ? Reflect.get(value, field) : undefined

/**
 * A checkpoint, from what was a message once.
 *
 * @category conversions
 * @since 0.1.0
 */
export const checkpointOf = (given: unknown): Effect.Effect<CheckpointData, CheckpointError | CheckpointMismatch> =>
  fieldOf(given, "format") === undefined ? Effect.fail(foreign) : parse("the state", JSON.stringify(given))

/**
 * Why the state of another program is not taken. It has a date at most, and that is an option here.
 *
 * @category errors
 * @since 0.1.0
 */
export const foreign = /*#__PURE__*/ new CheckpointError({
  location: "the state",
  message:
    "the state is not one of this program; begin without it, from the date in it (since), and go on from the state that comes of that"
})

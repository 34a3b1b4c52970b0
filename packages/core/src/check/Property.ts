/**
 * Looks into values of which nothing is known.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"

/**
 * What a value has under a name; undefined where it has nothing there, or is no object.
 *
 * @category conversions
 * @since 0.1.0
 */
export const valueOf = (value: unknown, name: string): unknown =>
  Predicate.hasProperty(value, name) ? value[name] : undefined

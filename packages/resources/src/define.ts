/**
 * Makes a schema inside a function, so that one annotation lets a bundler drop all the calls it is built from.
 *
 * @since 0.1.0
 */
import type * as Schema from "effect/Schema"

/**
 * The value of a function that makes a schema.
 *
 * @internal
 */
export const define = <A>(make: () => Schema.Codec<A>): Schema.Codec<A> => make()

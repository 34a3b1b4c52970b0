/**
 * Makes a schema inside a function, so that one annotation lets a bundler drop all the calls it is built from.
 */
import type * as Schema from "effect/Schema"

export const define = <A>(make: () => Schema.Codec<A>): Schema.Codec<A> => make()

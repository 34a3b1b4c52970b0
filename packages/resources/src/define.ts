/**
 * Makes a schema at its first use: a program that imports all resources pays for the few it calls.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"

/**
 * The schema that a function makes. What it is made of is asked for once, when it is first looked at. That it is made
 * inside a function lets one annotation drop it from a bundle, with all the calls it is built from.
 *
 * @internal
 */
export const define = <A>(make: () => Schema.Codec<A>): Schema.Codec<A> => {
  const schema = Schema.make<Schema.Codec<A>>(SchemaAST.unknown)
  return Object.defineProperty(schema, "ast", {
    configurable: true,
    enumerable: true,
    get: () => {
      const { ast } = make()
      Object.defineProperty(schema, "ast", { value: ast, enumerable: true })
      return ast
    }
  })
}

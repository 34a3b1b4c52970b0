/**
 * A value that a schema accepts, with every field there: something to take a field away from, or to put a null into.
 */
import type { Schema, SchemaAST } from "effect"

/** The whole value of a schema; optional fields end after a few levels, since records contain themselves. */
export const wholeValue = (schema: Schema.Codec<unknown, unknown>): unknown => valueOf(schema.ast, 0)

const deepest = 3

const valueOf = (ast: SchemaAST.AST, depth: number): unknown => {
  switch (ast._tag) {
    case "String":
      return "text"
    case "Number":
      return 1
    case "Boolean":
      return true
    case "Literal":
      return ast.literal
    case "Arrays": {
      const [item] = ast.rest
      return item === undefined || depth > deepest ? [] : [valueOf(item, depth + 1)]
    }
    case "Objects":
      return Object.fromEntries(
        ast.propertySignatures
          .filter(({ type }) => depth <= deepest || type.context?.isOptional !== true)
          .map(({ name, type }) => [name, valueOf(type, depth + 1)])
      )
    case "Union": {
      const first = ast.types.find(({ _tag }) => _tag !== "Null" && _tag !== "Undefined")
      return first === undefined ? null : valueOf(first, depth)
    }
    case "Suspend":
      return valueOf(ast.thunk(), depth + 1)
    default:
      return null
  }
}

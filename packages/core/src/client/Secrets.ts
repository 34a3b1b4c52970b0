/**
 * What a call sends and no error may hold.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import type { Definition } from "../operation/Definition.ts"
import { makeScrub } from "./Scrub.ts"

/**
 * Takes what a call sent out of a text that came from outside.
 *
 * @category models
 * @since 0.1.0
 */
export type Clean = (text: string) => string

/**
 * The cleaning of one call: the token, and every value of its input and of the query, wherever it travels. It is made
 * when a text has to be cleaned, which few calls need.
 *
 * Words that tell nothing of anybody stay, so that errors can be read: what the operation's own schema names, as fields
 * and enums, and the kinds of records.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeClean = (
  operation: Pick<Definition, "input" | "path">,
  token: string,
  ...sent: ReadonlyArray<unknown>
): Clean => {
  let clean: Clean | undefined
  return (text) => (clean ??= makeScrub([token, ...valuesIn(sent, namesOf(operation))]))(text)
}

/** Every text and number, however deep. Of files the name counts, and they are not looked into. */
const valuesIn = (sent: ReadonlyArray<unknown>, harmless: ReadonlySet<string>): ReadonlyArray<string> => {
  const values = new Set<string>()
  const rest: Array<unknown> = [...sent]
  while (rest.length > 0) {
    const value = rest.pop()
    if (typeof value === "string" || typeof value === "number") {
      const text = String(value)
      if (!harmless.has(text)) values.add(text)
    } else if (Array.isArray(value)) for (const item of value) rest.push(item)
    else if (value instanceof Blob) rest.push("name" in value ? value.name : undefined)
    else if (Predicate.isObject(value)) {
      for (const [name, item] of Object.entries(value)) {
        // What a search compares is a word of the API, not of anybody.
        if (!(name === "field" && isOfSearch(value) && /^[\w.]*$/.test(String(item)))) rest.push(item)
      }
    }
  }
  return Array.from(values)
}

/** Whether an object is a filter of a search, or its order. */
const isOfSearch = (of: object): boolean =>
  ("operator" in of && /^(?:N?IN|[=!<>~^$]{1,2})$/.test(String(of.operator))) ||
  ("order" in of && /^(?:a|de)sc/.test(String(of.order)))

const kinds =
  "user lead contact admin team company conversation ticket article collection note segment message event bot"

const namesOf = ({ input, path }: Pick<Definition, "input" | "path">): ReadonlySet<string> => {
  const names = new Set(kinds.split(" "))
  for (const segment of path.split("/")) names.add(segment).add(segment.replace(/s$/, ""))
  if (input !== undefined) for (const name of namesIn(input)) names.add(name)
  return names
}

const namesIn = (schema: Schema.Codec<unknown, unknown>): ReadonlySet<string> => {
  const names = new Set<string>()
  const seen = new Set<SchemaAST.AST>()
  const rest: Array<SchemaAST.AST> = [schema.ast]
  for (let ast = rest.pop(); ast !== undefined; ast = rest.pop()) {
    if (seen.has(ast)) continue
    seen.add(ast)
    if (ast._tag === "Literal") names.add(String(ast.literal))
    else if (ast._tag === "Union") rest.push(...ast.types)
    else if (ast._tag === "Suspend") rest.push(ast.thunk())
    else if (ast._tag === "Arrays") rest.push(...ast.elements, ...ast.rest)
    else if (ast._tag === "Objects") {
      for (const { name, type } of ast.propertySignatures) {
        names.add(String(name))
        rest.push(type)
      }
      for (const { type } of ast.indexSignatures) rest.push(type)
    }
  }
  return names
}

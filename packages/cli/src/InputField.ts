/**
 * The fields of an operation's input as flags: what each takes, and how its text becomes a value.
 *
 * @since 0.1.0
 */
import * as CliError from "effect/cli/CliError"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"

/**
 * A field of the input.
 *
 * @category models
 * @since 0.1.0
 */
export interface InputField {
  readonly name: string
  readonly required: boolean
  /** What it takes, in words: `text`, `number`, `JSON list`. */
  readonly takes: string
  readonly kinds: ReadonlySet<Kind>
}

/**
 * The kinds of JSON a field can take.
 *
 * @category models
 * @since 0.1.0
 */
export type Kind = "string" | "number" | "boolean" | "null" | "list" | "object" | "anything"

/**
 * The fields an input schema names, over all members of a union. Required is what every member requires.
 *
 * @category conversions
 * @since 0.1.0
 */
export const fieldsOf = (input: Schema.Codec<unknown, unknown> | undefined): ReadonlyArray<InputField> => {
  if (input === undefined) return []
  const members = membersOf(input.ast)
  const objects = members.filter(SchemaAST.isObjects)
  const names = new Set(objects.flatMap((member) => member.propertySignatures.map(({ name }) => String(name))))
  return [...names].map((name) => {
    const found = objects.flatMap((member) => member.propertySignatures.filter((field) => String(field.name) === name))
    const types = found.flatMap(({ type }) => membersOf(type))
    return {
      name,
      required: found.length === objects.length && found.every(({ type }) => !SchemaAST.isOptional(type)),
      takes: describe(types),
      kinds: new Set(types.flatMap(kindOf))
    }
  })
}

/**
 * The flag of a field, with what the field means where words are given.
 *
 * @category commands
 * @since 0.1.0
 */
export const flag = (field: InputField, travels: string, words = ""): Flag.Flag<Option.Option<unknown>> => {
  const kind = `${field.required ? "Required. " : ""}${field.takes} (${travels})`
  const description = words === "" ? kind : `${kind}. ${words}`
  if (field.kinds.size === 1 && field.kinds.has("boolean")) {
    return Flag.Boolean(field.name).pipe(Flag.withDescription(description), Flag.optional)
  }
  return Flag.String(field.name).pipe(
    Flag.withMetavar("<value>"),
    Flag.withDescription(description),
    Flag.mapEffect((text) => valueOf(field, text)),
    Flag.optional
  )
}

/**
 * The value that a text is for a field: text stays text where the field takes text, and everything else is read as JSON.
 *
 * @category conversions
 * @since 0.1.0
 */
export const valueOf = (field: InputField, text: string): Effect.Effect<unknown, CliError.CliError> => {
  const parsed = parseJson(text)
  if (field.kinds.has("anything")) return Effect.succeed(parsed === undefined ? text : parsed)
  if (parsed !== undefined && (typeof parsed === "object" || !field.kinds.has("string"))) {
    if (field.kinds.has(jsonKind(parsed))) return Effect.succeed(parsed)
  }
  if (field.kinds.has("string")) return Effect.succeed(text)
  return Effect.fail(
    new CliError.InvalidValue({ option: field.name, value: text, expected: field.takes, kind: "flag" })
  )
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const jsonKind = (value: unknown): Kind => {
  if (value === null) return "null"
  if (Array.isArray(value)) return "list"
  const type = typeof value
  return type === "string" || type === "number" || type === "boolean" ? type : "object"
}

const membersOf = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> => {
  if (SchemaAST.isUnion(ast)) return ast.types.flatMap(membersOf)
  if (SchemaAST.isSuspend(ast)) return membersOf(ast.thunk())
  return SchemaAST.isUndefined(ast) ? [] : [ast]
}

const kindOf = (ast: SchemaAST.AST): ReadonlyArray<Kind> => {
  switch (ast._tag) {
    case "String":
    case "TemplateLiteral":
      return ["string"]
    case "Number":
      return ["number"]
    case "Boolean":
      return ["boolean"]
    case "Null":
      return ["null"]
    case "Literal":
      return [jsonKind(ast.literal)]
    case "Arrays":
      return ["list"]
    case "Objects":
      return ["object"]
    default:
      return ["anything"]
  }
}

const describe = (types: ReadonlyArray<SchemaAST.AST>): string => {
  const literals = types.filter(SchemaAST.isLiteral).map(({ literal }) => String(literal))
  const others = new Set(types.filter((type) => !SchemaAST.isLiteral(type)).flatMap(kindOf))
  const words = [
    ...(literals.length > 0 ? [`one of ${[...new Set(literals)].join(", ")}`] : []),
    ...[...others].map((kind) => kindWords[kind])
  ]
  return [words.slice(0, -1).join(", "), ...words.slice(-1)].filter((part) => part !== "").join(" or ")
}

const kindWords: Readonly<Record<Kind, string>> = {
  string: "text",
  number: "number",
  boolean: "true or false",
  null: "null",
  list: "JSON list",
  object: "JSON object",
  anything: "JSON or text"
}

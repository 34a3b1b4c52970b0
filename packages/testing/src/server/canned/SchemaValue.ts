/**
 * Values a schema accepts, made by walking it: the same every time, and plausible where a field's name says what it is.
 *
 * @since 0.1.0
 */
import * as SchemaAST from "effect/SchemaAST"
import type { Json, JsonObject } from "../../workspace/Record.ts"
import { isTime, numberNamed, textNamed } from "./FieldValue.ts"

/**
 * What a value is made for.
 *
 * @category models
 * @since 0.1.0
 */
export interface Setting {
  /** Another seed gives other ids. */
  readonly seed: number
  /** Unix seconds. Times lie before it. */
  readonly now: number
  /** Whether fields that may be left out are there. */
  readonly optional: boolean
  /** What the outermost object is, as `article`: its `type`, where it has one. */
  readonly record: string
}

/**
 * A value the schema accepts. Where a check of the schema's own asks for more than its fields do, the caller adds it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const valueOf = (ast: SchemaAST.AST, setting: Setting): Json => make(ast, { ...setting, path: [] })

/**
 * The fields of an object's schema by name; none where it is no object. Of a union the first object counts.
 *
 * @category constants
 * @since 0.1.0
 */
export const fieldsOf = (ast: SchemaAST.AST): ReadonlyMap<string, SchemaAST.AST> => {
  if (SchemaAST.isSuspend(ast)) return fieldsOf(ast.thunk())
  if (SchemaAST.isUnion(ast)) {
    return ast.types.map(fieldsOf).find((fields) => fields.size > 0) ?? new Map()
  }
  if (!SchemaAST.isObjects(ast)) return new Map()
  return new Map(ast.propertySignatures.map(({ name, type }) => [String(name), type]))
}

interface Place extends Setting {
  /** The names of the fields that lead here. Rows of a list have the list's name. */
  readonly path: ReadonlyArray<string>
}

/** Deeper than this, what may be left out is left out: some records hold themselves. */
const deepest = 3

const make = (ast: SchemaAST.AST, place: Place): Json => {
  const name = place.path.at(-1) ?? ""
  switch (ast._tag) {
    case "String":
      return textNamed(name, place)
    case "Number":
      return numberNamed(name, place)
    case "Boolean":
      return false
    case "Literal":
      return typeof ast.literal === "bigint" ? Number(ast.literal) : ast.literal
    case "Union":
      return make(choose(ast.types, place), place)
    case "Suspend":
      return make(ast.thunk(), place)
    case "Arrays":
      return list(ast, place)
    case "Objects":
      return record(ast, place)
    default:
      return null
  }
}

const choose = (types: ReadonlyArray<SchemaAST.AST>, { path }: Place): SchemaAST.AST => {
  const something = types.filter((type) => !SchemaAST.isNull(type) && !SchemaAST.isUndefined(type))
  const nothing = types.find(SchemaAST.isNull)
  const isDeep =
    path.length > deepest && something.every((type) => SchemaAST.isObjects(type) || SchemaAST.isSuspend(type))
  if (nothing !== undefined && (isDeep || leadsOn(path.at(-1)))) return nothing
  // Where both are accepted, Intercom's times are numbers.
  const seconds = isTime(path.at(-1) ?? "") ? something.find(SchemaAST.isNumber) : undefined
  return seconds ?? something[0] ?? nothing ?? SchemaAST.null
}

const list = (ast: SchemaAST.Arrays, place: Place): Json => {
  const elements = ast.elements.map((element) => make(element, place))
  const [row] = ast.rest
  if (row === undefined || place.path.length > deepest) return elements
  return [...elements, make(row, place)]
}

const record = (ast: SchemaAST.Objects, place: Place): JsonObject => {
  const fields: Record<string, Json> = {}
  const names = ast.propertySignatures.map(({ name }) => String(name))
  for (const { name, type } of ast.propertySignatures) {
    const key = String(name)
    if (type.context?.isOptional === true && isLeftOut(key, type, place)) continue
    fields[key] =
      key === "type" && SchemaAST.isString(unwrapped(type)) ? kindOf(names, place) : make(type, under(place, key))
  }
  return fields
}

const under = (place: Place, name: string): Place => ({ ...place, path: [...place.path, name] })

const isLeftOut = (name: string, type: SchemaAST.AST, { optional, path }: Place): boolean =>
  !optional || leadsOn(name) || (path.length >= deepest && fieldsOf(type).size > 0) || isLocale(name, path)

/** A list of one page leads nowhere. */
const leadsOn = (name: string | undefined): boolean =>
  name === "next" || name === "prev" || name === "starting_after" || name === "next_cursor"

/** A text in every language Intercom knows would be most of an answer. */
const isLocale = (name: string, path: ReadonlyArray<string>): boolean =>
  name !== "type" && path.at(-1) === "translated_content"

const unwrapped = (type: SchemaAST.AST): SchemaAST.AST =>
  SchemaAST.isUnion(type) ? (type.types.find((member) => !SchemaAST.isNull(member)) ?? type) : type

/** The `type` of an object: a list where it has rows and says how many, otherwise what it is called. */
const kindOf = (names: ReadonlyArray<string>, { path, record }: Place): string => {
  if (names.includes("pages") || names.includes("total_count")) return "list"
  const name = path.findLast((name) => name !== "data" && name !== "items")
  if (name === undefined) return path.length === 0 && names.includes("data") ? "list" : record
  return name === "pages" ? "pages" : singular(name)
}

/**
 * The name of one of many, as `ticket_type` of `ticket_types`.
 *
 * @internal
 */
export const singular = (name: string): string =>
  name
    .replace(/ies$/, "y")
    .replace(/(ss|x|ch|sh)es$/, "$1")
    .replace(/([^s])s$/, "$1")

/**
 * Every place where a value differs from its schema, told by paths and kinds and never by what stands there.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { guardOf } from "./Guard.ts"

/**
 * The kinds of JSON, and nothing at all. An integer that no number can hold arrives as the text of its digits; a value is
 * nested too deep where the runtime cannot look at it; bytes of a response that are not UTF-8 arrive as U+FFFD.
 *
 * @category models
 * @since 0.1.0
 */
export type Kind =
  | "missing"
  | "null"
  | "string"
  | "number"
  | "boolean"
  | "array"
  | "object"
  | "integer beyond 2^53, as text"
  | "nested too deep"
  | "bytes that are not UTF-8"

/**
 * A place where a value differs from its schema. It never holds the value found there.
 *
 * @category models
 * @since 0.1.0
 */
export interface Mismatch {
  /** The path, with `[]` for any place in a list and `*` for any key of a record, as `data[].email`. */
  readonly path: string
  /** What the schema expects there, as `string | null`. */
  readonly expected: string
  /** What stands there instead. */
  readonly found: Kind
}

/** More paths of one value are not told. */
const mostPaths = 50

/** More places are not looked at. A page of 150 contacts, each of them wrong, has 10,000. */
const mostPlaces = 100_000

/**
 * The places where `value`, as `JSON.parse` made it, differs from `schema`: each path once, the first 50 of them, none
 * where the value is what the schema says.
 *
 * @category guards
 * @since 0.1.0
 */
export const findMismatches = (schema: Schema.Codec<unknown, unknown>, value: unknown): ReadonlyArray<Mismatch> => {
  const search: Search = { mismatches: new Map(), placesLeft: mostPlaces }
  const ast = SchemaAST.toType(schema.ast)
  try {
    if (!guardOf(schema)(value)) visit(ast, value, "", search)
  } catch {
    add(search, "", ast, "nested too deep")
  }
  return Array.from(search.mismatches.values())
}

interface Search {
  readonly mismatches: Map<string, Mismatch>
  placesLeft: number
}

/** Looks for what differs at a path and below it, and says whether something does. What fits is not looked into. */
const visit = (ast: SchemaAST.AST, value: unknown, path: string, search: Search): boolean => {
  if (search.mismatches.size >= mostPaths || search.placesLeft-- <= 0) return true
  if (guardOf(Schema.make(ast))(value)) return false
  const node = ast._tag === "Suspend" ? ast.thunk() : ast
  return visitBelow(node, value, path, search) || add(search, path, node, kindOf(value))
}

const visitBelow = (node: SchemaAST.AST, value: unknown, path: string, search: Search): boolean => {
  if (node.checks !== undefined || node.encoding !== undefined) return false
  if (node._tag === "Objects" && isRecord(value)) return visitObject(node, value, path, search)
  if (node._tag === "Arrays" && Array.isArray(value)) return visitArray(node, value, path, search)
  return node._tag === "Union" && visitUnion(node, value, path, search)
}

const visitObject = (
  { indexSignatures, propertySignatures }: SchemaAST.Objects,
  value: Readonly<Record<string, unknown>>,
  path: string,
  search: Search
): boolean => {
  let differs = false
  const below = (name: string) => (path === "" ? name : `${path}.${name}`)
  for (const { name, type } of propertySignatures) {
    if (typeof name !== "string") continue
    if (Object.hasOwn(value, name)) differs = visit(type, value[name], below(name), search) || differs
    else if (type.context?.isOptional !== true) differs = add(search, below(name), type, "missing")
  }
  for (const { type } of indexSignatures) {
    // The keys of a record are data, and may be anybody's.
    for (const key of Object.keys(value)) differs = visit(type, value[key], below("*"), search) || differs
  }
  return differs
}

const visitArray = (
  { elements, rest }: SchemaAST.Arrays,
  value: ReadonlyArray<unknown>,
  path: string,
  search: Search
): boolean => {
  let differs = false
  for (const [index, item] of value.entries()) {
    const type = elements[index] ?? rest[0]
    if (type !== undefined) differs = visit(type, item, `${path}[]`, search) || differs
  }
  return differs
}

/** Looks into the member that is meant: of those of the value's kind, the one that differs in the fewest places. */
const visitUnion = (union: SchemaAST.Union, value: unknown, path: string, search: Search): boolean => {
  let fewest: Search["mismatches"] | undefined
  for (const member of membersOf(union)) {
    const isOfKind = member._tag === "Objects" ? isRecord(value) : member._tag === "Arrays" && Array.isArray(value)
    if (!isOfKind) continue
    const trial: Search = { mismatches: new Map(), placesLeft: search.placesLeft }
    visit(member, value, path, trial)
    search.placesLeft = trial.placesLeft
    if (fewest === undefined || trial.mismatches.size < fewest.size) fewest = trial.mismatches
  }
  for (const mismatch of fewest?.values() ?? []) put(search, mismatch)
  return fewest !== undefined
}

const membersOf = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> =>
  ast._tag === "Union" ? ast.types.flatMap(membersOf) : ast._tag === "Suspend" ? membersOf(ast.thunk()) : [ast]

const add = (search: Search, path: string, ast: SchemaAST.AST, found: Kind): true =>
  put(search, { path, expected: expectedOf(ast), found })

const put = ({ mismatches }: Search, mismatch: Mismatch): true => {
  if (mismatches.size < mostPaths && !mismatches.has(mismatch.path)) mismatches.set(mismatch.path, mismatch)
  return true
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  Predicate.isObject(value) && !Array.isArray(value)

const kindOf = (value: unknown): Kind => {
  if (value === undefined) return "missing"
  if (value === null) return "null"
  if (Array.isArray(value)) return "array"
  if (typeof value === "string" && isLongInteger(value)) return "integer beyond 2^53, as text"
  const kind = typeof value
  return kind === "string" || kind === "number" || kind === "boolean" ? kind : "object"
}

const isLongInteger = (text: string): boolean => /^-?[1-9]\d{15,}$/.test(text) && !Number.isSafeInteger(Number(text))

/** More members of a union say no more. */
const mostMembers = 12

/**
 * What a schema expects, by kinds and literals, as `"user" | "lead" | null`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const expectedOf = (ast: SchemaAST.AST): string => {
  const names = new Set(membersOf(ast).flatMap((member) => (member._tag === "Undefined" ? [] : [nameOf(member)])))
  return Array.from(names).slice(0, mostMembers).join(" | ") + (names.size > mostMembers ? " | …" : "")
}

const nameOf = (ast: SchemaAST.AST): string => {
  const expected = ast.checks?.at(-1)?.annotations?.["expected"] ?? ast.annotations?.["expected"]
  if (typeof expected === "string") return expected
  switch (ast._tag) {
    case "Literal":
      return typeof ast.literal === "string" ? JSON.stringify(ast.literal) : String(ast.literal)
    case "Arrays":
      return "array"
    case "Objects":
      return "object"
    default:
      return ast._tag.toLowerCase()
  }
}

/**
 * Mismatches in words, without any value: `source is null, expected object; id is missing, expected string`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const describe = (mismatches: ReadonlyArray<Mismatch>): string =>
  mismatches
    .map(({ expected, found, path }) => `${path === "" ? "the whole" : path} is ${found}, expected ${expected}`)
    .join("; ") + (mismatches.length < mostPaths ? "" : "; and maybe more")

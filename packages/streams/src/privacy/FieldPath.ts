/**
 * Paths to the fields of records, and how far records have come on them.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"

/**
 * A path: names from a record on inwards. Lists count for nothing: what is said of a field is said of it in each element.
 *
 * @category models
 * @since 0.1.0
 */
export interface FieldPath {
  /** As it was written. */
  readonly text: string
  /** The stream whose records it is about; undefined for those of any. */
  readonly stream: string | undefined
  /** Whether it may begin at any depth. */
  readonly anywhere: boolean
  /** Names of fields; `*` stands for any. */
  readonly names: ReadonlyArray<string>
}

/**
 * Reads a path; undefined where the text is none. A first name that is one of `streams` is the stream, where another follows.
 *
 * @category constructors
 * @since 0.1.0
 */
export const parse = (text: string, streams: ReadonlySet<string>): FieldPath | undefined => {
  const words = text.split(".")
  if (words.includes("")) return undefined
  const [first = ""] = words
  const stream = words.length > 1 && streams.has(first) ? first : undefined
  const inner = stream === undefined ? words : words.slice(1)
  const anywhere = inner[0] === "*"
  const names = anywhere ? inner.slice(1) : inner
  return names.length === 0 || names[0] === "*" ? undefined : { text, stream, anywhere, names }
}

/**
 * What a path says of the elements of a list in the records, as paths about these: one that may begin anywhere may begin in
 * them, or on the way to the list.
 *
 * @category conversions
 * @since 0.1.0
 */
export const within = (path: FieldPath, list: ReadonlyArray<string>): ReadonlyArray<FieldPath> => {
  const { names } = path
  const led = waysTo(path, list)
    .filter((way) => names.length > way.length && way.every((name, index) => isName(names[index], name)))
    .map((way): FieldPath => ({ ...path, anywhere: false, names: names.slice(way.length) }))
  return path.anywhere ? [path, ...led] : led
}

/**
 * Whether a path is one to a list as a whole, or to what it stands in.
 *
 * @category guards
 * @since 0.1.0
 */
export const covers = (path: FieldPath, list: ReadonlyArray<string>): boolean =>
  waysTo(path, list).some(
    (way) => path.names.length <= way.length && path.names.every((name, index) => isName(name, way[index]))
  )

/** The names that lead to the list from where a path may begin. */
const waysTo = ({ anywhere }: FieldPath, list: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> =>
  anywhere ? list.map((_, from) => list.slice(from)) : [list]

const isName = (expected: string | undefined, name: string | undefined): boolean =>
  expected === name || expected === "*"

/**
 * Where records stand on a path: the names before `at` were met.
 *
 * @category models
 * @since 0.1.0
 */
export interface Standing<out Verb> {
  readonly verb: Verb
  readonly path: FieldPath
  readonly at: number
}

/**
 * Goes into a field: what is said of it, and what of its inside may be spoken of. A name with dots in it is as many names of a
 * path.
 *
 * @category conversions
 * @since 0.1.0
 */
export const enter = <Verb>(
  standings: ReadonlyArray<Standing<Verb>>,
  name: string
): { readonly said: ReadonlySet<Verb>; readonly inside: ReadonlyArray<Standing<Verb>> } => {
  const said = new Set<Verb>()
  const inside: Array<Standing<Verb>> = []
  const words = name.includes(".") ? name.split(".") : [name]
  for (const standing of standings) {
    const { at, path, verb } = standing
    if (at === 0 && path.anywhere) inside.push(standing)
    const isNamed = words.every((word, index) => path.names[at + index] === word)
    if (!isNamed && path.names[at] !== "*") continue
    const next = at + (isNamed ? words.length : 1)
    if (next === path.names.length) said.add(verb)
    else inside.push({ verb, path, at: next })
  }
  return { said, inside }
}

/**
 * Whether records of a schema may have a field at a path. What a schema leaves open may have any, but where a path may begin
 * anywhere its first name is one that the schema knows: it would be found in anything open, mistyped or not.
 *
 * @category conversions
 * @since 0.1.0
 */
export const isIn = (schema: Schema.Top, { anywhere, names }: FieldPath): boolean => {
  const record = Schema.toEncoded(schema).ast
  if (!anywhere) return leadsTo(record, names)
  const [first, ...others] = names
  return nodesOf(record).some(
    (node) =>
      SchemaAST.isObjects(node) &&
      node.propertySignatures.some(({ name, type }) => name === first && leadsTo(type, others))
  )
}

/**
 * The paths to the fields of a schema, down to a few levels.
 *
 * @category conversions
 * @since 0.1.0
 */
export const pathsOf = (schema: Schema.Top): ReadonlyArray<string> => [
  ...new Set(pathsBelow(Schema.toEncoded(schema).ast, ""))
]

const deepest = 4

const pathsBelow = (ast: SchemaAST.AST, prefix: string): ReadonlyArray<string> =>
  membersOf(ast).flatMap((member) => {
    if (!SchemaAST.isObjects(member)) return []
    return member.propertySignatures.flatMap(({ name, type }) => {
      const path = `${prefix}${String(name)}`
      return path.split(".").length >= deepest ? [path] : [path, ...pathsBelow(type, `${path}.`)]
    })
  })

const leadsTo = (ast: SchemaAST.AST, names: ReadonlyArray<string>): boolean => {
  const [first, ...others] = names
  if (first === undefined) return true
  return membersOf(ast).some((member) => {
    if (isOpen(member)) return true
    if (!SchemaAST.isObjects(member)) return false
    return (
      member.indexSignatures.some(({ type }) => leadsTo(type, others)) ||
      member.propertySignatures.some(({ name, type }) => (first === "*" || name === first) && leadsTo(type, others))
    )
  })
}

/** Everything inside, each once: schemas may hold themselves. */
const nodesOf = (root: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> => {
  const seen = new Set<SchemaAST.AST>()
  const left = [root]
  for (let ast = left.pop(); ast !== undefined; ast = left.pop()) {
    for (const member of membersOf(ast)) {
      if (seen.has(member)) continue
      seen.add(member)
      if (!SchemaAST.isObjects(member)) continue
      left.push(...member.propertySignatures.map(({ type }) => type), ...member.indexSignatures.map(({ type }) => type))
    }
  }
  return [...seen]
}

/** What a value may be, lists being their elements. */
const membersOf = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> => {
  if (SchemaAST.isUnion(ast)) return ast.types.flatMap(membersOf)
  if (SchemaAST.isSuspend(ast)) return membersOf(ast.thunk())
  if (SchemaAST.isArrays(ast)) return [...ast.elements, ...ast.rest].flatMap(membersOf)
  return [ast]
}

const isOpen = (ast: SchemaAST.AST): boolean =>
  SchemaAST.isUnknown(ast) || SchemaAST.isAny(ast) || SchemaAST.isObjectKeyword(ast) || SchemaAST.isDeclaration(ast)

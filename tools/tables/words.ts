/**
 * What a column says, in words: those of the field it shows, from the glossary, or those of the export.
 */
import * as Resources from "@effect-intercom/resources"
import * as Glossary from "@effect-intercom/resources/glossary"
import type { Tables } from "@effect-intercom/streams"
import * as Predicate from "effect/Predicate"
import * as SchemaAST from "effect/SchemaAST"

/** The names of schemas, by what they are. Records that an operation has for its own carry their resource's name in front. */
const named = new Map<SchemaAST.AST, Array<string>>()
const byName = <A>(object: Readonly<Record<string, A>>): ReadonlyArray<[string, A]> =>
  Object.entries(object).toSorted(([one], [other]) => (one < other ? -1 : 1))
for (const [module, exports] of byName<object>(Resources)) {
  for (const [name, value] of byName<unknown>({ ...exports })) {
    const ast: unknown = Predicate.hasProperty(value, "ast") ? value.ast : undefined
    if (!SchemaAST.isAST(ast)) continue
    named.set(ast, [...(named.get(ast) ?? []), name, `${module}.${name}`])
  }
}

const objectsIn = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.Objects> => {
  if (SchemaAST.isObjects(ast)) return [ast]
  if (SchemaAST.isUnion(ast)) return ast.types.flatMap(objectsIn)
  if (SchemaAST.isSuspend(ast)) return objectsIn(ast.thunk())
  return SchemaAST.isArrays(ast) ? [...ast.elements, ...ast.rest].flatMap(objectsIn) : []
}

const propertyOf = (object: SchemaAST.Objects, name: string): SchemaAST.AST | undefined =>
  object.propertySignatures.find((property) => property.name === name)?.type

/** The words of a field, below the schemas a path leads through. */
const wordsOf = (from: ReadonlyArray<SchemaAST.AST>, path: ReadonlyArray<string>): string | undefined => {
  const [field, ...rest] = path
  if (field === undefined) return undefined
  const holders = from.flatMap(objectsIn).filter((object) => propertyOf(object, field) !== undefined)
  if (rest.length > 0)
    return wordsOf(
      holders.flatMap((holder) => propertyOf(holder, field) ?? []),
      rest
    )
  for (const holder of holders) {
    for (const name of named.get(holder) ?? []) {
      const words = Glossary.recordField(name, field)
      if (words !== undefined) return words
    }
  }
  return holders.length > 0 ? Glossary.recordField("", field) : undefined
}

/** The schema a path leads to. */
const schemasAt = (from: ReadonlyArray<SchemaAST.AST>, path: ReadonlyArray<string>): ReadonlyArray<SchemaAST.AST> =>
  path.reduce((schemas, key) => schemas.flatMap(objectsIn).flatMap((object) => propertyOf(object, key) ?? []), from)

const ofTheExport: Partial<Record<Tables.Source, string>> = {
  position: "Its place in the list, from 0.",
  name: "The name of the attribute.",
  rest: "What else came with it, and has no column.",
  updated: "When the record changed last, as the export tells it.",
  deleted: "When it went; null while it is there.",
  deletedReason: "Why it went: `deleted`, `merged`, or `missing` where nothing tells.",
  mergedInto: "Id of the record that stayed, of one that was merged.",
  exported: "When the export wrote this version.",
  workspace: "Intercom's id of the workspace.",
  hash: "By which the export sees that nothing changed.",
  record: "The whole record."
}

export const columnWords = (
  schema: SchemaAST.AST,
  table: Tables.Table | Tables.ChildTable,
  column: Tables.Column
): string => {
  const list = "path" in table ? table.path : undefined
  if (column.source === "id") return list === undefined ? "Id of the record." : "Id of what the row is of."
  if (column.source === "parent") return `\`id\` of the row in \`${table.stream}\` it belongs to.`
  if (column.source === "value") return column.type === "json" ? "The value." : "The value, where it is of this type."
  if (column.source !== "field") return ofTheExport[column.source] ?? ""
  const from = list === undefined ? [schema] : schemasAt([schema], list)
  const words = wordsOf(from, column.path) ?? ""
  // Intercom's records tell seconds, the columns of tables an instant.
  return column.type === "timestamptz" ? words.replaceAll(/ ?\bUnix seconds\./g, "").trim() : words
}

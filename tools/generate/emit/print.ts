/**
 * Writes shapes down, as a TypeScript type and as the schema that checks it.
 */
import { fieldDocs, fieldSentences } from "./docs.ts"
import { type Glossary, meaningsOf } from "../glossary.ts"
import { customAttributeFields, handwrittenComponents } from "../overlay/components.ts"
import { pascal, property, requestName, responseName } from "../naming.ts"
import {
  emptyShape,
  type Field,
  isRequired,
  manySamples,
  merge,
  type ObjectShape,
  type Shape,
  type TextShape
} from "../shape.ts"

export interface Printed {
  readonly type: string
  readonly schema: string
}

/** Where declarations are written to, and where names come from. */
export interface Scope {
  /** Requests are exact and closed, responses tolerant and open. */
  readonly direction: "request" | "response"
  readonly versions: ReadonlyArray<string>
  readonly glossary: Glossary
  /** The resource whose operations have for their own what is written, undefined for components. */
  readonly owner: string | undefined
  /** Says that a component is used, so that it is imported. */
  readonly use: (name: string, component: string) => void
  /** Says that a handwritten type is used. */
  readonly useHandwritten: (name: string) => void
  /** Writes a named object before what is being written. */
  readonly declare: (name: string, object: ObjectShape) => void
}

/** The type and schema of a shape. `hint` names it where it is too large to stand inline. */
export const print = (scope: Scope, shape: Shape, hint: string): Printed => {
  const parts = printParts(scope, shape, hint)
  if (parts === undefined) return { type: "unknown", schema: "Schema.Unknown" }
  if (parts.length === 0) {
    // Something that was only ever seen as null may be anything.
    return { type: "unknown", schema: "Schema.Unknown" }
  }
  const types = parts.map(({ type }) => type)
  const [first, ...others] = parts
  if (shape.nullable) types.push("null")
  const schema =
    first && others.length === 0
      ? shape.nullable
        ? `Schema.NullOr(${first.schema})`
        : first.schema
      : `Schema.Union([${[...parts.map((part) => part.schema), ...(shape.nullable ? ["Schema.Null"] : [])].join(", ")}])`
  return { type: types.join(" | "), schema }
}

/** The alternatives of a shape, null left out; undefined where anything may stand. */
const printParts = (scope: Scope, shape: Shape, hint: string): ReadonlyArray<Printed> | undefined => {
  if (shape.handwritten !== undefined) {
    const [, name = ""] = /^ReadonlyArray<(\w+)>$/.exec(shape.handwritten) ?? []
    scope.useHandwritten(name || shape.handwritten)
    return [name ? { type: shape.handwritten, schema: `Schema.Array(${name})` } : same(shape.handwritten)]
  }
  const parts: Array<Printed> = []
  for (const component of [...shape.references].toSorted()) parts.push(printReference(scope, component))
  for (const [name, object] of shape.alternatives) parts.push(printObject(scope, object, hint + pascal(name)))
  if (shape.object && shape.references.size === 0) parts.push(printObject(scope, shape.object, hint))
  if (shape.text) parts.push(printText(scope, shape.text))
  if (shape.bytes) {
    scope.useHandwritten("FileContent")
    parts.push(same("FileContent"))
  }
  // A request with NaN would arrive as null; a response cannot hold it.
  if (shape.number)
    parts.push({ type: "number", schema: scope.direction === "request" ? "Schema.Finite" : "Schema.Number" })
  if (shape.boolean && shape.only === undefined) parts.push({ type: "boolean", schema: "Schema.Boolean" })
  if (shape.boolean && shape.only !== undefined)
    parts.push({ type: `${shape.only}`, schema: `Schema.Literal(${shape.only})` })
  if (shape.array) {
    const items = print(scope, shape.array, singular(hint))
    parts.push({ type: `ReadonlyArray<${items.type}>`, schema: `Schema.Array(${items.schema})` })
  }
  // Where a description allows anything, what examples show is only some of it.
  return shape.unknown ? undefined : unique(parts)
}

const unique = (parts: ReadonlyArray<Printed>): ReadonlyArray<Printed> =>
  parts.filter((part, at) => parts.findIndex(({ type }) => type === part.type) === at)

const same = (name: string): Printed => ({ type: name, schema: name })

const printReference = (scope: Scope, component: string): Printed => {
  const handwritten = handwrittenComponents[component]
  if (handwritten !== undefined) {
    scope.useHandwritten(handwritten)
    return same(handwritten)
  }
  const name = scope.direction === "request" ? requestName(component) : responseName(component)
  scope.use(name, component)
  return same(name)
}

/** The values a text is known to have. */
const valuesOf = (scope: Pick<Scope, "direction">, shape: Shape | undefined): ReadonlyArray<string> => {
  const { text } = shape ?? {}
  if (text === undefined) return []
  const all = scope.direction === "response" && text.contradicted ? [...text.values, ...text.samples] : [...text.values]
  return [...new Set(all)].toSorted()
}

const printText = (scope: Scope, text: NonNullable<Shape["text"]>): Printed => {
  const values = valuesOf(scope, { ...emptyShape(), text }).map((value) => JSON.stringify(value))
  if (values.length === 0) return { type: "string", schema: "Schema.String" }
  if (scope.direction === "response" || text.contradicted) {
    return { type: `${values.join(" | ")} | (string & {})`, schema: "Schema.String" }
  }
  return values.length === 1
    ? { type: values.join(""), schema: `Schema.Literal(${values.join("")})` }
    : { type: values.join(" | "), schema: `Schema.Literals([${values.join(", ")}])` }
}

const printObject = (scope: Scope, object: ObjectShape, hint: string): Printed => {
  if (object.fields.size === 0) {
    if (!object.rest || object.rest.unknown)
      return { type: "{ readonly [name: string]: unknown }", schema: "Schema.Record(Schema.String, Schema.Unknown)" }
    const rest = print(scope, object.rest, hint)
    return { type: `{ readonly [name: string]: ${rest.type} }`, schema: `Schema.Record(Schema.String, ${rest.schema})` }
  }
  if (isSmall(object)) return printFields(scope, object, hint)
  scope.declare(hint, object)
  return same(hint)
}

/** Small objects stand where they are used. */
const isSmall = (object: ObjectShape): boolean =>
  object.fields.size <= 3 &&
  [...object.fields.values()].every(
    ({ shape }) => !shape.object && !shape.array?.object && (shape.text?.values.size ?? 0) < 4
  )

/** The fields of an object, between braces. */
export const printFields = (scope: Scope, object: ObjectShape, name: string): Printed => {
  const types: Array<string> = []
  const schemas: Array<string> = []
  for (const [fieldName, field] of object.fields) {
    const inner = printField(scope, fieldName, field, `${name}${pascal(fieldName)}`)
    const docs = explain(scope, object, name, fieldName, field)
    const key = property(fieldName)
    const required = isRequired(scope, object, field)
    const optional = scope.direction === "request" ? " | undefined" : ""
    types.push(`${docs}readonly ${key}${required ? "" : "?"}: ${inner.type}${required ? "" : optional}`)
    const wrapped = required
      ? inner.schema
      : `Schema.${scope.direction === "request" ? "optional" : "optionalKey"}(${inner.schema})`
    schemas.push(`${key}: ${wrapped}`)
  }
  const struct = `Schema.Struct({\n${schemas.join(",\n")}\n})`
  if (!object.open || !object.rest) return { type: `{\n${types.join("\n")}\n}`, schema: struct }
  // What stands under further names must be of one type with what stands under these.
  const shared = emptyShape()
  for (const { shape } of object.fields.values()) merge(shared, shape)
  merge(shared, object.rest)
  const rest = print(scope, shared, name)
  const missing = scope.direction === "request" ? "Schema.UndefinedOr" : ""
  return {
    type: `{\n${types.join("\n")}\n/** Any further locale. */\nreadonly [locale: string]: ${rest.type} | undefined\n}`,
    schema: `Schema.StructWithRest(${struct}, [Schema.Record(Schema.String, ${missing}(${rest.schema}))])`
  }
}

/** The docstring of a field; what it says is remembered, for it is told in other places too. */
const explain = (scope: Scope, object: ObjectShape, name: string, fieldName: string, field: Field): string => {
  const record = scope.owner === undefined ? name : `${scope.owner}.${name}`
  const found = scope.glossary.find(record, fieldName)
  const sentences = fieldSentences(scope, object, fieldName, field, found?.entry)
  const values = [...new Set([...valuesOf(scope, field.shape), ...valuesOf(scope, field.shape.array)])]
  scope.glossary.told.set(`${record}.${fieldName}`, {
    record,
    field: fieldName,
    direction: scope.direction,
    values,
    key: found?.key,
    entry: found?.entry,
    sentences
  })
  return fieldDocs(sentences, meaningsOf(found?.entry, values))
}

const printField = (scope: Scope, name: string, field: Field, hint: string): Printed => {
  const { shape } = field
  // What a record is called in its `type` is a constant, also where no description lists it.
  if (name === "type" && scope.direction === "response" && shape.text && isConstant(shape.text)) {
    for (const sample of shape.text.samples) shape.text.values.add(sample)
  }
  if (customAttributeFields.has(name) && (shape.object !== undefined || shape.references.size > 0)) {
    scope.useHandwritten("CustomAttributes")
    return shape.nullable
      ? { type: "CustomAttributes | null", schema: "Schema.NullOr(CustomAttributes)" }
      : same("CustomAttributes")
  }
  return print(scope, shape, hint)
}

const isConstant = ({ samples, values }: TextShape): boolean =>
  values.size === 0 && samples.size < manySamples && [...samples].every((sample) => /^[a-z][\w.]*$/i.test(sample))

const singular = (hint: string): string =>
  hint.endsWith("ies") ? `${hint.slice(0, -3)}y` : hint.endsWith("ss") || !hint.endsWith("s") ? hint : hint.slice(0, -1)

/**
 * From a description's schema to a shape. References stay references; `allOf` becomes one object.
 */
import { type Document, referenced, type SchemaObject } from "./descriptions.ts"
import {
  emptyField,
  emptyObject,
  emptyShape,
  emptyText,
  kindsOf,
  merge,
  mergeObject,
  type ObjectShape,
  type Shape
} from "./shape.ts"

export interface Lowering {
  readonly version: string
  readonly document: Document
  /** Names under which a component is kept, where versions renamed it. */
  readonly aliases: Readonly<Record<string, string>>
  /** Components that are not components: `datetime` is a string or a number wherever it stands. */
  readonly inlined: ReadonlySet<string>
  /** Whether alternatives of an object are kept apart, as a request needs it. */
  readonly alternatives: boolean
}

/** The shape a schema describes. */
export const lower = (context: Lowering, schema: SchemaObject | undefined): Shape => {
  const shape = emptyShape()
  if (schema === undefined) {
    shape.unknown = true
    return shape
  }
  if (schema.nullable) shape.nullable = true
  const only = onlyReference(schema)
  if (only !== undefined) {
    reference(context, shape, only)
    return shape
  }
  if (schema.allOf) {
    const object = flatten(context, schema)
    if (object.fields.size > 0 || object.rest) shape.object = object
    else for (const part of schema.allOf) merge(shape, lower(context, part))
    return shape
  }
  const choices = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]
  // A text that lists properties is a text: the properties are those of the form it is sent in.
  const isObject = schema.type === undefined || schema.type === "object"
  if (
    (schema.properties && isObject) ||
    (schema.type === "object" &&
      choices.every(
        (choice) => choice.type === undefined && choice.$ref === undefined && choice.properties === undefined
      ))
  ) {
    shape.object = flatten(context, schema)
    return shape
  }
  if (choices.length > 0) {
    for (const choice of choices) choose(context, shape, choice)
    return shape
  }
  plain(context, shape, schema)
  return shape
}

/** The object a schema describes, with everything it is composed of. */
export const flatten = (context: Lowering, schema: SchemaObject): ObjectShape => {
  const object = emptyObject()
  object.versions.add(context.version)
  if (schema.$ref !== undefined)
    return flatten(context, context.document.components.schemas[referenced(schema.$ref)] ?? {})
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const field = emptyField()
    merge(field.shape, lower(context, property))
    field.versions.add(context.version)
    const kinds = kindsOf(lowerDeep(context, property))
    if (kinds.length > 0) field.kinds.set(context.version, kinds.join(" or "))
    object.fields.set(name, field)
  }
  for (const name of schema.required ?? []) object.fields.get(name)?.requiredIn.add(context.version)
  const additional = schema.additionalProperties
  if (additional === true || (typeof additional === "object" && additional !== null)) {
    object.rest = additional === true ? lower(context, undefined) : lower(context, additional)
  }
  for (const part of schema.allOf ?? []) {
    const composed = flatten(context, part)
    narrowTexts(object, composed)
    mergeObject(object, composed)
  }
  // The order of fields is that of the description, those of `allOf` parts last.
  const choices = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]
  if (choices.length > 0) addChoices(context, object, choices)
  // What is required here may be described in a part or a choice.
  for (const name of schema.required ?? []) object.fields.get(name)?.requiredIn.add(context.version)
  return object
}

/** What is composed of parts is all of them: of the values that both list, those remain that both allow. */
const narrowTexts = (self: ObjectShape, that: ObjectShape): void => {
  for (const [name, field] of self.fields) {
    const mine = field.shape.text?.values ?? new Set<string>()
    const theirs = that.fields.get(name)?.shape.text?.values ?? new Set<string>()
    const common = [...mine].filter((value) => theirs.has(value))
    if (common.length === 0) continue
    for (const values of [mine, theirs]) {
      values.clear()
      for (const value of common) values.add(value)
    }
  }
}

/** What all choices require is required; what one of them describes is a field. */
const addChoices = (context: Lowering, object: ObjectShape, choices: ReadonlyArray<SchemaObject>): void => {
  const parts = choices.map((choice) => flatten(context, choice))
  const own = new Map([...object.fields].map(([name, field]) => [name, field.requiredIn.has(context.version)]))
  for (const part of parts) mergeObject(object, part)
  for (const [name, field] of object.fields) {
    const always = choices.every(
      (choice, at) => choice.required?.includes(name) ?? parts[at]?.fields.get(name)?.requiredIn.has(context.version)
    )
    if (own.get(name) === true || always) field.requiredIn.add(context.version)
    else field.requiredIn.delete(context.version)
  }
}

const choose = (context: Lowering, shape: Shape, choice: SchemaObject): void => {
  const isObject = choice.properties !== undefined || choice.allOf !== undefined
  if (context.alternatives && isObject) {
    const object = flatten(context, choice)
    const name = [...object.fields]
      .flatMap(([field, { requiredIn }]) => (requiredIn.has(context.version) ? [field] : []))
      .join("_and_")
    const known = shape.alternatives.get(name) ?? emptyObject()
    mergeObject(known, object)
    shape.alternatives.set(name, known)
  } else if (choice.required === undefined || isObject) {
    merge(shape, lower(context, choice))
  }
}

const plain = (context: Lowering, shape: Shape, schema: SchemaObject): void => {
  switch (schema.type) {
    case "string":
      if (schema.format === "binary") shape.bytes = true
      else shape.text = texts(schema)
      if (schema.enum?.includes(null)) shape.nullable = true
      break
    case "integer":
    case "number":
      shape.number = true
      break
    case "boolean":
      shape.boolean = true
      shape.only = schema.enum?.length === 1 && typeof schema.enum[0] === "boolean" ? schema.enum[0] : undefined
      break
    case "array":
      shape.array = lower(context, schema.items)
      // Some components are called nullable as a whole, since a field may hold none; a list of none has no elements.
      if (shape.array.references.size > 0) shape.array.nullable = schema.items?.nullable === true
      if (schema.maxItems !== undefined) shape.maxItems = schema.maxItems
      break
    case "null":
      shape.nullable = true
      break
    case "object":
      shape.object = flatten(context, schema)
      break
    default:
      if (schema.enum) shape.text = texts(schema)
      else shape.unknown = true
  }
  if (schema.format !== undefined) shape.formats.add(schema.format)
}

const texts = (schema: SchemaObject) => {
  const values = (schema.enum ?? []).filter((value): value is string => typeof value === "string")
  return { ...emptyText(), values: new Set(values) }
}

const reference = (context: Lowering, shape: Shape, name: string): void => {
  const target = context.document.components.schemas[name]
  if (context.inlined.has(name)) {
    merge(shape, lower(context, target))
    return
  }
  if (target?.nullable) shape.nullable = true
  shape.references.add(context.aliases[name] ?? name)
}

const onlyReference = (schema: SchemaObject): string | undefined => {
  if (schema.$ref !== undefined) return referenced(schema.$ref)
  const choices = schema.allOf ?? []
  const [only] = choices
  return schema.properties === undefined && choices.length === 1 && only?.$ref !== undefined
    ? referenced(only.$ref)
    : undefined
}

/** The shape with its references followed one step, to tell what kind of value it is. */
const lowerDeep = (context: Lowering, schema: SchemaObject): Shape => {
  const shape = lower(context, schema)
  for (const name of shape.references) {
    const target = context.document.components.schemas[name]
    if (target && name in context.document.components.schemas) {
      const inner = lower(context, target)
      if (inner.references.size === 0 && (inner.text || inner.number)) {
        merge(shape, inner)
        shape.references.delete(name)
      }
    }
  }
  return shape
}

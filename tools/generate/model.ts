/**
 * The operations of all versions, merged by method and path, whatever a version calls the path's parameters.
 */
import type { Components } from "./components.ts"
import { loweringOf, readComponents } from "./components.ts"
import {
  type Description,
  examplesOf,
  type MediaObject,
  methods,
  type ParameterObject,
  type OperationObject,
  resolveParameter,
  resolveResponse
} from "./descriptions.ts"
import { flatten, lower, type Lowering } from "./lower.ts"
import {
  emptyField,
  emptyObject,
  emptyShape,
  type Field,
  merge,
  mergeObject,
  type ObjectShape,
  type Shape
} from "./shape.ts"

export interface ModelOperation {
  readonly method: string
  /** The path with `{}` for each parameter. */
  readonly path: string
  readonly versions: Array<string>
  /** The names a version gives its path parameters, in the order of the path. */
  readonly pathParameters: Array<Field>
  readonly query: Map<string, Field>
  /** Parameters the descriptions place elsewhere although they stand in the path are dropped by the overlay. */
  body: Body | undefined
  readonly success: Shape
  readonly successExamples: Array<Example>
  readonly requestExamples: Array<Example>
  readonly errorStatuses: Set<number>
  readonly media: Set<string>
  readonly statuses: Set<string>
}

export interface Example {
  readonly version: string
  readonly value: unknown
}

/** A request body: the objects it may be, by the name of their component, empty for one that has none. */
export interface Body {
  readonly objects: Map<string, ObjectShape>
  /** Whether a version has more than one of them at a time. */
  chosen: boolean
  readonly media: "json" | "multipart"
}

export interface Model {
  readonly versions: ReadonlyArray<string>
  readonly operations: ReadonlyMap<string, ModelOperation>
  readonly responses: Components
  readonly requests: Components
}

/** The key operations are merged by. */
export const keyOf = (method: string, path: string): string =>
  `${method.toUpperCase()} ${path.replaceAll(/\{[^}]+\}/g, "{}")}`

/** Everything the descriptions say, over all versions. */
export const readModel = (
  descriptions: ReadonlyArray<Description>,
  settings: Pick<Lowering, "aliases" | "inlined">
): Model => {
  const operations = new Map<string, ModelOperation>()
  const responses = { ...settings, alternatives: false }
  const requests = { ...settings, alternatives: true }
  for (const description of descriptions) {
    for (const [path, item] of Object.entries(description.document.paths)) {
      for (const method of methods) {
        const declared = item[method]
        if (!declared) continue
        const key = keyOf(method, path)
        const operation = operations.get(key) ?? emptyOperation(method, path)
        operations.set(key, operation)
        operation.versions.push(description.version)
        addParameters(loweringOf(description, requests), operation, path, [
          ...(item.parameters ?? []),
          ...(declared.parameters ?? [])
        ])
        addBody(loweringOf(description, requests), operation, declared)
        addResponses(loweringOf(description, responses), operation, declared)
      }
    }
  }
  return {
    versions: descriptions.map(({ version }) => version),
    operations,
    responses: readComponents(descriptions, responses),
    requests: readComponents(descriptions, requests)
  }
}

const emptyOperation = (method: string, path: string): ModelOperation => ({
  method: method.toUpperCase(),
  path: path.replaceAll(/\{[^}]+\}/g, "{}"),
  versions: [],
  pathParameters: [...path.matchAll(/\{[^}]+\}/g)].map(emptyField),
  query: new Map(),
  body: undefined,
  success: emptyShape(),
  successExamples: [],
  requestExamples: [],
  errorStatuses: new Set(),
  media: new Set(),
  statuses: new Set()
})

const addParameters = (
  context: Lowering,
  operation: ModelOperation,
  path: string,
  declared: ReadonlyArray<ParameterObject>
): void => {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name)
  const parameters = declared.map((parameter) => resolveParameter(context.document, parameter))
  for (const parameter of parameters) {
    const at = names.indexOf(parameter.name)
    const field =
      at >= 0
        ? operation.pathParameters[at]
        : parameter.in === "query"
          ? queryField(operation, parameter.name)
          : undefined
    if (!field) continue
    merge(field.shape, lower(context, parameter.schema))
    field.versions.add(context.version)
    if (parameter.required) field.requiredIn.add(context.version)
  }
}

const queryField = (operation: ModelOperation, name: string): Field => {
  const known = operation.query.get(name)
  if (known) return known
  const field = emptyField()
  operation.query.set(name, field)
  return field
}

const addBody = (context: Lowering, operation: ModelOperation, declared: OperationObject): void => {
  for (const [type, media] of Object.entries(declared.requestBody?.content ?? {})) {
    const kind = type.startsWith("multipart/") ? "multipart" : "json"
    const body = (operation.body ??= { objects: new Map(), chosen: false, media: kind })
    const objects = objectsOf(context, media)
    if (objects.length > 1) body.chosen = true
    for (const [name, object] of objects) {
      const known = body.objects.get(name) ?? emptyObject()
      mergeObject(known, object)
      body.objects.set(name, known)
    }
    for (const value of examplesOf(media)) operation.requestExamples.push({ version: context.version, value })
  }
}

const objectsOf = (context: Lowering, media: MediaObject): ReadonlyArray<readonly [string, ObjectShape]> => {
  const { schema } = media
  const choices = schema?.oneOf ?? schema?.anyOf ?? []
  if (schema?.properties && choices.length > 0 && choices.every((choice) => choice.$ref !== undefined)) {
    const { anyOf: _anyOf, oneOf: _oneOf, ...own } = schema
    const common = flatten(context, own)
    return objectsOf(context, { schema: { oneOf: choices } }).map(([name, object]) => {
      mergeObject(object, common)
      return [name, object]
    })
  }
  const shape = lower(context, schema)
  if (shape.references.size > 0) return [...shape.references].flatMap((name) => followed(context, name))
  if (shape.alternatives.size > 0) return [...shape.alternatives]
  return shape.object ? [["", shape.object]] : []
}

/** The objects a component stands for. */
const followed = (context: Lowering, name: string): ReadonlyArray<readonly [string, ObjectShape]> => {
  const target = context.document.components.schemas[name] ?? {}
  const shape = lower(context, target)
  if (shape.references.size > 0) return [...shape.references].flatMap((reference) => followed(context, reference))
  if (shape.alternatives.size > 0)
    return [...shape.alternatives].map(([fields, object]) => [`${name}:${fields}`, object])
  return [[name, flatten(context, target)]]
}

const addResponses = (context: Lowering, operation: ModelOperation, declared: OperationObject): void => {
  for (const [status, response] of Object.entries(declared.responses)) {
    const resolved = resolveResponse(context.document, response)
    const code = Number(status)
    if (code >= 400) {
      operation.errorStatuses.add(code)
      continue
    }
    if (Number.isNaN(code)) continue
    operation.statuses.add(status)
    for (const [type, media] of Object.entries(resolved.content ?? {})) {
      operation.media.add(type)
      merge(operation.success, lower(context, media.schema))
      for (const value of examplesOf(media)) operation.successExamples.push({ version: context.version, value })
    }
  }
}

/**
 * Puts model, evidence and overlay together: the operations as they will be written.
 */
import type { Components } from "./components.ts"
import { fit, observe, observeFields, type Surprises } from "./evidence.ts"
import { type Body, keyOf, type Model, type ModelOperation } from "./model.ts"
import { recordCorrections } from "./overlay/records.ts"
import { isWrongRequest } from "./overlay/wrongExamples.ts"
import { parseType } from "./parseType.ts"
import type { SearchTable } from "./searchFields.ts"
import type { Correction, OperationOverlay, PagesOverlay, ResourceOverlay } from "./overlay/Overlay.ts"
import {
  cloneObject,
  emptyField,
  emptyObject,
  emptyShape,
  fieldOf,
  type Field,
  merge,
  mergeObject,
  type ObjectShape,
  type Shape
} from "./shape.ts"

export interface Plan {
  readonly versions: ReadonlyArray<string>
  readonly resources: ReadonlyArray<PlannedResource>
  readonly responses: Components
  readonly requests: Components
  readonly surprises: Surprises
  readonly searchTables: ReadonlyArray<SearchTable>
}

export interface PlannedResource {
  readonly name: string
  readonly summary: string
  readonly operations: ReadonlyArray<PlannedOperation>
}

export interface PlannedOperation {
  readonly resource: string
  readonly name: string
  /** As `contacts.get`. */
  readonly id: string
  readonly summary: string
  readonly notes: ReadonlyArray<string>
  readonly method: string
  readonly path: string
  readonly since: string
  readonly until: string | undefined
  readonly query: ReadonlyArray<string>
  readonly body: "json" | "multipart" | undefined
  readonly reads: "json" | "text" | "nothing" | "location" | "bytes"
  readonly input: PlannedInput | undefined
  readonly success: Shape
  readonly pages: PagesOverlay | undefined
  readonly idempotent: boolean | undefined
  readonly errorStatuses: ReadonlyArray<number>
}

/** The flat input: fields that stand in every alternative, and the alternatives where there are some. */
export interface PlannedInput {
  readonly alternatives: ReadonlyArray<{ readonly name: string | undefined; readonly object: ObjectShape }>
  /** At least one of these fields is needed. */
  readonly oneOf: ReadonlyArray<string> | undefined
}

/** Plans every operation of the model; an operation that the overlay does not name is an error. */
export const makePlan = (
  model: Model,
  overlay: Readonly<Record<string, ResourceOverlay>>,
  searchTables: ReadonlyArray<SearchTable>
): Plan => {
  const surprises: Surprises = new Map()
  const left = new Map(model.operations)
  const resources = Object.entries(overlay).map(([name, resource]): PlannedResource => ({
    name,
    summary: resource.summary,
    operations: Object.entries(resource.operations).map(([endpoint, entry]) => {
      const [method = "", path = ""] = endpoint.split(" ")
      const key = keyOf(method, path)
      const operation = left.get(key)
      if (!operation) throw new Error(`${endpoint} stands in the overlay of ${name} but in no description`)
      left.delete(key)
      return planOperation(model, operation, name, path, entry, surprises)
    })
  }))
  correctRecords(model.responses)
  if (left.size > 0) throw new Error(`no overlay entry for: ${[...left.keys()].join(", ")}`)
  return {
    versions: model.versions,
    resources: resources.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    responses: model.responses,
    requests: model.requests,
    surprises,
    searchTables
  }
}

const correctRecords = (components: Components): void => {
  for (const { also, component, elements, field, nullable, optional, values } of recordCorrections) {
    const found = components.get(component)?.shape.object?.fields.get(field)
    if (!found) throw new Error(`overlay/records.ts corrects ${component}.${field}, which does not exist`)
    if (nullable) found.shape.nullable = true
    if (optional) found.seen = 0
    if (also !== undefined) merge(found.shape, parseType(also))
    if (elements === "never null" && found.shape.array) found.shape.array.nullable = false
    for (const value of values ?? []) found.shape.text?.values.add(value)
  }
}

const planOperation = (
  model: Model,
  operation: ModelOperation,
  resource: string,
  path: string,
  entry: OperationOverlay,
  surprises: Surprises
): PlannedOperation => {
  const corrections = entry.corrections ?? []
  const id = `${resource.charAt(0).toLowerCase()}${resource.slice(1)}.${entry.name}`
  const query = planQuery(operation, corrections)
  const last = operation.versions.at(-1) ?? ""
  const statuses = [...operation.statuses]
  const nothing = statuses.every((status) => status === "204") && statuses.length > 0
  const reads = entry.reads ?? (nothing ? "nothing" : "json")
  const input = planInput(model, operation, path, query, corrections, id, surprises)
  if (entry.pages) assertPaging(id, entry.pages, input)
  return {
    resource,
    name: entry.name,
    id,
    summary: entry.summary,
    notes: entry.notes ?? [],
    method: operation.method,
    path,
    since: operation.versions[0] ?? "",
    until: last === model.versions.at(-1) ? undefined : last,
    query: [...query.keys()],
    body: operation.body?.media,
    reads,
    input,
    success: planSuccess(model, operation, entry, id, surprises),
    pages: entry.pages,
    idempotent: entry.idempotent,
    errorStatuses: [...operation.errorStatuses].toSorted((a, b) => a - b)
  }
}

/** A list that is said to have pages takes what leads from one to the next. */
const assertPaging = (id: string, pages: PagesOverlay, input: PlannedInput | undefined): void => {
  const needed = {
    cursor: pages.in === "body" ? ["pagination"] : ["per_page", "starting_after"],
    page: ["page", "per_page"],
    url: [],
    scroll: ["scroll_param"]
  }[pages.kind]
  for (const name of needed) {
    if (!input?.alternatives.every(({ object }) => object.fields.has(name))) {
      throw new Error(`${id} has pages, but no parameter ${name}: the overlay must add it`)
    }
  }
}

const planSuccess = (
  model: Model,
  operation: ModelOperation,
  entry: OperationOverlay,
  id: string,
  surprises: Surprises
): Shape => {
  let shape = operation.success
  if (entry.answers !== undefined) return planAnswer(model, operation, entry.answers, surprises)
  if (entry.success !== undefined) {
    const component = model.responses.get(entry.success)
    if (!component) throw new Error(`${id}: there is no component ${entry.success}`)
    if (shape.object) merge(component.shape, { ...emptyShape(), object: shape.object })
    shape = emptyShape()
    shape.references.add(entry.success)
  }
  if (entry.reads === undefined || entry.reads === "text") {
    for (const { value } of operation.successExamples) observe(model.responses, shape, value, id, surprises)
  }
  shape.nullable = false
  return shape
}

/** A component made from the examples of an operation. */
const planAnswer = (model: Model, operation: ModelOperation, component: string, surprises: Surprises): Shape => {
  const known = model.responses.get(component) ?? { name: component, shape: { ...emptyShape(), object: emptyObject() } }
  model.responses.set(component, known)
  const object = known.shape.object ?? emptyObject()
  for (const { value, version } of operation.successExamples) {
    if (typeof value !== "object" || value === null) continue
    object.versions.add(version)
    for (const name of Object.keys(value)) fieldOf(object, name).versions.add(version)
    observe(model.responses, known.shape, value, component, surprises)
  }
  for (const field of object.fields.values()) field.seen = 0
  const shape = emptyShape()
  shape.references.add(component)
  return shape
}

const planQuery = (operation: ModelOperation, corrections: ReadonlyArray<Correction>): Map<string, Field> => {
  const query = new Map(operation.query)
  correctFields(query, corrections, "query")
  return query
}

const correctFields = (
  fields: Map<string, Field>,
  corrections: ReadonlyArray<Correction>,
  place: "query" | "body"
): void => {
  for (const correction of corrections) {
    if ("drop" in correction && correction.in === place) fields.delete(correction.drop)
    if ("add" in correction && correction.in === place && !fields.has(correction.add)) {
      const field = emptyField()
      merge(field.shape, parseType(correction.type))
      fields.set(correction.add, field)
    }
    if ("retype" in correction && correction.in === place) {
      const field = fields.get(correction.retype)
      if (field) fields.set(correction.retype, { ...field, shape: parseType(correction.type), kinds: new Map() })
    }
    if ("optional" in correction) for (const name of correction.optional) fields.get(name)?.requiredIn.clear()
  }
}

const planInput = (
  model: Model,
  operation: ModelOperation,
  path: string,
  query: Map<string, Field>,
  corrections: ReadonlyArray<Correction>,
  id: string,
  surprises: Surprises
): PlannedInput | undefined => {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? "")
  const shared = emptyObject()
  for (const version of operation.versions) shared.versions.add(version)
  names.forEach((name, at) => {
    const field = operation.pathParameters[at] ?? emptyField()
    // An id that a record shows as a string may be declared a number here, so both are taken.
    if (field.shape.number) merge(field.shape, parseType("string"))
    add(shared, name, field, operation.versions, id)
  })
  for (const [name, field] of query)
    add(shared, name, field, requiredEverywhere(field, operation.versions) ? operation.versions : [], id)
  const bodies = planBodies(model, operation, corrections, id, surprises)
  const oneOf = corrections.find((correction) => "oneOf" in correction)
  const alternatives = bodies.map(({ name, object }) => {
    const whole = cloneObject(shared)
    whole.seen = object.seen
    for (const field of whole.fields.values()) field.seen = object.seen
    for (const [fieldName, field] of object.fields) {
      const required = requiredEverywhere(field, [...object.versions]) && field.seen === object.seen
      add(whole, fieldName, field, required ? operation.versions : [], id)
    }
    return { name, object: whole }
  })
  if (alternatives.length === 0) alternatives.push({ name: undefined, object: shared })
  const empty = alternatives.every(({ object }) => object.fields.size === 0)
  return empty ? undefined : { alternatives, oneOf: oneOf && "oneOf" in oneOf ? oneOf.oneOf : undefined }
}

const requiredEverywhere = (field: Field, versions: ReadonlyArray<string>): boolean =>
  versions.length > 0 && versions.every((version) => field.requiredIn.has(version))

const add = (object: ObjectShape, name: string, field: Field, requiredIn: ReadonlyArray<string>, id: string): void => {
  if (object.fields.has(name))
    throw new Error(`${id}: two fields of the input are called ${name}; the overlay must tell them apart`)
  object.fields.set(name, { ...field, requiredIn: new Set(requiredIn) })
}

interface NamedObject {
  readonly name: string | undefined
  readonly object: ObjectShape
}

const planBodies = (
  model: Model,
  operation: ModelOperation,
  corrections: ReadonlyArray<Correction>,
  id: string,
  surprises: Surprises
): ReadonlyArray<NamedObject> => {
  if (!operation.body) return []
  const bodies = nameBodies(operation.body, corrections, id)
  for (const { object } of bodies) correctFields(object.fields, corrections, "body")
  const dropped = corrections.flatMap((correction) =>
    "drop" in correction && correction.in === "body" ? [correction.drop] : []
  )
  for (const { value } of operation.requestExamples) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || isWrongRequest(id, value)) continue
    const record = Object.fromEntries(Object.entries(value).filter(([name]) => !dropped.includes(name)))
    const best = bodies.toSorted((a, b) => fit(b.object, record) - fit(a.object, record))[0]
    if (best) observeFields(model.requests, best.object, record, `${id}(${best.name ?? ""})`, surprises)
  }
  return bodies
}

const nameBodies = (body: Body, corrections: ReadonlyArray<Correction>, id: string): ReadonlyArray<NamedObject> => {
  const named = corrections.find((correction) => "alternatives" in correction)
  if (named && "alternatives" in named) {
    const bodies = new Map<string, ObjectShape>()
    for (const [component, object] of body.objects) {
      const name = named.alternatives[component]
      if (name === undefined) throw new Error(`${id}: the overlay does not name the alternative ${component}`)
      const known = bodies.get(name)
      if (known) mergeAlternative(known, object)
      else bodies.set(name, object)
    }
    return [...bodies].flatMap(([name, object]) => splitBody(name, object, corrections))
  }
  if (body.chosen && !corrections.some((correction) => "join" in correction)) {
    throw new Error(
      `${id}: the body has alternatives (${[...body.objects.keys()].join(", ")}), which the overlay must name or join`
    )
  }
  const [first, ...rest] = [...body.objects.values()]
  if (!first) return []
  for (const object of rest) {
    if (body.chosen) mergeAlternative(first, object)
    else mergeObject(first, object)
  }
  return [{ name: undefined, object: first }]
}

/** Joins two alternatives: what only one of them requires is not required. */
const mergeAlternative = (self: ObjectShape, that: ObjectShape): void => {
  const required = (object: ObjectShape, name: string) => {
    const field = object.fields.get(name)
    return field !== undefined && requiredEverywhere(field, [...object.versions])
  }
  const always = [...self.fields.keys()].filter((name) => required(self, name) && required(that, name))
  mergeObject(self, that)
  for (const [name, field] of self.fields) {
    field.requiredIn.clear()
    if (always.includes(name)) for (const version of self.versions) field.requiredIn.add(version)
  }
}

const splitBody = (
  name: string,
  object: ObjectShape,
  corrections: ReadonlyArray<Correction>
): ReadonlyArray<NamedObject> => {
  for (const correction of corrections) {
    if (!("split" in correction) || correction.split !== name) continue
    return Object.entries(correction.into).map(([value, part]) => {
      const copy = cloneObject(object)
      const on = copy.fields.get(correction.on)
      if (on?.shape.text) {
        on.shape.text.values.clear()
        on.shape.text.values.add(value)
      }
      for (const field of part.optional ?? []) copy.fields.get(field)?.requiredIn.clear()
      for (const field of part.required ?? [])
        for (const version of copy.versions) copy.fields.get(field)?.requiredIn.add(version)
      return { name: part.name, object: copy }
    })
  }
  return [{ name, object }]
}

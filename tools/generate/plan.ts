/**
 * Puts model, evidence and overlay together: the operations as they will be written.
 */
import type { Components } from "./components.ts"
import { assertAllTaken, narrow, parseEndpoint } from "./endpoints.ts"
import { earnStandings } from "./earn.ts"
import { observe, type Surprises } from "./evidence.ts"
import type { Examples } from "./overlay/Example.ts"
import { keyOf, type Model, type ModelOperation } from "./model.ts"
import { byLocale } from "./overlay/components.ts"
import type { Access, OperationOverlay, PagesOverlay, ResourceOverlay } from "./overlay/Overlay.ts"
import type { RecordCorrection } from "./overlay/records.ts"
import { parseType } from "./parseType.ts"
import { layObservations } from "./observed.ts"
import type { OperationWithoutExample } from "./planned.ts"
import { assertNoneLeft, planExample, type PlannedExample } from "./planExample.ts"
import { planInput, type PlannedInput, planQuery } from "./planInput.ts"
import type { Observations } from "./recordings.ts"
import type { SearchTable } from "./searchFields.ts"
import type { Versions } from "./versions.ts"
import {
  emptyObject,
  emptyShape,
  type Field,
  fieldOf,
  merge,
  mergeField,
  type ObjectShape,
  type Shape
} from "./shape.ts"

export interface Plan {
  /** The versions that are described. */
  readonly versions: ReadonlyArray<string>
  /** All versions. */
  readonly known: Versions
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

export interface PlannedOperation extends OperationWithoutExample {
  /** Undefined where nobody named the operation yet. */
  readonly example: PlannedExample | undefined
}

/** Everything a plan is made of. */
export interface Sources {
  readonly model: Model
  readonly overlay: Readonly<Record<string, ResourceOverlay>>
  readonly recordCorrections: ReadonlyArray<RecordCorrection>
  /** The same for components that stand in requests. */
  readonly inputCorrections: ReadonlyArray<RecordCorrection>
  readonly searchTables: ReadonlyArray<SearchTable>
  readonly examples: Examples
  readonly observations: Observations
  /** Endpoints whose entry in the overlay nobody wrote, so that nobody knows an example either. */
  readonly provisional: ReadonlySet<string>
  readonly versions: Versions
}

/** Plans every operation of the model; an operation that the overlay does not name is an error. */
export const makePlan = (sources: Sources): Plan => {
  const { examples, inputCorrections, model, overlay, provisional, recordCorrections } = sources
  const surprises: Surprises = new Map()
  const left = new Map(model.operations)
  typeRecords(model.responses, recordCorrections)
  for (const components of [model.responses, model.requests]) openLocales(components)
  const resources = Object.entries(overlay).map(([name, resource]) => ({
    name,
    summary: resource.summary,
    operations: Object.entries(resource.operations).map(([endpoint, entry]) => {
      const { key, path, takes } = parseEndpoint(endpoint)
      const operation = takes === undefined ? left.get(key) : model.operations.get(key)
      if (!operation) throw new Error(`${endpoint} stands in the overlay of ${name} but in no description`)
      left.delete(key)
      const own = takes === undefined ? operation : oneOfSeveral(model, operation, resource, endpoint)
      return planOperation(model, own, name, path, entry, surprises, sources.versions)
    })
  }))
  correctRecords(model.responses, recordCorrections)
  correctRecords(model.requests, inputCorrections)
  const operations = resources.flatMap((resource) => resource.operations)
  layObservations(model.responses, operations, sources.observations)
  earnStandings(model.responses, operations)
  if (left.size > 0) throw new Error(`no overlay entry for: ${[...left.keys()].join(", ")}`)
  assertNoneLeft(operations, examples)
  const unnamed = new Set([...provisional].map((endpoint) => parseEndpoint(endpoint).key))
  const isNamed = ({ method, path }: OperationWithoutExample) => !unnamed.has(keyOf(method, path))
  return {
    versions: model.versions,
    known: sources.versions,
    // What the fields of components are is known only when all operations have shown their examples.
    resources: resources
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((resource) => ({
        ...resource,
        operations: resource.operations.map((operation) => ({
          ...operation,
          example: isNamed(operation) ? planExample(operation, model.requests, model.responses, examples) : undefined
        }))
      })),
    responses: model.responses,
    requests: model.requests,
    surprises,
    searchTables: sources.searchTables
  }
}

/** The part of an endpoint that one of its operations is. */
const oneOfSeveral = (
  model: Model,
  operation: ModelOperation,
  resource: ResourceOverlay,
  endpoint: string
): ModelOperation => {
  const { key } = parseEndpoint(endpoint)
  const parts = Object.entries(resource.operations)
    .map(([text, { success }]) => ({ ...parseEndpoint(text), success, isOwn: text === endpoint }))
    .filter((part) => part.key === key)
  assertAllTaken(operation, new Set(parts.flatMap(({ takes }) => takes ?? [])))
  const own = parts.find(({ isOwn }) => isOwn)
  if (own?.takes === undefined || own.success === undefined)
    throw new Error(`${endpoint} is one operation of several: the overlay must say what it answers`)
  return narrow(
    model,
    operation,
    own.takes,
    own.success,
    parts.flatMap(({ success }) => success ?? [])
  )
}

/** Says what fields are called and are, where no description tells, before the examples are laid over them. */
const typeRecords = (components: Components, corrections: ReadonlyArray<RecordCorrection>): void => {
  for (const { component, described, field } of corrections) {
    if (described === undefined) continue
    const fields = objectAt(components, component, described)?.fields
    const found = fields?.get(lastOf(described))
    if (!fields || !found) throw new Error(`overlay/records.ts renames ${component}.${described}, which does not exist`)
    fields.delete(lastOf(described))
    const known = fields.get(lastOf(field))
    if (known) mergeField(known, found)
    else fields.set(lastOf(field), found)
  }
  for (const { component, field, is, like } of corrections) {
    const object = components.get(component)?.shape.object
    if (is === undefined && like === undefined) continue
    const shape = is === undefined ? fieldAt(components, component, like ?? "")?.shape : referenceTo(components, is)
    const [name = "", ...inner] = field.split(".")
    const found =
      object && inner.reduce((at, each) => fieldOf((at.shape.object ??= emptyObject()), each), fieldOf(object, name))
    if (!found || !shape) throw new Error(`overlay/records.ts says of ${component}.${field} what does not exist`)
    found.shape.object = undefined
    found.shape.array = undefined
    merge(found.shape, shape)
  }
}

/** Lets components whose fields are locales hold further ones. */
const openLocales = (components: Components): void => {
  for (const [component, content] of Object.entries(byLocale)) {
    const object = components.get(component)?.shape.object
    if (object === undefined || !components.has(content)) continue
    object.open = true
    object.rest = { ...emptyShape(), nullable: true, references: new Set([content]) }
  }
}

const referenceTo = (components: Components, component: string): Shape | undefined =>
  components.has(component) ? { ...emptyShape(), references: new Set([component]) } : undefined

const correctRecords = (components: Components, corrections: ReadonlyArray<RecordCorrection>): void => {
  for (const correction of corrections) {
    const { also, component, drop, field, note, nullable, omitted, optional, unknown, values } = correction
    const found = fieldAt(components, component, field)
    if (!found) throw new Error(`overlay/records.ts corrects ${component}.${field}, which does not exist`)
    if (nullable) found.shape.nullable = true
    if (optional) found.optional = true
    if (omitted) found.omitted = true
    if (unknown) found.shape.unknown = true
    if (note !== undefined) found.notes.add(note)
    if (drop) components.get(component)?.shape.object?.fields.delete(field)
    if (also !== undefined) merge(found.shape, parseType(also))
    for (const value of values ?? []) found.shape.text?.values.add(value)
  }
}

/** A field of a component, `notes.data` of an object in it. */
const fieldAt = (components: Components, component: string, path: string): Field | undefined =>
  objectAt(components, component, path)?.fields.get(lastOf(path))

/** The object that has the field at the end of a path. */
const objectAt = (components: Components, component: string, path: string): ObjectShape | undefined =>
  path
    .split(".")
    .slice(0, -1)
    .reduce((at, each) => at?.fields.get(each)?.shape.object, components.get(component)?.shape.object)

const lastOf = (path: string): string => path.slice(path.lastIndexOf(".") + 1)

const planOperation = (
  model: Model,
  operation: ModelOperation,
  resource: string,
  path: string,
  entry: OperationOverlay,
  surprises: Surprises,
  known: Versions
): OperationWithoutExample => {
  const corrections = entry.corrections ?? []
  const id = `${resource.charAt(0).toLowerCase()}${resource.slice(1)}.${entry.name}`
  const query = planQuery(operation, corrections, id)
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
    access: accessOf(id, operation.method, entry),
    method: operation.method,
    path,
    since: operation.versions[0] ?? "",
    until: last === model.versions.at(-1) ? undefined : untilOf(last, model.versions, known),
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

/** What calling it does. A GET, and whatever has pages, only reads. */
const accessOf = (id: string, method: string, { access, pages }: OperationOverlay): Access => {
  if (access !== undefined && method === "GET") throw new Error(`${id} is a GET, which needs no access in the overlay`)
  const usual = method === "GET" ? "read" : method === "DELETE" ? "destructive" : "write"
  const found = access ?? usual
  if (pages !== undefined && found !== "read")
    throw new Error(`${id} has pages: the overlay must say that it is a read`)
  return found
}

/** The last version that has what a description has: those that are only announced have what the one before has. */
const untilOf = (last: string, described: ReadonlyArray<string>, { all }: Versions): string => {
  const after = all.slice(all.indexOf(last) + 1)
  const next = after.findIndex((version) => described.includes(version))
  return after.slice(0, Math.max(next, 0)).at(-1) ?? last
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
    const evidence = { components: model.responses, surprises, learns: true }
    for (const { value } of operation.successExamples) observe(evidence, shape, value, id)
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
    observe({ components: model.responses, surprises, learns: true }, known.shape, value, component)
  }
  for (const field of object.fields.values()) field.optional = true
  const shape = emptyShape()
  shape.references.add(component)
  return shape
}

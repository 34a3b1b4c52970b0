/**
 * Plans the input of an operation: one flat object of path, query and body, or several where the body has alternatives.
 */
import { fit, observeFields, type Surprises } from "./evidence.ts"
import type { Body, Model, ModelOperation } from "./model.ts"
import { driftingIds } from "./overlay/components.ts"
import type { Correction } from "./overlay/Overlay.ts"
import { isWrongRequest } from "./overlay/wrongExamples.ts"
import { parseType } from "./parseType.ts"
import {
  cloneObject,
  emptyField,
  emptyObject,
  type Field,
  merge,
  mergeAlternative,
  mergeObject,
  type ObjectShape,
  requiredEverywhere
} from "./shape.ts"

/** The flat input: fields that stand in every alternative, and the alternatives where there are some. */
export interface PlannedInput {
  readonly alternatives: ReadonlyArray<{ readonly name: string | undefined; readonly object: ObjectShape }>
  /** At least one of these fields is needed. */
  readonly oneOf: ReadonlyArray<string> | undefined
}

/** The parameters that travel in the query string. */
export const planQuery = (
  operation: ModelOperation,
  corrections: ReadonlyArray<Correction>,
  id: string
): Map<string, Field> => {
  const query = new Map(operation.query)
  correctFields(query, operation.versions, corrections, "query", id)
  return query
}

/** The input of an operation, undefined where it takes none. */
export const planInput = (
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
  for (const { object } of bodies) {
    for (const [name, { shape }] of object.fields) if (driftingIds.has(name) && shape.text) shape.number = true
  }
  for (const { object } of bodies) correctFields(object.fields, operation.versions, corrections, "body", id)
  const dropped = corrections.flatMap((correction) =>
    "drop" in correction && correction.in === "body" ? [correction.drop] : []
  )
  const evidence = { components: model.requests, surprises, learns: false }
  for (const { value } of operation.requestExamples) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || isWrongRequest(id, value)) continue
    const record = Object.fromEntries(Object.entries(value).filter(([name]) => !dropped.includes(name)))
    const best = bodies.toSorted((a, b) => fit(b.object, record) - fit(a.object, record))[0]
    if (best) observeFields(evidence, best.object, record, `${id}(${best.name ?? ""})`)
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

const correctFields = (
  fields: Map<string, Field>,
  versions: ReadonlyArray<string>,
  corrections: ReadonlyArray<Correction>,
  place: "query" | "body",
  id: string
): void => {
  for (const correction of corrections) {
    assertApplies(fields, correction, place, id)
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
    if ("required" in correction)
      for (const name of correction.required) for (const version of versions) fields.get(name)?.requiredIn.add(version)
    if ("optional" in correction) for (const name of correction.optional) fields.get(name)?.requiredIn.clear()
  }
}

/** A correction of what is no longer wrong should go. */
const assertApplies = (
  fields: ReadonlyMap<string, Field>,
  correction: Correction,
  place: "query" | "body",
  id: string
): void => {
  const name = "drop" in correction ? correction.drop : "retype" in correction ? correction.retype : undefined
  if (name !== undefined && "in" in correction && correction.in === place && !fields.has(name)) {
    throw new Error(`${id}: the overlay corrects ${name}, which does not exist`)
  }
}

/**
 * Lays the examples over the shapes: what an example shows is allowed, and in how many different ones a field is seen is counted.
 */
import type { Components } from "./components.ts"
import { addSample, emptyObject, emptyShape, emptyText, fieldOf, type ObjectShape, type Shape } from "./shape.ts"

/** What the examples show that no description says, to be read by whoever maintains the overlay. */
export type Surprises = Map<string, number>

/** What the examples are laid over. */
export interface Evidence {
  readonly components: Components
  readonly surprises: Surprises
  /**
   * Whether an object that only examples show is described by them. So it is in responses, whose records may have more fields;
   * a request that has more would be refused.
   */
  readonly learns: boolean
}

/** Lays one example over a shape. */
export const observe = (evidence: Evidence, shape: Shape, value: unknown, place: string): void => {
  const { surprises } = evidence
  if (value === null || value === undefined) {
    shape.nullable = true
    return
  }
  if (typeof value === "string") {
    if (!shape.text && !shape.unknown && !shape.bytes) note(surprises, `${place}: string`)
    const known = (shape.text ??= emptyText())
    addSample(known, value)
    if (known.values.size > 0 && !known.values.has(value)) known.contradicted = true
    return
  }
  if (typeof value === "number") {
    if (!shape.number && !shape.unknown) note(surprises, `${place}: number`)
    shape.number = true
    return
  }
  if (typeof value === "boolean") {
    if (!shape.boolean && !shape.unknown) note(surprises, `${place}: boolean`)
    if (shape.only !== value) shape.only = undefined
    shape.boolean = true
    return
  }
  if (Array.isArray(value)) {
    if (!shape.array && !shape.unknown) note(surprises, `${place}: array`)
    const items = (shape.array ??= emptyShape())
    for (const item of value) observe(evidence, items, item, `${place}[]`)
    return
  }
  if (typeof value !== "object") return
  // JSON knows no other value that is an object here.
  observeObject(evidence, shape, value as Readonly<Record<string, unknown>>, place)
}

const observeObject = (
  evidence: Evidence,
  shape: Shape,
  value: Readonly<Record<string, unknown>>,
  place: string
): void => {
  const { components, surprises } = evidence
  const named = bestReference(components, shape, value)
  if (named !== undefined) {
    const target = components.get(named)
    if (target) observeObject(evidence, target.shape, value, named)
    return
  }
  if (!shape.object && shape.alternatives.size > 0) {
    const [name, object] =
      [...shape.alternatives].toSorted(([, left], [, right]) => fit(right, value) - fit(left, value))[0] ?? []
    if (object) observeFields(evidence, object, value, `${place}<${name}>`)
    return
  }
  if (!shape.object) {
    if (!shape.unknown) note(surprises, `${place}: object`)
    if (shape.unknown) return
    shape.object = emptyObject()
  }
  observeFields(evidence, shape.object, value, place)
}

/** Lays an example over an object. */
export const observeFields = (
  evidence: Evidence,
  object: ObjectShape,
  value: Readonly<Record<string, unknown>>,
  place: string
): void => {
  const { learns, surprises } = evidence
  const example = canonical(value)
  if (object.examples.has(example)) return
  object.examples.add(example)
  object.seen++
  // What a description calls an object without fields is a record of names nobody knows beforehand.
  const isRecord = object.fields.size === 0 && (object.versions.size > 0 || !learns)
  for (const [name, inner] of Object.entries(value)) {
    if (object.fields.has(name)) {
      const field = fieldOf(object, name)
      field.seen++
      observe(evidence, field.shape, inner, `${place}.${name}`)
    } else if (object.rest) {
      observe(evidence, object.rest, inner, `${place}.*`)
    } else if (isRecord) {
      continue
    } else {
      note(surprises, `${place}.${name}: not described`)
      const field = fieldOf(object, name)
      field.seen++
      observe({ ...evidence, surprises: new Map() }, field.shape, inner, `${place}.${name}`)
    }
  }
}

/** The same text for equal values, in whatever order their fields stand. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  )

/** Of the components that may stand at a place, the one that fits the example best. */
const bestReference = (
  components: Components,
  shape: Shape,
  value: Readonly<Record<string, unknown>>
): string | undefined => {
  const scored = [...shape.references].map((name) => {
    const target = components.get(name)
    return { name, score: target?.shape.object ? fit(target.shape.object, value) : -1 }
  })
  return scored.toSorted((left, right) => right.score - left.score)[0]?.name
}

/** How well an object fits an example: shared names count for it, unknown names and foreign constants against it. */
export const fit = (object: ObjectShape, value: Readonly<Record<string, unknown>>): number => {
  let score = 0
  for (const [name, inner] of Object.entries(value)) {
    const field = object.fields.get(name)
    if (!field) score -= 1
    else if (typeof inner === "string" && field.shape.text && field.shape.text.values.size > 0) {
      score += field.shape.text.values.has(inner) ? 10 : -10
    } else score += 1
  }
  for (const [name, { requiredIn }] of object.fields) if (requiredIn.size > 0 && !(name in value)) score -= 2
  return score
}

const note = (surprises: Surprises, what: string): void => {
  surprises.set(what, (surprises.get(what) ?? 0) + 1)
}

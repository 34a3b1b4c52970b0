/**
 * Lays what was observed over the shapes. It only ever widens: a kind that was seen is allowed, and what was missing or null
 * may be.
 */
import type { Components } from "./components.ts"
import { recordedAs } from "./overlay/components.ts"
import type { OperationWithoutExample } from "./planned.ts"
import {
  element,
  type Kind,
  type ObservedNode,
  type Observations,
  type Recording,
  type Report,
  stepsOf,
  timesOf,
  treeOf
} from "./recordings.ts"
import { addCounts, emptyObject, emptyShape, emptyText, fieldOf, type ObjectShape, type Shape } from "./shape.ts"

/** Lays all observations over the components and the answers of the operations. */
export const layObservations = (
  components: Components,
  operations: ReadonlyArray<OperationWithoutExample>,
  { recordings, reports }: Observations
): void => {
  for (const recording of recordings) {
    for (const [type, observed] of Object.entries(recording.records)) {
      const [whole, ...short] = componentsOf(components, recording, type)
      if (whole) layObject(components, recording.name, whole, treeOf(observed))
      for (const object of short)
        layObject(components, recording.name, object, withoutRest(whole, object, treeOf(observed)))
    }
    for (const [endpoint, observed] of Object.entries(recording.answers)) {
      const node = treeOf(observed)
      const success = answersAt(components, operations, endpoint, node)
      if (success === undefined)
        throw new Error(`${recording.name}.json has answers of ${endpoint}, which no operation of the overlay calls`)
      // Answers are few of many kinds: together they prove nothing that the answers of one endpoint do not.
      lay(components, `${recording.name} ${endpoint}`, success, node)
    }
  }
  for (const report of reports) layReport(components, report)
}

/** What was seen, without the parts that only the whole record has. */
const withoutRest = (whole: ObjectShape | undefined, short: ObjectShape, node: ObservedNode): ObservedNode => ({
  ...node,
  fields: new Map(
    [...node.fields].filter(
      ([name]) => short.fields.has(name) || !whole?.versions.size || (whole.fields.get(name)?.versions.size ?? 0) === 0
    )
  )
})

/** The components that records of a type are: the whole record first, then those that show it in short. */
const componentsOf = (components: Components, { name }: Recording, type: string): ReadonlyArray<ObjectShape> =>
  (recordedAs[type] ?? [type]).map((component) => {
    const object = components.get(component)?.shape.object
    if (object === undefined)
      throw new Error(
        `${name}.json has records of the type ${type}, and there is no component ${component}: say in recordedAs of overlay/components.ts what they are`
      )
    return object
  })

/** What the operations of an endpoint answer; where they are several, what fits best. */
const answersAt = (
  components: Components,
  operations: ReadonlyArray<OperationWithoutExample>,
  endpoint: string,
  node: ObservedNode
): Shape | undefined => {
  const key = (text: string) => text.replaceAll(/\{[^}]+\}/g, "{}")
  const successes = operations
    .filter(({ method, path }) => key(`${method} ${path}`) === key(endpoint))
    .map(({ success }) => success)
  const fit = (shape: Shape) => fitOf(objectOf(components, shape, node), node)
  return successes.toSorted((left, right) => fit(right) - fit(left))[0]
}

const lay = (components: Components, recording: string, shape: Shape, node: ObservedNode): void => {
  for (const [kind, times] of node.kinds) {
    if (kind === "object") {
      if (shape.unknown) continue
      const object = objectOf(components, shape, node) ?? (shape.object = emptyObject())
      layObject(components, recording, object, node, times)
    } else allow(shape, kind)
  }
  if (node.items !== undefined && shape.array) lay(components, recording, shape.array, node.items)
}

const layObject = (
  components: Components,
  recording: string,
  object: ObjectShape,
  node: ObservedNode,
  times = timesOf(node)
): void => {
  addCounts(object.recorded, new Map([[recording, times]]))
  // What a description calls an object without fields is a record of names nobody knows beforehand.
  if (object.fields.size === 0 && object.versions.size > 0) return
  for (const [name, inner] of node.fields) {
    if (object.rest && !object.fields.has(name)) {
      lay(components, recording, object.rest, inner)
      continue
    }
    const field = fieldOf(object, name)
    addCounts(field.recorded, new Map([[recording, timesOf(inner)]]))
    lay(components, recording, field.shape, inner)
  }
}

/** The object that stands at a place: of several that may, the one whose fields fit best. */
const objectOf = (components: Components, shape: Shape, node: ObservedNode): ObjectShape | undefined => {
  const named = [...shape.references].flatMap((name) => {
    const target = components.get(name)?.shape
    if (target === undefined) return []
    if (target.object) return [target.object]
    const inner = target.references.size > 0 ? objectOf(components, target, node) : undefined
    return inner ? [inner] : []
  })
  const candidates = [
    ...named,
    ...shape.alternatives.values(),
    ...(shape.references.size === 0 && shape.object ? [shape.object] : [])
  ]
  return candidates.toSorted((left, right) => fitOf(right, node) - fitOf(left, node))[0]
}

/** How well an object fits: shared names count for it, names that only one of the two has against it. */
const fitOf = (object: ObjectShape | undefined, node: ObservedNode): number => {
  if (object === undefined) return -Infinity
  const shared = [...node.fields.keys()].filter((name) => object.fields.has(name)).length
  return 2 * shared - node.fields.size - object.fields.size / 100
}

const allow = (shape: Shape, kind: Exclude<Kind, "object">): void => {
  if (kind === "null") shape.nullable = true
  else if (kind === "string") shape.text ??= emptyText()
  else if (kind === "array") shape.array ??= emptyShape()
  else if (kind === "number") shape.number = true
  else {
    shape.only = undefined
    shape.boolean = true
  }
}

/** Something of which only one field is known. */
const nodeWith = (name: string): ObservedNode => ({
  kinds: new Map(),
  fields: new Map([[name, { kinds: new Map(), fields: new Map(), items: undefined }]]),
  items: undefined
})

const layReport = (components: Components, { absent, component, kinds, origin, path }: Report): void => {
  const missing = () => new Error(`a report (${origin}) speaks of ${component}.${path}, and there is no such place`)
  let object = components.get(component)?.shape.object
  let shape: Shape | undefined
  const steps = stepsOf(path)
  steps.forEach((step, at) => {
    if (step === element) shape = shape?.array
    else {
      const isLast = at === steps.length - 1
      const inner: ObjectShape | undefined = shape === undefined ? object : objectOf(components, shape, nodeWith(step))
      if (inner === undefined) throw missing()
      if (!isLast && !inner.fields.has(step)) throw missing()
      const field = fieldOf(inner, step)
      if (isLast && absent) field.optional = true
      shape = field.shape
      object = undefined
    }
  })
  if (shape === undefined) throw missing()
  for (const kind of kinds) {
    if (kind === "object") shape.object ??= emptyObject()
    else allow(shape, kind)
  }
}

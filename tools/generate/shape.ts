/**
 * The shape of a value: everything the versions say, and their examples show, may stand at one place.
 *
 * A shape only ever grows. Descriptions of several versions are laid over each other with `merge`, examples are laid over
 * the result by the evidence walk.
 */

export interface Shape {
  nullable: boolean
  /** Something whose inside nobody describes. */
  unknown: boolean
  text: TextShape | undefined
  number: boolean
  boolean: boolean
  /** The only one of the two booleans it may be. */
  only: boolean | undefined
  bytes: boolean
  array: Shape | undefined
  object: ObjectShape | undefined
  /** Named components that may stand here. */
  readonly references: Set<string>
  /** In requests: the alternatives among which the caller chooses one. */
  readonly alternatives: Map<string, ObjectShape>
  /** A type that is written by hand, by its name in `overlay/handwritten.ts`. */
  handwritten: string | undefined
  maxItems: number | undefined
  /** Formats the descriptions name, as `date-time`. */
  readonly formats: Set<string>
}

export interface TextShape {
  readonly values: Set<string>
  /** Whether an example shows a value that no description lists. */
  contradicted: boolean
  /** Values that examples show, a few. */
  readonly samples: Set<string>
}

export interface ObjectShape {
  readonly fields: Map<string, Field>
  /** The shape of values under names that are not described. */
  rest: Shape | undefined
  /** Whether further names are a part of the type, since nobody can list them all. */
  open: boolean
  /** The versions that describe the object. */
  readonly versions: Set<string>
  /** How many different examples show such an object. */
  seen: number
  /** Those examples, so that equal ones count once, however many versions repeat them. */
  readonly examples: Set<string>
  /** How many such objects each recording holds. */
  readonly recorded: Map<string, number>
}

export interface Field {
  readonly shape: Shape
  /** The versions that describe the field. */
  readonly versions: Set<string>
  /** The versions that require it. */
  readonly requiredIn: Set<string>
  /** How many different examples have it. */
  seen: number
  /** In how many objects of each recording it stands, null included. */
  readonly recorded: Map<string, number>
  /** The kind of value each version describes, without null. */
  readonly kinds: Map<string, string>
  /** What else is known of it, as sentences of its docstring. */
  readonly notes: Set<string>
  /** Whether some source says that it may be left out. */
  optional: boolean
  /** Whether some source says that it is left out where others would be null. */
  omitted: boolean
  /** What a reader of a response can rely on, once all evidence is in. */
  standing: Standing | undefined
}

/** Whether a field of a response is always there, and never null where it is; `by` is what speaks for it. */
export interface Standing {
  readonly required: boolean
  readonly nonNull: boolean
  readonly by: Claim | undefined
}

/** What earns a field that it is required, and that it is not null. */
export type Claim = "identity" | "create input" | "list" | "recordings"

export const emptyShape = (): Shape => ({
  nullable: false,
  unknown: false,
  text: undefined,
  number: false,
  boolean: false,
  only: undefined,
  bytes: false,
  array: undefined,
  object: undefined,
  references: new Set(),
  alternatives: new Map(),
  handwritten: undefined,
  maxItems: undefined,
  formats: new Set()
})

export const emptyText = (): TextShape => ({ values: new Set(), contradicted: false, samples: new Set() })

/** Remembers a value, as long as there are few: more are no constants. */
export const addSample = (text: TextShape, value: string): void => {
  if (text.samples.size < manySamples) text.samples.add(value)
}

/** As many samples as make it plain that a text is not a constant. */
export const manySamples = 10

export const emptyObject = (): ObjectShape => ({
  fields: new Map(),
  rest: undefined,
  open: false,
  versions: new Set(),
  seen: 0,
  examples: new Set(),
  recorded: new Map()
})

export const emptyField = (): Field => ({
  shape: emptyShape(),
  versions: new Set(),
  requiredIn: new Set(),
  seen: 0,
  recorded: new Map(),
  kinds: new Map(),
  notes: new Set(),
  optional: false,
  omitted: false,
  standing: undefined
})

/** Lays `that` over `self`, which becomes a shape that holds both. */
export const merge = (self: Shape, that: Shape): void => {
  self.nullable ||= that.nullable
  self.unknown ||= that.unknown
  self.number ||= that.number
  if (that.boolean) self.only = self.boolean && self.only !== that.only ? undefined : that.only
  self.boolean ||= that.boolean
  self.bytes ||= that.bytes
  self.handwritten ??= that.handwritten
  self.maxItems =
    self.maxItems === undefined || that.maxItems === undefined
      ? (self.maxItems ?? that.maxItems)
      : Math.max(self.maxItems, that.maxItems)
  for (const format of that.formats) self.formats.add(format)
  for (const reference of that.references) self.references.add(reference)
  if (that.text) {
    self.text ??= emptyText()
    self.text.contradicted ||= that.text.contradicted
    for (const value of that.text.values) self.text.values.add(value)
    for (const value of that.text.samples) addSample(self.text, value)
  }
  if (that.array) merge((self.array ??= emptyShape()), that.array)
  if (that.object) mergeObject((self.object ??= emptyObject()), that.object)
  for (const [name, object] of that.alternatives) {
    const known = self.alternatives.get(name) ?? emptyObject()
    mergeObject(known, object)
    self.alternatives.set(name, known)
  }
}

/** Lays one object over another, field by field. */
export const mergeObject = (self: ObjectShape, that: ObjectShape): void => {
  for (const version of that.versions) self.versions.add(version)
  for (const example of that.examples) self.examples.add(example)
  self.seen += that.seen
  addCounts(self.recorded, that.recorded)
  self.open ||= that.open
  if (that.rest) merge((self.rest ??= emptyShape()), that.rest)
  for (const [name, field] of that.fields) mergeField(fieldOf(self, name), field)
}

/** Lays one field over another. */
export const mergeField = (self: Field, that: Field): void => {
  merge(self.shape, that.shape)
  for (const version of that.versions) self.versions.add(version)
  for (const version of that.requiredIn) self.requiredIn.add(version)
  for (const [version, kind] of that.kinds) {
    const known = self.kinds.get(version)
    self.kinds.set(
      version,
      known === undefined || known === kind ? kind : [...new Set([...known.split(" or "), kind])].join(" or ")
    )
  }
  self.seen += that.seen
  addCounts(self.recorded, that.recorded)
  for (const note of that.notes) self.notes.add(note)
  self.optional ||= that.optional
  self.omitted ||= that.omitted
}

/** Adds to what is counted of each recording. */
export const addCounts = (self: Map<string, number>, that: ReadonlyMap<string, number>): void => {
  for (const [recording, count] of that) self.set(recording, (self.get(recording) ?? 0) + count)
}

/** The field of that name, added where there is none. */
export const fieldOf = (object: ObjectShape, name: string): Field => {
  const known = object.fields.get(name)
  if (known) return known
  const field = emptyField()
  object.fields.set(name, field)
  return field
}

/** The kinds of value a shape allows, null left out. */
export const kindsOf = (shape: Shape): ReadonlyArray<string> => [
  ...(shape.text ? ["string"] : []),
  ...(shape.number ? ["number"] : []),
  ...(shape.boolean ? ["boolean"] : []),
  ...(shape.array ? ["array"] : []),
  ...(shape.object || shape.references.size > 0 || shape.alternatives.size > 0 ? ["object"] : [])
]

/** Joins two alternatives: what only one of them requires is not required. */
export const mergeAlternative = (self: ObjectShape, that: ObjectShape): void => {
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

/**
 * A request's field is required where every version and every example has it; a response's field where it has earned it.
 */
export const isRequired = (
  { direction }: { readonly direction: "request" | "response" },
  object: ObjectShape,
  field: Field
): boolean => {
  if (direction === "response") {
    if (field.standing === undefined)
      throw new Error("a field of a response is written before its evidence was weighed")
    return field.standing.required
  }
  return requiredEverywhere(field, [...object.versions]) && field.seen === object.seen
}

/** Whether all these versions require a field. */
export const requiredEverywhere = (field: Field, versions: ReadonlyArray<string>): boolean =>
  versions.length > 0 && versions.every((version) => field.requiredIn.has(version))

/** A copy that shares nothing. */
export const cloneObject = (object: ObjectShape): ObjectShape => {
  const copy = emptyObject()
  mergeObject(copy, object)
  return copy
}

/**
 * Plans the example of an operation: the input it shows, and what holds the answer.
 */
import type { Components } from "./components.ts"
import { isTime } from "./emit/docs.ts"
import { code, type ExampleFields, type Examples, type ExampleValue } from "./overlay/Example.ts"
import type { OperationWithoutExample } from "./planned.ts"
import { planAnswer, type PlannedAnswer } from "./planAnswer.ts"
import { isRequired, kindsOf, type ObjectShape, type Shape } from "./shape.ts"

export interface PlannedExample {
  /** The fields that are shown, none where the operation can be called without any. */
  readonly input: ExampleFields
  readonly answer: PlannedAnswer
  /** The file a download is written to. */
  readonly file: string | undefined
}

/** Plans the example of an operation; one that cannot be made stops the generator. */
export const planExample = (
  operation: OperationWithoutExample,
  requests: Components,
  responses: Components,
  examples: Examples
): PlannedExample => {
  const { file } = examples.operations[operation.id] ?? {}
  if (operation.reads === "bytes" && file === undefined)
    throw new Error(`${operation.id} is a download: name the file of its example in overlay/exampleOperations.ts`)
  return {
    input: planFields(operation, requests, examples),
    answer: planAnswer(operation, responses, examples),
    file
  }
}

/** An example of an operation that does not exist is stale. */
export const assertNoneLeft = (operations: ReadonlyArray<OperationWithoutExample>, examples: Examples): void => {
  const known = new Set(operations.map(({ id }) => id))
  const left = Object.keys(examples.operations).filter((id) => !known.has(id))
  if (left.length > 0) throw new Error(`overlay/exampleOperations.ts has examples of no operation: ${left.join(", ")}`)
}

const planFields = (operation: OperationWithoutExample, requests: Components, examples: Examples): ExampleFields => {
  const { id, input, path, resource } = operation
  const { input: given, way } = examples.operations[id] ?? {}
  if (input === undefined && given === undefined) return {}
  const alternatives = input?.alternatives ?? []
  const object = (way === undefined ? alternatives[0] : alternatives.find(({ name }) => name === way))?.object
  if (object === undefined) throw new Error(`${id} has no input ${way ?? ""}, which its example shows`)
  for (const name of Object.keys(given ?? {}))
    if (!object.fields.has(name)) throw new Error(`${id} takes no ${name}, which its example shows`)

  const context: Context = { id, resource, requests, examples }
  const shown = valuesOf(context, object, "", given ?? {})
  const inBody = (name: string) => !path.includes(`{${name}}`) && !operation.query.includes(name)
  const missing = [...object.fields.keys()].some(inBody) && !Object.keys(shown).some(inBody)
  if (missing && given === undefined && operation.pages === undefined)
    throw new Error(`${id} requires nothing of its body: say in overlay/exampleOperations.ts which fields to show`)
  if (input?.oneOf !== undefined && !input.oneOf.some((name) => name in shown))
    throw new Error(`${id} takes ${input.oneOf.join(" or ")}: show one in overlay/exampleOperations.ts`)
  return shown
}

interface Context {
  readonly id: string
  readonly resource: string
  readonly requests: Components
  readonly examples: Examples
}

/** The fields that are given and those that are required, in the order of the input. */
const valuesOf = (context: Context, object: ObjectShape, place: string, given: ExampleFields): ExampleFields => {
  const shown: Record<string, ExampleValue> = {}
  for (const [name, field] of object.fields) {
    const known = given[name]
    if (known !== undefined) shown[name] = known
    else if (isRequired({ direction: "request" }, object, field))
      shown[name] = valueOf(context, field.shape, name, place === "" ? name : `${place}.${name}`)
  }
  return shown
}

const valueOf = (context: Context, shape: Shape, name: string, place: string): ExampleValue => {
  const found = fitting(shape, known(context, name, place)) ?? derived(context, shape, name, place)
  if (found !== undefined) return found
  throw new Error(
    `${context.id}: what is ${place} like? Its example needs a value: by the field's name in overlay/exampleValues.ts, or by the operation in overlay/exampleOperations.ts`
  )
}

const known = ({ examples, resource }: Context, name: string, place: string): ExampleValue | undefined =>
  place === "id" ? examples.ids[resource] : (examples.fields[place] ?? examples.fields[name])

/** The value as the shape takes it: ids are texts in one place and numbers in another. */
const fitting = (shape: Shape, value: ExampleValue | undefined): ExampleValue | undefined => {
  if (typeof value !== "string" || kindsOf(shape).length === 0) return value
  if (shape.text) return shape.text.values.size === 0 || shape.text.values.has(value) ? value : undefined
  return shape.number && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** A value that the shape alone tells. */
const derived = (context: Context, shape: Shape, name: string, place: string): ExampleValue | undefined => {
  const { examples, requests } = context
  if (shape.handwritten !== undefined) return examples.handwritten[shape.handwritten]
  if (shape.number && isTime(name, shape)) return /before|until|end/.test(name) ? times.end : times.begin
  const [first] = shape.text?.values ?? []
  if (first !== undefined) return first
  if (shape.boolean) return true
  if (shape.array) return [valueOf(context, shape.array, name, place)]
  const [reference] = shape.references
  const target = reference === undefined ? undefined : requests.get(reference)?.shape
  if (target) return derived(context, target, name, place)
  const [alternative] = shape.alternatives.values()
  const object = shape.object ?? alternative
  return object ? valuesOf(context, object, place, {}) : undefined
}

/** January 2026, in Unix seconds. */
const times = { begin: 1767225600, end: 1769904000 }

/** Whether a value is written out as TypeScript. */
export const isExpression = (value: ExampleValue): value is Extract<ExampleValue, { readonly [code]: string }> =>
  typeof value === "object" && value !== null && code in value

/**
 * Plans what holds the answer of an operation in its example: a variable named after what is answered.
 */
import type { Components } from "./components.ts"
import { camel } from "./naming.ts"
import type { Examples } from "./overlay/Example.ts"
import type { OperationWithoutExample } from "./planned.ts"

export interface PlannedAnswer {
  /** Undefined where nothing comes back that one would look at. */
  readonly variable: string | undefined
  /** The field of the answer that the variable holds, undefined where it holds the whole. */
  readonly field: string | undefined
}

/** The variable, and the field it holds. */
export const planAnswer = (
  operation: OperationWithoutExample,
  responses: Components,
  examples: Examples
): PlannedAnswer => {
  const given = examples.operations[operation.id]?.answer
  const { name, pages, reads, success } = operation
  if (reads === "nothing") return { variable: undefined, field: undefined }
  if (reads === "bytes") return { variable: "bytes", field: undefined }
  if (reads === "location") return { variable: given ?? "url", field: undefined }
  if (reads === "text") return { variable: given ?? camel(name.replace(/^get/, "")), field: undefined }
  if (pages) return { variable: given ?? rowsName(operation), field: undefined }

  const [component] = success.references
  if (/^(?:list|search)/.test(name))
    return { variable: given ?? rowsName(operation), field: rowsField(operation, responses) }
  const isGone = component === undefined || name.startsWith("delete") || /deleted|dismiss/.test(component)
  const variable = given ?? (isGone ? undefined : (examples.answers[component] ?? camel(component)))
  return { variable, field: listsOf(operation, responses).find((field) => field === variable) }
}

/** `listTags` lists tags; `list` and `listForContact` what the resource holds. */
const rowsName = ({ name, resource }: OperationWithoutExample): string => {
  const [, what] = /^list(?!For[A-Z])([A-Z]\w*)$/.exec(name) ?? []
  return camel(what ?? resource)
}

/** The field of an answer that holds its rows; undefined where the answer is the rows. */
const rowsField = (operation: OperationWithoutExample, responses: Components): string | undefined => {
  const lists = listsOf(operation, responses)
  return lists.includes("data") ? "data" : lists[0]
}

const listsOf = ({ success }: OperationWithoutExample, responses: Components): ReadonlyArray<string> => {
  const [component] = success.references
  const object = component === undefined ? success.object : responses.get(component)?.shape.object
  return [...(object?.fields ?? [])].flatMap(([name, { shape }]) => (shape.array ? [name] : []))
}

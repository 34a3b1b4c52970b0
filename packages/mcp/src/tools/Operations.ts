/**
 * The tools for everything that has none of its own: find an operation, see what it takes, call it.
 *
 * @since 0.1.0
 */
import { IntercomClient, type Operation, Version } from "@effect-intercom/core"
import { Operations } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { Tool } from "effect/ai"
import { ask } from "../door/Reading.ts"
import { Opened } from "../door/Opened.ts"
import { oneLine, word } from "../text/Clean.ts"
import { fitting } from "../text/Cut.ts"
import { near } from "./Near.ts"
import { cursor, reading, text } from "./Parameters.ts"
import { pick } from "./Pick.ts"
import { timeline } from "./Timeline.ts"

/** @internal */
export const find = reading("find_operation", "Find an API operation that no other tool covers.", { text: text(200) })

/** @internal */
export const describe = reading("describe_operation", "The input of an operation as JSON Schema.", {
  operation: text(80)
})

/** @internal */
export const call = reading("call_operation", "Call a reading operation; answers in JSON.", {
  operation: text(80),
  input: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown)),
  fields: Schema.optionalKey(
    Schema.Array(text(100)).check(Schema.isMaxLength(30)).annotate({ description: "show only these, as data.id" })
  ),
  cursor
})

/** @internal */
export const handleFind = Effect.fnUntraced(function* ({ text }: typeof find.parametersSchema.Type) {
  const known = yield* shownOperations
  const words = text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1)
  const found = known
    .map((entry) => ({ entry, score: scoreOf(entry, words) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, 12)
  return [
    ...(found.length === 0
      ? ["Nothing is called so. Next: use other words, as a resource (tags, teams, news items) or a verb (list, get)."]
      : found.map(({ entry: { access, id, summary } }) => `${id} (${access}): ${summary}`)),
    ...(found.length === 0
      ? []
      : ["Next: describe_operation, then call_operation; those that write are tools of their own."])
  ].join("\n")
})

/** @internal */
export const handleDescribe = Effect.fnUntraced(function* ({ operation: id }: typeof describe.parametersSchema.Type) {
  const { access, operation, summary } = yield* operationOf(id)
  const schema = operation.input === undefined ? "{}" : JSON.stringify(Tool.getJsonSchemaFromSchema(operation.input))
  const shown = schema.slice(0, fitting(schema, 0, mostOfSchema))
  const { inputField } = yield* Effect.promise(() => import("@effect-intercom/resources/glossary"))
  const words = fieldsOf(operation.input).flatMap((field) => {
    const said = inputField(id, field)
    return said === undefined ? [] : [`${field}: ${oneLine(said, 200)}`]
  })
  return [
    `${id}: ${summary} ${operation.method} ${operation.path}`,
    `Input${shown.length < schema.length ? " (cut; the rest is left out)" : ""}: ${shown}`,
    ...words.slice(0, 20),
    ...(fieldsOf(operation.input).includes("query") && operation.method === "POST" ? [aboutQueries] : []),
    access === "read"
      ? `Next: call_operation with operation ${id} and this input.`
      : `Next: it writes, and is the tool ${toolNameOf(id)}.`
  ].join("\n")
})

const mostOfSchema = 12_000

/** Queries nest, which their schema does not tell. */
const aboutQueries =
  'A query is {"field":"custom_attributes.plan","operator":"=","value":"pro"} (operators = != IN NIN > < ~ !~ ^ $; times are Unix seconds) or {"operator":"AND","value":[queries]}, also with OR.'

const fieldsOf = (input: Schema.Codec<unknown, unknown> | undefined): ReadonlyArray<string> => {
  if (input === undefined) return []
  const { properties } = Tool.getJsonSchemaFromSchema(input)
  return Predicate.isReadonlyObject(properties) ? Object.keys(properties) : []
}

/** @internal */
export const handleCall = Effect.fnUntraced(function* ({
  cursor,
  fields,
  input = {},
  operation: id
}: typeof call.parametersSchema.Type) {
  const { access, operation } = yield* operationOf(id)
  if (access !== "read") return yield* Effect.fail(`${id} writes. Next: it is a tool of its own, ${toolNameOf(id)}.`)
  const value = yield* send(operation, input)
  const shown = fields === undefined ? value : pick(value, fields)
  return yield* timeline({
    before: `Answer of ${id}.`,
    about: [],
    entries: [{ id: "json", head: "JSON:", body: JSON.stringify(shown) ?? "(no content)" }],
    cursor,
    tool: "call_operation"
  })
})

/**
 * Sends an operation whose input a model made up. The client checks it before anything leaves.
 *
 * @internal
 */
export const send = Effect.fnUntraced(function* (
  operation: Operation.Definition,
  input: Readonly<Record<string, unknown>>
) {
  if (JSON.stringify(input).length > mostOfInput) {
    return yield* Effect.fail(`The input is longer than ${mostOfInput} characters. Next: send less.`)
  }
  return yield* ask(
    IntercomClient.IntercomClient.use((client) =>
      Effect.map(client.execute(operation, input, undefined), ({ value }) => value)
    )
  )
})

const mostOfInput = 50_000

/**
 * The name of the tool that an opened operation is.
 *
 * @internal
 */
export const toolNameOf = (id: string): string => id.replace(".", "_")

/** What can be called here: what the version has, answers in text, and only reads or was opened. */
const shownOperations = Effect.gen(function* () {
  const { version } = yield* IntercomClient.IntercomClient
  const opened = yield* Opened
  return Operations.all.filter(
    ({ access, id, operation }) =>
      (access === "read" || opened.has(id)) && isText(operation) && Version.isAvailable(operation, version)
  )
})

/**
 * Whether input and answer can be written down.
 *
 * @internal
 */
export const isText = (operation: Operation.Definition): boolean =>
  operation.reads !== "bytes" && operation.body !== "multipart"

/** An operation that is closed is spoken of as one that is not there. */
const operationOf = Effect.fnUntraced(function* (id: string) {
  const known = yield* shownOperations
  const found = known.find((entry) => entry.id === id)
  if (found !== undefined) return found
  const close = near(
    id,
    known.map((entry) => entry.id)
  )
  const meant = close.length === 0 ? "find_operation tells what there is" : `${close.join(" or ")} may be meant`
  return yield* Effect.fail(`There is no operation ${word(id)} here. Next: ${meant}.`)
})

const scoreOf = ({ id, operation, summary }: Operations.OperationEntry, words: ReadonlyArray<string>): number => {
  const name = id.toLowerCase()
  const about = `${summary} ${operation.path}`.toLowerCase()
  return words.reduce(
    (score, word) => score + (name.includes(singular(word)) ? 3 : 0) + (about.includes(singular(word)) ? 1 : 0),
    0
  )
}

const singular = (word: string): string => word.replace(/(?<=..)(?:es|s)$/, "")

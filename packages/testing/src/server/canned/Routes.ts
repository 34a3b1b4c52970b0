/**
 * Answers to the operations the workspace has no state for: each a value its own schema accepts.
 *
 * @since 0.1.0
 */
import type { Operation } from "@effect-intercom/core"
import { Operations } from "@effect-intercom/resources"
import * as Hash from "effect/Hash"
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import { type Answer, download, ok } from "../../route/Answer.ts"
import type { Call, Endpoint, Route } from "../../route/Route.ts"
import type { Json, JsonObject } from "../../workspace/Record.ts"
import { fieldsOf, singular, valueOf } from "./SchemaValue.ts"

/**
 * The header of every canned answer.
 *
 * @category constants
 * @since 0.1.0
 */
export const cannedHeader = { "x-fake-intercom": "canned" } as const

/**
 * Routes for every operation that none of `served` serves.
 *
 * @category routes
 * @since 0.1.0
 */
export const cannedRoutes = (served: ReadonlyArray<Pick<Route, "operation">>): ReadonlyArray<Route> => {
  const known = new Set(served.map(({ operation }) => shapeOf(operation)))
  return Operations.all
    .filter(({ operation }) => !known.has(shapeOf(operation)))
    .map(({ operation, resource }) => ({
      operation,
      handle: (call) => marked(answerOf(operation, resource, call))
    }))
}

/** Method and path without the names of its placeholders: `GET /contacts/{}`. */
const shapeOf = ({ method, path }: Endpoint): string => `${method} ${path.replace(/\{\w+\}/g, "{}")}`

const marked = (answer: Answer): Answer => ({ ...answer, headers: { ...answer.headers, ...cannedHeader } })

const answerOf = (operation: Operation.Definition, resource: string, call: Call): Answer => {
  switch (operation.reads) {
    case "json":
      return ok(bodyOf(operation, resource, call))
    case "nothing":
      return { status: 204, body: undefined }
    case "location":
      return { status: 302, body: undefined, headers: { location: `https://files.example${fill(operation, call)}` } }
    case "text":
      return {
        ...download(bytes(`[00:00:01] Hello, how can I help?\n`)),
        headers: { "content-type": "text/plain; charset=utf-8" }
      }
    case "bytes":
      return download(bytes("id,created_at\n"))
  }
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

const fill = ({ path }: Operation.Definition, { params }: Call): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""))

const bodyOf = (operation: Operation.Definition, resource: string, call: Call): Json => {
  const { ast } = operation.success
  const value = valueOf(ast, {
    seed: Hash.string(`${operation.method} ${fill(operation, call)}`),
    now: call.workspace.now(),
    optional: true,
    record: singular(snakeCase(resource))
  })
  return isJsonObject(value) ? { ...value, ...echoes(operation, ast, call) } : value
}

const isJsonObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const snakeCase = (name: string): string => name.replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase()

/** What the request says of the record is true of the answer: the ids of its path, and the fields of its body. */
const echoes = (operation: Operation.Definition, ast: SchemaAST.AST, call: Call): Readonly<Record<string, Json>> => {
  const own = ownId(operation)
  const said: Record<string, unknown> = { ...call.body }
  for (const [name, value] of Object.entries(call.params)) {
    if (name !== "id") said[name] = value
    if (name === own) said["id"] = value
  }
  const echoed: Record<string, Json> = {}
  for (const [name, type] of fieldsOf(ast)) {
    if (!Object.hasOwn(said, name)) continue
    const fitting = [said[name], numberIn(said[name])].find((value) => Schema.is(Schema.make(type))(value))
    // Type boundary: it was in the JSON of the request, or is a number made of a text there.
    if (fitting !== undefined) echoed[name] = fitting as Json
  }
  return echoed
}

const numberIn = (value: unknown): number | undefined =>
  typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : undefined

/** The placeholder that names what is answered, undefined where that is new or named by something else. */
const ownId = ({ method, path }: Operation.Definition): string | undefined => {
  const segments = path.split("/")
  const last = segments.at(-1) ?? ""
  if (!last.startsWith("{")) return method === "POST" && last.endsWith("s") ? undefined : "id"
  const name = last.slice(1, -1)
  const rows = segments.at(-2) ?? ""
  return name === "id" || (rows.endsWith("s") && `${singular(rows)}_id`.endsWith(name)) ? name : undefined
}

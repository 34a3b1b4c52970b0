/**
 * `effect-intercom api <path>`: whatever the API has, by its path, also what no operation is known of.
 *
 * @since 0.1.0
 */
import { Operation, Version } from "@effect-intercom/core"
import type { Operations } from "@effect-intercom/resources"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Connection from "../Connection.ts"
import * as InputField from "../InputField.ts"
import { exitCodes, Problem, wrong } from "../Problem.ts"
import { confirm } from "../Question.ts"
import * as Registry from "../Registry.ts"
import { allPages, isPaginated, once, type Pick, picking, readInput } from "../Sending.ts"

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const satisfies ReadonlyArray<Operation.Method>

/**
 * The command.
 *
 * @category commands
 * @since 0.1.0
 */
export const api = Command.make(
  "api",
  {
    path: Argument.String("path").pipe(
      Argument.withDescription("Path and query of an endpoint, as /contacts/6762f0dd or '/tags?per_page=5'")
    ),
    method: Flag.Literals("method", methods).pipe(
      Flag.withAlias("X"),
      Flag.withMetavar("<method>"),
      Flag.withDescription("GET when left out, POST where there is an --input"),
      Flag.optional
    ),
    input: Flag.String("input").pipe(
      Flag.withMetavar("<file|->"),
      Flag.withDescription("JSON object with the body, from a file or (-) from stdin"),
      Flag.optional
    ),
    paginate: Flag.Boolean("paginate").pipe(
      Flag.withDescription("All pages of a known endpoint, one JSON object a line"),
      Flag.withDefault(false)
    ),
    query: Flag.String("query").pipe(
      Flag.withAlias("q"),
      Flag.withMetavar("<expression>"),
      Flag.withDescription(
        "Print what this JMESPath expression picks of the answer, or with --paginate of each record: data[].email"
      ),
      Flag.optional
    ),
    json: Flag.Boolean("json").pipe(
      Flag.withDescription("Errors as JSON on stderr (the answer is JSON anyway)"),
      Flag.withDefault(false)
    ),
    yes: Flag.Boolean("yes").pipe(
      Flag.withAlias("y"),
      Flag.withDescription("Do not ask before something is changed"),
      Flag.withDefault(false)
    ),
    ...Connection.flags
  },
  Effect.fnUntraced(function* (values) {
    const body = yield* readInput(values.input)
    const method = Option.getOrElse(values.method, () => (Option.isSome(values.input) ? "POST" : "GET"))
    if (method === "GET" && Option.isSome(values.input)) {
      return yield* wrong("A GET has no body", "Leave --input out, or name another --method")
    }
    const asked = yield* read(values.path)
    const known = (yield* Registry.entries).find(
      ({ operation }) => operation.method === method && fieldsIn(operation.path, asked.segments) !== undefined
    )
    const pick = yield* picking(values.query)
    const run = values.paginate
      ? yield* paged(known, asked, body, pick)
      : once(...(yield* plain(known, method, asked, body)), pick)
    const isWriting = known === undefined ? method !== "GET" : known.access !== "read"
    if (isWriting && !values.yes && !(yield* confirm(`${method} ${values.path} may change the workspace. Go on?`))) {
      return yield* new Problem({ description: "Nothing was sent", exitCode: exitCodes.failure })
    }
    yield* run.pipe(Effect.provide(Connection.layer(values, Connection.impatient)))
  })
).pipe(
  Command.withDescription(
    "Call an endpoint by its path, also one that no operation is known of: token, version, retries and rate limit are as always. The answer is JSON as it comes"
  ),
  Command.withShortDescription("Call an endpoint by its path"),
  Command.withExamples([
    { command: "effect-intercom api /me", description: "Whose token it is" },
    { command: "effect-intercom api '/contacts?per_page=150' --paginate", description: "All contacts, one a line" },
    { command: "effect-intercom api /admins --query 'admins[].email'", description: "A part of the answer" },
    { command: "effect-intercom api /contacts/search --input query.json", description: "A search" },
    { command: "effect-intercom api /new/thing --api-version Unstable", description: "What is not described yet" }
  ])
)

interface Asked {
  readonly segments: ReadonlyArray<string>
  readonly query: Readonly<Record<string, string>>
}

/** An address with a host would send the token there. */
const read = (path: string): Effect.Effect<Asked, Problem> => {
  const base = "http://path.invalid"
  const address = /^[/\w]/.test(path) && !/^(\w+:|\/\/)/.test(path) ? URL.parse(path, `${base}/`) : null
  const segments = (path.split(/[?#]/, 1)[0] ?? "").replace(/^\//, "").split("/").map(decoded)
  if (address === null || address.origin !== base || !segments.every(isSegment)) {
    return wrong(
      `${JSON.stringify(path)} is no path of the API`,
      "Give it without a host and without dots, as /contacts/6762f0dd or '/tags?per_page=5'"
    )
  }
  const names = [...address.searchParams.keys()]
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  return twice === undefined
    ? Effect.succeed({ segments, query: Object.fromEntries(address.searchParams) })
    : wrong(`${twice} is twice in the query`, "Leave one of them out")
}

const isSegment = (text: string | undefined): text is string =>
  text !== undefined && text !== "" && text !== "." && text !== ".."

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** What stands at the placeholders of a path; undefined where it is another one. */
const fieldsIn = (path: string, segments: ReadonlyArray<string>): Readonly<Record<string, string>> | undefined => {
  const names = path.slice(1).split("/")
  const isAt = names.length === segments.length && names.every((name, at) => isHole(name) || name === segments[at])
  if (!isAt) return undefined
  return Object.fromEntries(
    names.flatMap((name, at) => (isHole(name) ? [[name.slice(1, -1), segments[at] ?? ""]] : []))
  )
}

const isHole = (name: string): boolean => name.startsWith("{")

/** How the answer is read is known of known endpoints; JSON is expected of others. */
const plain = (
  known: Operations.OperationEntry | undefined,
  method: Operation.Method,
  { query, segments }: Asked,
  body: Readonly<Record<string, unknown>>
): Effect.Effect<readonly [Operation.Definition, Readonly<Record<string, unknown>>], Problem> => {
  const reads = known?.operation.reads ?? "json"
  if (reads === "bytes" || reads === "location" || known?.operation.body === "multipart") {
    return wrong("That endpoint does not speak JSON", `Use: effect-intercom call ${known?.id ?? ""}`)
  }
  const twice = Object.keys(query).find((name) => name in body)
  if (twice !== undefined) return wrong(`${twice} is both in the query and in the body`, "Leave one of them out")
  // Placeholders, so that what stands there is written as a path needs it, and shows in no error.
  const holes = segments.map((_, at) => `segment_${at}`)
  const id = known?.id ?? "api"
  const options = {
    method,
    path: holes.map((hole) => `/{${hole}}`).join(""),
    query: Object.keys(query),
    since: Version.versions[0],
    ...(method === "GET" ? {} : { body: "json" as const })
  }
  const input = { ...body, ...query, ...Object.fromEntries(holes.map((hole, at) => [hole, segments[at]])) }
  switch (reads) {
    case "nothing":
      return Effect.succeed([Operation.noContent(id, options), input])
    case "text":
      return Effect.succeed([Operation.text(id, options), input])
    case "json":
      return Effect.succeed([Operation.make(id, { ...options, success: Schema.Unknown }), input])
  }
}

const paged = Effect.fnUntraced(function* (
  known: Operations.OperationEntry | undefined,
  { query, segments }: Asked,
  body: Readonly<Record<string, unknown>>,
  pick: Pick
) {
  if (known === undefined || !isPaginated(known.operation)) {
    return yield* wrong(
      known === undefined
        ? "No operation is known at that path, so how it pages is not either"
        : `${known.id} has no pages`,
      "Leave --paginate out"
    )
  }
  const { operation } = known
  const fields = InputField.fieldsOf(operation.input)
  const texts = Object.entries({ ...fieldsIn(operation.path, segments), ...query })
  const values = yield* Effect.forEach(texts, ([name, text]) => {
    const field = fields.find((field) => field.name === name)
    return Effect.map(
      field === undefined ? Effect.succeed(text) : InputField.valueOf(field, text),
      (value) => [name, value] as const
    )
  })
  return allPages(operation, { ...body, ...Object.fromEntries(values) }, pick)
})

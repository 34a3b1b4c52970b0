/**
 * `effect-intercom call <operation>`: any operation, with its input as flags or JSON, and its answer as JSON.
 *
 * @since 0.1.0
 */
import { type Operation, Version } from "@effect-intercom/core"
import type { Operations } from "@effect-intercom/resources"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Connection from "../Connection.ts"
import * as InputField from "../InputField.ts"
import { exitCodes, Problem } from "../Problem.ts"
import { confirm } from "../Question.ts"
import * as Registry from "../Registry.ts"
import { allPages, isPaginated, once, readInput } from "../Sending.ts"

/** The flags that every operation has beside its fields. */
const ownFlags = {
  input: Flag.String("input").pipe(
    Flag.withMetavar("<file|->"),
    Flag.withDescription("JSON object with the input, from a file or (-) from stdin; flags of fields come on top"),
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
}

const all = Flag.Boolean("all").pipe(Flag.withDescription("All pages, one JSON object a line"), Flag.withDefault(false))

/**
 * The names that are taken. Fields that have them have no flag of their own and go through `--input`.
 *
 * @category commands
 * @since 0.1.0
 */
export const reserved: ReadonlySet<string> = new Set([
  "all",
  "input",
  "json",
  "yes",
  "region",
  "help",
  "version",
  "token-file",
  "api-version",
  "base-url",
  "allow-insecure",
  "workspace",
  "share-budget"
])

/**
 * The command as help shows it. {@link forOperation} takes its place once it is known which operation is called.
 *
 * @category commands
 * @since 0.1.0
 */
export const call = Command.make(
  "call",
  {
    operation: Argument.String("operation").pipe(
      Argument.withDescription("Resource and method, as contacts.get (all of them: effect-intercom operations)")
    ),
    all,
    ...ownFlags
  },
  ({ operation }) => Effect.flatMap(Registry.entries, (entries) => unknownOperation(operation, entries))
).pipe(
  Command.withDescription(
    "Call any operation. Its fields are flags: effect-intercom call <operation> --help lists them. The answer is JSON"
  ),
  Command.withShortDescription("Call any operation, JSON in and out"),
  Command.withExamples([
    { command: "effect-intercom call contacts.get --id 6762f0dd1bb69f9f2193bb83", description: "One contact" },
    { command: "effect-intercom call contacts.list --all > contacts.ndjson", description: "All of them, one a line" },
    { command: "effect-intercom call contacts.create --role user --email ada@example.com", description: "Create one" },
    { command: "effect-intercom call contacts.search --input query.json", description: "An input of one's own making" }
  ])
)

/**
 * The arguments of a call taken apart: which operation, and the arguments with its name in front of all flags.
 * Undefined when they are not a call that names one.
 *
 * @category commands
 * @since 0.1.0
 */
export const operationOf = (
  args: ReadonlyArray<string>,
  entries: ReadonlyArray<Operations.OperationEntry>
): Effect.Effect<Called | undefined, Problem> => {
  const called = args.indexOf("call")
  const named = (arg = "") => entries.find(({ id }) => id.toLowerCase() === arg.toLowerCase())
  const position = args.findIndex((arg, index) => index > called && named(arg) !== undefined)
  const entry = named(args[position])
  if (entry !== undefined) {
    const others = [...args.slice(called + 1, position), ...args.slice(position + 1)]
    return Effect.succeed({ entry, args: [...args.slice(0, called + 1), entry.id, ...others] })
  }
  // Without this the first flag would be refused, although the name is what is wrong.
  const name = args[called + 1]
  return name === undefined || name.startsWith("-") ? Effect.succeed(undefined) : unknownOperation(name, entries)
}

interface Called {
  readonly entry: Operations.OperationEntry
  readonly args: ReadonlyArray<string>
}

/**
 * What the fields of an operation mean. The words are loaded only for who asks for help.
 *
 * @category commands
 * @since 0.1.0
 */
export const wordsFor = (entry: Operations.OperationEntry, args: ReadonlyArray<string>): Effect.Effect<Words> =>
  args.includes("--help") || args.includes("-h")
    ? Effect.map(
        Effect.promise(() => import("@effect-intercom/resources/glossary")),
        ({ inputField }): Words =>
          (field) =>
            inputField(entry.id, field)
      )
    : Effect.succeed(() => undefined)

type Words = (field: string) => string | undefined

/**
 * The command with one operation as its subcommand.
 *
 * @category commands
 * @since 0.1.0
 */
export const forOperation = (entry: Operations.OperationEntry, words?: Words) =>
  Command.make("call").pipe(Command.withSubcommands([operationCommand(entry, words)]))

/**
 * The subcommand of an operation, the fields of its input being flags.
 *
 * @category commands
 * @since 0.1.0
 */
export const operationCommand = (entry: Operations.OperationEntry, words: Words = () => undefined) => {
  const { operation } = entry
  const fields = fieldsWithFlags(operation)
  const flags = Object.fromEntries(
    fields.map((field) => [field.name, InputField.flag(field, travels(field, operation), words(field.name))])
  )
  const paged = operation.pagination === undefined ? {} : { all }
  return Command.make(
    entry.id,
    { fields: flags, ...paged, ...ownFlags },
    Effect.fnUntraced(function* (values) {
      const input = { ...(yield* readInput(values.input)), ...given(values.fields) }
      const run =
        "all" in values && values.all && isPaginated(operation) ? allPages(operation, input) : once(operation, input)
      const question = `${operation.method} ${operation.path} changes the workspace. Go on?`
      if (entry.access !== "read" && !values.yes && !(yield* confirm(question))) {
        return yield* new Problem({ description: "Nothing was sent", exitCode: exitCodes.failure })
      }
      yield* run.pipe(Effect.provide(Connection.layer(values, Connection.impatient)))
    })
  ).pipe(Command.withDescription(about(entry)))
}

const fieldsWithFlags = (operation: Operation.Definition) =>
  InputField.fieldsOf(operation.input).filter(({ name }) => !reserved.has(name))

/**
 * The names of an operation's flags: its fields, and those that all have.
 *
 * @category commands
 * @since 0.1.0
 */
export const flagsOf = ({ operation }: Operations.OperationEntry): ReadonlyArray<string> => [
  ...reserved,
  ...fieldsWithFlags(operation).map(({ name }) => name)
]

/**
 * Fails with what is close to the name that is none.
 *
 * @category errors
 * @since 0.1.0
 */
export const unknownOperation = (
  name: string,
  entries: ReadonlyArray<Operations.OperationEntry>
): Effect.Effect<never, Problem> => {
  const close = Registry.suggestions(
    name,
    entries.map(({ id }) => id)
  )
  return Effect.fail(
    new Problem({
      description: `There is no operation ${JSON.stringify(name)}`,
      next: close.length > 0 ? `Did you mean ${close.join(" or ")}?` : "All of them: effect-intercom operations",
      exitCode: exitCodes.usage
    })
  )
}

const given = (fields: Readonly<Record<string, Option.Option<unknown>>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (Option.isSome(value) ? [[name, value.value] as const] : []))
  )

const travels = ({ name }: InputField.InputField, operation: Operation.Definition): string => {
  if (operation.path.includes(`{${name}}`)) return "in the path"
  return operation.query.includes(name) || operation.body === undefined ? "in the query" : "in the body"
}

const about = ({ operation, summary }: Operations.OperationEntry): string => {
  const versions =
    operation.until === undefined ? `since ${operation.since}` : `${operation.since} to ${operation.until}`
  const preview = operation.since === "Preview" ? ". Use --api-version Preview" : ""
  const pages =
    operation.pagination === undefined
      ? ""
      : `. Answers with pages (${operation.pagination.kind}); --all reads them all`
  const gone = Version.isAvailable(operation, Version.latestStable) ? "" : ` (not in ${Version.latestStable})`
  return `${summary} ${operation.method} ${operation.path}, ${versions}${gone}${preview}${pages}`
}

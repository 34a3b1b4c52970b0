/**
 * Tools that change a workspace: one for each operation that is opened by its name, and no other.
 *
 * **When to use**
 *
 * Where a model is to reply, tag or close, and you can say by which operations. `IntercomMcp` makes them from `allowWrite`.
 *
 * **Details**
 *
 * A tool is called as its operation, with `_` for the dot, and takes the operation's input as `input`, which is checked before anything
 * is sent. What it is annotated with comes from `access` in `Operations.all`: `Tool.Destructive` where no other call takes back what it
 * does. With `approval` a `LanguageModel` asks for each call.
 *
 * **Gotchas**
 *
 * An agent that reads what strangers write can be talked into using what it has. Open what you would let a stranger do, or take `approval`.
 *
 * **Example** (Opening two operations)
 *
 * ```ts
 * import { IntercomWrites } from "@effect-intercom/mcp"
 *
 * const writes = yield* IntercomWrites.make(["conversations.reply", "tags.tagConversation"], { approval: true })
 * Object.keys(writes.toolkit.tools) // => ["conversations_reply", "tags_tagConversation"]
 * ```
 *
 * @since 0.1.0
 */
import { type IntercomClient, ResponseCheck } from "@effect-intercom/core"
import { Operations } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { Tool, Toolkit } from "effect/ai"
import { type InvalidPersonalData, Personal, type PersonalData } from "./door/Personal.ts"
import { layerGuarded } from "./door/Reading.ts"
import { answer } from "./text/Answer.ts"
import { oneLine } from "./text/Clean.ts"
import { fitting } from "./text/Cut.ts"
import { near } from "./tools/Near.ts"
import { isText, send, toolNameOf } from "./tools/Operations.ts"

/**
 * A name that opens nothing: there is no such operation, it only reads, or it takes or answers with files.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidWrite extends Schema.TaggedError<InvalidWrite>("@effect-intercom/mcp/InvalidWrite")(
  "InvalidWrite",
  {
    /** The name. */
    operation: Schema.String,
    message: Schema.String,
    /** Operations that may have been meant. */
    near: Schema.Array(Schema.String)
  }
) {}

/**
 * A tool that calls one operation, whose input it takes as `input`.
 *
 * @category models
 * @since 0.1.0
 */
export type WriteTool = Tool.Tool<
  string,
  {
    readonly parameters: typeof Schema.Unknown
    readonly success: typeof Schema.String
    readonly failure: typeof Schema.String
    readonly failureMode: "return"
  }
>

/**
 * The tools of opened operations, and what they do.
 *
 * @category models
 * @since 0.1.0
 */
export interface Writes {
  /** The ids, each once. */
  readonly operations: ReadonlyArray<string>
  readonly toolkit: Toolkit.Toolkit<{ readonly [name: string]: WriteTool }>
  /** What is wrong with the parameters of a tool, so that nobody is asked about a call that cannot be made. */
  readonly objection: (tool: string, parameters: unknown) => string | undefined
  readonly layer: (
    options?: PersonalData
  ) => Layer.Layer<Tool.Handler<string>, InvalidPersonalData, IntercomClient.IntercomClient>
}

/**
 * Tools for operations that write, as `["conversations.reply", "tags.tagContact"]`. The tool of `conversations.reply` is called
 * `conversations_reply`. With `approval`, a `LanguageModel` asks before each call.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  names: ReadonlyArray<string>,
  options?: { readonly approval?: boolean | undefined }
): Effect.fn.Return<Writes, InvalidWrite> {
  const entries = yield* Effect.forEach([...new Set(names)], entryOf)
  const toolkit = Toolkit.make(...entries.map((entry) => toolOf(entry, options?.approval ?? false)))
  return {
    operations: entries.map(({ id }) => id),
    toolkit,
    objection: (tool, parameters) => {
      const entry = entries.find(({ id }) => toolNameOf(id) === tool)
      return entry === undefined ? undefined : objectionTo(entry, parameters)
    },
    layer: (personal = {}) =>
      toolkit
        .toLayer(
          Effect.gen(function* () {
            const context = yield* Effect.context<IntercomClient.IntercomClient | Personal>()
            return Object.fromEntries(
              entries.map((entry) => [
                toolNameOf(entry.id),
                (parameters: unknown) => Effect.provideContext(handle(entry, parameters), context)
              ])
            )
          })
        )
        .pipe(
          Layer.provide(Layer.mergeAll(Personal.layer(personal), layerGuarded(new Set(entries.map(({ id }) => id)))))
        )
  }
})

const entryOf = (name: string): Effect.Effect<Operations.OperationEntry, InvalidWrite> => {
  const entry = Operations.find(name)
  const refuse = (message: string, close: ReadonlyArray<string> = []) =>
    Effect.fail(new InvalidWrite({ operation: name, message, near: close }))
  if (entry === undefined) {
    const writing = Operations.all.flatMap(({ access, id }) => (access === "read" ? [] : [id]))
    const close = near(name, writing)
    const meant = close.length === 0 ? "" : `; ${close.join(" or ")} may be meant`
    return refuse(`there is no operation ${JSON.stringify(name)}${meant}`, close)
  }
  if (entry.access === "read") return refuse(`${name} only reads, and is open without being named`)
  if (!isText(entry.operation)) return refuse(`${name} takes or answers with files, which no tool does`)
  return Effect.succeed(entry)
}

const toolOf = ({ access, id, operation, summary }: Operations.OperationEntry, needsApproval: boolean): WriteTool =>
  Tool.dynamic(toolNameOf(id), {
    description: `${summary} (${id})`,
    parameters: parametersOf(operation.input),
    success: Schema.String,
    failure: Schema.String,
    failureMode: "return",
    needsApproval
  })
    .annotate(Tool.Readonly, false)
    .annotate(Tool.Destructive, access === "destructive")
    .annotate(Tool.Idempotent, operation.idempotent)

/** Below a field of its own: an input that is one of several objects is no object, which the parameters of a tool must be. */
const parametersOf = (input: Schema.Codec<unknown, unknown> | undefined) => {
  const { $defs, ...schema } = input === undefined ? { type: "object" } : Tool.getJsonSchemaFromSchema(input)
  const whole = { input: schema, ...($defs === undefined ? {} : { $defs }) }
  const isShort = JSON.stringify(whole).length <= mostOfSchema
  return {
    type: "object",
    properties: { input: isShort ? schema : { type: "object", description: "describe_operation shows its fields" } },
    required: ["input"],
    ...(isShort && $defs !== undefined ? { $defs } : {})
  }
}

const mostOfSchema = 6_000

const handle = Effect.fnUntraced(function* ({ id, operation }: Operations.OperationEntry, parameters: unknown) {
  const input = inputIn(parameters)
  if (input === undefined) return yield* Effect.fail(notAnObject(id))
  const told = JSON.stringify(yield* send(operation, input)) ?? "(no content)"
  const shown = told.slice(0, fitting(told, 0, mostOfAnswer))
  return yield* answer({ before: `Done: ${id}.`, data: shown === told ? told : `${shown}…` })
})

const inputIn = (parameters: unknown) => {
  const input = Predicate.isReadonlyObject(parameters) ? parameters["input"] : undefined
  return Predicate.isReadonlyObject(input) ? input : undefined
}

const notAnObject = (id: string): string =>
  `${toolNameOf(id)} takes an object as input. Next: describe_operation shows its fields.`

const objectionTo = ({ id, operation }: Operations.OperationEntry, parameters: unknown): string | undefined => {
  const input = inputIn(parameters)
  if (input === undefined) return notAnObject(id)
  const [issue] = operation.input === undefined ? [] : ResponseCheck.findInputIssues(operation.input, input)
  return issue === undefined
    ? undefined
    : `${id} does not take this input: ${oneLine(`${issue.path} ${issue.message}`, 300)}. Next: correct it; describe_operation shows the fields of ${id}.`
}

/** What came of a change is seldom news to who made it. */
const mostOfAnswer = 4_000

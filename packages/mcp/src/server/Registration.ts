/**
 * Tools of a toolkit as tools of an MCP server.
 *
 * `McpServer.toolkit` of Effect sends each answer twice to clients of the newest protocol, quotes failures as JSON, and refuses
 * parameters with an error of the protocol, which many clients do not show to the model. Here an answer is one text, whatever it tells.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as JsonSchema from "effect/JsonSchema"
import * as Predicate from "effect/Predicate"
import * as Record from "effect/Record"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { McpSchema, McpServer, Tool, type Toolkit } from "effect/ai"
import { oneLine } from "../text/Clean.ts"

/**
 * Registers the tools, which answer and fail in text.
 *
 * @internal
 */
export const register = Effect.fnUntraced(function* <Tools extends Record<string, Tool.Any>>(
  toolkit: Toolkit.WithHandler<Tools>,
  before: Before = () => Effect.void
) {
  const server = yield* McpServer.McpServer
  for (const tool of Object.values(toolkit.tools)) {
    const call = (parameters: unknown) => run(toolkit, tool.name, parameters)
    yield* server.addTool({
      tool: new McpSchema.Tool({
        name: tool.name,
        description: tool.description,
        inputSchema: McpSchema.ToolJson.make({ type: "object", ...withoutNoise(Tool.getJsonSchema(tool)) }),
        annotations: hintsOf(tool)
      }),
      annotations: tool.annotations,
      handle: (parameters) =>
        Effect.matchEffect(before(tool.name, parameters), {
          onFailure: (refused) =>
            Effect.succeed(refused instanceof McpSchema.InputRequired ? refused : failed(refused)),
          onSuccess: () => call(parameters)
        })
    })
  }
})

/**
 * What comes before a call, and may keep it from being made: with words for the model, or with a question to the person.
 *
 * @internal
 */
export type Before = (
  tool: string,
  parameters: unknown
) => Effect.Effect<void, string | McpSchema.InputRequired, McpSchema.McpRequestContext>

const run = <Tools extends Record<string, Tool.Any>>(
  toolkit: Toolkit.WithHandler<Tools>,
  name: string,
  parameters: unknown
): Effect.Effect<McpSchema.CallToolResult> => {
  // Its types are for who writes the call. This one came from elsewhere, and is checked inside.
  const handle = toolkit.handle as Handle
  return handle(name, parameters ?? {}, undefined, { onExcessProperty: "error", errors: "all" }).pipe(
    Stream.unwrap,
    Stream.runLast,
    Effect.flatMap(Effect.fromOption),
    Effect.map(({ encodedResult, failureOrigin, isFailure, result }) => {
      if (!isFailure) return succeeded(String(encodedResult))
      return failed(failureOrigin === "parameters" ? misused(name, result) : String(encodedResult))
    }),
    withoutParameters,
    Effect.catchCause((cause) =>
      Cause.hasInterrupts(cause)
        ? Effect.interrupt
        : Effect.as(
            // What it broke on may be of a person, so only the kind of the error is told.
            Effect.logError(`the tool ${name} broke: ${kindOf(Cause.squash(cause))}`),
            failed("The tool itself is broken. Next: use another one, or tell the user.")
          )
    ),
    Effect.timeoutOrElse({
      duration: patience,
      orElse: () => Effect.succeed(failed(`${name} took longer than ${patience}. Next: ask for less.`))
    })
  )
}

type Handle = (
  name: string,
  parameters: unknown,
  id: undefined,
  options: { readonly onExcessProperty: "error"; readonly errors: "all" }
) => Effect.Effect<Stream.Stream<Tool.HandlerResult<Tool.Any>, unknown>, unknown>

/** Longer than any one call of Intercom may take, shorter than what clients wait at most. */
const patience = "2 minutes"

const kindOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error)

const succeeded = (text: string) => new McpSchema.CallToolResult({ content: [McpSchema.TextContent.make({ text })] })

const failed = (text: string) =>
  new McpSchema.CallToolResult({ content: [McpSchema.TextContent.make({ text })], isError: true })

const misused = (name: string, error: unknown): string => {
  const reason = Predicate.hasProperty(error, "reason") ? error.reason : undefined
  const said = Predicate.hasProperty(reason, "description") ? String(reason.description) : "they do not fit"
  return `${name} does not take these parameters: ${oneLine(said, 600)}. Next: correct them; its schema lists what it takes.`
}

/** Effect writes the parameters of a call onto the span it is in. Here they are of persons, so it finds none to write on. */
const withoutParameters = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Effect.serviceOption(Tracer.ParentSpan), (span) =>
    span._tag === "None" || span.value._tag === "ExternalSpan"
      ? effect
      : Effect.provideService(effect, Tracer.ParentSpan, Tracer.externalSpan(span.value))
  )

const hintsOf = ({ annotations }: Tool.Any) => ({
  readOnlyHint: Context.get(annotations, Tool.Readonly),
  destructiveHint: Context.get(annotations, Tool.Destructive),
  idempotentHint: Context.get(annotations, Tool.Idempotent)
})

/**
 * Models need no telling that texts are not empty, and unknown parameters are refused with words. Every byte here is read in every
 * conversation.
 */
const withoutNoise = (schema: JsonSchema.JsonSchema): JsonSchema.JsonSchema => {
  const { properties } = schema
  const shorter = Predicate.isReadonlyObject(properties) ? { properties: Record.map(properties, withoutLeast) } : {}
  const kept = Object.entries(schema).filter(([name]) => name !== "additionalProperties")
  return { ...Object.fromEntries(kept), ...shorter }
}

const withoutLeast = (property: unknown): unknown =>
  Predicate.isReadonlyObject(property) ? Record.remove(property, "minLength") : property

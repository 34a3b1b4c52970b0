/**
 * The person in front of the client, asked before a write.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { McpSchema } from "effect/ai"
import { oneLine } from "../text/Clean.ts"
import type { Before } from "./Registration.ts"

/**
 * Asks whether a call is to be made, where nothing else stands against it. Without a clear yes, or a client that can ask, it is not.
 *
 * @internal
 */
export const confirm = (objection: (tool: string, parameters: unknown) => string | undefined): Before =>
  Effect.fnUntraced(function* (tool, parameters) {
    const objected = objection(tool, parameters)
    if (objected !== undefined) return yield* Effect.fail(objected)
    const input = JSON.stringify(parameters) ?? ""
    const cut = input.length > mostOfInput ? ` (cut: ${input.length} characters in all)` : ""
    const question = `Change the workspace with ${tool}? ${oneLine(input, mostOfInput)}${cut}`
    const client = yield* Effect.serviceOption(McpSchema.McpServerClient)
    const context = yield* McpSchema.McpRequestContext
    if (context.clientCapabilities.elicitation === undefined) {
      return yield* Effect.fail(
        `${tool} asks the person before it writes, which this client cannot do. Next: tell the user to do it by hand.`
      )
    }
    if (Option.isSome(client)) {
      // `McpServer.elicit` ends the call where the person closes the question; here that is a no.
      const response = yield* client.value.getClient.pipe(
        Effect.flatMap((asked) =>
          asked.elicit(new McpSchema.ElicitRequestFormParams({ mode: "form", message: question, requestedSchema }))
        ),
        Effect.scoped,
        Effect.timeout(patience),
        Effect.orElseSucceed(() => undefined)
      )
      const isAgreed = response !== undefined && isYes(response)
      return isAgreed ? undefined : yield* Effect.fail(declined(tool))
    }
    // Clients without a session bring the answer along when they call again, with what it was given to.
    const asked = `${tool} ${input}`
    const response = context.inputResponses?.["confirm"]
    if (response === undefined || context.requestState !== asked) {
      return yield* Effect.fail(
        new McpSchema.InputRequired({
          inputRequests: {
            confirm: { method: "elicitation/create", params: { mode: "form", message: question, requestedSchema } }
          },
          requestState: asked
        })
      )
    }
    return isYes(response) ? undefined : yield* Effect.fail(declined(tool))
  })

/** Forms are answered in many ways. One is a yes. */
const isYes = Schema.is(
  Schema.Struct({ action: Schema.Literal("accept"), content: Schema.Struct({ agreed: Schema.Literal(true) }) })
)

const requestedSchema = {
  type: "object",
  properties: { agreed: { type: "boolean", title: "Change it" } },
  required: ["agreed"]
} as const

const declined = (tool: string) =>
  `The person did not agree to ${tool}; nothing was changed. Next: ask the user what to do instead.`

const mostOfInput = 1500
const patience = "5 minutes"

/**
 * The person in front of the client, asked before a write.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { McpSchema, McpServer } from "effect/ai"
import { oneLine } from "../text/Clean.ts"
import type { Before } from "./Registration.ts"

/**
 * Asks whether a call is to be made. Without a clear yes, or a client that can ask, it is not.
 *
 * @internal
 */
export const confirm: Before = Effect.fnUntraced(function* (tool, parameters) {
  const question = `Change the workspace with ${tool}? ${oneLine(JSON.stringify(parameters) ?? "", mostOfInput)}`
  const client = yield* Effect.serviceOption(McpSchema.McpServerClient)
  const context = yield* McpSchema.McpRequestContext
  if (context.clientCapabilities.elicitation === undefined) {
    return yield* Effect.fail(
      `${tool} asks the person before it writes, which this client cannot do. Next: tell the user to do it by hand.`
    )
  }
  if (Option.isSome(client)) {
    const isAgreed = yield* McpServer.elicit({ message: question, schema: Answer }).pipe(
      Effect.provideService(McpSchema.McpServerClient, client.value),
      Effect.map(({ agreed }) => agreed),
      Effect.catchTag("ElicitationDeclined", () => Effect.succeed(false)),
      Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.succeed(false) })
    )
    return isAgreed ? undefined : yield* Effect.fail(declined(tool))
  }
  // Clients without a session bring the answer along when they call again, with the question that it answers.
  const response = context.inputResponses?.["confirm"]
  if (response === undefined || context.requestState !== question) {
    return yield* Effect.fail(
      new McpSchema.InputRequired({
        inputRequests: {
          confirm: { method: "elicitation/create", params: { mode: "form", message: question, requestedSchema } }
        },
        requestState: question
      })
    )
  }
  const isAgreed =
    response["action"] === "accept" && Schema.is(Answer)(response["content"]) && response["content"].agreed
  return isAgreed ? undefined : yield* Effect.fail(declined(tool))
})

const Answer = Schema.Struct({ agreed: Schema.Boolean })

const requestedSchema = { type: "object", properties: { agreed: { type: "boolean" } }, required: ["agreed"] }

const declined = (tool: string) =>
  `The person did not agree to ${tool}; nothing was changed. Next: ask the user what to do instead.`

const mostOfInput = 1500
const patience = "5 minutes"

/**
 * Agent: a language model that looks into a workspace with the tools of `@effect-intercom/mcp`. The model here is a script that
 * calls two tools, so that it runs without a key; a provider's layer in its place is the only change.
 *
 *     node examples/agents/triage.ts
 */
import { NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Layer, Stream } from "effect"
import { LanguageModel, Prompt } from "effect/ai"
import { IntercomClient } from "@effect-intercom/core"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { IntercomTools } from "@effect-intercom/mcp"

/** Stands for `AnthropicLanguageModel.layer(…)`, `OpenAiLanguageModel.layer(…)` or another one. */
const ScriptedModel = Layer.effect(
  LanguageModel.LanguageModel,
  Effect.suspend(() => {
    const script = [
      { name: "count", params: { of: "conversations", group_by: "state" } },
      { name: "find_conversations", params: { state: "open", limit: 3 } }
    ]
    return LanguageModel.make({
      generateText: () =>
        Effect.sync(() => {
          const call = script.shift()
          return call === undefined
            ? [{ type: "text" as const, text: "These are the conversations to look at first." }]
            : [{ type: "tool-call" as const, id: call.name, ...call }]
        }),
      streamText: () => Stream.empty
    })
  })
)

/** Asks the model until it has nothing more to look up, and no more than ten times. */
const triage = Effect.gen(function* () {
  let prompt = Prompt.make([
    { role: "system", content: `You help a support team. ${IntercomTools.aboutMarkers}` },
    { role: "user", content: "Which conversations need us?" }
  ])
  for (let turn = 0; turn < 10; turn++) {
    const response = yield* LanguageModel.generateText({ prompt, toolkit: IntercomTools.toolkit })
    for (const { name, result } of response.toolResults) yield* Console.log(`--- ${name}\n${String(result)}`)
    if (response.toolCalls.length === 0) return yield* Console.log(response.text)
    prompt = Prompt.concat(prompt, Prompt.fromResponseParts(response.content))
  }
})

triage.pipe(
  // The addresses of customers are of no use to the model.
  Effect.provide([ScriptedModel, IntercomTools.layer({ drop: ["*.email", "*.phone"] })]),
  Effect.provide(IntercomClient.layerConfig()),
  Effect.provide(UndiciHttpClient.layer),
  NodeRuntime.runMain
)

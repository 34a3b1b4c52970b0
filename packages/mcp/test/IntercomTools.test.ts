import { assert, describe, it } from "@effect/vitest"
import { IntercomTools, IntercomWrites } from "@effect-intercom/mcp"
import { FakeIntercom } from "@effect-intercom/testing"
import { Effect, Layer, Stream } from "effect"
import { LanguageModel, Toolkit } from "effect/ai"

/** A model that calls one tool, as a provider tells of it. */
const modelThatCalls = (name: string, params: Readonly<Record<string, unknown>>) =>
  Layer.effect(
    LanguageModel.LanguageModel,
    LanguageModel.make({
      generateText: () => Effect.succeed([{ type: "tool-call", id: "call-1", name, params }]),
      streamText: () => Stream.empty
    })
  )

describe("the toolkit of a language model", () => {
  it.effect("answers its calls as it answers those of an MCP client", () =>
    Effect.gen(function* () {
      const response = yield* LanguageModel.generateText({
        prompt: "Who is there?",
        toolkit: IntercomTools.toolkit
      }).pipe(Effect.provide(modelThatCalls("find_people", { limit: 2 })))
      const [result] = response.toolResults
      assert.isFalse(result?.isFailure)
      assert.match(String(result?.result), /^12 people match\. 2 shown\.[^]+<<end \w+>>/)
    }).pipe(Effect.provide(IntercomTools.layer()), Effect.provide(FakeIntercom.layer({ contacts: 12 })))
  )

  it.effect("gives failures to the model instead of failing its program", () =>
    Effect.gen(function* () {
      const response = yield* LanguageModel.generateText({
        prompt: "Who is nobody?",
        toolkit: IntercomTools.toolkit
      }).pipe(Effect.provide(modelThatCalls("get_person", { id: "6762f0dd1bb69f9f2193bb83" })))
      const [result] = response.toolResults
      assert.isTrue(result?.isFailure)
      assert.match(String(result?.result), /NotFound.+Next: check the id/)
    }).pipe(Effect.provide(IntercomTools.layer()), Effect.provide(FakeIntercom.layer({ contacts: 1 })))
  )

  it.effect("takes writes beside it, which ask for approval where that was said", () =>
    Effect.gen(function* () {
      const { requests } = yield* FakeIntercom
      const input = { input: { email: "ada@example.com" } }
      for (const approval of [true, false]) {
        const writes = yield* IntercomWrites.make(["contacts.create"], { approval })
        const response = yield* LanguageModel.generateText({
          prompt: "Create Ada",
          toolkit: Toolkit.merge(IntercomTools.toolkit, writes.toolkit)
        }).pipe(Effect.provide([modelThatCalls("contacts_create", input), IntercomTools.layer(), writes.layer()]))
        assert.strictEqual(response.toolResults.length, approval ? 0 : 1)
        assert.strictEqual((yield* requests).length, approval ? 0 : 1)
      }
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )
})

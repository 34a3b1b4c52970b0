import type { IntercomClient } from "@effect-intercom/core"
import { IntercomMcp, IntercomTools, IntercomWrites } from "@effect-intercom/mcp"
import { Effect, type Layer } from "effect"
import { LanguageModel } from "effect/ai"
import { describe, expect, test } from "tstyche"

describe("a server", () => {
  test("takes the options there are", () => {
    expect(IntercomMcp.layerStdio).type.toBeCallableWith({ allowWrite: ["conversations.reply"], confirm: true })
    expect(IntercomMcp.layerStdio).type.not.toBeCallableWith({ allowWrites: ["conversations.reply"] })
    expect(IntercomMcp.layerStdio).type.not.toBeCallableWith({ allowWrite: "conversations.reply" })
  })

  test("over HTTP has a secret that is redacted", () => {
    expect(IntercomMcp.layerHttp).type.not.toBeCallableWith({})
    expect(IntercomMcp.layerHttp).type.not.toBeCallableWith({ secret: "0123456789abcdef0123456789abcdef" })
  })
})

describe("the toolkit", () => {
  test("is answered by its layer, which needs a client alone", () => {
    const asked = LanguageModel.generateText({ prompt: "Who?", toolkit: IntercomTools.toolkit })
    const answered = asked.pipe(Effect.provide(IntercomTools.layer()))
    expect<Effect.Services<typeof answered>>().type.toBe<LanguageModel.LanguageModel | IntercomClient.IntercomClient>()
    expect<Layer.Services<ReturnType<typeof IntercomTools.layer>>>().type.toBe<IntercomClient.IntercomClient>()
  })

  test("has tools whose parameters are typed", () => {
    expect<(typeof IntercomTools.toolkit.tools.find_people.parametersSchema)["Type"]>().type.toBeAssignableFrom<{
      readonly role: "lead"
      readonly limit: number
    }>()
    expect<(typeof IntercomTools.toolkit.tools.find_people.parametersSchema)["Type"]>().type.not.toBeAssignableFrom<{
      readonly role: "admin"
    }>()
  })
})

describe("writes", () => {
  test("fail by type where a name opens nothing", () => {
    expect(IntercomWrites.make(["conversations.reply"])).type.toBe<
      Effect.Effect<IntercomWrites.Writes, IntercomWrites.InvalidWrite>
    >()
  })
})

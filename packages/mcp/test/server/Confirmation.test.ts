import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom } from "@effect-intercom/testing"
import { Effect, Predicate } from "effect"
import { secret, served, textOf } from "../client.ts"

/** A call of a client that has no session, as the newest protocol has it. */
const post = (
  address: string,
  input: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
  capabilities: Readonly<Record<string, unknown>> = { elicitation: { form: {} } }
) =>
  Effect.promise(async (): Promise<Readonly<Record<string, unknown>>> => {
    const response = await fetch(address, {
      method: "POST",
      headers: {
        authorization: `Bearer ${secret}`,
        accept: "application/json, text/event-stream",
        "content-type": "application/json",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": "contacts_create"
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: {
          name: "contacts_create",
          arguments: { input },
          ...more,
          _meta: {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": capabilities,
            "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" }
          }
        }
      })
    })
    const { result }: { readonly result: Readonly<Record<string, unknown>> } = JSON.parse(
      (await response.text()).replace(/^data: /, "")
    )
    return result
  })

const written = Effect.gen(function* () {
  const { requests } = yield* FakeIntercom
  return (yield* requests).length
})

const yes = { confirm: { action: "accept", content: { agreed: true } } }

describe("the question before a write, of a client without a session", () => {
  it.live("is answered with the call when it comes again, and holds for that input alone", () =>
    Effect.gen(function* () {
      const address = yield* served({ allowWrite: ["contacts.create"], confirm: true })
      const input = { email: "ada@example.com" }
      const asked = yield* post(address, input)
      const question = JSON.stringify(asked["inputRequests"])
      assert.include(question, "Change the workspace with contacts_create?")
      assert.include(question, "ada@example.com")
      const { requestState } = asked
      assert.isTrue(Predicate.isString(requestState))

      // An answer nobody was asked for, to another input, or a no.
      for (const [sent, more] of [
        [input, { inputResponses: yes }],
        [{ email: "eve@example.com" }, { inputResponses: yes, requestState }]
      ] as const) {
        assert.isDefined((yield* post(address, sent, more))["inputRequests"])
      }
      for (const response of [
        { action: "decline" },
        { action: "cancel" },
        { action: "accept", content: { agreed: false } },
        { action: "accept", content: {} }
      ]) {
        const refused = yield* post(address, input, { inputResponses: { confirm: response }, requestState })
        assert.match(textOf(refused["content"]), /^The person did not agree to contacts_create; nothing was changed\./)
      }
      assert.strictEqual(yield* written, 0)

      const done = yield* post(address, input, { inputResponses: yes, requestState })
      assert.match(textOf(done["content"]), /^Done: contacts\.create\./)
      assert.strictEqual(yield* written, 1)
    }).pipe(Effect.scoped, Effect.provide(FakeIntercom.layer()))
  )

  it.live("is not asked of one that cannot ask", () =>
    Effect.gen(function* () {
      const address = yield* served({ allowWrite: ["contacts.create"], confirm: true })
      const refused = yield* post(address, { email: "ada@example.com" }, { inputResponses: yes }, {})
      assert.match(textOf(refused["content"]), /which this client cannot do/)
      assert.strictEqual(yield* written, 0)
    }).pipe(Effect.scoped, Effect.provide(FakeIntercom.layer()))
  )
})

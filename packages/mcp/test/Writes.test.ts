import { assert, describe, it } from "@effect/vitest"
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js"
import { IntercomWrites } from "@effect-intercom/mcp"
import { FakeIntercom } from "@effect-intercom/testing"
import { Effect } from "effect"
import { calling, connected, served } from "./client.ts"
import { toolsOf } from "./tools.ts"

const workspace = FakeIntercom.layer({ contacts: 3, conversations: 2 })

const written = Effect.gen(function* () {
  const { requests } = yield* FakeIntercom
  return (yield* requests).filter(({ method, path }) => method !== "GET" && !path.endsWith("/search"))
})

const create = { input: { role: "user", email: "ada@example.com" } }

describe("operations that are opened by name", () => {
  it.effect("are tools with hints of what they do, and the others stay closed", () =>
    Effect.gen(function* () {
      const { call, list } = yield* toolsOf({ allowWrite: ["contacts.create", "contacts.delete", "contacts.create"] })
      const writing = (yield* list).filter(({ annotations }) => annotations?.readOnlyHint !== true)
      assert.deepStrictEqual(
        writing.map(({ annotations, name }) => [name, annotations?.destructiveHint, annotations?.idempotentHint]),
        [
          ["contacts_create", false, false],
          ["contacts_delete", true, true]
        ]
      )
      const created = yield* call("contacts_create", create)
      assert.match(created.text, /^Done: contacts\.create\.\n<<data \w+: .+>>\n\{"type":"contact"/)
      assert.deepStrictEqual(
        (yield* written).map(({ method, path }) => `${method} ${path}`),
        ["POST /contacts"]
      )
      const through = yield* call("call_operation", { operation: "contacts.create", ...create })
      assert.match(through.text, /^contacts\.create writes\. Next: it is a tool of its own, contacts_create\.$/)
      const closed = yield* call("call_operation", { operation: "contacts.archive", input: { id: "1" } })
      assert.match(closed.text, /^There is no operation contacts\.archive here\./)
      assert.match((yield* call("find_operation", { text: "create contact" })).text, /contacts\.create \(write\)/)
      assert.strictEqual((yield* written).length, 1)
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )

  it.effect("are checked before anything is sent", () =>
    Effect.gen(function* () {
      const { call } = yield* toolsOf({ allowWrite: ["contacts.create"] })
      for (const parameters of [{}, { input: "x" }, { input: { emial: "ada@example.com" } }, { role: "user" }]) {
        const { isError, text } = yield* call("contacts_create", parameters)
        assert.isTrue(isError)
        assert.match(text, /Next: /)
      }
      assert.isEmpty(yield* written)
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )

  it.effect("are names of operations that write, or nothing starts", () =>
    Effect.gen(function* () {
      const refused = (name: string) => Effect.map(Effect.flip(IntercomWrites.make([name])), ({ message }) => message)
      assert.match(
        yield* refused("conversation.reply"),
        /^there is no operation "conversation\.reply"; conversations\.reply or .+ may be meant$/
      )
      assert.strictEqual(yield* refused("contacts.get"), "contacts.get only reads, and is open without being named")
      assert.match(yield* refused("ecommerceConnectors.uploadCatalog"), /files/)
      assert.match(yield* refused("*"), /^there is no operation "\*"$/)
    })
  )

  it.effect("with --confirm are not sent where the client cannot ask", () =>
    Effect.gen(function* () {
      const { call } = yield* toolsOf({ allowWrite: ["contacts.create"], confirm: true })
      const { isError, text } = yield* call("contacts_create", create)
      assert.isTrue(isError)
      assert.match(text, /asks the person before it writes, which this client cannot do/)
      assert.isEmpty(yield* written)
      assert.isFalse((yield* call("find_people")).isError)
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )

  it.live("with --confirm are sent when the person agrees, and only then", () =>
    Effect.gen(function* () {
      const address = yield* served({ allowWrite: ["contacts.create"], confirm: true })
      const client = yield* connected(address, { elicitation: { form: {} } })
      const questions: Array<string> = []
      const answers = [
        { action: "decline" as const },
        { action: "accept" as const, content: { agreed: false } },
        { action: "cancel" as const },
        { action: "accept" as const, content: { agreed: true } }
      ]
      client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
        questions.push(params.message)
        return answers.shift() ?? { action: "decline" }
      })
      for (const _ of [1, 2, 3]) {
        const { isError, text } = yield* calling(client, "contacts_create", create)
        assert.isTrue(isError)
        assert.match(text, /^The person did not agree to contacts_create; nothing was changed\./)
        assert.isEmpty(yield* written)
      }
      const asked = questions.length
      const wrong = yield* calling(client, "contacts_create", { input: { emial: "ada@example.com" } })
      assert.match(wrong.text, /^contacts\.create does not take this input: .*emial.*Next: correct it/)
      assert.strictEqual(questions.length, asked)
      const agreed = yield* calling(client, "contacts_create", create)
      assert.match(agreed.text, /^Done: contacts\.create\./)
      assert.strictEqual((yield* written).length, 1)
      assert.include(questions[0], '{"role":"user","email":"ada@example.com"}')
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )
})

import { assert, describe, it } from "@effect/vitest"
import type { IntercomMcp } from "@effect-intercom/mcp"
import { FakeIntercom } from "@effect-intercom/testing"
import { Effect, Redacted } from "effect"
import { firstId, toolsOf } from "../tools.ts"

const key = Redacted.make("0123456789abcdef")
const workspace = FakeIntercom.layer({ contacts: 5, conversations: 5, companies: 2, tickets: 2 })

/** Everything the tools tell of a person and a conversation. */
const told = Effect.fnUntraced(function* (options: IntercomMcp.McpOptions) {
  const { call } = yield* toolsOf(options)
  const people = yield* call("find_people")
  const conversations = yield* call("find_conversations")
  const answers = [
    people,
    yield* call("get_person", { id: firstId(people.text) }),
    conversations,
    yield* call("read_conversation", { id: firstId(conversations.text) }),
    yield* call("read_ticket", { id: firstId((yield* call("find_tickets")).text) }),
    yield* call("call_operation", { operation: "contacts.list" }),
    yield* call("call_operation", { operation: "conversations.get", input: { id: firstId(conversations.text) } }),
    yield* call("list_values", { kind: "admins" })
  ]
  for (const { isError, text } of answers) assert.isFalse(isError, text)
  return answers.map(({ text }) => text).join("\n")
})

describe("personal data", () => {
  it.effect("is shown where nothing is said", () =>
    Effect.gen(function* () {
      const text = yield* told({})
      assert.match(text, /email=\S+@/)
      assert.match(text, /name="/)
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )

  it.effect("that is dropped or hashed is in no answer, whatever record has it", () =>
    Effect.gen(function* () {
      const text = yield* told({ drop: ["contacts.name", "phone"], hash: ["contacts.email"], key })
      // What people write themselves stays, as in exports.
      const without = text.replaceAll(/^\| (?!\{).*$/gm, "")
      assert.notMatch(without, /@[\w-]+\.example/)
      assert.notMatch(without, /"(?:name|phone)":/)
      assert.notMatch(without, / name="/)
      assert.match(without, /email=[0-9a-f]{64}/)
      assert.match(without, /"email":"[0-9a-f]{64}"/)
      assert.match(without, /from="user \w+ <[0-9a-f]{64}>"/)
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )

  it.effect("is named by paths that records have, or nothing starts", () =>
    Effect.gen(function* () {
      const refused = (options: IntercomMcp.McpOptions) =>
        Effect.map(Effect.flip(toolsOf(options)), ({ message }) => message)
      assert.match(yield* refused({ drop: ["emial"] }), /no record of .+ has a field emial/)
      assert.match(yield* refused({ hash: ["contacts.email"] }), /hashing needs a key/)
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )
})

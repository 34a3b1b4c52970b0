import { CallOptions } from "@effect-intercom/core"
import { Admins, Contacts, Conversations, Messages } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import { seededUntil } from "../../../src/server/Options.ts"

const workspace = FakeIntercom.layer({ contacts: 10, client: { responses: "strict" } })

const firstAdmin = Effect.map(Admins.list(), ({ admins }) => ({ type: "admin" as const, id: admins[0]?.id ?? "" }))

describe("messages", () => {
  it.effect("of a contact begin a conversation", () =>
    Effect.gen(function* () {
      const { id } = yield* Contacts.create({ role: "user", email: "ada@example.com" })
      const message = yield* Messages.create({ from: { type: "user", id }, body: "Hello" })
      assert.deepInclude(message, { type: "user_message", message_type: "inapp", body: "Hello" })
      const conversation = yield* Conversations.get({ id: message.conversation_id ?? "" })
      assert.strictEqual(conversation.source?.body, "<p>Hello</p>")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("of an admin reach several people, and begin a conversation only when told to", () =>
    Effect.gen(function* () {
      const from = yield* firstAdmin
      const people = (yield* Contacts.list({ per_page: 2 })).data
      const to = people.map(({ id }) => ({ type: "user" as const, id }))
      const sent = yield* Messages.create({ from, to, message_type: "in_app", body: "Hello both" })
      assert.deepInclude(sent, { type: "admin_message", message_type: "inapp", body: "Hello both" })
      assert.strictEqual(sent.owner?.["id"], from.id)
      assert.isFalse("conversation_id" in sent)
      const contacted = yield* Contacts.get({ id: people[1]?.id ?? "" })
      assert.strictEqual(contacted.last_contacted_at, sent.created_at)
      const begun = yield* Messages.create({
        from,
        to: { type: "user", id: people[0]?.id ?? "" },
        message_type: "email",
        subject: "News",
        body: "There are some",
        create_conversation_without_contact_reply: true
      })
      const conversation = yield* Conversations.get({ id: begun.conversation_id ?? "" })
      assert.strictEqual(conversation.source?.delivered_as, "admin_initiated")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("begin a conversation whose source they are, and by which it is found", () =>
    Effect.gen(function* () {
      const from = yield* firstAdmin
      const { id } = yield* Contacts.create({ role: "user", email: "ada@example.com" })
      const sent = [
        yield* Messages.create({ from: { type: "user", id }, body: "Hello" }),
        yield* Messages.create({
          from,
          to: { type: "user", id },
          message_type: "in_app",
          body: "Hello",
          create_conversation_without_contact_reply: true
        })
      ]
      for (const message of sent) {
        const { source } = yield* Conversations.get({ id: message.conversation_id ?? "" })
        assert.strictEqual(source?.id, message.id)
        const found = yield* Conversations.search({ query: { field: "source.id", operator: "=", value: message.id } })
        assert.deepStrictEqual(
          found.conversations?.map((conversation) => conversation.id),
          [message.conversation_id]
        )
      }
    }).pipe(Effect.provide(workspace))
  )

  it.effect("by WhatsApp tell how far they got", () =>
    Effect.gen(function* () {
      const from = yield* firstAdmin
      const to = { phone: 15_550_100, name: "Ada" }
      const sent = yield* Messages.create({ from, to, message_type: "whatsapp", template: "reminder", locale: "en" })
      const [event] = (yield* Messages.listStatuses({ ruleset_id: sent.id })).events
      assert.deepInclude(event, { status: "sent", template_name: "reminder" })
      yield* TestClock.adjust("2 seconds")
      const status = yield* Messages.getWhatsAppStatus({ message_id: event?.whatsapp_message_id ?? "" })
      assert.deepInclude(status, { status: "delivered", conversation_id: sent.conversation_id ?? "" })
      const missing = yield* Effect.flip(Messages.getWhatsAppStatus({ message_id: "none" }))
      assert.deepStrictEqual(missing.codes, ["whatsapp_message_not_found"])
      assert.strictEqual((yield* Effect.flip(Messages.listStatuses({ ruleset_id: "" }))).status, 400)
    }).pipe(Effect.provide(workspace), (test) => Effect.andThen(TestClock.setTime(seededUntil), test))
  )

  it.effect("need a body, an e-mail a subject, and both somebody there", () =>
    Effect.gen(function* () {
      const from = yield* firstAdmin
      const id = (yield* Contacts.list({ per_page: 1 })).data[0]?.id ?? ""
      const to = { type: "user" as const, id }
      const refused = [
        Messages.create({ from, to }),
        Messages.create({ from, to, message_type: "email", body: "Hello" }),
        Messages.create({ from, to: { type: "user", id: "none" }, body: "Hello" }),
        Messages.create({ from: { type: "admin", id: "12" }, to, body: "Hello" }),
        Messages.create({ from, to: [to], body: "Hello" }).pipe(CallOptions.withOptions({ version: "2.13" }))
      ]
      assert.deepStrictEqual(
        yield* Effect.forEach(refused, (effect) =>
          Effect.map(Effect.flip(effect), ({ codes, status }) => [status, codes[0]])
        ),
        [
          [400, "parameter_invalid"],
          [422, "parameter_not_found"],
          [404, "not_found"],
          [404, "admin_not_found"],
          [400, "parameter_invalid"]
        ]
      )
    }).pipe(Effect.provide(workspace))
  )
})

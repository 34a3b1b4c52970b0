import { Admins, Contacts, Conversations } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { both } from "../../both.ts"
import { objection, rawCall } from "../../rawCall.ts"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"

describe("conversations", () => {
  it.effect("show at most the newest five hundred parts, and tell how many there are", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      for (const parts of [499, 500, 501]) {
        const { id } = workspace.conversations.add({ parts })
        const { conversation_parts, statistics } = yield* Conversations.get({ id })
        const shown = conversation_parts?.conversation_parts ?? []
        assert.deepStrictEqual([shown.length, conversation_parts?.total_count], [Math.min(parts, 500), parts])
        assert.strictEqual(shown.at(-1)?.id, workspace.conversations.get(id)?.parts().at(-1)?.id)
        assert.strictEqual(statistics?.count_conversation_parts, parts + 1)
      }
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("hold no parts in lists and searches", () =>
    Effect.gen(function* () {
      const list = yield* rawCall("GET", "/conversations?per_page=5")
      const search = yield* rawCall("POST", "/conversations/search", {
        body: { query: { field: "created_at", operator: ">", value: 1 } }
      })
      assert.include(JSON.stringify(list.body), '"conversations":[{')
      for (const { body } of [list, search]) assert.notInclude(JSON.stringify(body), 'conversation_parts":{')
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ contacts: 5, conversations: 10 })))
  )

  it.effect("go from the first message over replies and assignment to their closing", () =>
    Effect.gen(function* () {
      const [contact] = (yield* Contacts.list({ per_page: 1 })).data
      const admin = (yield* Admins.list()).admins?.[1]?.id ?? ""
      const message = yield* Conversations.create({
        from: { type: "user", id: contact?.id ?? "" },
        body: "Hello there"
      })
      const id = message.conversation_id ?? ""
      yield* Conversations.manage({
        id,
        message_type: "assignment",
        type: "admin",
        admin_id: admin,
        assignee_id: admin
      })
      yield* TestClock.adjust("30 seconds")
      yield* Conversations.reply({ id, message_type: "comment", type: "admin", admin_id: admin, body: "Hi" })
      yield* Conversations.reply({ id, message_type: "note", type: "admin", admin_id: admin, body: "VIP" })
      yield* Conversations.manage({ id, message_type: "close", type: "admin", admin_id: admin })
      const closed = yield* Conversations.get({ id })
      assert.deepInclude(closed, {
        state: "closed",
        open: false,
        waiting_since: null,
        updated_at: (closed.created_at ?? 0) + 30
      })
      assert.strictEqual(String(closed.admin_assignee_id), admin)
      assert.deepStrictEqual(
        closed.conversation_parts?.conversation_parts?.map(({ part_type }) => part_type),
        ["assignment", "comment", "note", "close"]
      )
      const reopened = yield* Conversations.reply({
        id,
        message_type: "comment",
        type: "user",
        intercom_user_id: contact?.id ?? "",
        body: "One more thing"
      })
      assert.deepInclude(reopened, { state: "open", open: true })
      assert.strictEqual(reopened.conversation_parts?.conversation_parts?.at(-1)?.part_type, "open")
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 3 })))
  )

  it.effect("refuse replies of nobody and to nothing", () =>
    Effect.gen(function* () {
      const id = (yield* FakeIntercom).workspace.conversations.add().id
      const reply = (body: unknown, to = id) => rawCall("POST", `/conversations/${to}/reply`, { body })
      const comment = { message_type: "comment", type: "admin", admin_id: "991267459", body: "Hi" }
      assert.strictEqual(objection(yield* reply({ ...comment, admin_id: "1" })), "admin_not_found: Admin not found")
      assert.strictEqual(
        objection(yield* reply({ ...comment, type: "user", intercom_user_id: "x" })),
        "not_found: User Not Found"
      )
      assert.match(objection(yield* reply({ ...comment, body: "" })), /^parameter_not_found/)
      assert.match(objection(yield* reply({ ...comment, message_type: "shout" })), /^parameter_invalid/)
      assert.strictEqual(objection(yield* reply(comment, "404")), "not_found: Resource Not Found")
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("are searched to the second, with bounds that can be inside or outside", () =>
    Effect.gen(function* () {
      const found = (inclusiveBounds: boolean) =>
        Effect.gen(function* () {
          const { workspace } = yield* FakeIntercom
          for (const created_at of [99, 100, 101]) workspace.conversations.add({ created_at })
          const by = (operator: ">" | "<") =>
            Effect.map(Conversations.search({ query: { field: "created_at", operator, value: 100 } }), (page) =>
              page.conversations?.map(({ created_at }) => created_at ?? 0).toSorted((a, b) => a - b)
            )
          return [yield* by(">"), yield* by("<")]
        }).pipe(Effect.provide(FakeIntercom.layer({ inclusiveBounds })))
      assert.deepStrictEqual(yield* found(false), [[101], [99]])
      assert.deepStrictEqual(yield* found(true), [
        [100, 101],
        [99, 100]
      ])
    })
  )

  it.effect("are searched by words of the first message, not by phrases", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const { id } = workspace.conversations.add()
      const source = workspace.conversations.get(id)?.source
      if (source !== undefined && source !== null)
        workspace.conversations.update(id, { source: { ...source, body: "<p>I need support.</p>" } })
      const count = (operator: string, value: string) =>
        Effect.map(
          rawCall("POST", "/conversations/search", { body: { query: { field: "source.body", operator, value } } }),
          ({ body }) => (body as { readonly total_count: number }).total_count
        )
      assert.strictEqual(yield* count("=", "support"), 1)
      assert.strictEqual(yield* count("=", "need support"), 0)
      assert.strictEqual(yield* count("~", "need support"), 1)
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("can be shown as plain text", () =>
    Effect.gen(function* () {
      const { id } = (yield* FakeIntercom).workspace.conversations.add({ parts: [{ body: "<p>Hi <b>you</b></p>" }] })
      const { conversation_parts, source } = yield* Conversations.get({ id, display_as: "plaintext" })
      assert.strictEqual(source?.body, "Hello")
      assert.strictEqual(conversation_parts?.conversation_parts?.[0]?.body, "Hi you")
      const wrong = yield* rawCall("GET", `/conversations/${id}?display_as=pdf`)
      assert.strictEqual(wrong.status, 400)
    }).pipe(Effect.provide(both({})))
  )

  it.effect("are listed as deleted once they are", () =>
    Effect.gen(function* () {
      const { conversations } = yield* Conversations.list({ per_page: 3 })
      for (const { id } of conversations ?? []) yield* Conversations.delete({ id: id ?? "" })
      const first = yield* Conversations.listDeleted({ per_page: 2 })
      assert.strictEqual(first.total_count, 3)
      assert.strictEqual(first.conversations?.[0]?.id, conversations?.[2]?.id)
      assert.isString(first.pages?.next)
      assert.strictEqual((yield* Conversations.list()).total_count, 7)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 4, conversations: 10 })))
  )
})

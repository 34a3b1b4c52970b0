import { CallOptions } from "@effect-intercom/core"
import { Contacts, Conversations, DataEvents, Notes, TicketTypes, Tickets } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"

const workspace = FakeIntercom.layer({ contacts: 5, client: { responses: "strict" } })

const leadAndUser = Effect.gen(function* () {
  const lead = yield* Contacts.create({ role: "lead", email: "ada@example.com", name: "Ada", phone: "+15550100" })
  const user = yield* Contacts.create({ role: "user", email: "ada@example.com", external_id: "ada" })
  return { lead: lead.id, user: user.id }
})

describe("merged contacts", () => {
  it.effect("leave their notes and events to the one that remains, and stand in its history", () =>
    Effect.gen(function* () {
      const { lead, user } = yield* leadAndUser
      const { created_at } = yield* Notes.createForContact({ contact_id: lead, body: "From the fair" })
      yield* DataEvents.create({ event_name: "visited-stand", created_at, id: lead })
      yield* Contacts.merge({ from: lead, into: user })
      const { data: notes } = yield* Notes.listForContact({ contact_id: user })
      assert.deepStrictEqual(
        notes.map(({ body, contact }) => [body, contact?.id]),
        [["<p>From the fair</p>", user]]
      )
      assert.strictEqual((yield* Contacts.get({ id: user })).notes.total_count, 1)
      const { events } = yield* DataEvents.list({ type: "user", user_id: "ada" })
      assert.strictEqual(events[0]?.event_name, "visited-stand")
      assert.strictEqual((yield* Effect.flip(Notes.listForContact({ contact_id: lead }))).reason._tag, "Gone")
      const { data, has_more } = yield* Contacts.listMergeHistory({ id: user })
      assert.deepStrictEqual([data?.map((item) => item.source_contact_id), has_more], [[lead], false])
      assert.strictEqual((yield* Effect.flip(Contacts.listMergeHistory({ id: "none" }))).status, 404)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("are listed page by page in either order", () =>
    Effect.gen(function* () {
      const { user } = yield* leadAndUser
      const leads: Array<string> = []
      for (let nth = 0; nth < 5; nth++) {
        const { id } = yield* Contacts.create({ role: "lead", email: "ada@example.com" })
        yield* Contacts.merge({ from: id, into: user })
        leads.push(id)
      }
      const read = Effect.fnUntraced(function* (order: "asc" | "desc") {
        const ids: Array<string | undefined> = []
        let cursor: string | null | undefined
        do {
          const page = yield* Contacts.listMergeHistory({ id: user, order, per_page: 2, ...(cursor ? { cursor } : {}) })
          ids.push(...(page.data ?? []).map((item) => item.source_contact_id))
          cursor = page.next_cursor
        } while (cursor)
        return ids
      })
      assert.deepStrictEqual(yield* read("asc"), leads)
      assert.deepStrictEqual(yield* read("desc"), leads.toReversed())
    }).pipe(Effect.provide(workspace))
  )

  it.effect("can be looked at before", () =>
    Effect.gen(function* () {
      const { lead, user } = yield* leadAndUser
      yield* Notes.createForContact({ contact_id: lead, body: "From the fair" })
      yield* Conversations.create({ from: { type: "lead", id: lead }, body: "Hello" })
      const found = yield* Contacts.previewMerge({ from: lead, into: user })
      assert.deepStrictEqual(found, {
        allowed: true,
        summary: {
          attribute_changes: {
            attributes: [
              { field: "name", outcome: "adopted", from_value: "Ada", new_into_value: "Ada" },
              { field: "phone", outcome: "adopted", from_value: "+15550100", new_into_value: "+15550100" }
            ],
            total_count: 2
          },
          reassignments: {
            conversations: { from: 1, into: 0 },
            tickets: { from: 0, into: 0 },
            tags: { from: 0, into: 0 },
            notes: { from: 1, into: 0 }
          }
        }
      })
      assert.deepInclude(yield* Contacts.previewMerge({ from: user, into: lead }), { allowed: false })
      assert.strictEqual((yield* Contacts.get({ id: lead })).id, lead)
    }).pipe(CallOptions.withOptions({ version: "Preview" }), Effect.provide(workspace))
  )
})

describe("a conversation", () => {
  it.effect("becomes a ticket for customers, once", () =>
    Effect.gen(function* () {
      const { user } = yield* leadAndUser
      const { conversation_id: id = "" } = yield* Conversations.create({
        from: { type: "user", id: user },
        body: "Broken"
      })
      const { data } = yield* TicketTypes.list()
      const typeOf = (category: string) => data.find((type) => type?.category === category)?.id ?? ""
      const ticket = yield* Conversations.convert({ id, ticket_type_id: typeOf("Customer") })
      assert.strictEqual(ticket.contacts.contacts[0]?.id, user)
      assert.deepStrictEqual(yield* Tickets.get({ id: ticket.id }), ticket)
      const again = yield* Effect.flip(Conversations.convert({ id, ticket_type_id: typeOf("Customer") }))
      const task = yield* Effect.flip(Conversations.convert({ id, ticket_type_id: typeOf("Back-office") }))
      assert.deepStrictEqual([again.codes, task.codes], [["parameter_invalid"], ["parameter_invalid"]])
    }).pipe(Effect.provide(workspace))
  )
})

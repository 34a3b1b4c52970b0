import { CallOptions } from "@effect-intercom/core"
import { Contacts, Conversations, DataEvents, Notes, TicketTypes, Tickets } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import type { ContactRecord } from "../../../src/resources/contacts/Record.ts"
import { objection, rawCall } from "../../rawCall.ts"

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
        const ids: Array<string | null | undefined> = []
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

describe("who can be merged", () => {
  const mergeOf = Effect.fnUntraced(function* (
    version: string,
    from: Partial<ContactRecord>,
    into: Partial<ContactRecord>,
    options: object = {}
  ) {
    const { contacts } = (yield* FakeIntercom).workspace
    const answer = yield* rawCall("POST", "/contacts/merge", {
      body: { from: contacts.add(from).id, into: contacts.add(into).id, ...options },
      headers: { "intercom-version": version }
    })
    return answer.status === 200 ? 200 : `${answer.status} ${objection(answer).split(":")[0]}`
  })
  const ada = { email: "ada@example.com" }
  const grace = { email: "grace@example.com" }

  it.effect("is a lead with any user before 2.16, and one with a user of the same e-mail or phone since", () =>
    Effect.gen(function* () {
      const lead = { ...ada, role: "lead", phone: "+15550100" } as const
      assert.strictEqual(yield* mergeOf("2.15", lead, grace), 200)
      assert.strictEqual(yield* mergeOf("2.16", lead, grace), "400 invalid_merge")
      assert.strictEqual(yield* mergeOf("2.16", lead, ada), 200)
      assert.strictEqual(yield* mergeOf("2.16", lead, { ...grace, phone: "+15550100" }), 200)
      assert.strictEqual(yield* mergeOf("2.16", lead, grace, { skip_duplicate_validation: true }), 200)
      assert.strictEqual(yield* mergeOf("2.15", ada, lead), "400 invalid_merge")
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("is in Preview also a user with another one of the same e-mail or phone", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* mergeOf("2.16", ada, ada), "400 invalid_merge")
      assert.strictEqual(yield* mergeOf("Preview", ada, ada), 200)
      assert.strictEqual(
        yield* mergeOf("Preview", { ...ada, phone: "+15550100" }, { ...grace, phone: "+15550100" }),
        200
      )
      assert.strictEqual(yield* mergeOf("Preview", ada, grace), "400 invalid_merge")
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )
})

describe("a contact that was merged", () => {
  it.effect("leads to the one that remains, over up to three merges, by its id and by its external id", () =>
    Effect.gen(function* () {
      const { contacts } = (yield* FakeIntercom).workspace
      const chain = Array.from({ length: 5 }, (_, nth) => contacts.add({ external_id: `person-${nth}` }).id)
      for (const [nth, id] of chain.entries()) {
        const next = chain[nth + 1]
        if (next !== undefined) contacts.update(id, { merged_into: next })
      }
      for (const [nth, target] of [
        [3, chain[4]],
        [1, chain[4]],
        [0, chain[3]]
      ] as const) {
        for (const path of [`/contacts/${chain[nth]}`, `/contacts/find_by_external_id/person-${nth}`]) {
          const answer = yield* rawCall("GET", path)
          assert.strictEqual(answer.status, 410, path)
          assert.match(objection(answer), /^contact_merged: /)
          assert.strictEqual(answer.headers["link"], `</contacts/${target}>; rel="canonical"`)
        }
      }
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )
})

describe("a conversation", () => {
  it.effect("becomes a ticket for customers, once", () =>
    Effect.gen(function* () {
      const { user } = yield* leadAndUser
      const message = yield* Conversations.create({ from: { type: "user", id: user }, body: "Broken" })
      const id = message.conversation_id ?? ""
      const { data } = yield* TicketTypes.list()
      const typeOf = (category: string) => data?.find((type) => type?.category === category)?.id ?? ""
      const ticket = yield* Conversations.convert({ id, ticket_type_id: typeOf("Customer") })
      assert.strictEqual(ticket.contacts?.contacts[0]?.id, user)
      assert.deepStrictEqual(yield* Tickets.get({ id: ticket.id }), ticket)
      const again = yield* Effect.flip(Conversations.convert({ id, ticket_type_id: typeOf("Customer") }))
      const task = yield* Effect.flip(Conversations.convert({ id, ticket_type_id: typeOf("Back-office") }))
      assert.deepStrictEqual([again.codes, task.codes], [["parameter_invalid"], ["parameter_invalid"]])
    }).pipe(Effect.provide(workspace))
  )
})

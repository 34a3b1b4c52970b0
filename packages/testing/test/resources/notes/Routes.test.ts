import { Companies, Contacts, Notes } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"

const workspace = FakeIntercom.layer({ contacts: 100, companies: 3, client: { responses: "strict" } })

describe("notes", () => {
  it.effect("are written on a contact, shown latest first, and cut at ten inside the contact", () =>
    Effect.gen(function* () {
      const { id } = yield* Contacts.create({ role: "user", email: "ada@example.com" })
      for (let nth = 1; nth <= 11; nth++) yield* Notes.createForContact({ contact_id: id, body: `Note ${nth}` })
      const contact = yield* Contacts.get({ id })
      assert.deepInclude(contact.notes, { total_count: 11, has_more: true, url: `/contacts/${id}/notes` })
      assert.lengthOf(contact.notes.data, 10)
      const first = yield* Notes.listForContact({ contact_id: id, per_page: 4 })
      const last = yield* Notes.listForContact({ contact_id: id, per_page: 4, page: 3 })
      assert.deepStrictEqual(
        [first, last].map(({ data }) => data.map(({ body }) => body)),
        [
          ["<p>Note 11</p>", "<p>Note 10</p>", "<p>Note 9</p>", "<p>Note 8</p>"],
          ["<p>Note 3</p>", "<p>Note 2</p>", "<p>Note 1</p>"]
        ]
      )
      assert.strictEqual(last.pages?.next, null)
      const found = yield* Notes.get({ id: first.data[0]?.id ?? "" })
      assert.deepStrictEqual(found, first.data[0])
      assert.strictEqual(found.contact?.id, id)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("of seeded contacts are the same whether listed or asked for by id", () =>
    Effect.gen(function* () {
      const { data } = yield* Contacts.list({ per_page: 100 })
      const noted = data.find(({ notes }) => notes.total_count === 12)
      const { data: notes } = yield* Notes.listForContact({ contact_id: noted?.id ?? "" })
      assert.lengthOf(notes, 12)
      assert.deepStrictEqual(yield* Effect.forEach(notes, ({ id }) => Notes.get({ id })), notes)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("are written on companies too", () =>
    Effect.gen(function* () {
      const company = (yield* Companies.list()).data[0]?.id ?? ""
      const note = yield* Notes.createForCompany({ company_id: company, body: "<b>Big</b>" })
      assert.deepStrictEqual(note.company, { type: "company", id: company })
      assert.deepStrictEqual((yield* Notes.listForCompany({ company_id: company })).data, [note])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("name what is missing: the contact, the company, the admin, the note", () =>
    Effect.gen(function* () {
      const { id } = yield* Contacts.create({ role: "user", email: "ada@example.com" })
      const errors = yield* Effect.forEach(
        [
          Notes.createForContact({ contact_id: "none", body: "x" }),
          Notes.createForCompany({ company_id: "none", body: "x" }),
          Notes.createForContact({ contact_id: id, admin_id: 1, body: "x" }),
          Notes.get({ id: "1" })
        ],
        (effect) => Effect.flip(effect)
      )
      assert.deepStrictEqual(
        errors.map(({ codes, reason }) => [reason._tag, ...codes]),
        [
          ["NotFound", "not_found"],
          ["NotFound", "company_not_found"],
          ["NotFound", "not_found"],
          ["NotFound", "not_found"]
        ]
      )
    }).pipe(Effect.provide(workspace))
  )
})

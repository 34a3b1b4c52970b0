import { Companies, Contacts, Segments, SubscriptionTypes } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"

const workspace = FakeIntercom.layer({ contacts: 150, companies: 2, client: { responses: "strict" } })

describe("segments", () => {
  it.effect("hold the contacts their rule asks for, and count them when asked", () =>
    Effect.gen(function* () {
      const { segments } = yield* Segments.list({ include_count: true })
      const { data } = yield* Contacts.list({ per_page: 150 })
      const memberships = yield* Effect.forEach(data, ({ id }) => Contacts.listSegments({ id }))
      const ids = memberships.flatMap(({ data }) => data.map(({ id }) => id))
      for (const { count, id } of segments) {
        assert.strictEqual(ids.filter((other) => other === id).length, count)
      }
      assert.isAbove(ids.length, 0)
      assert.isFalse("count" in ((yield* Segments.list()).segments[0] ?? {}))
    }).pipe(Effect.provide(workspace))
  )

  it.effect("are had alone, and missed with a 404", () =>
    Effect.gen(function* () {
      const [segment] = (yield* Segments.list()).segments
      assert.deepStrictEqual(yield* Segments.get({ id: segment?.id ?? "" }), segment)
      assert.deepStrictEqual((yield* Effect.flip(Segments.get({ id: "none" }))).codes, ["not_found"])
      const company = (yield* Companies.list()).data[0]?.id ?? ""
      assert.deepStrictEqual((yield* Companies.listSegments({ id: company })).data, [])
    }).pipe(Effect.provide(workspace))
  )
})

describe("subscription types", () => {
  it.effect("are attached to a contact and detached again", () =>
    Effect.gen(function* () {
      const { data } = yield* SubscriptionTypes.list()
      const { id } = yield* Contacts.create({ role: "user", email: "ada@example.com" })
      for (const type of data) {
        const attached = yield* SubscriptionTypes.attachToContact({
          contact_id: id,
          id: type.id,
          consent_type: type.consent_type ?? ""
        })
        assert.deepStrictEqual(attached, type)
      }
      assert.deepStrictEqual((yield* Contacts.listSubscriptions({ id })).data, data)
      const contact = yield* Contacts.get({ id })
      assert.deepInclude(contact.opted_out_subscription_types, { total_count: 2 })
      assert.deepInclude(contact.opted_in_subscription_types, { total_count: 1 })
      yield* SubscriptionTypes.detachFromContact({ contact_id: id, id: data[0]?.id ?? "" })
      assert.deepStrictEqual((yield* Contacts.listSubscriptions({ id })).data, data.slice(1))
    }).pipe(Effect.provide(workspace))
  )

  it.effect("refuse another consent, an unknown type and an unknown contact", () =>
    Effect.gen(function* () {
      const type = (yield* SubscriptionTypes.list()).data.find(({ consent_type }) => consent_type === "opt_in")
      const { id } = yield* Contacts.create({ role: "user", email: "ada@example.com" })
      const attach = (contact_id: string, id: string, consent_type: string) =>
        Effect.flip(SubscriptionTypes.attachToContact({ contact_id, id, consent_type }))
      const consent = yield* attach(id, type?.id ?? "", "opt_out")
      const unknown = yield* attach(id, "0", "opt_in")
      const nobody = yield* attach("none", type?.id ?? "", "opt_in")
      assert.deepStrictEqual(
        [consent, unknown, nobody].map(({ status }) => status),
        [400, 404, 404]
      )
    }).pipe(Effect.provide(workspace))
  )
})

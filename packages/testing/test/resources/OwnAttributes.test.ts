import { Attributes, Companies, Contacts, Conversations, DataAttributes } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Schema } from "effect"
import { FakeIntercom } from "../../src/FakeIntercom.ts"

const described = {
  tariff: { type: "string", options: ["team", "pro"] },
  licences: { type: "integer" },
  score: { type: "float", readonly: true }
} as const satisfies Attributes.Attributes

const MyContacts = Contacts.withAttributes(described)
const Checked = Contacts.withAttributes(described, { check: true })

/** Both attributes, as an admin defines them. */
const defined = Effect.gen(function* () {
  const options = [{ value: "team" }, { value: "pro" }]
  yield* DataAttributes.create({ name: "tariff", model: "contact", data_type: "options", options })
  yield* DataAttributes.create({ name: "licences", model: "contact", data_type: "integer" })
})

/** An input as it comes from code without types. */
const untyped = (tariff: unknown): { readonly tariff: "pro" } => JSON.parse(JSON.stringify({ tariff }))

const sent = Effect.map(
  Effect.flatMap(FakeIntercom, ({ requests }) => requests),
  (requests) => requests.length
)

describe("contacts with attributes of the workspace's own", () => {
  it.effect("are written, searched and read by them", () =>
    Effect.gen(function* () {
      yield* defined
      const { id } = yield* MyContacts.upsert({ external_id: "42", custom_attributes: { tariff: "pro", licences: 12 } })
      yield* MyContacts.create({ external_id: "43", custom_attributes: { tariff: "team", licences: 3 } })
      const { custom } = MyContacts.Search
      const large = yield* MyContacts.search({ query: custom("licences").greaterThan(10) })
      assert.deepStrictEqual(
        large.data.map(({ custom_attributes: { tariff, licences } }) => [tariff, licences]),
        [["pro", 12]]
      )
      const team = yield* MyContacts.search({ query: custom("tariff").in(["team"]) })
      assert.lengthOf(team.data, 1)
      const many = yield* MyContacts.getMany([id])
      assert.strictEqual(many.get(id)?.custom_attributes.tariff, "pro")
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("are not sent where a value is none, if that is asked for", () =>
    Effect.gen(function* () {
      yield* defined
      const before = yield* sent
      const { id } = yield* Checked.create({ external_id: "42", custom_attributes: { tariff: "pro" } })
      const wrong = [
        Checked.update({ id, custom_attributes: untyped("free") }),
        Checked.create({ external_id: "43", custom_attributes: untyped(1) }),
        Checked.upsert({ external_id: "43", custom_attributes: untyped("free") })
      ]
      for (const call of wrong) {
        const { reason } = yield* Effect.flip(Effect.asVoid(call))
        assert.strictEqual(reason._tag, "InvalidInput")
        assert.include(reason.message, "custom_attributes.tariff")
        assert.notInclude(reason.message, "free")
      }
      assert.strictEqual(yield* sent, before + 1)
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )
})

describe("companies and conversations with attributes", () => {
  it.effect("are the operations of their resource", () =>
    Effect.gen(function* () {
      yield* DataAttributes.create({ name: "tier", model: "company", data_type: "string" })
      const MyCompanies = Companies.withAttributes({ tier: { type: "string" } }, { check: true })
      const { id } = yield* MyCompanies.create({ company_id: "c1", name: "C", custom_attributes: { tier: "gold" } })
      assert.strictEqual((yield* MyCompanies.get({ id })).custom_attributes.tier, "gold")
      const MyConversations = Conversations.withAttributes({ severity: { type: "string" } })
      const { conversations } = yield* MyConversations.list()
      assert.lengthOf(conversations, 2)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 3, conversations: 2 })))
  )
})

describe("the schema of attributes", () => {
  const decode = Schema.decodeUnknownExit(Attributes.schema(described))

  it("takes what is missing, null, unknown, or an option that is new", () => {
    for (const value of [{}, { tariff: null, licences: 1 }, { other: [] }, { tariff: "free" }]) {
      assert.isTrue(Exit.isSuccess(decode(value)), JSON.stringify(value))
    }
  })

  it("refuses values of other types", () => {
    for (const value of [{ tariff: 1 }, { licences: "1" }, { licences: 1.5 }])
      assert.isTrue(Exit.isFailure(decode(value)))
  })
})

import { Contacts, Visitors } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { both } from "../../both.ts"
import { rawCall } from "../../rawCall.ts"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import { visitorSeeds } from "../../../src/resources/visitors/Seed.ts"

const workspace = FakeIntercom.layer({ contacts: 50, client: { responses: "strict" } })

describe("visitors", () => {
  it.effect("are found by the id of their browser, and changed by either id", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const { id, user_id } = fake.workspace.visitors.add()
      yield* Visitors.update({ user_id, name: "Ada" })
      yield* Visitors.update({ id, custom_attributes: { plan: "pro" } })
      const visitor = yield* Visitors.get({ user_id })
      assert.deepInclude(visitor, { id, name: "Ada", anonymous: true, custom_attributes: { plan: "pro" } })
      assert.deepStrictEqual((yield* Effect.flip(Visitors.get({ user_id: "none" }))).codes, ["not_found"])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("become a new contact, and are visitors no longer", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const { user_id } = fake.workspace.visitors.add({ name: "Ada" })
      const contact = yield* Visitors.convert({
        type: "user",
        visitor: { user_id },
        user: { email: "ada@example.com" }
      })
      assert.deepInclude(contact, { role: "user", email: "ada@example.com", name: "Ada", external_id: null })
      assert.deepStrictEqual((yield* Contacts.get({ id: contact.id })).id, contact.id)
      assert.strictEqual((yield* Effect.flip(Visitors.get({ user_id }))).status, 404)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("go into the contact they turn out to be", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const { id } = fake.workspace.visitors.add({ name: "Somebody", custom_attributes: { plan: "free", seats: 3 } })
      const known = yield* Contacts.create({
        role: "user",
        external_id: "ada",
        name: "Ada",
        custom_attributes: { plan: "pro" }
      })
      const contact = yield* Visitors.convert({ type: "user", visitor: { id }, user: { user_id: "ada" } })
      assert.deepInclude(contact, { id: known.id, name: "Ada", custom_attributes: { plan: "pro", seats: 3 } })
    }).pipe(Effect.provide(workspace))
  )

  it.effect("become users or leads, and nothing else", () =>
    Effect.gen(function* () {
      const { id } = (yield* FakeIntercom).workspace.visitors.add()
      const body = { type: "robot", visitor: { id }, user: { user_id: "ada" } }
      assert.strictEqual((yield* rawCall("POST", "/visitors/convert", { body })).status, 400)
    }).pipe(Effect.provide(both({})))
  )

  it.effect("of a seeded workspace are there without being kept", () =>
    Effect.gen(function* () {
      const { plan, visitors } = (yield* FakeIntercom).workspace
      const seeds = visitorSeeds(plan)
      assert.strictEqual(seeds.count, 5)
      const seeded = seeds.make(3)
      assert.strictEqual((yield* Visitors.get({ user_id: seeded.user_id })).id, seeded.id)
      yield* Visitors.update({ id: seeded.id, name: "Ada" })
      assert.strictEqual(visitors.findByUserId(seeded.user_id)?.name, "Ada")
    }).pipe(Effect.provide(workspace))
  )
})

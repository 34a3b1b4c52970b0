import { CallOptions } from "@effect-intercom/core"
import { Companies, Contacts, Tags } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { both } from "../../both.ts"
import { objection, rawCall } from "../../rawCall.ts"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"

const create = (body: unknown) => rawCall("POST", "/contacts", { body })

describe("contacts", () => {
  it.effect("are found where they were created, by list, search, id and external id", () =>
    Effect.gen(function* () {
      const created = yield* Contacts.create({ role: "user", email: "ada@example.com", external_id: "engine-1" })
      const found = [
        yield* Contacts.get({ id: created.id }),
        yield* Contacts.getByExternalId({ external_id: "engine-1" }),
        ...(yield* Contacts.list({ per_page: 1 })).data,
        ...(yield* Contacts.search({ query: { field: "email", operator: "=", value: "ada@example.com" } })).data
      ]
      assert.deepStrictEqual(found, [created, created, created, created])
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 30 })))
  )

  it.effect("keep what an update does not name, and tell when they were changed", () =>
    Effect.gen(function* () {
      const created = yield* Contacts.create({
        role: "user",
        email: "ada@example.com",
        custom_attributes: { seats: 1 }
      })
      yield* TestClock.adjust("5 seconds")
      const updated = yield* Contacts.update({ id: created.id, name: "Ada", custom_attributes: { plan: "pro" } })
      yield* Contacts.update({ id: created.id, email: "ada@example.com" })
      assert.deepInclude(updated, {
        email: "ada@example.com",
        name: "Ada",
        custom_attributes: { seats: 1, plan: "pro" }
      })
      assert.strictEqual(updated.updated_at, (created.updated_at ?? 0) + 5)
      assert.strictEqual(updated.created_at, created.created_at)
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("conflict when a user has the e-mail or anybody the external id, seeded or not", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const seeded = [...(yield* Contacts.list({ per_page: 10 })).data].find(({ role }) => role === "user")
      workspace.contacts.add({ email: "ada@example.com" })
      const conflicts = yield* Effect.forEach(
        [{ email: seeded?.email ?? "" }, { email: "ADA@example.com" }, { external_id: seeded?.external_id ?? "" }],
        (fields) => Effect.flip(Contacts.create({ role: "user", ...fields }))
      )
      assert.deepStrictEqual(
        conflicts.map(({ reason, status }) => [reason._tag, status]),
        [
          ["Conflict", 409],
          ["Conflict", 409],
          ["Conflict", 409]
        ]
      )
      yield* Contacts.create({ role: "lead", email: "ada@example.com" })
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 10 })))
  )

  it.effect("conflict with the one whose id the refusal tells, archived or not", () =>
    Effect.gen(function* () {
      const { contacts } = (yield* FakeIntercom).workspace
      const ada = contacts.add({ email: "ada@example.com" })
      const grace = contacts.add({ external_id: "grace", archived: true })
      for (const [body, { archived, id }] of [
        [{ email: "ADA@example.com" }, ada],
        [{ external_id: "grace" }, grace]
      ] as const) {
        const answer = yield* create(body)
        assert.strictEqual(answer.status, 409)
        assert.strictEqual(/id=(\w+)$/.exec(objection(answer))?.[1], id)
        assert.strictEqual(objection(answer).includes("archived"), archived)
      }
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("can share an e-mail where an import brought them, and are then told apart by nobody but their id", () =>
    Effect.gen(function* () {
      const { contacts } = (yield* FakeIntercom).workspace
      const email = "ada@example.com"
      const [first, second] = [contacts.add({ email }), contacts.add({ email })]
      const found = yield* Contacts.search({ query: { field: "email", operator: "=", value: email } })
      assert.sameMembers(
        found.data.map(({ id }) => id),
        [first.id, second.id]
      )
      const conflict = Effect.map(Effect.flip(Contacts.create({ email })), ({ message }) => message)
      assert.include(yield* conflict, first.id)
      contacts.update(first.id, { email: "other@example.com" })
      assert.include(yield* conflict, second.id)
      contacts.remove(second.id)
      assert.strictEqual((yield* Contacts.create({ email })).email, email)
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("free their e-mail when they get another one", () =>
    Effect.gen(function* () {
      const [seeded] = (yield* Contacts.list({ per_page: 10 })).data.filter(({ role }) => role === "user")
      yield* Contacts.update({ id: seeded?.id ?? "", email: "other@example.com" })
      const created = yield* Contacts.create({ role: "user", email: seeded?.email ?? "" })
      assert.notStrictEqual(created.id, seeded?.id)
      const error = yield* Effect.flip(Contacts.update({ id: created.id, email: "other@example.com" }))
      assert.strictEqual(error.reason._tag, "Conflict")
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 10 })))
  )

  it.effect("refuse fields that are not what they must be, naming them", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [unknown, string]> = [
        [{}, "parameter_not_found"],
        [{ email: "no address" }, "parameter_invalid"],
        [{ email: "a@b.example", phone: "x" }, "parameter_invalid"],
        [{ email: "a@b.example", role: "boss" }, "parameter_invalid"],
        [{ email: "a@b.example", owner_id: 5 }, "parameter_invalid"],
        [{ email: "a@b.example", custom_attributes: 5 }, "parameter_invalid"],
        [{ email: "a@b.example", signed_up_at: "yesterday" }, "parameter_invalid"]
      ]
      for (const [body, code] of cases) {
        const answer = yield* create(body)
        assert.strictEqual(`${answer.status} ${objection(answer).split(":")[0]}`, `400 ${code}`, JSON.stringify(body))
      }
      assert.deepInclude((yield* create({ email: "no address" })).body, {
        errors: [{ code: "parameter_invalid", message: "email must be a valid email address", field: "email" }] as never
      })
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("leave lists and searches when archived, and come back", () =>
    Effect.gen(function* () {
      const count = Effect.map(Contacts.list({ per_page: 1 }), ({ total_count }) => total_count)
      const [contact] = (yield* Contacts.list({ per_page: 1 })).data
      const id = contact?.id ?? ""
      yield* Contacts.archive({ id })
      assert.strictEqual(yield* count, 9)
      assert.strictEqual((yield* Contacts.get({ id })).id, id)
      yield* Contacts.unarchive({ id })
      assert.strictEqual(yield* count, 10)
      yield* Contacts.delete({ id })
      assert.strictEqual(yield* count, 9)
      assert.strictEqual((yield* Effect.flip(Contacts.get({ id }))).reason._tag, "NotFound")
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 10 })))
  )

  it.effect("merge a lead into a user, and tell where it has gone", () =>
    Effect.gen(function* () {
      const user = yield* Contacts.create({ role: "user", email: "ada@example.com" })
      const lead = yield* Contacts.create({ role: "lead", email: "ada@example.com", phone: "+353851234567" })
      const merged = yield* Contacts.merge({ from: lead.id, into: user.id })
      assert.deepInclude(merged, { id: user.id, phone: "+353851234567" })
      const error = yield* Effect.flip(Contacts.get({ id: lead.id }))
      assert.deepStrictEqual([error.reason._tag, error.codes[0]], ["Gone", "contact_merged"])
      assert.strictEqual((yield* Contacts.list()).total_count, 1)
      const again = yield* Effect.flip(Contacts.merge({ from: user.id, into: user.id }))
      assert.strictEqual(again.reason._tag, "InvalidRequest")
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("show ten tags inline and all of them on their own path", () =>
    Effect.gen(function* () {
      const { data } = yield* Contacts.list({ per_page: 150 })
      const many = data.find(({ tags }) => tags?.has_more === true)
      assert.strictEqual(many?.tags?.data?.length, 10)
      assert.strictEqual(many?.tags?.total_count, 12)
      const all = yield* Contacts.listTags({ id: many?.id ?? "" })
      assert.strictEqual(all.data?.length, 12)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 150 })))
  )

  it.effect("gain and lose tags and companies, whose members are counted", () =>
    Effect.gen(function* () {
      const [contact] = (yield* Contacts.list({ per_page: 1 })).data
      const [company] = (yield* Companies.list({ per_page: 1 })).data
      const [contact_id, id] = [contact?.id ?? "", company?.id ?? ""]
      const members = Effect.map(Companies.get({ id }), ({ user_count }) => user_count ?? 0)
      const before = yield* members
      assert.strictEqual((yield* Companies.listContacts({ id })).total_count, before)
      yield* Companies.attachContact({ contact_id, id })
      assert.strictEqual(yield* members, before + 1)
      assert.strictEqual((yield* Companies.listContacts({ id })).total_count, before + 1)
      yield* Companies.detachContact({ contact_id, id })
      assert.strictEqual(yield* members, before)
      yield* Tags.tagContact({ contact_id, id: "7522909" })
      assert.include(
        (yield* Contacts.listTags({ id: contact_id })).data?.map(({ id }) => id),
        "7522909"
      )
      yield* Tags.untagContact({ contact_id, id: "7522909" })
      assert.strictEqual((yield* Effect.flip(Tags.untagContact({ contact_id, id: "7522909" }))).reason._tag, "NotFound")
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 100, companies: 7, seed: 4 })))
  )
})

describe("companies", () => {
  it.effect("are created once and updated from then on under their company_id", () =>
    Effect.gen(function* () {
      const created = yield* Companies.create({ company_id: "c9", name: "Engines", monthly_spend: 9 })
      const updated = yield* Companies.create({ company_id: "c9", name: "Engines Ltd" })
      assert.strictEqual(updated.id, created.id)
      assert.deepInclude(updated, { name: "Engines Ltd", monthly_spend: 9 })
      assert.strictEqual((yield* Companies.list()).total_count, 1)
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("are found by name and by company_id, or not at all", () =>
    Effect.gen(function* () {
      const [company] = (yield* Companies.list({ per_page: 1 })).data
      assert.isDefined(company)
      const { company_id, name } = company
      assert.deepStrictEqual(yield* Companies.getByCompanyId({ company_id }), company)
      assert.deepStrictEqual(yield* Companies.getByName({ name: name ?? "" }), company)
      const none = yield* Effect.flip(Companies.getByCompanyId({ company_id: "none" }))
      assert.deepStrictEqual([none.reason._tag, ...none.codes], ["NotFound", "company_not_found"])
    }).pipe(CallOptions.withOptions({ responses: "strict" }), Effect.provide(both({ companies: 20 })))
  )

  it.effect("are listed by their tag", () =>
    Effect.gen(function* () {
      const { company_id } = yield* Companies.create({ company_id: "c9", name: "Engines" })
      const { id = "" } = yield* Tags.create({ name: "Old customers", companies: [{ company_id }] })
      const page = yield* Companies.listFiltered({ tag_id: id })
      assert.deepStrictEqual([page.total_count, page.data[0]?.name], [1, "Engines"])
      assert.strictEqual((yield* Companies.listFiltered({ tag_id: "none" })).total_count, 0)
      assert.strictEqual((yield* Companies.listFiltered()).total_count, 21)
    }).pipe(CallOptions.withOptions({ responses: "strict" }), Effect.provide(both({ companies: 20 })))
  )

  it.effect("refuse a parameter nobody knows", () =>
    Effect.gen(function* () {
      const answer = yield* rawCall("POST", "/companies", { body: { company_id: "c", test: "invalid" } })
      assert.strictEqual(objection(answer), "bad_request: bad 'test' parameter")
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )
})

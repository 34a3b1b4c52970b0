import { DataAttributes } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { both } from "../../both.ts"
import { objection, rawCall } from "../../rawCall.ts"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"

const workspace = FakeIntercom.layer({ client: { responses: "strict" } })

describe("data attributes", () => {
  it.effect("are made, changed and archived, and archived ones are shown on request only", () =>
    Effect.gen(function* () {
      const made = yield* DataAttributes.create({
        name: "Team size",
        model: "company",
        data_type: "options",
        options: [{ value: "1-10" }, { value: "11-50" }]
      })
      assert.deepInclude(made, {
        full_name: "custom_attributes.Team size",
        data_type: "string",
        options: ["1-10", "11-50"],
        custom: true
      })
      const id = made.id ?? 0
      const changed = yield* DataAttributes.update({ id, description: "How many they are", options: ["1", "2", "3"] })
      assert.deepInclude(changed, { description: "How many they are", options: ["1", "2", "3"] })
      const names = (archived: boolean) =>
        DataAttributes.list({ model: "company", ...(archived ? { include_archived: true } : {}) }).pipe(
          Effect.map(({ data }) => data.map(({ name }) => name))
        )
      assert.include(yield* names(false), "Team size")
      yield* DataAttributes.update({ id, archived: true })
      assert.notInclude(yield* names(false), "Team size")
      assert.include(yield* names(true), "Team size")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("are listed for contacts, for companies, or for both", () =>
    Effect.gen(function* () {
      const [both, contacts, companies] = yield* Effect.forEach(
        [{}, { model: "contact" }, { model: "company" }] as const,
        (input) => Effect.map(DataAttributes.list(input), ({ data }) => data.length)
      )
      assert.strictEqual(both, (contacts ?? 0) + (companies ?? 0))
    }).pipe(Effect.provide(workspace))
  )

  it.effect("refuse a name that is taken or spelled oddly, an unknown type, and too few options", () =>
    Effect.gen(function* () {
      const refused = yield* Effect.forEach(
        [
          { name: "plan", model: "company", data_type: "string" },
          { name: "n@me", model: "contact", data_type: "string" },
          { name: "size", model: "person", data_type: "string" },
          { name: "colour", model: "contact", data_type: "colour" },
          { name: "colour", model: "contact", data_type: "options", options: ["red"] }
        ],
        (body) => rawCall("POST", "/data_attributes", { body })
      )
      assert.deepStrictEqual(
        refused.map((answer) => [answer.status, objection(answer).split(":")[0]]),
        refused.map(() => [400, "parameter_invalid"])
      )
      const missing = yield* rawCall("PUT", "/data_attributes/99", { body: { archived: true } })
      assert.deepStrictEqual([missing.status, objection(missing).split(":")[0]], [404, "field_not_found"])
    }).pipe(Effect.provide(both({})))
  )

  it.effect("of conversations are no longer listed since 2.16", () =>
    Effect.gen(function* () {
      const before = yield* DataAttributes.list({ model: "conversation" }, { version: "2.15" })
      assert.deepStrictEqual(
        before.data.map(({ full_name }) => full_name),
        ["custom_attributes.issue_type"]
      )
      assert.strictEqual((yield* Effect.flip(DataAttributes.list({ model: "conversation" }))).status, 422)
    }).pipe(Effect.provide(workspace))
  )
})

describe("values of custom attributes", () => {
  const everywhere = Effect.gen(function* () {
    const { workspace } = yield* FakeIntercom
    const contact = workspace.contacts.add({})
    const company = workspace.companies.add({ company_id: "1" })
    const conversation = workspace.conversations.add({ contacts: [contact.id] })
    return [
      ["POST", "/contacts", { email: "new@example.com" }],
      ["PUT", `/contacts/${contact.id}`, {}],
      ["POST", "/companies", { company_id: "2" }],
      ["PUT", `/companies/${company.id}`, {}],
      ["PUT", `/conversations/${conversation.id}`, {}]
    ] as const
  })

  it.effect("are refused where nobody defined the attribute, by its name, and nothing changes", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      for (const [method, path, body] of yield* everywhere) {
        const answer = yield* rawCall(method, path, { body: { ...body, custom_attributes: { shoe_size: 42 } } })
        assert.strictEqual(answer.status, 400, path)
        assert.strictEqual(objection(answer), "parameter_invalid: Custom attribute 'shoe_size' does not exist")
      }
      assert.isUndefined(workspace.contacts.findUserByEmail("new@example.com"))
      assert.isUndefined(workspace.companies.findByCompanyId("2"))
    }).pipe(Effect.provide(both({})))
  )

  it.effect("are refused where they are none of the options of a list, and taken where they are", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      for (const model of ["contact", "company", "conversation"] as const) {
        workspace.dataAttributes.add({ model, name: "colour", data_type: "string", options: ["red", "green"] })
      }
      for (const [method, path, body] of yield* everywhere) {
        const call = (colour: string | null) =>
          rawCall(method, path, { body: { ...body, custom_attributes: { colour } } })
        const blue = yield* call("blue")
        assert.strictEqual(blue.status, 400, path)
        assert.strictEqual(
          objection(blue),
          "parameter_invalid: Custom attribute 'colour' takes one of its options only"
        )
        assert.deepStrictEqual([(yield* call("green")).status], [200], path)
      }
    }).pipe(Effect.provide(both({})))
  )
})

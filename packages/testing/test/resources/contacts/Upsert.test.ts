import { Contacts } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import * as Faults from "../../../src/Faults.ts"

/** An index that is always too late to help. */
const lagging = FakeIntercom.layer({ contacts: 5, indexLag: "1 day", client: { responses: "strict" } })

const paths = Effect.map(
  Effect.flatMap(FakeIntercom, ({ requests }) => requests),
  (requests) => requests.map(({ method, path }) => `${method} ${path}`)
)

const usersWith = (email: string) =>
  Effect.map(FakeIntercom, ({ workspace }) => {
    const found = workspace.contacts.findUserByEmail(email)
    return found === undefined ? [] : [found.id]
  })

describe("an upsert of a contact", () => {
  it.effect("creates the one that is not there, with one request", () =>
    Effect.gen(function* () {
      const contact = yield* Contacts.upsert({ external_id: "42", email: "ada@example.com", name: "Ada" })
      assert.deepInclude(contact, { external_id: "42", email: "ada@example.com", name: "Ada" })
      assert.deepStrictEqual(yield* paths, ["POST /contacts"])
    }).pipe(Effect.provide(lagging))
  )

  it.effect("updates the one that is there, which the search index does not know yet", () =>
    Effect.gen(function* () {
      const first = yield* Contacts.upsert({ email: "ada@example.com", name: "Ada", phone: "+15550100" })
      const second = yield* Contacts.upsert({ email: "ADA@example.com", name: "Ada Lovelace" })
      assert.strictEqual(second.id, first.id)
      assert.deepInclude(second, { name: "Ada Lovelace", phone: "+15550100" })
      assert.deepStrictEqual((yield* paths).slice(1), ["POST /contacts", `PUT /contacts/${first.id}`])
    }).pipe(Effect.provide(lagging))
  )

  it.effect("unarchives the one that is archived, then updates it", () =>
    Effect.gen(function* () {
      const { id } = yield* Contacts.create({ role: "user", external_id: "42", name: "Ada" })
      yield* Contacts.archive({ id })
      const contact = yield* Contacts.upsert({ external_id: "42", name: "Ada Lovelace" })
      assert.deepInclude(contact, { id, name: "Ada Lovelace" })
      const { workspace } = yield* FakeIntercom
      assert.isFalse(workspace.contacts.get(id)?.archived)
      assert.deepStrictEqual((yield* paths).slice(-3), [
        "POST /contacts",
        `POST /contacts/${id}/unarchive`,
        `PUT /contacts/${id}`
      ])
    }).pipe(Effect.provide(lagging))
  )

  it.effect("from several processes at a time ends with one contact", () =>
    Effect.gen(function* () {
      const names = Array.from({ length: 8 }, (_, at) => `process ${at}`)
      const upserts = names.map((name) => Contacts.upsert({ email: "ada@example.com", name }))
      const contacts = yield* Effect.all(upserts, { concurrency: "unbounded" })
      assert.deepStrictEqual([...new Set(contacts.map(({ id }) => id))], yield* usersWith("ada@example.com"))
      assert.deepStrictEqual(contacts.map(({ name }) => name).toSorted(), names)
    }).pipe(Effect.provide(lagging))
  )

  it.effect("is repeated where a create got no answer, and does not make a second one", () =>
    Effect.gen(function* () {
      const contact = yield* Contacts.upsert({ email: "ada@example.com", name: "Ada" }, { retry: { base: 0 } })
      assert.deepStrictEqual([contact.id], yield* usersWith("ada@example.com"))
      assert.deepStrictEqual(yield* paths, ["POST /contacts", "POST /contacts", `PUT /contacts/${contact.id}`])
    }).pipe(
      Effect.provide(
        FakeIntercom.layer({ indexLag: "1 day", faults: Faults.script([{ at: 1, fault: "reset", executed: true }]) })
      )
    )
  )

  it.effect("whose external id and e-mail belong to two is refused", () =>
    Effect.gen(function* () {
      yield* Contacts.create({ role: "user", external_id: "42" })
      yield* Contacts.create({ role: "user", email: "ada@example.com" })
      const error = yield* Effect.flip(Contacts.upsert({ external_id: "42", email: "ada@example.com" }))
      assert.strictEqual(error.reason._tag, "Conflict")
    }).pipe(Effect.provide(lagging))
  )
})

describe("a contact that was merged", () => {
  it.effect("is followed to the one that stayed, over any number of merges", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const [last, ...others] = Array.from({ length: 5 }, (_, at) =>
        workspace.contacts.add({ role: "user", email: `${at}@example.com` })
      )
      let into = last?.id ?? ""
      for (const { id } of others) {
        workspace.contacts.update(id, { merged_into: into })
        into = id
      }
      const contact = yield* Contacts.getFollowing({ id: into })
      assert.strictEqual(contact.id, last?.id)
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )
})

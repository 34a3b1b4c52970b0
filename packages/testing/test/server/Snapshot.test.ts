import { Companies, Contacts, Conversations, Notes, Tags, Tickets } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { TestClock } from "effect/testing"
import { FakeIntercom } from "../../src/FakeIntercom.ts"
import { FakeIntercom as ServedIntercom } from "../../src/node.ts"

const seeded = { contacts: 20, companies: 5, conversations: 10, tickets: 6 }

/** Something of everything happens. */
const busyDay = Effect.gen(function* () {
  const { workspace } = yield* FakeIntercom
  const admin = workspace.admins[0]?.id ?? ""
  const ada = yield* Contacts.create({ role: "user", email: "ada@example.com", external_id: "ada" })
  const lead = yield* Contacts.create({ role: "lead", email: "ada@example.com" })
  const tag = yield* Tags.create({ name: "VIP" })
  yield* Tags.tagContact({ contact_id: lead.id, id: tag.id ?? "" })
  yield* Contacts.merge({ from: lead.id, into: ada.id })
  const company = yield* Companies.create({ company_id: "engines", name: "Engines" })
  yield* Companies.attachContact({ contact_id: ada.id, id: company.id ?? "" })
  yield* Notes.createForContact({ contact_id: ada.id, body: "Likes engines", admin_id: admin })
  const oldest = (yield* Contacts.list({ per_page: 150 })).data.at(-1)
  yield* Contacts.delete({ id: oldest?.id ?? "" })
  const message = yield* Conversations.create({ from: { type: "user", id: ada.id }, body: "Hello" })
  const id = message.conversation_id ?? ""
  yield* Conversations.reply({ id, message_type: "comment", type: "admin", admin_id: admin, body: "Hi" })
  yield* Conversations.manage({ id, message_type: "snoozed", admin_id: admin, snoozed_until: workspace.now() + 60 })
  const [gone] = (yield* Conversations.list({ per_page: 2 })).conversations.filter((row) => row.id !== id)
  yield* Conversations.delete({ id: gone?.id ?? "" })
  yield* Tickets.create({ ticket_type_id: "1", contacts: [{ id: ada.id }] })
  workspace.updateAdmin(admin, { away_mode_enabled: true })
  workspace.articles.add({ title: "How to start" })
  workspace.ticketTypes.add({ name: "Complaint" })
  workspace.dataAttributes.add({ model: "contact", name: "mood", data_type: "string" })
  workspace.visitors.add({ name: "Nobody" })
  yield* TestClock.adjust("5 seconds")
})

/** All a program can read. */
const everything = Effect.gen(function* () {
  const { workspace } = yield* FakeIntercom
  const [ada] = (yield* Contacts.search({ query: { field: "external_id", operator: "=", value: "ada" } })).data
  const list = yield* Conversations.list({ per_page: 150 })
  return {
    ada,
    contacts: yield* Contacts.list({ per_page: 150 }),
    companies: yield* Companies.list({ per_page: 60 }),
    notes: yield* Notes.listForContact({ contact_id: ada?.id ?? "" }),
    conversations: yield* Effect.forEach(list.conversations, ({ id }) => Conversations.get({ id })),
    deleted: yield* Conversations.listDeleted(),
    tickets: yield* Tickets.search({ query: { field: "created_at", operator: ">", value: 0 } }),
    tags: yield* Tags.list(),
    admins: workspace.admins,
    articles: workspace.articles.all(),
    types: workspace.ticketTypes.all(),
    attributes: JSON.stringify(workspace.dataAttributes.all())
  }
})

describe("a snapshot", () => {
  it.effect("brings another workspace into the state of the first, through a file", () =>
    Effect.gen(function* () {
      const [file, expected] = yield* Effect.gen(function* () {
        yield* busyDay
        const { snapshot } = yield* FakeIntercom
        return [JSON.stringify(yield* snapshot), yield* everything] as const
      }).pipe(Effect.provide(FakeIntercom.layer(seeded)))
      yield* Effect.gen(function* () {
        const { restore } = yield* FakeIntercom
        yield* Contacts.create({ role: "user", email: "somebody@example.com" })
        yield* restore(JSON.parse(file))
        assert.deepStrictEqual(yield* everything, expected)
      }).pipe(Effect.provide(FakeIntercom.layer(seeded)))
      const begun = FakeIntercom.layer({ ...seeded, snapshot: JSON.parse(file) })
      assert.deepStrictEqual(yield* Effect.provide(everything, begun), expected)
    })
  )

  it.effect("is gone on from: new ids are new, who is there is known, and what was snoozed wakes", () =>
    Effect.gen(function* () {
      const file = yield* Effect.andThen(
        busyDay,
        FakeIntercom.use(({ snapshot }) => snapshot)
      ).pipe(Effect.provide(FakeIntercom.layer(seeded)))
      yield* Effect.gen(function* () {
        const taken = yield* Effect.flip(Contacts.create({ role: "user", email: "ADA@example.com" }))
        assert.strictEqual(taken.reason._tag, "Conflict")
        const before = (yield* Contacts.list({ per_page: 150 })).data.map(({ id }) => id)
        const grace = yield* Contacts.create({ role: "user", email: "grace@example.com" })
        assert.notInclude(before, grace.id)
        const states = Effect.map(Conversations.list({ per_page: 150 }), ({ conversations }) =>
          conversations.filter(({ snoozed_until }) => snoozed_until !== null && (snoozed_until ?? 0) < 1_793_500_000)
        )
        assert.lengthOf(yield* states, 1)
        yield* TestClock.adjust("2 minutes")
        assert.lengthOf(yield* states, 0)
      }).pipe(Effect.provide(FakeIntercom.layer({ ...seeded, snapshot: file })))
    })
  )

  it.effect("is what a reset goes back to, where the workspace began with it", () =>
    Effect.gen(function* () {
      const file = yield* Effect.andThen(
        busyDay,
        FakeIntercom.use(({ snapshot }) => snapshot)
      ).pipe(Effect.provide(FakeIntercom.layer(seeded)))
      yield* Effect.gen(function* () {
        const before = yield* everything
        const { reset } = yield* FakeIntercom
        yield* Contacts.create({ role: "user", email: "grace@example.com" })
        yield* reset
        assert.deepStrictEqual(yield* everything, before)
      }).pipe(Effect.provide(FakeIntercom.layer({ ...seeded, snapshot: file })))
    })
  )

  it.effect("is untouched by what happens later, and holds no token", () =>
    Effect.gen(function* () {
      const { snapshot, workspace } = yield* FakeIntercom
      const taken = yield* snapshot
      const text = JSON.stringify(taken)
      workspace.contacts.add()
      workspace.updateAdmin(workspace.admins[0]?.id ?? "", { name: "Somebody else" })
      assert.strictEqual(JSON.stringify(taken), text)
      assert.notInclude(text, "fake-access-token")
    }).pipe(Effect.provide(FakeIntercom.layer(seeded)))
  )

  it.effect("is refused where it is none, is broken, or is of another workspace, and nothing changes", () =>
    Effect.gen(function* () {
      const { restore, snapshot, workspace } = yield* FakeIntercom
      const { id } = workspace.contacts.add({ name: "Ada" })
      const admin = workspace.admins[0]?.id ?? ""
      workspace.updateAdmin(admin, { name: "Grace" })
      const taken = yield* snapshot
      const problem = (given: unknown) => Effect.map(Effect.flip(restore(given)), ({ problem }) => problem)
      assert.strictEqual(yield* problem({ hello: "world" }), "this is no snapshot of a fake workspace")
      assert.strictEqual(yield* problem({ ...taken, version: 2 }), "the snapshot is of format 2, not 1")
      assert.strictEqual(yield* problem({ ...taken, state: undefined }), "the snapshot is not whole")
      assert.strictEqual(yield* problem({ ...taken, state: { contacts: 7 } }), "the snapshot is not whole")
      assert.strictEqual(
        yield* problem({ ...taken, plan: { ...taken.plan, contacts: 21 } }),
        "the snapshot is of a workspace seeded otherwise: its contacts is 21, not 20"
      )
      for (const state of [
        { contacts: { added: 0, byEmail: [], byExternalId: [], merged: [], records: "all" } },
        { contacts: { added: 0, byEmail: [], byExternalId: [], merged: [], records: [["1", { current: {} }]] } },
        { articles: { added: 0, records: [{ id: "1" }] } },
        { admins: "all" },
        { teams: [7] },
        { visitors: { added: "none", byUserId: [], records: [] } },
        { tags: 7 },
        { persons: [] },
        { notes: JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`) }
      ]) {
        assert.strictEqual(yield* problem({ ...taken, state }), "the snapshot is not whole", Object.keys(state).join())
      }
      assert.strictEqual((yield* Contacts.get({ id })).name, "Ada")
      assert.strictEqual(workspace.admins[0]?.name, "Grace")
    }).pipe(Effect.provide(FakeIntercom.layer(seeded)))
  )

  it.effect("is taken up at another time as it was, exports that are ready and those that are not", () =>
    Effect.gen(function* () {
      const taken = yield* Effect.gen(function* () {
        const { snapshot, workspace } = yield* FakeIntercom
        workspace.contentExports.start(() => "user_id\n")
        yield* TestClock.adjust("5 seconds")
        workspace.contentExports.start(() => "user_id\n")
        return yield* snapshot
      }).pipe(Effect.provide(FakeIntercom.layer({ now: "2026-11-20" })))
      for (const now of ["2026-11-01", "2026-12-24"]) {
        yield* Effect.gen(function* () {
          const { restore, snapshot } = yield* FakeIntercom
          yield* restore(taken)
          assert.deepStrictEqual(yield* snapshot, taken)
        }).pipe(
          Effect.provide(
            FakeIntercom.layer({
              now: "2026-11-20",
              clockSkew: DateTime.distance(DateTime.makeUnsafe("2026-11-20"), DateTime.makeUnsafe(now))
            })
          )
        )
      }
    })
  )

  it.live("is read and written over the control path of a served workspace", () =>
    Effect.gen(function* () {
      const { secret, snapshot, url, workspace } = yield* ServedIntercom.serve(seeded)
      const { id } = workspace.contacts.add({ name: "Ada" })
      const request = (init?: RequestInit) =>
        Effect.promise(async () => {
          const response = await fetch(`${url}/_fake/snapshot`, { ...init, headers: { "x-fake-secret": secret } })
          return { status: response.status, text: await response.text() }
        })
      const { text } = yield* request()
      assert.deepStrictEqual(JSON.parse(text), yield* snapshot)
      workspace.contacts.remove(id)
      assert.strictEqual((yield* request({ method: "PUT", body: text })).status, 200)
      assert.strictEqual(workspace.contacts.get(id)?.name, "Ada")
      const refused = yield* request({ method: "PUT", body: "{" })
      assert.strictEqual(refused.status, 400)
      assert.include(refused.text, "this is no snapshot")
    }).pipe(Effect.scoped)
  )
})

import { Contacts } from "@effect-intercom/resources"
import { FakeIntercom, Faults, seededUntil } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Export from "../../src/Export.ts"
import { running } from "../support/running.ts"
import { conversation, json, row, rows, serve, workspace } from "../support/SmallWorkspace.ts"

const idsOf = (records: ReadonlyArray<object>) =>
  records.map((record) => String("id" in record ? record.id : undefined))

/** The clock of a workspace begins where ours stands when it is made. */
const atTheEndOfTheSeeds = <A, E, R>(test: Effect.Effect<A, E, R>) =>
  Effect.andThen(TestClock.setTime(seededUntil), test)

describe("T28: what is no longer there", () => {
  it.effect("deleted conversations are a stream of their own", () =>
    Effect.gen(function* () {
      const { dump, workspace } = yield* FakeIntercom
      const all = idsOf(yield* Stream.runCollect(dump("conversations")))
      const deleted = all.slice(3, 80)
      for (const id of deleted) workspace.conversations.remove(id)
      const found = yield* Stream.runCollect(Export.stream("deleted_conversations").pipe(Export.records))
      assert.sameMembers(idsOf(found), deleted)
      const left = yield* Stream.runCollect(Export.conversations({ parts: false }).pipe(Export.records))
      assert.lengthOf(left, 100 - deleted.length)
    }).pipe(Effect.provide(FakeIntercom.layer({ conversations: 100 })), atTheEndOfTheSeeds)
  )

  it.effect("merges are told with the contact that stayed, over all their pages", () =>
    Effect.gen(function* () {
      const contacts = yield* Stream.runCollect((yield* FakeIntercom).dump("contacts"))
      const of = (role: string) => contacts.filter((contact) => contact["role"] === role).map(({ id }) => String(id))
      const [into = ""] = of("user")
      const from = of("lead").slice(0, 60)
      assert.isAbove(from.length, 50)
      for (const lead of from) yield* Contacts.merge({ from: lead, into, skip_duplicate_validation: true })
      const found = yield* Stream.runCollect(Export.stream("contact_merges"))
      const merges = found.map((one) => (one.kind === "record" ? [one.id, one.record] : [one.kind]))
      assert.sameMembers(
        merges.map(([id]) => id),
        from
      )
      for (const [, merge] of merges) assert.propertyVal(merge, "contact_id", into)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 400 })), atTheEndOfTheSeeds)
  )

  for (const stream of ["contacts", "companies", "conversations", "tickets"] as const) {
    it.effect(`${stream} that were deleted have a tombstone, and no other has`, () =>
      Effect.gen(function* () {
        const fake = yield* FakeIntercom
        const previous = idsOf(yield* Stream.runCollect(fake.dump(stream)))
        const deleted = previous.slice(10, 14)
        for (const id of deleted) fake.workspace[stream].remove(id)
        const found = yield* running(Stream.runCollect(Export.tombstones(stream, previous)), "1 second")
        assert.sameMembers(idsOf(found), deleted)
      }).pipe(
        Effect.provide(FakeIntercom.layer({ contacts: 400, companies: 250, conversations: 200, tickets: 200 })),
        atTheEndOfTheSeeds
      )
    )
  }

  it.effect("a walk that ends early gives none: not when it fails, and not when rows are missing", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const previous = idsOf(yield* Stream.runCollect(fake.dump("contacts")))
      // The first asks what time it is there.
      for (const request of [2, 3, 4]) {
        yield* fake.clearRequests
        yield* fake.setFaults(
          Faults.script([{ at: request, fault: { status: 403, body: { type: "error.list", errors: [] } } }])
        )
        const found: Array<unknown> = []
        const exit = yield* Effect.exit(
          Stream.runForEach(Export.tombstones("contacts", previous), (one) => Effect.sync(() => found.push(one)))
        )
        assert.strictEqual(exit._tag, "Failure")
        assert.deepStrictEqual(found, [])
      }
      const server = serve(workspace(), () =>
        Effect.succeed(json({ type: "list", data: [{ id: previous[0] }], total_count: 5, pages: null }))
      )
      const short = yield* Stream.runCollect(Export.tombstones("contacts", previous)).pipe(
        Effect.provide(server.client())
      )
      assert.deepStrictEqual(short, [])
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 400 })), atTheEndOfTheSeeds)
  )

  it.effect("a walk that could not ask a contact gives none of what belongs to contacts", () =>
    Effect.gen(function* () {
      const { setFaults, workspace } = yield* FakeIntercom
      const contacts = idsOf(yield* Stream.runCollect((yield* FakeIntercom).dump("contacts")))
      const [asked = "", failing = ""] = contacts
      const kept = workspace.notes.add({ on: { type: "contact", id: failing }, author: "1", body: "kept" })
      const previous = [kept.id, "gone"]
      yield* setFaults(Faults.script([{ when: ({ path }) => path === `/contacts/${failing}/notes`, fault: 500 }]))
      assert.deepStrictEqual(yield* Stream.runCollect(Export.tombstones("notes", previous)), [])
      yield* setFaults(
        Faults.script([{ when: ({ path }) => path === `/contacts/${asked}/notes`, fault: { status: 404 } }])
      )
      const found = yield* Stream.runCollect(Export.tombstones("notes", previous))
      assert.deepStrictEqual(idsOf(found), ["gone"])
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 5, client: { retry: false } })), atTheEndOfTheSeeds)
  )

  it.effect("a list that moved at every look gives none", () =>
    Effect.gen(function* () {
      let looked = 0
      // One of two news items stands on the page that is not looked at.
      const server = serve(workspace(), ({ path, query }) =>
        Effect.sync(() => {
          if (path !== "/news/news_items") return undefined
          const page = Number(query["page"] ?? 1)
          const id = `${page}-${page === 1 ? looked++ : looked}`
          return json({
            type: "list",
            data: [{ id, updated_at: 1 }],
            total_count: 2,
            pages: { page, per_page: 1, total_pages: 2 }
          })
        })
      )
      const found = yield* Stream.runCollect(Export.tombstones("news_items", ["still there"])).pipe(
        Effect.provide(server.client())
      )
      assert.deepStrictEqual(found, [])
    }).pipe(atTheEndOfTheSeeds)
  )

  it.effect("a conversation that changes and so moves is not gone by a clock that is an hour ahead", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(seededUntil)
      const now = seededUntil / 1000 - 3600
      const space = workspace({
        conversations: rows(300, (index) => conversation(`v${index}`, now - 50_000 - index, 1))
      })
      const previous = space.conversations.map(({ id }) => id)
      const server = serve(space, ({ path, query }) =>
        Effect.sync(() => {
          if (path === "/me") {
            const date = new Date(now * 1000).toUTCString()
            return new Response("{}", { headers: { "content-type": "application/json", date } })
          }
          // Before the second page one of its conversations moves to the top of the list.
          if (path === "/conversations" && query["starting_after"] === "150") {
            const others = space.conversations.filter(({ id }) => id !== "v200" && id !== "v7")
            space.conversations = [conversation("v200", now, 1), ...others, conversation("new", now, 1)]
          }
          return undefined
        })
      )
      const found = yield* Stream.runCollect(Export.tombstones("conversations", previous)).pipe(
        Effect.provide(server.client())
      )
      assert.deepStrictEqual(found, [])
    })
  )

  it.effect("a contact that changes and so moves past the reader is not gone", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(seededUntil)
      const now = seededUntil / 1000
      const space = workspace({ contacts: rows(300, (index) => row(`c${index}`, now - 50_000 - index)) })
      const previous = space.contacts.map(({ id }) => id)
      const server = serve(space, ({ path, query }) =>
        Effect.sync(() => {
          // Before the second page one of its contacts moves to the top of the list.
          if (path === "/contacts" && query["starting_after"] === "150") {
            const moved = row("c200", now)
            space.contacts = [
              moved,
              ...space.contacts.filter(({ id }) => id !== "c200" && id !== "c7"),
              row("new", now)
            ]
          }
          return undefined
        })
      )
      const found = yield* Stream.runCollect(Export.tombstones("contacts", previous)).pipe(
        Effect.provide(server.client())
      )
      assert.notInclude(idsOf(found), "c200")
    })
  )
})

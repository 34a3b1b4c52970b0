import { Webhooks } from "@effect-intercom/app"
import { Contacts, Conversations } from "@effect-intercom/resources"
import { type FakeClientOptions, FakeIntercom, Faults } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { Changes } from "../src/index.ts"

/** A workspace whose clock is the test's: it is made when that shows a day after its records end. */
const inWorkspace =
  (options: FakeClientOptions = {}) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.andThen(
      TestClock.setTime(Date.UTC(2026, 10, 2)),
      Effect.suspend(() =>
        effect.pipe(Effect.scoped, Effect.provide([FakeIntercom.layer(options), Webhooks.layerInbox()]))
      )
    )

/** Follows changes into a queue. */
const following = Effect.fnUntraced(function* <const S extends Changes.ChangeStream>(
  options: Changes.ChangesOptions<S>
) {
  const told = yield* Queue.unbounded<Changes.Change<S>>()
  const fiber = yield* Effect.forkScoped(
    Stream.runForEach(Changes.stream(options), (change) => Queue.offer(told, change))
  )
  /** Lets time go by, and takes what was told meanwhile. */
  const after = Effect.fnUntraced(function* (seconds: number) {
    for (let passed = 0; passed < seconds; passed++) yield* TestClock.adjust("1 second")
    return yield* Queue.clear(told)
  })
  return { after, stop: Fiber.interrupt(fiber) }
})

const shown = (changes: ReadonlyArray<Changes.Change>) =>
  changes.map((change) =>
    change._tag === "Merge" ? `${change.id} into ${change.into}` : `${change._tag} ${change.stream} ${change.id}`
  )

describe("Changes.stream", () => {
  it.effect("tells what is created and changed, each version once", () =>
    Effect.gen(function* () {
      const { after } = yield* following({ streams: ["contacts"], every: "10 seconds", reconcileEvery: false })
      assert.deepStrictEqual(shown(yield* after(25)), [])
      const { id } = yield* Contacts.create({ role: "user", email: "ada@example.com" })
      assert.deepStrictEqual(shown(yield* after(60)), [`Upsert contacts ${id}`])
      yield* Contacts.update({ id, name: "Ada" })
      assert.deepStrictEqual(shown(yield* after(60)), [`Upsert contacts ${id}`])
    }).pipe(inWorkspace({ contacts: 3 }))
  )

  it.effect("tells both of two changes within one second", () =>
    Effect.gen(function* () {
      const { after } = yield* following({ streams: ["contacts"], every: "200 millis", reconcileEvery: false })
      const { id } = yield* Contacts.create({ role: "user", email: "ada@example.com" })
      for (let passed = 0; passed < 6; passed++) yield* TestClock.adjust("100 millis")
      yield* Contacts.update({ id, name: "Ada" })
      const changes = yield* after(10)
      assert.deepStrictEqual(
        changes.map((change) => (change._tag === "Upsert" ? change.record.name : change._tag)),
        [null, "Ada"]
      )
    }).pipe(inWorkspace())
  )

  it.effect("goes on from a position, and lets nothing out that happened meanwhile", () =>
    Effect.gen(function* () {
      const streams = ["contacts", "conversations"] as const
      const first = yield* following({ streams, every: "10 seconds", reconcileEvery: false })
      yield* Contacts.create({ role: "user", email: "ada@example.com" })
      const [last] = (yield* first.after(60)).slice(-1)
      yield* first.stop
      yield* TestClock.adjust("3 hours")
      const { id } = yield* Contacts.create({ role: "user", email: "grace@example.com" })
      const { conversation_id } = yield* Conversations.create({ from: { type: "user", id }, body: "Hello" })
      yield* TestClock.adjust("3 hours")
      const second = yield* following({ streams, every: "10 seconds", reconcileEvery: false, from: last?.position })
      assert.includeMembers(shown(yield* second.after(30)), [
        `Upsert contacts ${id}`,
        `Upsert conversations ${conversation_id}`
      ])
    }).pipe(inWorkspace())
  )

  it.effect("tells a merge and a deletion that webhooks hint at, late, twice and without a word in search", () =>
    Effect.gen(function* () {
      const inbox = yield* Webhooks.Inbox
      const { webhooks } = yield* FakeIntercom
      yield* webhooks({
        secret: "s",
        topics: ["*"],
        duplicates: 1,
        burst: 3,
        reorder: true,
        handler: ({ body }) => Effect.as(inbox.offer(body), 200)
      })
      const user = yield* Contacts.create({ role: "user", email: "ada@example.com" })
      const lead = yield* Contacts.create({ role: "lead", email: "ada@example.com" })
      const other = yield* Contacts.create({ role: "user", email: "grace@example.com" })
      const { after } = yield* following({ streams: ["contacts"], every: "1 hour", reconcileEvery: false })
      yield* after(5)
      yield* Contacts.merge({ from: lead.id, into: user.id })
      yield* Contacts.delete({ id: other.id })
      const told = shown(yield* after(10))
      assert.includeMembers(told, [`${lead.id} into ${user.id}`, `Delete contacts ${other.id}`])
      assert.lengthOf(new Set(told.filter((one) => one.includes("into") || one.startsWith("Delete"))), 2)
    }).pipe(inWorkspace())
  )

  it.effect("finds when it reads everything what no search told, and only what is gone indeed", () =>
    Effect.gen(function* () {
      const ids = (yield* Stream.runCollect(
        Stream.take(Stream.fromIterable((yield* Contacts.list({})).data ?? []), 3)
      )).map(({ id }) => id)
      const [gone = "", ...rest] = ids
      yield* Contacts.delete({ id: gone })
      const { after } = yield* following({
        streams: ["contacts"],
        every: "1 hour",
        reconcileEvery: "1 hour",
        known: () => Stream.fromIterable([...ids, "6700000000000000000000ff"])
      })
      const told = shown(yield* after(3700))
      assert.sameMembers(
        told.filter((one) => one.startsWith("Delete")),
        [`Delete contacts ${gone}`, "Delete contacts 6700000000000000000000ff"]
      )
      for (const id of rest) assert.include(told, `Upsert contacts ${id}`)
    }).pipe(inWorkspace({ contacts: 3 }))
  )

  for (const [name, clockSkew] of [
    ["an hour ahead", "-1 hour"],
    ["an hour behind", "1 hour"]
  ] as const) {
    it.effect(`goes by Intercom's clock: with one that is ${name} it tells what changes, each version once`, () =>
      Effect.gen(function* () {
        const streams = ["contacts", "conversations"] as const
        const { after } = yield* following({ streams, reconcileEvery: false })
        yield* after(600)
        const { id } = yield* Contacts.create({ role: "user", email: "ada@example.com" })
        const { conversation_id } = yield* Conversations.create({ from: { type: "user", id }, body: "Hello" })
        const told = shown(yield* after(180))
        assert.sameMembers(told, [`Upsert contacts ${id}`, `Upsert conversations ${conversation_id}`])
      }).pipe(inWorkspace({ clockSkew }))
    )
  }

  it.effect("tells nothing older after something newer, although search is behind", () =>
    Effect.gen(function* () {
      const inbox = yield* Webhooks.Inbox
      const { webhooks } = yield* FakeIntercom
      const { after } = yield* following({ streams: ["contacts"], every: "30 seconds", reconcileEvery: false })
      yield* webhooks({ secret: "s", topics: ["*"], handler: ({ body }) => Effect.as(inbox.offer(body), 200) })
      const { id } = yield* Contacts.create({ role: "user", email: "ada@example.com", name: "one" })
      yield* after(130)
      yield* Contacts.update({ id, name: "two" })
      yield* after(5)
      yield* Contacts.update({ id, name: "three" })
      const changes = yield* after(300)
      assert.deepStrictEqual(
        changes.map((change) => (change._tag === "Upsert" ? change.record.name : change._tag)),
        ["three"]
      )
    }).pipe(inWorkspace({ indexLag: "2 minutes" }))
  )

  it.effect(
    "does not tell a contact to be there again that was deleted or merged, although search still shows it",
    () =>
      Effect.gen(function* () {
        const inbox = yield* Webhooks.Inbox
        const { webhooks } = yield* FakeIntercom
        const { after } = yield* following({ streams: ["contacts"], every: "30 seconds", reconcileEvery: false })
        yield* webhooks({ secret: "s", topics: ["*"], handler: ({ body }) => Effect.as(inbox.offer(body), 200) })
        const user = yield* Contacts.create({ role: "user", email: "ada@example.com" })
        const lead = yield* Contacts.create({ role: "lead", email: "ada@example.com" })
        const other = yield* Contacts.create({ role: "user", email: "grace@example.com" })
        yield* after(115)
        yield* Contacts.merge({ from: lead.id, into: user.id })
        yield* Contacts.delete({ id: other.id })
        const told = (yield* after(300)).filter(({ id }) => id !== user.id)
        assert.sameMembers(shown(told), [`${lead.id} into ${user.id}`, `Delete contacts ${other.id}`])
      }).pipe(inWorkspace({ indexLag: "2 minutes" }))
  )

  it.effect("goes on when one of those that did not come cannot be read, and asks for it again", () =>
    Effect.gen(function* () {
      const { setFaults } = yield* FakeIntercom
      const gone = "6700000000000000000000ff"
      yield* setFaults(Faults.script([{ when: ({ path }) => path === `/contacts/${gone}`, fault: 500 }]))
      const options = { streams: ["contacts"], every: "1 minute", known: () => Stream.make(gone) } as const
      const { after } = yield* following({ ...options, reconcileEvery: "1 hour" })
      const told = yield* after(3660)
      assert.lengthOf(
        told.filter(({ _tag }) => _tag === "Upsert"),
        3
      )
      assert.notInclude(shown(told), `Delete contacts ${gone}`)
      yield* setFaults(Faults.none)
      assert.include(shown(yield* after(120)), `Delete contacts ${gone}`)
    }).pipe(inWorkspace({ contacts: 3, client: { retry: false } }))
  )

  it.effect("does not tell what Intercom keeps for a time only to be gone when that is over", () =>
    Effect.gen(function* () {
      const { after } = yield* following({
        streams: ["data_events"],
        wholeEvery: "1 hour",
        known: () => Stream.make("an event of a hundred days ago")
      })
      assert.deepStrictEqual(
        shown(yield* after(3660)).filter((one) => one.startsWith("Delete")),
        []
      )
    }).pipe(inWorkspace({ contacts: 3 }))
  )

  it.effect("tells what cannot be asked for by its id to be gone only when another walk misses it too", () => {
    let hide = ""
    let walks = 0
    return Effect.gen(function* () {
      const { dump, workspace } = yield* FakeIntercom
      const [contact] = yield* Stream.runCollect(dump("contacts"))
      const id = String(contact?.["id"])
      const note = workspace.notes.add({ on: { type: "contact", id }, author: "1", body: "kept" })
      hide = id
      const { after } = yield* following({
        streams: ["notes"],
        reconcileEvery: "1 hour",
        known: () => Stream.make(note.id, "gone")
      })
      const told = shown(yield* after(3660))
      assert.include(told, "Delete notes gone")
      assert.notInclude(told, `Delete notes ${note.id}`)
      assert.isAbove(walks, 1)
    }).pipe(
      inWorkspace({
        contacts: 3,
        faults: Faults.script([
          // The first list breaks off before the contact.
          {
            when: ({ path }) => path === "/contacts" && hide !== "" && walks++ === 0,
            fault: { status: 200, body: { type: "list", data: [], pages: null } }
          }
        ])
      })
    )
  })

  it.effect("reads streams that no search tells of while another is read as a whole, however long that takes", () =>
    Effect.gen(function* () {
      const { clearRequests, requests } = yield* FakeIntercom
      const { after } = yield* following({
        streams: ["conversations", "tags"],
        wholeEvery: "1 minute",
        from: "everything"
      })
      yield* after(10)
      yield* clearRequests
      yield* after(600)
      const paths = (yield* requests).map(({ path }) => path)
      assert.isAbove(paths.filter((path) => path.startsWith("/conversations/")).length, 0, "it was still at it")
      assert.isAtLeast(paths.filter((path) => path === "/tags").length, 9)
    }).pipe(
      inWorkspace({
        conversations: 1500,
        client: { timeout: "2 minutes" },
        faults: Faults.script([
          { when: ({ path }) => path.startsWith("/conversations/"), fault: { latency: "40 seconds" } }
        ])
      })
    )
  )

  it.effect("does not end for a notification of a stream that the token may not read, where that is skipped", () =>
    Effect.gen(function* () {
      const inbox = yield* Webhooks.Inbox
      const { setFaults, webhooks } = yield* FakeIntercom
      yield* setFaults(
        Faults.script([
          {
            when: ({ path }) => path.startsWith("/conversations"),
            fault: { status: 403, body: { type: "error.list", errors: [] } }
          }
        ])
      )
      yield* webhooks({ secret: "s", topics: ["*"], handler: ({ body }) => Effect.as(inbox.offer(body), 200) })
      const streams = ["contacts", "conversations"] as const
      const { after } = yield* following({ streams, denied: "skip", reconcileEvery: false })
      const { workspace } = yield* FakeIntercom
      yield* Contacts.create({ role: "user", email: "ada@example.com" })
      workspace.conversations.add()
      yield* after(10)
      const later = yield* Contacts.create({ role: "user", email: "grace@example.com" })
      assert.include(shown(yield* after(10)), `Upsert contacts ${later.id}`)
      assert.strictEqual(yield* inbox.waiting, 0)
    }).pipe(inWorkspace())
  )

  it.effect("does not ask for more and more where the notes of one contact cannot be read", () =>
    Effect.gen(function* () {
      const { clearRequests, dump, requests, setFaults } = yield* FakeIntercom
      const [failing, other] = (yield* Stream.runCollect(dump("contacts"))).map(({ id }) => String(id))
      yield* setFaults(Faults.script([{ when: ({ path }) => path === `/contacts/${failing}/notes`, fault: 500 }]))
      const { after } = yield* following({ streams: ["notes"], reconcileEvery: false })
      yield* after(5)
      for (const id of [other, failing]) yield* Contacts.update({ id: id ?? "", name: "changed" })
      for (let changed = 0; changed < 4; changed++) {
        yield* after(1800)
        yield* Contacts.update({ id: failing ?? "", name: `changed ${changed}` })
      }
      yield* clearRequests
      yield* after(120)
      const paths = (yield* requests).map(({ path }) => path)
      assert.include(paths, `/contacts/${failing}/notes`)
      assert.notInclude(paths, `/contacts/${other}/notes`)
    }).pipe(inWorkspace({ contacts: 2, client: { retry: false, version: "2.17" } }))
  )

  it.effect("asks an idle workspace once a minute for each stream that can be searched", () =>
    Effect.gen(function* () {
      const { clearRequests, requests } = yield* FakeIntercom
      const { after } = yield* following({ streams: ["contacts", "conversations", "tickets"] })
      yield* after(120)
      yield* clearRequests
      yield* after(3600)
      const perHour = (yield* requests).length
      console.log(`an idle workspace: ${perHour} requests an hour for three streams`)
      // And once what time it is there.
      assert.isAtMost(perHour, 3 * 60 + 1)
    }).pipe(inWorkspace({ contacts: 20, conversations: 5, tickets: 5 }))
  )
})

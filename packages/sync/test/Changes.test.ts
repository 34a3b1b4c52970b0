import { Webhooks } from "@effect-intercom/app"
import { Contacts, Conversations } from "@effect-intercom/resources"
import { type FakeClientOptions, FakeIntercom } from "@effect-intercom/testing"
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

  it.effect("asks an idle workspace once a minute for each stream that can be searched", () =>
    Effect.gen(function* () {
      const { clearRequests, requests } = yield* FakeIntercom
      const { after } = yield* following({ streams: ["contacts", "conversations", "tickets"] })
      yield* after(120)
      yield* clearRequests
      yield* after(3600)
      const perHour = (yield* requests).length
      console.log(`an idle workspace: ${perHour} requests an hour for three streams`)
      assert.isAtMost(perHour, 3 * 60)
    }).pipe(inWorkspace({ contacts: 20, conversations: 5, tickets: 5 }))
  )
})

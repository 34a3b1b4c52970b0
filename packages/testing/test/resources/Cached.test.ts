import { CallOptions, IntercomClient } from "@effect-intercom/core"
import { Batching, Caching, Companies, Contacts, Conversations, Tags } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { KeyValueStore, Persistence } from "effect/persistence"
import { TestClock } from "effect/testing"
import { FakeIntercom } from "../../src/FakeIntercom.ts"
import * as Faults from "../../src/Faults.ts"

const fake = FakeIntercom.layer({
  contacts: 20,
  companies: 2,
  conversations: 2,
  client: { responses: "strict" }
})

const cached = (options: Partial<Caching.CachingOptions> = {}) =>
  Caching.layer({ storeId: "workspace", timeToLive: "5 minutes", ...options })

const inMemory = Layer.provideMerge(cached(), Layer.mergeAll(fake, Persistence.layerMemory))

const sent = Effect.map(
  Effect.flatMap(FakeIntercom, ({ requests }) => requests),
  (requests) => requests.map(({ method, path }) => `${method} ${path}`)
)

const ids = Effect.flatMap(FakeIntercom, ({ dump }) =>
  dump("contacts").pipe(
    Stream.map(({ id }) => String(id)),
    Stream.runCollect
  )
)

const first = Effect.map(ids, ([id = ""]) => id)

describe("a get that is cached", () => {
  it.effect("is asked once, answers as it did, and is asked again when it is too old", () =>
    Effect.gen(function* () {
      const id = yield* first
      const asked = yield* Contacts.get({ id })
      assert.deepStrictEqual(yield* Contacts.get({ id }), asked)
      yield* TestClock.adjust("299 seconds")
      yield* Contacts.get({ id })
      assert.lengthOf(yield* sent, 1)
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* Contacts.get({ id }), asked)
      assert.lengthOf(yield* sent, 2)
    }).pipe(Effect.provide(inMemory))
  )

  it.effect("comes from stores of text too, the same", () =>
    Effect.gen(function* () {
      const id = yield* first
      const asked = yield* Contacts.get({ id })
      assert.deepStrictEqual(yield* Contacts.get({ id }), asked)
      assert.lengthOf(yield* sent, 1)
    }).pipe(
      Effect.provide(cached()),
      Effect.provide(Persistence.layerKvs.pipe(Layer.provide(KeyValueStore.layerMemory))),
      Effect.provide(fake)
    )
  )

  it.effect("is not kept where it failed", () =>
    Effect.gen(function* () {
      const missing = Effect.flip(Contacts.get({ id: "6762f0dd1bb69f9f2193bb83" }))
      assert.strictEqual((yield* missing).reason._tag, "NotFound")
      assert.strictEqual((yield* missing).reason._tag, "NotFound")
      assert.lengthOf(yield* sent, 2)
    }).pipe(Effect.provide(inMemory))
  )

  it.effect("is asked of Intercom where the call says more than the id", () =>
    Effect.gen(function* () {
      const id = yield* first
      yield* Contacts.get({ id })
      yield* Contacts.get({ id }, { version: "2.11" })
      yield* CallOptions.withOptions(Contacts.get({ id }), { headers: { "x-trace": "1" } })
      yield* Contacts.get({ id, include_merge_history: true })
      assert.lengthOf(yield* sent, 4)
    }).pipe(Effect.provide(inMemory))
  )

  it.effect("is of the resources that are named, and of one workspace", () =>
    Effect.gen(function* () {
      const id = yield* first
      const get = Contacts.get({ id })
      yield* Effect.provide(Effect.andThen(get, get), cached({ resources: ["companies"] }))
      assert.lengthOf(yield* sent, 2)
      yield* Effect.provide(get, cached({ storeId: "one" }))
      yield* Effect.provide(get, cached({ storeId: "other" }))
      assert.lengthOf(yield* sent, 4)
      yield* Effect.provide(get, cached({ storeId: "one" }))
      assert.lengthOf(yield* sent, 4)
    }).pipe(Effect.provide(Persistence.layerMemory), Effect.provide(fake))
  )

  it.effect("is asked of Intercom where the store fails", () =>
    Effect.gen(function* () {
      const id = yield* first
      assert.strictEqual((yield* Contacts.get({ id })).id, id)
      assert.strictEqual((yield* Contacts.update({ id, name: "Ada" })).name, "Ada")
      assert.strictEqual((yield* Contacts.get({ id })).name, "Ada")
    }).pipe(Effect.provide(cached()), Effect.provide(failing), Effect.provide(fake))
  )

  it.effect("is held up by a store that does not answer for seconds, and what is changed as well", () =>
    Effect.gen(function* () {
      const id = yield* first
      const got = yield* Effect.forkChild(Contacts.get({ id }))
      yield* TestClock.adjust("4 seconds")
      assert.strictEqual((yield* Fiber.join(got)).id, id)
      const changed = yield* Effect.forkChild(Contacts.update({ id, name: "Ada" }))
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* Fiber.join(changed)).name, "Ada")
      const given = yield* Effect.forkChild(Contacts.update({ id, name: "Grace" }))
      yield* TestClock.adjust(0)
      yield* Effect.forkChild(Fiber.interrupt(given))
      yield* TestClock.adjust("2 seconds")
      assert.isDefined(given.pollUnsafe())
    }).pipe(Effect.provide(cached()), Effect.provide(silent), Effect.provide(fake))
  )

  it.effect("becomes one search with others, over a layer that batches", () =>
    Effect.gen(function* () {
      const all = yield* ids
      const gets = Effect.forEach(all, (id) => Contacts.get({ id }), { concurrency: "unbounded" })
      const asked = yield* gets
      assert.deepStrictEqual(yield* gets, asked)
      assert.deepStrictEqual(yield* sent, ["POST /contacts/search"])
    }).pipe(
      Effect.provide(cached()),
      Effect.provide(Batching.layer({ delay: 0 })),
      Effect.provide(Persistence.layerMemory),
      Effect.provide(fake)
    )
  )
})

describe("what is cached", () => {
  it.effect("is forgotten when the program itself changes it", () =>
    Effect.gen(function* () {
      const one = yield* first
      yield* Contacts.get({ id: one })
      yield* Contacts.update({ id: one, name: "Ada" })
      assert.strictEqual((yield* Contacts.get({ id: one })).name, "Ada")
      const tag = yield* Tags.create({ name: "engines" })
      yield* Tags.tagContact({ contact_id: one, id: tag.id })
      assert.include(JSON.stringify((yield* Contacts.get({ id: one })).tags), tag.id)
      const email = (yield* Contacts.get({ id: one })).email ?? ""
      const lead = yield* Contacts.create({ role: "lead", email })
      yield* Contacts.get({ id: lead.id })
      yield* Contacts.merge({ from: lead.id, into: one })
      assert.strictEqual((yield* Effect.flip(Contacts.get({ id: lead.id }))).reason._tag, "Gone")
      const { id } = yield* Companies.create({ company_id: "c1", name: "Engines" })
      yield* Companies.get({ id })
      yield* Companies.create({ company_id: "c1", name: "Engines and more" })
      assert.strictEqual((yield* Companies.get({ id })).name, "Engines and more")
    }).pipe(Effect.provide(inMemory))
  )

  it.effect("is forgotten when a notification tells of it, whatever names it", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const [id = "", stayed = ""] = yield* ids
      const { conversations } = yield* Conversations.list()
      const conversation = String(conversations[0]?.id)
      const named: ReadonlyArray<readonly [unknown, boolean]> = [
        [{ topic: "contact.user.updated", item: { type: "contact", id } }, true],
        [{ topic: "contact.deleted", item: { type: "user", id, deleted: true } }, true],
        [{ topic: "contact.merged", item: { type: "contact", id: stayed, merged_from: id } }, true],
        [{ topic: "contact.tag.created", item: { type: "contact_tag", contact: { type: "contact", id } } }, true],
        [{ topic: "contact.user.updated", item: { type: "contact", id: stayed } }, false],
        [{ topic: "ping", item: { type: "ping" } }, false]
      ]
      for (const [at, [notification, isForgotten]] of named.entries()) {
        yield* Contacts.get({ id })
        workspace.contacts.update(id, { name: `Name ${at}` })
        yield* Caching.forget(notification)
        assert.strictEqual(
          (yield* Contacts.get({ id })).name === `Name ${at}`,
          isForgotten,
          JSON.stringify(notification)
        )
      }
      yield* Conversations.get({ id: conversation })
      workspace.conversations.update(conversation, { title: "Changed" })
      yield* Caching.forget({ item: { type: "conversation", id: conversation } })
      assert.strictEqual((yield* Conversations.get({ id: conversation })).title, "Changed")
    }).pipe(Effect.provide(inMemory))
  )

  it.effect("is not kept where it changed while it was read", () =>
    Effect.gen(function* () {
      const id = yield* first
      const { workspace } = yield* FakeIntercom
      const client = yield* IntercomClient.IntercomClient
      const slow: typeof client = { ...client, execute: (...call) => Effect.delay(client.execute(...call), "1 second") }
      // It is answered before the change, and arrives after it.
      const late: typeof client = {
        ...client,
        execute: (...call) => Effect.tap(client.execute(...call), () => Effect.sleep("1 second"))
      }
      for (const each of [slow, late]) {
        yield* Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(Contacts.get({ id }))
          yield* TestClock.adjust("500 millis")
          workspace.contacts.update(id, { name: "Changed" })
          yield* Caching.forget({ item: { type: "contact", id } })
          yield* TestClock.adjust("500 millis")
          yield* Fiber.join(fiber)
          const again = yield* Effect.forkChild(Contacts.get({ id }))
          yield* TestClock.adjust("1 second")
          assert.strictEqual((yield* Fiber.join(again)).name, "Changed")
        }).pipe(
          Effect.provide(cached()),
          Effect.provide(Persistence.layerMemory),
          Effect.provideService(IntercomClient.IntercomClient, each)
        )
        workspace.contacts.update(id, { name: "As before" })
      }
    }).pipe(Effect.provide(fake))
  )

  it.effect("is not kept where it changed while it was stored", () =>
    Effect.gen(function* () {
      const id = yield* first
      const { workspace } = yield* FakeIntercom
      const fiber = yield* Effect.forkChild(Contacts.get({ id }))
      yield* TestClock.adjust("500 millis")
      workspace.contacts.update(id, { name: "Changed" })
      yield* Caching.forget({ item: { type: "contact", id } })
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
      const again = yield* Effect.forkChild(Contacts.get({ id }))
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(again)).name, "Changed")
    }).pipe(Effect.provide(cached()), Effect.provide(slow), Effect.provide(fake))
  )

  it.effect("is forgotten where the change is given up: it may have been made", () =>
    Effect.gen(function* () {
      const id = yield* first
      yield* Contacts.get({ id })
      const changed = yield* Effect.forkChild(Contacts.update({ id, name: "Ada" }))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(changed)
      const again = yield* Effect.forkChild(Contacts.get({ id }))
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(again)
      assert.deepStrictEqual(yield* sent, [`GET /contacts/${id}`, `PUT /contacts/${id}`, `GET /contacts/${id}`])
    }).pipe(
      Effect.provide(cached()),
      Effect.provide(Persistence.layerMemory),
      Effect.provide(
        FakeIntercom.layer({ contacts: 2, faults: Faults.script([{ at: 2, fault: { latency: "5 seconds" } }]) })
      )
    )
  )

  it.effect("that cannot be forgotten is told, so that a notification is worked again", () =>
    Effect.gen(function* () {
      const id = yield* first
      const error = yield* Effect.flip(Caching.forget({ item: { type: "contact", id } }))
      assert.strictEqual(error._tag, "PersistenceError")
    }).pipe(Effect.provide(cached()), Effect.provide(failing), Effect.provide(fake))
  )
})

/** What is stored is there a second later. */
const slow = Persistence.layer.pipe(
  Layer.provide(
    Layer.effect(
      Persistence.BackingPersistence,
      Persistence.BackingPersistence.use(({ make }) =>
        Effect.succeed({
          make: (storeId: string) =>
            Effect.map(make(storeId), (store) => ({
              ...store,
              set: (...entry: Parameters<typeof store.set>) => Effect.delay(store.set(...entry), "1 second")
            }))
        })
      )
    ).pipe(Layer.provide(Persistence.layerBackingMemory))
  )
)

/** A store that is there and does not answer. */
const silent = Persistence.layer.pipe(
  Layer.provide(
    Layer.succeed(Persistence.BackingPersistence, {
      make: () =>
        Effect.succeed({
          get: () => Effect.never,
          getMany: () => Effect.never,
          set: () => Effect.never,
          setMany: () => Effect.never,
          remove: () => Effect.never,
          clear: Effect.never
        })
    })
  )
)

const broken = Effect.fail(new Persistence.PersistenceError({ message: "no connection" }))

const failing = Persistence.layer.pipe(
  Layer.provide(
    Layer.succeed(Persistence.BackingPersistence, {
      make: () =>
        Effect.succeed({
          get: () => broken,
          getMany: () => broken,
          set: () => broken,
          setMany: () => broken,
          remove: () => broken,
          clear: broken
        })
    })
  )
)

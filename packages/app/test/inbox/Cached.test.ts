import { Caching, Contacts } from "@effect-intercom/resources"
import { FakeIntercom } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Queue } from "effect"
import { Persistence } from "effect/persistence"
import { Webhooks } from "../../src/index.ts"

const body = (id: string, topic: string, item: unknown) =>
  JSON.stringify({ type: "notification_event", id, topic, app_id: "w1", created_at: 1, data: { item } })

describe("records that are kept", () => {
  it.effect("are forgotten when notifications tell that they changed", () =>
    Effect.gen(function* () {
      const inbox = yield* Webhooks.Inbox
      const { workspace } = yield* FakeIntercom
      const { id } = yield* Contacts.create({ role: "user", email: "ada@example.com", name: "Ada" })
      const worked = yield* Queue.unbounded<string>()
      const otherwise = (notification: Webhooks.Notification) =>
        Effect.andThen(Caching.forget(notification), Queue.offer(worked, notification.id))
      yield* Effect.forkScoped(Webhooks.run({ otherwise }))
      const nameAfter = Effect.fnUntraced(function* (topic: string, item: unknown) {
        yield* inbox.offer(body(topic, topic, item))
        yield* Queue.take(worked)
        return (yield* Contacts.get({ id })).name
      })
      yield* Contacts.get({ id })
      workspace.contacts.update(id, { name: "Ada Lovelace" })
      assert.strictEqual(yield* nameAfter("ping", { type: "ping" }), "Ada")
      assert.strictEqual(yield* nameAfter("contact.user.updated", { type: "contact", id }), "Ada Lovelace")
      workspace.contacts.update(id, { name: "Ada King" })
      const merged = { type: "contact", id: "6762f0d51bb69f9f2193bb7f", merged_from: id }
      assert.strictEqual(yield* nameAfter("contact.merged", merged), "Ada King")
      workspace.contacts.update(id, { name: "Ada" })
      const tagged = { type: "contact_tag", contact: { type: "contact", id }, tag: { type: "tag", id: "1" } }
      assert.strictEqual(yield* nameAfter("contact.user.tag.created", tagged), "Ada")
    }).pipe(
      Effect.scoped,
      Effect.provide(Caching.layer({ storeId: "workspace", timeToLive: "1 day" })),
      Effect.provide([FakeIntercom.layer(), Webhooks.layerInbox(), Persistence.layerMemory])
    )
  )
})

import { Contacts } from "@effect-intercom/resources"
import { FakeIntercom } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Queue } from "effect"
import { Webhooks } from "../../src/index.ts"

const body = (id: string, topic: string, item: unknown) =>
  JSON.stringify({ type: "notification_event", id, topic, app_id: "w1", created_at: 1, data: { item } })

describe("handlers that want things as they are now", () => {
  it.effect("get what Intercom has, not what the notification says; what is gone is dropped", () =>
    Effect.gen(function* () {
      const inbox = yield* Webhooks.Inbox
      const ada = yield* Contacts.create({ role: "user", email: "ada@example.com", name: "Ada" })
      const gone = yield* Contacts.create({ role: "user", email: "gone@example.com" })
      yield* Contacts.delete({ id: gone.id })
      const seen = yield* Queue.unbounded<readonly [string, unknown]>()
      yield* Effect.forkScoped(
        Webhooks.run(
          {
            "contact.user.updated": ({ id, item }) => Effect.sync(() => void Queue.offerUnsafe(seen, [id, item.name])),
            otherwise: ({ id, item }) => Effect.sync(() => void Queue.offerUnsafe(seen, [id, item]))
          },
          { order: Webhooks.refetch(), concurrency: 1 }
        )
      )
      yield* inbox.offer(body("1", "contact.user.updated", { type: "contact", id: ada.id, name: "of yesterday" }))
      yield* inbox.offer(body("2", "contact.user.updated", { type: "contact", id: gone.id, name: "gone" }))
      yield* inbox.offer(body("3", "contact.deleted", { type: "contact", id: gone.id, deleted: true }))
      assert.deepStrictEqual(yield* Queue.takeN(seen, 2), [
        ["1", "Ada"],
        ["3", { type: "contact", id: gone.id, deleted: true }]
      ])
    }).pipe(Effect.scoped, Effect.provide([FakeIntercom.layer({ contacts: 1 }), Webhooks.layerInbox()]))
  )

  it.effect("may say where the call is made", () =>
    Effect.gen(function* () {
      const inbox = yield* Webhooks.Inbox
      const workspace = yield* Deferred.make<string>()
      const within = (_call: unknown, { workspaceId }: Webhooks.Notification) =>
        Effect.as(Deferred.succeed(workspace, workspaceId), undefined)
      yield* Effect.forkScoped(Webhooks.run({}, { order: Webhooks.refetch(within) }))
      yield* inbox.offer(body("1", "contact.user.updated", { id: "c1" }))
      assert.strictEqual(yield* Deferred.await(workspace), "w1")
    }).pipe(Effect.scoped, Effect.provide(Webhooks.layerInbox()))
  )
})

import { Contacts, Conversations, Tags } from "@effect-intercom/resources"
import { FakeIntercom } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Queue } from "effect"
import { Webhooks } from "../../src/index.ts"

const envelope = (topic: unknown, item: unknown) =>
  JSON.stringify({
    type: "notification_event",
    id: "notif_1",
    topic,
    app_id: "abc123",
    created_at: 1790812800,
    first_sent_at: 1790812801,
    delivery_attempts: 2,
    self: null,
    data: { type: "notification_event_data", item }
  })

describe("the topics", () => {
  it("are data: each has a first version, a resource and a schema", () => {
    assert.isAtLeast(Object.keys(Webhooks.topics).length, 110)
    assert.strictEqual(Webhooks.topics["ticket.admin.snoozed"].since, "2.16")
    assert.strictEqual(Webhooks.topics["audience.member_added"].since, "Preview")
    assert.strictEqual(Webhooks.topics["conversation_part.tag.created"].resource, "conversation")
  })

  it("have no topic that only JavaScript's objects know", () => {
    assert.isFalse(Webhooks.isTopic("constructor"))
    assert.isTrue(Webhooks.isTopic("ping"))
  })
})

describe("a notification", () => {
  it.effect("of the fake workspace fits its topic, whatever happens there", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const bodies = yield* Queue.unbounded<string>()
      const webhook = yield* fake.webhooks({
        secret: "s",
        topics: ["*"],
        handler: ({ body }) => Effect.sync(() => void Queue.offerUnsafe(bodies, body))
      })
      const contact = yield* Contacts.create({ role: "user", email: "ada@example.com" })
      const lead = yield* Contacts.create({ role: "lead", email: "ada@example.com" })
      const tag = yield* Tags.create({ name: "VIP" })
      yield* Tags.tagContact({ contact_id: contact.id, id: tag.id ?? "" })
      yield* Contacts.merge({ from: lead.id, into: contact.id })
      yield* Conversations.create({ from: { type: "user", id: contact.id }, body: "Hello" })
      yield* Contacts.delete({ id: contact.id })
      yield* webhook.settled
      const notifications = (yield* Queue.takeAll(bodies)).map((body) => Webhooks.decode(body))
      const topics = notifications.map(({ topic }) => topic)
      for (const topic of ["ping", "contact.user.created", "contact.merged", "conversation.user.created"] as const) {
        assert.include(topics, topic)
      }
      assert.notInclude(topics, "unknown")
      assert.deepStrictEqual(
        notifications.flatMap(({ mismatches, topic }) => mismatches.map((one) => ({ topic, ...one }))),
        []
      )
    }).pipe(Effect.scoped, Effect.provide(FakeIntercom.layer({ contacts: 3 })))
  )

  it("of a deleted thing has what is left of it", () => {
    const notification = Webhooks.decode(envelope("contact.deleted", { type: "contact", id: "c1", deleted: true }))
    if (notification.topic !== "contact.deleted") throw new Error(notification.topic)
    assert.deepStrictEqual(notification.item, { type: "contact", id: "c1", deleted: true })
    assert.deepStrictEqual(notification.mismatches, [])
    assert.deepInclude(notification, {
      id: "notif_1",
      workspaceId: "abc123",
      createdAt: 1790812800,
      deliveryAttempts: 2
    })
  })

  it("that does not fit its schema comes as it is, with every place that differs", () => {
    const item = { type: "contact", id: 7, role: "user" }
    const notification = Webhooks.decode(envelope("contact.user.created", item))
    assert.strictEqual(notification.topic, "contact.user.created")
    assert.deepStrictEqual<unknown>(notification.item, item)
    const paths = notification.mismatches.map(({ path }) => path)
    assert.include(paths, "data.item.id")
  })

  it("loses no digit of a number that JavaScript cannot hold", () => {
    const sent = envelope("spaceship.landed", { id: "s1", crew: "CREW" }).replace('"CREW"', "9007199254740993")
    const notification = Webhooks.decode(sent)
    if (notification.topic !== "unknown") throw new Error(notification.topic)
    assert.deepStrictEqual(notification.item, { id: "s1", crew: "9007199254740993" })
  })

  it("of a topic nobody knows yet is unknown, and whole", () => {
    const notification = Webhooks.decode(envelope("spaceship.landed", { id: "s1", crew: 3 }))
    if (notification.topic !== "unknown") throw new Error(notification.topic)
    assert.strictEqual(notification.sentTopic, "spaceship.landed")
    assert.deepStrictEqual(notification.item, { id: "s1", crew: 3 })
    assert.deepStrictEqual(notification.mismatches, [])
  })

  for (const body of ["", "null", "[]", "not json", '"text"', '{"topic":7}', '{"data":null,"topic":"constructor"}']) {
    it(`of the text ${JSON.stringify(body)} is unknown and not lost`, () => {
      const notification = Webhooks.decode(body, "fallback")
      if (notification.topic !== "unknown") throw new Error(notification.topic)
      assert.strictEqual(notification.id, "fallback")
      assert.isAtLeast(notification.mismatches.length, 1)
    })
  }

  it("is about one thing, also where that stands inside another", () => {
    const key = (topic: Webhooks.Topic, item: unknown) => Webhooks.itemKey(Webhooks.decode(envelope(topic, item)))
    assert.strictEqual(key("contact.user.updated", { id: "c1" }), "abc123/contact/c1")
    assert.strictEqual(
      key("contact.user.tag.created", { tag: { id: "t" }, contact: { id: "c1" } }),
      "abc123/contact/c1"
    )
    assert.strictEqual(key("ticket.closed", { ticket: { id: "t1" } }), "abc123/ticket/t1")
    assert.strictEqual(key("ticket.closed", { id: "t1" }), "abc123/ticket/t1")
    assert.isUndefined(key("ping", { type: "ping" }))
  })
})

import { Companies, Contacts, Conversations, Tags } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Queue, Redacted, Stream } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { createHmac } from "node:crypto"
import { FakeIntercom } from "../../src/FakeIntercom.ts"
import { hmacSha1Hex } from "../../src/webhooks/HmacSha1.ts"
import type { Notification, WebhookOptions, WebhookRequest } from "../../src/webhooks/Webhook.ts"

const secret = "client-secret"

/** Subscribes to some topics; `answers` are the statuses in turn, the last one for all that come later. */
const inbox = Effect.fnUntraced(function* (
  topics: ReadonlyArray<string>,
  answers: ReadonlyArray<number | "never" | "broken"> = [200],
  options: Partial<WebhookOptions> = {}
) {
  const fake = yield* FakeIntercom
  const requests = yield* Queue.unbounded<WebhookRequest>()
  let taken = 0
  const webhook = yield* fake.webhooks({
    secret: Redacted.make(secret),
    topics,
    ...options,
    handler: (request) => {
      Queue.offerUnsafe(requests, request)
      const answer = answers[Math.min(taken++, answers.length - 1)] ?? 200
      return answer === "never" ? Effect.never : answer === "broken" ? Effect.fail("broken") : Effect.succeed(answer)
    }
  })
  const next = Effect.map(Queue.take(requests), notificationIn)
  const ping = yield* next
  assert.strictEqual(ping.topic, "ping")
  return { webhook, requests, next }
})

const notificationIn = ({ body }: WebhookRequest): Notification => JSON.parse(body)

const within = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(Effect.scoped, Effect.provide(FakeIntercom.layer({ contacts: 3, companies: 1 })))

describe("a signature", () => {
  it("is the one Node makes, for keys and texts of any length", () => {
    for (const length of [0, 1, 19, 55, 56, 63, 64, 65, 119, 120, 1000]) {
      const text = "é".repeat(length)
      for (const key of ["k", "k".repeat(length), "é"]) {
        assert.strictEqual(hmacSha1Hex(key, text), createHmac("sha1", key).update(text).digest("hex"))
      }
    }
  })
})

describe("a webhook", () => {
  it.effect("gets what happens to contacts, signed", () =>
    Effect.gen(function* () {
      const { requests } = yield* inbox(["contact.user.created"])
      const contact = yield* Contacts.create({ role: "user", email: "ada@example.com" })
      const request = yield* Queue.take(requests)
      const signature = createHmac("sha1", secret).update(request.body).digest("hex")
      assert.strictEqual(request.headers["x-hub-signature"], `sha1=${signature}`)
      const { data, delivery_attempts, topic, type } = notificationIn(request)
      assert.deepStrictEqual([type, topic, delivery_attempts], ["notification_event", "contact.user.created", 1])
      assert.deepInclude(data.item, { type: "contact", id: contact.id, email: "ada@example.com" })
    }).pipe(within)
  )

  it.effect("gets the topics it asked for and no other", () =>
    Effect.gen(function* () {
      const { next, requests } = yield* inbox(["contact.user.tag.created", "contact.deleted", "company.created"])
      const contact = yield* Contacts.create({ role: "user", email: "ada@example.com" })
      const tag = yield* Tags.create({ name: "VIP" })
      yield* Tags.tagContact({ contact_id: contact.id, id: tag.id ?? "" })
      yield* Companies.create({ company_id: "c1", name: "Analytical Engines" })
      yield* Contacts.delete({ id: contact.id })
      const tagged = yield* next
      assert.strictEqual(tagged.topic, "contact.user.tag.created")
      assert.deepInclude(tagged.data.item["tag"], { name: "VIP" })
      assert.strictEqual((yield* next).topic, "company.created")
      assert.strictEqual((yield* next).topic, "contact.deleted")
      assert.strictEqual(yield* Queue.size(requests), 0)
    }).pipe(within)
  )

  it.effect("gets each step of a conversation with the part it is about", () =>
    Effect.gen(function* () {
      const { next } = yield* inbox(["*"])
      const { workspace } = yield* FakeIntercom
      const admin_id = workspace.admins[0]?.id ?? ""
      const [contact] = (yield* Contacts.list()).data
      const message = yield* Conversations.create({ from: { type: "user", id: contact?.id ?? "" }, body: "Hello" })
      const id = message.conversation_id ?? ""
      yield* Conversations.reply({ id, message_type: "comment", type: "admin", admin_id, body: "How can I help?" })
      yield* Conversations.reply({
        id,
        message_type: "comment",
        type: "user",
        intercom_user_id: contact?.id ?? "",
        body: "Refund"
      })
      yield* Conversations.manage({ id, message_type: "assignment", type: "admin", admin_id, assignee_id: admin_id })
      yield* Conversations.manage({ id, message_type: "close", type: "admin", admin_id })
      yield* Conversations.manage({ id, message_type: "open", admin_id })
      const topics: Array<string> = []
      for (let count = 0; count < 6; count++) {
        const { data, topic } = yield* next
        topics.push(topic)
        assert.strictEqual(data.item["id"], id)
        const parts = JSON.stringify(data.item["conversation_parts"])
        assert.strictEqual(parts.includes("How can I help?"), topic === "conversation.admin.replied")
      }
      assert.deepStrictEqual(topics, [
        "conversation.user.created",
        "conversation.admin.replied",
        "conversation.user.replied",
        "conversation.admin.assigned",
        "conversation.admin.closed",
        "conversation.admin.opened"
      ])
    }).pipe(within)
  )

  it.effect("hears that a person answers in a closed conversation as of any answer", () =>
    Effect.gen(function* () {
      const { next } = yield* inbox(["conversation.user.replied", "conversation.admin.opened"])
      const { workspace } = yield* FakeIntercom
      const [contact] = (yield* Contacts.list()).data
      const { id } = workspace.conversations.add({ contacts: [contact?.id ?? ""], state: "closed" })
      yield* Conversations.reply({
        id,
        message_type: "comment",
        type: "user",
        intercom_user_id: contact?.id ?? "",
        body: "Still broken"
      })
      assert.strictEqual((yield* next).topic, "conversation.user.replied")
      assert.strictEqual(workspace.conversations.get(id)?.state, "open")
    }).pipe(within)
  )

  it.effect("gets what a test changes as well", () =>
    Effect.gen(function* () {
      const { next } = yield* inbox(["contact.lead.created", "ticket.created", "contact.lead.signed_up"])
      const { workspace } = yield* FakeIntercom
      const lead = workspace.contacts.add({ role: "lead" })
      workspace.contacts.update(lead.id, { role: "user" })
      workspace.tickets.add({})
      assert.strictEqual((yield* next).topic, "contact.lead.created")
      assert.strictEqual((yield* next).topic, "contact.lead.signed_up")
      assert.strictEqual((yield* next).topic, "ticket.created")
    }).pipe(within)
  )

  for (const [what, answer] of [
    ["refused", 500],
    ["broken off", "broken"],
    ["not answered within five seconds", "never"]
  ] as const) {
    it.effect(`is sent once more after a minute what was ${what}, and then never again`, () =>
      Effect.gen(function* () {
        const { next, requests, webhook } = yield* inbox(["contact.user.created"], [200, answer])
        const { workspace } = yield* FakeIntercom
        workspace.contacts.add({})
        const first = yield* next
        yield* TestClock.adjust("5 seconds")
        yield* TestClock.adjust("59 seconds")
        if (answer === "never") assert.strictEqual(yield* Queue.size(requests), 0)
        yield* TestClock.adjust("1 second")
        const second = yield* next
        assert.deepStrictEqual([second.id, second.delivery_attempts], [first.id, 2])
        yield* TestClock.adjust("1 hour")
        assert.strictEqual(yield* Queue.size(requests), 0)
        yield* webhook.settled
        assert.strictEqual((yield* webhook.attempts).length, 3)
      }).pipe(within)
    )
  }

  it.effect("is over once it answered 410", () =>
    Effect.gen(function* () {
      const { next, requests, webhook } = yield* inbox(["contact.user.created"], [200, 410])
      const { workspace } = yield* FakeIntercom
      workspace.contacts.add({})
      yield* next
      yield* webhook.settled
      assert.isFalse(yield* webhook.isActive)
      workspace.contacts.add({})
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(yield* Queue.size(requests), 0)
    }).pipe(within)
  )

  it.effect("gets duplicates where asked for", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const ids: Array<string> = []
      const webhook = yield* fake.webhooks({
        secret,
        topics: ["contact.user.created"],
        duplicates: 1,
        handler: (request) => Effect.sync(() => void ids.push(notificationIn(request).id))
      })
      fake.workspace.contacts.add({})
      yield* webhook.settled
      // The ping once, and the contact twice.
      assert.deepStrictEqual([ids.length, new Set(ids).size], [3, 2])
    }).pipe(within)
  )

  it.effect("is put off by 429 for a minute, two, four and so on, and given up after two hours", () =>
    Effect.gen(function* () {
      const { webhook } = yield* inbox(["contact.user.created"], [200, 429])
      const { workspace } = yield* FakeIntercom
      workspace.contacts.add({})
      const attempts = Effect.map(webhook.attempts, (all) => all.length - 1)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* attempts, 1)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* attempts, 2)
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual(yield* attempts, 3)
      yield* TestClock.adjust("2 days")
      yield* webhook.settled
      assert.strictEqual(yield* attempts, 7)
    }).pipe(within)
  )

  it.effect("arrives once the receiver has room again", () =>
    Effect.gen(function* () {
      const { webhook } = yield* inbox(["contact.user.created"], [200, 429, 429, 200])
      const { workspace } = yield* FakeIntercom
      workspace.contacts.add({})
      yield* TestClock.adjust("1 hour")
      yield* webhook.settled
      const [, ...attempts] = yield* webhook.attempts
      assert.deepStrictEqual(
        attempts.map(({ attempt, outcome }) => [attempt, outcome]),
        [
          [1, 429],
          [2, 429],
          [3, 200]
        ]
      )
    }).pipe(within)
  )

  it.effect("pauses for a quarter of an hour when too many errors come in a row", () =>
    Effect.gen(function* () {
      const { requests } = yield* inbox(["contact.user.created"], [200, 500, 500, 500, 200], { pauseAfter: 2 })
      const { workspace } = yield* FakeIntercom
      for (let count = 0; count < 3; count++) {
        workspace.contacts.add({})
        yield* TestClock.adjust("1 second")
      }
      yield* Queue.takeAll(requests)
      workspace.contacts.add({})
      yield* TestClock.adjust("14 minutes")
      assert.strictEqual(yield* Queue.size(requests), 0)
      yield* TestClock.adjust("2 minutes")
      // The one that waited, and three that are sent once more.
      assert.strictEqual(yield* Queue.size(requests), 4)
    }).pipe(within)
  )

  it.effect("gets bursts, and another order than it happened in, where asked for", () =>
    Effect.gen(function* () {
      const { next, requests, webhook } = yield* inbox(["contact.user.created"], [200], { burst: 5, reorder: true })
      const { workspace } = yield* FakeIntercom
      const ids = Array.from({ length: 4 }, () => workspace.contacts.add({}).id)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(yield* Queue.size(requests), 0)
      ids.push(workspace.contacts.add({}).id)
      const arrived: Array<unknown> = []
      for (let count = 0; count < 5; count++) arrived.push((yield* next).data.item["id"])
      assert.notDeepEqual(arrived, ids)
      assert.deepStrictEqual(arrived.toSorted(), ids.toSorted())
      workspace.contacts.add({})
      yield* webhook.settled
      assert.strictEqual(yield* Queue.size(requests), 1)
    }).pipe(within)
  )

  it.live("tells uninstalls, and asks how the app is, signed by another header", () =>
    Effect.gen(function* () {
      const { requests, webhook } = yield* inbox(["*"], [200, 200, 503])
      const { workspace } = yield* FakeIntercom
      assert.deepStrictEqual([yield* webhook.uninstall, yield* webhook.healthCheck], [200, 503])
      const sent = yield* Queue.takeAll(requests)
      assert.deepStrictEqual(
        sent.map(({ body }) => JSON.parse(body)),
        [{ app_id: workspace.id }, { workspace_id: workspace.id }]
      )
      for (const { body, headers } of sent) {
        assert.strictEqual(headers["x-body-signature"], createHmac("sha256", secret).update(body).digest("hex"))
        assert.isUndefined(headers["x-hub-signature"])
      }
    }).pipe(within)
  )

  it.effect("tells of a ticket that was resolved, answered, and given to people", () =>
    Effect.gen(function* () {
      const { next } = yield* inbox(["*"])
      const { workspace } = yield* FakeIntercom
      const [contact] = (yield* Contacts.list()).data
      const ticket = workspace.tickets.add({})
      const resolved = workspace.ticketTypes
        .get(ticket.ticket_type_id)
        ?.states.find(({ category }) => category === "resolved")
      workspace.tickets.update(ticket.id, { ticket_state_id: resolved?.id ?? "", open: false })
      workspace.tickets.update(ticket.id, { contacts: [contact?.id ?? ""] })
      const topics: Array<string> = []
      for (let count = 0; count < 5; count++) topics.push((yield* next).topic)
      assert.deepStrictEqual(topics, [
        "ticket.created",
        "ticket.state.updated",
        "ticket.resolved",
        "ticket.closed",
        "ticket.contact.attached"
      ])
    }).pipe(within)
  )

  it.effect("ends with its scope", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      yield* Effect.scoped(inbox(["*"]))
      assert.isFalse(workspace.changes.isHeard())
    }).pipe(within)
  )

  it.effect("tells of what is gone by its id alone", () =>
    Effect.gen(function* () {
      const { next } = yield* inbox(["contact.deleted", "company.deleted", "conversation.deleted"])
      const { workspace } = yield* FakeIntercom
      const [contact, company] = [workspace.contacts.add({}), workspace.companies.add({})]
      const conversation = workspace.conversations.add({})
      workspace.contacts.remove(contact.id)
      workspace.companies.remove(company.id)
      workspace.conversations.remove(conversation.id)
      const items = [yield* next, yield* next, yield* next].map(({ data }) => data.item)
      assert.deepStrictEqual(items, [
        { type: "contact", id: contact.id, deleted: true },
        { type: "company", id: company.id, deleted: true },
        { type: "conversation", id: conversation.id, deleted: true }
      ])
    }).pipe(within)
  )

  it.effect("tells of a merge with the contact that stays, as it is then", () =>
    Effect.gen(function* () {
      const { next } = yield* inbox(["contact.merged"])
      const { workspace } = yield* FakeIntercom
      const email = "ada@example.com"
      const [lead, user] = [
        workspace.contacts.add({ role: "lead", email, phone: "+15550100" }),
        workspace.contacts.add({ email })
      ]
      yield* Contacts.merge({ from: lead.id, into: user.id })
      const { item } = (yield* next).data
      assert.deepInclude(item, { type: "contact", id: user.id, phone: "+15550100", merged_from: lead.id })
    }).pipe(within)
  )

  it.effect("tells apart what an admin and what a bot replied", () =>
    Effect.gen(function* () {
      const { next } = yield* inbox(["conversation.admin.replied", "conversation.operator.replied"])
      const { workspace } = yield* FakeIntercom
      const { id } = workspace.conversations.add({})
      for (const type of ["bot", "admin"] as const) {
        workspace.conversations.addPart(id, { author: { type, id: "1", name: null, email: null } })
      }
      assert.deepStrictEqual(
        [(yield* next).topic, (yield* next).topic],
        ["conversation.operator.replied", "conversation.admin.replied"]
      )
    }).pipe(within)
  )

  for (const [version, isNested] of [
    ["2.14", false],
    ["2.15", true]
  ] as const) {
    it.effect(`tells of a ticket that was closed ${isNested ? "inside an item" : "as the item"} in ${version}`, () =>
      Effect.gen(function* () {
        const { next } = yield* inbox(["ticket.closed"])
        const { workspace } = yield* FakeIntercom
        const { id } = workspace.tickets.add({})
        workspace.tickets.update(id, { open: false })
        const { item } = (yield* next).data
        assert.deepInclude(isNested ? item["ticket"] : item, { type: "ticket", id })
        assert.strictEqual("ticket" in item, isNested)
      }).pipe(Effect.scoped, Effect.provide(FakeIntercom.layer({ version })))
    )
  }

  /** A receiver of requests that answers HEAD with a status, and all else with 200. */
  const receiver = (status: number, received: Array<string>) =>
    Layer.succeed(
      HttpClient.HttpClient,
      HttpClient.make((request, url) =>
        Effect.sync(() => {
          received.push([request.method, url.href, request.headers["x-hub-signature"]?.slice(0, 5)].join(" ").trim())
          const answer = request.method === "HEAD" ? status : 200
          return HttpClientResponse.fromWeb(request, new Response(null, { status: answer }))
        })
      )
    )

  it.effect("may be a URL, which is asked first whether it is there", () => {
    const received: Array<string> = []
    return Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const webhook = yield* fake.webhooks({ url: "https://app.example/hooks", secret, topics: [] })
      yield* webhook.settled
      assert.deepStrictEqual(received, ["HEAD https://app.example/hooks", "POST https://app.example/hooks sha1="])
      assert.deepStrictEqual(
        (yield* webhook.attempts).map(({ outcome }) => outcome),
        [200]
      )
    }).pipe(within, Effect.provide(receiver(204, received)))
  })

  it.effect("is refused where its URL does not answer with success, and is sent nothing", () => {
    const received: Array<string> = []
    return Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const url = "https://app.example/hooks?key=hidden"
      const error = yield* Effect.flip(fake.webhooks({ url, secret, topics: ["*"] }))
      assert.deepStrictEqual([error._tag, error.outcome], ["WebhookUrlError", 404])
      assert.include(error.message, "404")
      assert.notInclude(JSON.stringify(error) + error.message, "hidden")
      fake.workspace.contacts.add({})
      assert.strictEqual(received.length, 1)
      assert.isFalse(fake.workspace.changes.isHeard())
    }).pipe(within, Effect.provide(receiver(404, received)))
  })
})

describe("notifications", () => {
  it.effect("are a stream", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const taken = yield* fake
        .notifications(["company.updated", "company.created"])
        .pipe(Stream.take(2), Stream.runCollect, Effect.forkChild({ startImmediately: true }))
      yield* Effect.yieldNow
      const company = fake.workspace.companies.add({})
      fake.workspace.contacts.add({})
      fake.workspace.companies.update(company.id, { name: "Other" })
      assert.deepStrictEqual(
        (yield* Fiber.join(taken)).map(({ topic }) => topic),
        ["company.created", "company.updated"]
      )
    }).pipe(within)
  )
})

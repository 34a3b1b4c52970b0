import { Contacts, DataEvents } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { both } from "../../both.ts"
import { rawCall } from "../../rawCall.ts"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import { seededUntil } from "../../../src/server/Options.ts"

const workspace = FakeIntercom.layer({ contacts: 60, client: { responses: "strict" } })
const now = seededUntil / 1000
const day = 86_400

describe("data events", () => {
  it.effect("are listed latest first, each of a second once", () =>
    Effect.gen(function* () {
      const { id } = yield* Contacts.create({ role: "user", email: "ada@example.com", external_id: "ada" })
      yield* DataEvents.create({ event_name: "paid", created_at: now - 20, user_id: "ada", metadata: { amount: 3 } })
      yield* DataEvents.create({ event_name: "paid", created_at: now - 10, email: "ada@example.com" })
      yield* DataEvents.create({ event_name: "paid", created_at: now - 10, id })
      const { events, pages } = yield* DataEvents.list({ type: "user", intercom_user_id: id })
      assert.deepStrictEqual(
        events.map(({ created_at }) => created_at),
        [now - 10, now - 20]
      )
      assert.deepInclude(events[1], { metadata: { amount: 3 }, user_id: "ada", intercom_user_id: id })
      assert.strictEqual(pages?.next, "")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("older than ninety days are counted, but not listed", () =>
    Effect.gen(function* () {
      yield* Contacts.create({ role: "user", external_id: "ada" })
      for (const age of [91, 90, 1]) {
        yield* DataEvents.create({ event_name: "paid", created_at: now - age * day, user_id: "ada" })
      }
      const ages = () =>
        DataEvents.list({ type: "user", user_id: "ada" }).pipe(
          Effect.map(({ events }) => events.map(({ created_at = 0 }) => (now - created_at) / day))
        )
      assert.deepStrictEqual(yield* ages(), [1, 90])
      const { events } = yield* DataEvents.list({ type: "user", user_id: "ada", summary: true })
      assert.deepStrictEqual(
        events.map(({ count, first, name }) => [name, count, first]),
        [["paid", 3, new Date((now - 91 * day) * 1000).toISOString()]]
      )
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* ages(), [1])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("told as summaries are added to what was counted", () =>
    Effect.gen(function* () {
      yield* Contacts.create({ role: "user", external_id: "ada" })
      yield* DataEvents.create({ event_name: "paid", created_at: now, user_id: "ada" })
      const event_summaries = { event_name: "paid", count: 4, first: now - 9, last: now - 5 }
      yield* DataEvents.createSummaries({ user_id: "ada", event_summaries })
      const { events, type } = yield* DataEvents.list({ type: "user", user_id: "ada", summary: true })
      assert.strictEqual(type, "event.summary")
      assert.deepStrictEqual(
        events.map(({ count, last }) => [count, last]),
        [[5, new Date(seededUntil).toISOString()]]
      )
    }).pipe(Effect.provide(workspace))
  )

  it.effect("of a time that no date can say are refused, and told of in no summary", () =>
    Effect.gen(function* () {
      yield* Contacts.create({ role: "user", external_id: "ada" })
      const event = { event_name: "paid", user_id: "ada" }
      const refused = [
        yield* Effect.flip(DataEvents.create({ ...event, created_at: 1e21 })),
        yield* Effect.flip(
          DataEvents.createSummaries({ user_id: "ada", event_summaries: { event_name: "paid", first: 1e21 } })
        )
      ]
      for (const { reason } of refused) assert.strictEqual(reason._tag, "InvalidRequest")
      const { events } = yield* DataEvents.list({ type: "user", user_id: "ada", summary: true })
      assert.deepStrictEqual(events, [])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("come in pages that the next URL leads through", () =>
    Effect.gen(function* () {
      yield* Contacts.create({ role: "user", external_id: "ada" })
      for (let nth = 0; nth < 7; nth++) {
        yield* DataEvents.create({ event_name: "paid", created_at: now - nth, user_id: "ada" })
      }
      const times: Array<number> = []
      let path = "/events?type=user&user_id=ada&per_page=3"
      while (path !== "") {
        const { body } = yield* rawCall("GET", path)
        // Type boundary: the fake's own answer, whose shape the other tests check.
        const page = body as {
          readonly events: ReadonlyArray<{ readonly created_at: number }>
          readonly pages: { readonly next: string }
        }
        times.push(...page.events.map(({ created_at }) => created_at))
        path = page.pages.next.replace("https://api.intercom.io", "")
      }
      assert.deepStrictEqual(
        times,
        Array.from({ length: 7 }, (_, nth) => now - nth)
      )
    }).pipe(Effect.provide(both({})))
  )

  it.effect("belong to seeded people too, and to nobody who is not there", () =>
    Effect.gen(function* () {
      const { data } = yield* Contacts.list({ per_page: 60 })
      const pages = yield* Effect.forEach(data, ({ id }) => DataEvents.list({ type: "user", intercom_user_id: id }))
      const events = pages.flatMap(({ events }) => events)
      assert.isAbove(events.length, 10)
      assert.strictEqual(new Set(events.map(({ id }) => id)).size, events.length)
      const nobody = [
        DataEvents.create({ event_name: "paid", created_at: now, user_id: "nobody" }),
        DataEvents.createSummaries({ user_id: "nobody", event_summaries: { event_name: "paid" } })
      ]
      assert.deepStrictEqual(
        yield* Effect.forEach(nobody, (effect) => Effect.map(Effect.flip(effect), ({ status }) => status)),
        [404, 404]
      )
      assert.strictEqual((yield* Effect.flip(DataEvents.list({ type: "user", email: "no@no.no" }))).status, 404)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("are those of users only", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* rawCall("GET", "/events?type=lead&email=no@no.no")).status, 400)
    }).pipe(Effect.provide(both({})))
  )
})

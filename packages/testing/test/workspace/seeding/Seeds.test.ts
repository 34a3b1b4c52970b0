import { CallOptions } from "@effect-intercom/core"
import { Articles, Calls, Collections, InternalArticles, NewsItems } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { FakeIntercom, type FakeClientOptions } from "../../../src/FakeIntercom.ts"
import { resolve, seededUntil } from "../../../src/server/Options.ts"
import type { Dumpable } from "../../../src/server/Dump.ts"

const dumpOf = (options: FakeClientOptions, resource: Dumpable) =>
  Effect.flatMap(FakeIntercom, (fake) => Stream.runCollect(fake.dump(resource))).pipe(
    Effect.provide(FakeIntercom.layer(options))
  )

const options = { contacts: 2000, companies: 50, conversations: 300 }

describe("seeded records", () => {
  for (const resource of ["contacts", "companies", "conversations"] as const) {
    it.effect(`${resource} are the same for the same seed and others for another`, () =>
      Effect.gen(function* () {
        const first = yield* dumpOf(options, resource)
        assert.deepStrictEqual(yield* dumpOf(options, resource), first)
        const other = yield* dumpOf({ ...options, seed: 2 }, resource)
        assert.notDeepEqual(other, first)
        assert.strictEqual(first.length, options[resource])
        assert.strictEqual(new Set(first.map(({ id }) => id)).size, first.length)
      })
    )
  }

  it.effect("lie in the two years before now, changed no earlier than made", () =>
    Effect.gen(function* () {
      const end = seededUntil / 1000
      for (const resource of ["contacts", "companies", "conversations"] as const) {
        for (const { created_at, updated_at } of yield* dumpOf(options, resource)) {
          const [created, updated] = [Number(created_at), Number(updated_at)]
          assert.isTrue(created >= end - 730 * 86_400 && created <= updated && updated <= end)
        }
      }
    })
  )

  it.effect("end at the time the workspace is given", () =>
    Effect.gen(function* () {
      const contacts = yield* dumpOf({ contacts: 100, now: "2024-06-01T00:00:00Z" }, "contacts")
      assert.isTrue(contacts.every(({ updated_at }) => Number(updated_at) <= Date.UTC(2024, 5, 1) / 1000))
    })
  )

  it.effect("share seconds, as records of imports do", () =>
    Effect.gen(function* () {
      const contacts = yield* dumpOf(options, "contacts")
      const created = new Set(contacts.map(({ created_at }) => created_at))
      assert.isBelow(created.size, contacts.length * 0.85)
      const times = contacts.map(({ updated_at }) => updated_at)
      const most = Math.max(
        ...Map.groupBy(times, (time) => time)
          .values()
          .map((same) => same.length)
      )
      assert.isAbove(most, 15)
    })
  )

  it.effect("refer to one another", () =>
    Effect.gen(function* () {
      const contacts = new Set((yield* dumpOf(options, "contacts")).map(({ id }) => id))
      const companies = yield* dumpOf(options, "companies")
      for (const conversation of yield* dumpOf(options, "conversations")) {
        const { contacts: writers } = conversation["contacts"] as {
          readonly contacts: ReadonlyArray<{ readonly id: string }>
        }
        assert.isTrue(writers.length === 1 && writers.every(({ id }) => contacts.has(id)))
      }
      const members = new Map<unknown, number>()
      for (const contact of yield* dumpOf(options, "contacts")) {
        const { data } = contact["companies"] as { readonly data: ReadonlyArray<{ readonly id: string }> }
        for (const { id } of data) members.set(id, (members.get(id) ?? 0) + 1)
      }
      for (const { id, user_count } of companies) assert.strictEqual(user_count, members.get(id))
    })
  )

  it("refuse numbers that make no sense, naming the option", () => {
    for (const [name, value] of [
      ["contacts", -1],
      ["companies", 1.5],
      ["conversations", 1e9],
      ["rateLimit", Number.NaN]
    ] as const) {
      assert.throws(
        () => Effect.runSync(Effect.scoped(Effect.provide(Effect.void, FakeIntercom.layer({ [name]: value })))),
        name
      )
    }
    assert.throws(
      () => Effect.runSync(Effect.provide(Effect.void, FakeIntercom.layer({ timezone: "Mars/Olympus" }))),
      /timezone/
    )
  })
})

describe("what a workspace publishes", () => {
  it.effect("is seeded in any number, each collection with articles, and what is added comes beside it", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const articles = yield* Articles.list({ per_page: 150 })
      const { data: collections } = yield* Collections.list({ per_page: 150 })
      assert.deepStrictEqual([articles.total_count, articles.data.length, collections?.length], [120, 120, 4])
      const known = new Set(collections?.map(({ id }) => Number(id)))
      const homes = articles.data.flatMap(({ parent_ids }) => parent_ids ?? [])
      assert.sameMembers([...new Set(homes)], [...known])
      const { data: internal } = yield* InternalArticles.list({ per_page: 150 })
      const { data: news } = yield* NewsItems.list({ per_page: 150 })
      const { data: calls } = yield* Calls.list()
      assert.deepStrictEqual([internal?.length, news?.length, calls?.length], [3, 2, 7])
      const added = yield* Articles.create({ title: "New", author_id: Number(workspace.admins[0]?.id) })
      assert.strictEqual((yield* Articles.get({ id: Number(added.id) })).title, "New")
      assert.strictEqual((yield* Articles.list()).total_count, 121)
    }).pipe(
      CallOptions.withOptions({ responses: "strict" }),
      Effect.provide(FakeIntercom.layer({ articles: 120, collections: 4, internalArticles: 3, newsItems: 2, calls: 7 }))
    )
  )

  it("is limited to what memory holds", () => {
    assert.throws(
      () => resolve({ articles: 100_001 }, () => 0),
      "FakeIntercom: articles must be a whole number from 0 to 100000"
    )
  })
})

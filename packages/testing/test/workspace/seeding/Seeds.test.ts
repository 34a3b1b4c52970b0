import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { FakeIntercom, type FakeClientOptions } from "../../../src/FakeIntercom.ts"
import { seededUntil } from "../../../src/server/Options.ts"
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

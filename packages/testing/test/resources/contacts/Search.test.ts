import { CallOptions } from "@effect-intercom/core"
import { Contacts } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { TestClock } from "effect/testing"
import { objection, rawCall } from "../../rawCall.ts"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import type { ContactRecord } from "../../../src/resources/contacts/Record.ts"

const seconds = (iso: string): number => DateTime.toEpochMillis(DateTime.makeUnsafe(iso)) / 1000

/** The names of the contacts a query finds, in the order found. */
const find = (query: unknown, sort?: unknown) =>
  Effect.map(
    rawCall("POST", "/contacts/search", { body: { query, ...(sort === undefined ? {} : { sort }) } }),
    ({ body }) => (body as { readonly data: ReadonlyArray<{ readonly name: string }> }).data.map(({ name }) => name)
  )

const refused = (body: unknown) => Effect.map(rawCall("POST", "/contacts/search", { body }), objection)

const withContacts = (...contacts: ReadonlyArray<Partial<ContactRecord>>) =>
  Effect.map(FakeIntercom, ({ workspace }) => {
    for (const contact of contacts) workspace.contacts.add(contact)
  })

describe("searching contacts", () => {
  it.effect("compares texts and numbers as the operators say", () =>
    Effect.gen(function* () {
      yield* withContacts(
        { name: "Ada", email: "ada@example.com", custom_attributes: { seats: 3 }, created_at: 1 },
        { name: "Grace", email: "grace@navy.example", custom_attributes: { seats: 12 }, created_at: 2 },
        { name: "Nobody", role: "lead", created_at: 3 }
      )
      const cases: ReadonlyArray<readonly [unknown, ReadonlyArray<string>]> = [
        [{ field: "email", operator: "=", value: "ADA@example.com" }, ["Ada"]],
        [{ field: "email", operator: "!=", value: "ada@example.com" }, ["Nobody", "Grace"]],
        [{ field: "email", operator: "=", value: null }, ["Nobody"]],
        [{ field: "email", operator: "~", value: "EXAMPLE.com" }, ["Ada"]],
        [{ field: "email", operator: "!~", value: "example.com" }, ["Nobody", "Grace"]],
        [{ field: "email", operator: "^", value: "gr" }, ["Grace"]],
        [{ field: "email", operator: "$", value: ".example" }, ["Grace"]],
        [{ field: "role", operator: "IN", value: ["lead"] }, ["Nobody"]],
        [{ field: "role", operator: "NIN", value: ["lead"] }, ["Grace", "Ada"]],
        [{ field: "custom_attributes.seats", operator: ">", value: 3 }, ["Grace"]],
        [{ field: "custom_attributes.seats", operator: ">=", value: 3 }, ["Grace", "Ada"]],
        [{ field: "custom_attributes.seats", operator: "<", value: 12 }, ["Ada"]],
        [{ field: "unsubscribed_from_emails", operator: "=", value: false }, ["Nobody", "Grace", "Ada"]]
      ]
      for (const [query, names] of cases) assert.deepStrictEqual(yield* find(query), names, JSON.stringify(query))
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("joins filters, two levels deep", () =>
    Effect.gen(function* () {
      yield* withContacts({ name: "Ada", role: "user" }, { name: "Ada", role: "lead" }, { name: "Grace", role: "lead" })
      const is = (field: string, value: string) => ({ field, operator: "=", value })
      const either = { operator: "OR", value: [is("name", "Grace"), is("role", "user")] }
      assert.deepStrictEqual((yield* find(either)).toSorted(), ["Ada", "Grace"])
      assert.deepStrictEqual(yield* find({ operator: "AND", value: [is("role", "lead"), either] }), ["Grace"])
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("looks at seeded contacts as it looks at added ones", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const { data } = yield* Contacts.list({ per_page: 150 })
      const wanted = data.filter(
        ({ custom_attributes, role }) => role === "user" && custom_attributes?.["plan"] === "pro"
      )
      const changed = wanted[0]?.id ?? ""
      workspace.contacts.update(changed, { custom_attributes: { plan: "free" } })
      const found = yield* Contacts.search({
        query: {
          operator: "AND",
          value: [
            { field: "role", operator: "=", value: "user" },
            { field: "custom_attributes.plan", operator: "=", value: "pro" }
          ]
        },
        pagination: { per_page: 150 }
      })
      assert.isAbove(wanted.length, 5)
      assert.deepStrictEqual(
        found.data.map(({ id }) => id),
        wanted.map(({ id }) => id).filter((id) => id !== changed)
      )
      assert.strictEqual(found.total_count, wanted.length - 1)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 150 })))
  )

  it.effect("sorts by any field, equal values by id, and pages through in that order", () =>
    Effect.gen(function* () {
      const all = { field: "created_at", operator: ">", value: 0 } as const
      const ids: Array<string> = []
      const times: Array<number> = []
      let cursor: string | undefined
      do {
        const page = yield* Contacts.search({
          query: all,
          sort: { field: "updated_at", order: "ascending" },
          pagination: { per_page: 30, ...(cursor === undefined ? {} : { starting_after: cursor }) }
        })
        ids.push(...page.data.map(({ id }) => id))
        times.push(...page.data.map(({ updated_at }) => updated_at ?? 0))
        const next = page.pages?.next
        cursor = typeof next === "object" ? (next?.starting_after ?? undefined) : undefined
      } while (cursor !== undefined)
      assert.strictEqual(new Set(ids).size, 200)
      assert.deepStrictEqual(
        times,
        times.toSorted((a, b) => a - b)
      )
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 200 })))
  )

  it.effect("refuses what Intercom refuses", () =>
    Effect.gen(function* () {
      const filter = { field: "name", operator: "=", value: "Ada" }
      const group = (value: ReadonlyArray<unknown>) => ({ query: { operator: "AND", value } })
      const nested = { operator: "OR", value: [{ operator: "AND", value: [{ operator: "OR", value: [filter] }] }] }
      const cases: ReadonlyArray<readonly [unknown, string]> = [
        [{}, "parameter_not_found"],
        [{ query: { field: "nmae", operator: "=", value: "x" } }, "invalid_field"],
        [{ query: { field: "name", operator: "==", value: "x" } }, "invalid_operator"],
        [{ query: { field: "name", operator: ">", value: "x" } }, "invalid_operator"],
        [{ query: { field: "name", operator: "IN", value: "x" } }, "parameter_invalid"],
        [{ query: { field: "created_at", operator: ">", value: "foobar" } }, "parameter_invalid"],
        [{ query: { field: "created_at", operator: ">=", value: 1 } }, "invalid_operator"],
        [{ query: { field: "updated_at", operator: "<=", value: 1 } }, "invalid_operator"],
        [{ query: { field: "updated_at", operator: "!=", value: 1 } }, "invalid_operator"],
        [{ query: { field: "updated_at", operator: "IN", value: [1] } }, "invalid_operator"],
        [{ query: { field: "created_at", operator: "~", value: 1 } }, "invalid_operator"],
        [group([]), "parameter_invalid"],
        [group(Array.from({ length: 16 }, () => filter)), "parameter_invalid"],
        [{ query: nested }, "parameter_invalid"],
        [{ query: filter, sort: { field: "name", order: "desc" } }, "invalid_sort_order"],
        [{ query: filter, sort: { field: "shoe_size" } }, "invalid_field"],
        [{ query: filter, pagination: { starting_after: "" } }, "parameter_invalid"],
        [{ query: filter, pagination: { per_page: 151 } }, "parameter_invalid"]
      ]
      for (const [body, code] of cases) {
        assert.strictEqual((yield* refused(body)).split(":")[0], code, JSON.stringify(body))
      }
      assert.strictEqual(
        (yield* rawCall("POST", "/contacts/search", { body: group(Array.from({ length: 15 }, () => filter)) })).status,
        200
      )
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )
})

describe("dates of contacts", () => {
  const afternoon = seconds("2026-03-10T04:00:00Z") // 14:00 of March 10 at +10:00

  it.effect("are matched by whole days of the workspace's time zone", () =>
    Effect.gen(function* () {
      const at = (name: string, iso: string) => ({ name, created_at: 1, updated_at: seconds(iso) })
      yield* withContacts(
        at("last second of March 9", "2026-03-09T13:59:59Z"),
        at("first second of March 10", "2026-03-09T14:00:00Z"),
        at("evening of March 10", "2026-03-10T13:59:59Z"),
        at("first second of March 11", "2026-03-10T14:00:00Z")
      )
      const by = (operator: string) =>
        Effect.map(find({ field: "updated_at", operator, value: afternoon }), (names) => names.toSorted())
      assert.deepStrictEqual(yield* by(">"), ["first second of March 11"])
      assert.deepStrictEqual(yield* by("<"), ["last second of March 9"])
      assert.deepStrictEqual(yield* by("="), ["evening of March 10", "first second of March 10"])
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ timezone: "+10:00" })))
  )

  it.effect("have days of 23 hours where clocks go forward", () =>
    Effect.gen(function* () {
      yield* withContacts(
        { name: "same day", created_at: seconds("2026-03-29T20:59:59Z") },
        { name: "next day", created_at: seconds("2026-03-29T21:00:00Z") }
      )
      const value = seconds("2026-03-29T09:00:00Z")
      assert.deepStrictEqual(yield* find({ field: "created_at", operator: ">", value }), ["next day"])
      assert.deepStrictEqual(yield* find({ field: "created_at", operator: "=", value }), ["same day"])
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ timezone: "Europe/Helsinki" })))
  )

  it.effect("are matched to the second in Preview, which knows >= and <= too", () =>
    Effect.gen(function* () {
      yield* withContacts(
        { name: "before", created_at: afternoon - 1 },
        { name: "then", created_at: afternoon },
        { name: "after", created_at: afternoon + 1 }
      )
      yield* withContacts(
        { name: "seen", created_at: 2, last_seen_at: afternoon },
        { name: "never seen", created_at: 1 }
      )
      const by = (operator: string, field = "created_at") =>
        Effect.map(
          rawCall("POST", "/contacts/search", {
            headers: { "intercom-version": "Preview" },
            body: { query: { field, operator, value: afternoon } }
          }),
          ({ body }) =>
            (body as { readonly data: ReadonlyArray<{ readonly name: string }> }).data.map(({ name }) => name)
        )
      assert.deepStrictEqual(yield* by(">"), ["after"])
      assert.deepStrictEqual(yield* by(">="), ["after", "then"])
      assert.deepStrictEqual(yield* by("<"), ["before", "seen", "never seen"])
      assert.deepStrictEqual(yield* by("="), ["then"])
      assert.deepStrictEqual(yield* by("!=", "last_seen_at"), ["after", "then", "before", "never seen"])
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ timezone: "+10:00" })))
  )

  it.effect("do not share what was worked out between versions", () =>
    Effect.gen(function* () {
      const query = { field: "created_at", operator: ">", value: afternoon } as const
      const days = yield* Contacts.search({ query })
      const exact = yield* Contacts.search({ query }).pipe(CallOptions.withOptions({ version: "Preview" }))
      assert.isBelow(days.total_count ?? 0, exact.total_count ?? 0)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 20_000, timezone: "+10:00" })))
  )
})

describe("the search index", () => {
  const byRole = { field: "role", operator: "=", value: "user" }

  it.effect("learns of new, changed and removed contacts later than lists do", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const ada = workspace.contacts.add({ name: "Ada" })
      assert.deepStrictEqual(yield* find(byRole), [])
      assert.strictEqual((yield* rawCall("GET", `/contacts/${ada.id}`)).status, 200)
      yield* TestClock.adjust("60 seconds")
      assert.deepStrictEqual(yield* find(byRole), ["Ada"])
      workspace.contacts.update(ada.id, { name: "Ada L" })
      assert.deepStrictEqual(yield* find(byRole), ["Ada"])
      yield* TestClock.adjust("60 seconds")
      assert.deepStrictEqual(yield* find(byRole), ["Ada L"])
      workspace.contacts.remove(ada.id)
      assert.deepStrictEqual(yield* find(byRole), ["Ada L"])
      yield* TestClock.adjust("60 seconds")
      assert.deepStrictEqual(yield* find(byRole), [])
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ indexLag: "60 seconds" })))
  )

  it.effect("can learn of one record later than of another", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      workspace.contacts.add({ name: "late" }, { indexedAt: workspace.now() + 80 })
      workspace.contacts.add({ name: "early" }, { indexedAt: workspace.now() + 1 })
      yield* TestClock.adjust("60 seconds")
      assert.deepStrictEqual(yield* find(byRole), ["early"])
      yield* TestClock.adjust("20 seconds")
      assert.deepStrictEqual((yield* find(byRole)).toSorted(), ["early", "late"])
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )
})

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../src/FakeIntercom.ts"
import { objection, rawCall } from "../rawCall.ts"

/** The number of records a search finds; the objection where it was refused. */
const found = Effect.fnUntraced(function* (resource: string, body: unknown, version = "2.15") {
  const answer = yield* rawCall("POST", `/${resource}/search`, { body, headers: { "intercom-version": version } })
  return answer.status === 200 ? (answer.body as { readonly total_count: number }).total_count : objection(answer)
})

const workspace = FakeIntercom.layerHttpClient({ contacts: 50, conversations: 20, tickets: 20 })

describe("a search", () => {
  it.effect("takes a filter that asks for anything but nothing without saying nothing", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      workspace.contacts.add({ email: "ada@example.com" })
      const named = { field: "name", operator: "!=" }
      assert.strictEqual(yield* found("contacts", { query: named }), 50)
      assert.strictEqual(yield* found("contacts", { query: { ...named, value: null } }), 50)
      const equal = { field: "name", operator: "=" }
      assert.strictEqual(yield* found("contacts", { query: equal }), "parameter_invalid: a filter needs a value")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("takes times beyond all dates", () =>
    Effect.gen(function* () {
      for (const [operator, value, expected] of [
        [">", 1e21, 0],
        ["<", 1e21, 50],
        [">", -1e21, 50],
        ["=", "9".repeat(30), 0]
      ] as const) {
        for (const version of ["2.15", "Preview"]) {
          const query = { field: "created_at", operator, value }
          assert.strictEqual(yield* found("contacts", { query }, version), expected, `${operator} ${value} ${version}`)
        }
      }
    }).pipe(Effect.provide(workspace))
  )

  it.effect("compares ids of conversations, and each comes after no text at all", () =>
    Effect.gen(function* () {
      const everything = { field: "id", operator: ">", value: "" }
      assert.strictEqual(yield* found("conversations", { query: everything }), 20)
      const first = [...(yield* FakeIntercom).workspace.conversations.page(byId, { limit: 5, now: 0 }).rows].at(-1)
      assert.strictEqual(yield* found("conversations", { query: { ...everything, value: first?.id } }), 15)
      assert.strictEqual(yield* found("conversations", { query: { field: "id", operator: "<", value: first?.id } }), 4)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("takes a short word for the order of its sorting before 2.16", () =>
    Effect.gen(function* () {
      const body = (order: string) => ({
        query: { field: "created_at", operator: ">", value: 0 },
        sort: { field: "created_at", order },
        pagination: { per_page: 1 }
      })
      const firstOf = Effect.fnUntraced(function* (order: string, version: string) {
        const { body: answered, status } = yield* rawCall("POST", "/conversations/search", {
          body: body(order),
          headers: { "intercom-version": version }
        })
        const { conversations } = answered as { readonly conversations?: ReadonlyArray<{ readonly id: string }> }
        return status === 200 ? conversations?.[0]?.id : status
      })
      for (const [short, long] of [
        ["desc", "descending"],
        ["asc", "ascending"]
      ] as const) {
        assert.strictEqual(yield* firstOf(short, "2.11"), yield* firstOf(long, "2.11"))
        assert.strictEqual(yield* firstOf(short, "2.16"), 400)
      }
      assert.notStrictEqual(yield* firstOf("asc", "2.15"), yield* firstOf("desc", "2.15"))
    }).pipe(Effect.provide(workspace))
  )

  it.effect("finds an attribute of tickets by its id, and knows none by its name", () =>
    Effect.gen(function* () {
      const { ticketTypes } = (yield* FakeIntercom).workspace
      const severity = ticketTypes
        .all()
        .flatMap(({ attributes }) => attributes)
        .find(({ name }) => name === "Severity")
      const search = (attribute: string) =>
        found("tickets", { query: { field: `ticket_attribute.${attribute}`, operator: "=", value: "High" } })
      assert.isNumber(yield* search(severity?.id ?? ""))
      assert.strictEqual(
        yield* search("Severity"),
        "field_not_found: ticket_attribute.Severity was not found: an attribute is named by its id"
      )
    }).pipe(Effect.provide(workspace))
  )
})

const byId = {
  key: "by id",
  matches: undefined,
  sort: { name: "id", type: "string", of: ({ id }: { readonly id: string }) => id },
  order: "ascending",
  indexed: false
} as const

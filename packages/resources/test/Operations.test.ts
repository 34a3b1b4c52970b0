import { assert, describe, it } from "@effect/vitest"
import { IntercomClient, type Operation, ResponseCheck } from "@effect-intercom/core"
import { Operations } from "@effect-intercom/resources"
import { Arbitrary, Effect, Layer, Predicate, Schema } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"

/** Values for each schema; with all operations some 2,000 in all. */
const samplesPerSchema = 10

const answering = Operations.all.filter(({ operation }) => operation.reads === "json")

const samplesOf = (success: Schema.Codec<unknown, unknown>, seed: string) =>
  Effect.map(
    Arbitrary.sampleEffect(Arbitrary.schema(success), { count: samplesPerSchema, size: 4, seed }),
    // JSON has no NaN, no infinities and no negative zero.
    (values) => values.map((value) => JSON.parse(JSON.stringify(value, finite)) as unknown)
  )

const finite = (_key: string, value: unknown): unknown =>
  typeof value === "number" && (!Number.isFinite(value) || isLong(value)) ? 1 : value

/** Integers that a number cannot hold arrive as the text of their digits. */
const isLong = (value: number): boolean => Number.isInteger(value) && !Number.isSafeInteger(value)

describe("the registry", () => {
  it("names every operation once, as its namespace does", () => {
    assert.strictEqual(new Set(Operations.all.map(({ id }) => id)).size, Operations.all.length)
    for (const { id, name, operation, resource } of Operations.all) {
      assert.strictEqual(id, `${resource.charAt(0).toLowerCase()}${resource.slice(1)}.${name}`)
      assert.strictEqual(operation.id, id)
    }
  })

  it("finds an operation by its id", () => {
    assert.strictEqual(Operations.find("contacts.get")?.operation.path, "/contacts/{id}")
    assert.isUndefined(Operations.find("contacts.nothing"))
  })

  it("has a line for every resource and operation", () => {
    assert.deepStrictEqual(
      [...new Set(Operations.all.map(({ resource }) => resource))],
      Operations.resources.map(({ name }) => name)
    )
    for (const { summary } of [...Operations.all, ...Operations.resources]) assert.match(summary, /^[A-Z].*\.$/)
  })

  it("tells reads from changes: every GET reads, every DELETE destroys, and searches are the only POSTs that read", () => {
    const by = (access: Operations.Access) => Operations.all.filter((entry) => entry.access === access)
    for (const { access, id, operation } of Operations.all) {
      if (operation.method === "GET") assert.strictEqual(access, "read", id)
      if (operation.method === "DELETE") assert.strictEqual(access, "destructive", id)
      if (operation.pagination !== undefined) assert.strictEqual(access, "read", id)
    }
    assert.deepStrictEqual(
      by("read").flatMap(({ id, operation }) => (operation.method === "GET" ? [] : [id])),
      [
        "activityLogs.search",
        "calls.search",
        "companies.list",
        "companies.search",
        "contacts.search",
        "contacts.previewMerge",
        "conversations.search",
        "finAgent.listCapabilities",
        "tickets.search"
      ]
    )
    assert.includeMembers(
      by("destructive").map(({ id }) => id),
      ["contacts.merge", "conversations.redact", "contacts.bulkDelete", "ipAllowlist.update"]
    )
  })

  it("asks for each placeholder of a path", () => {
    for (const { id, operation } of Operations.all) {
      const placeholders = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      if (placeholders.length === 0) continue
      const { input } = operation
      assert.isDefined(input, id)
      if (input === undefined) continue
      const issues = ResponseCheck.findInputIssues(input, {}).map(({ path }) => path)
      // Where a union has no alternative that fits, the whole input is named.
      if (issues.includes("")) continue
      for (const name of placeholders) assert.include(issues, name, id)
    }
  })
})

describe("a response", () => {
  it.effect("that its schema generates comes through strict mode as it was", () =>
    Effect.gen(function* () {
      let count = 0
      for (const { id, operation } of answering) {
        for (const value of yield* samplesOf(operation.success, id)) {
          assert.deepStrictEqual(yield* answered(operation, value), value, id)
          count++
        }
      }
      assert.strictEqual(count, answering.length * samplesPerSchema)
    })
  )

  it.effect("keeps fields its schema does not know, in the same object", () =>
    Effect.gen(function* () {
      for (const { id, operation } of answering) {
        for (const value of yield* samplesOf(operation.success, id)) {
          if (!Predicate.isObject(value) || Array.isArray(value)) continue
          const extended = { ...value, added_in_a_later_version: { deep: [1] } }
          const before = structuredClone(extended)
          assert.isTrue(Schema.is(operation.success)(extended), id)
          assert.deepStrictEqual(extended, before, id)
          assert.deepStrictEqual(yield* answered(operation, extended), before, id)
        }
      }
    })
  )
})

/** What a strict client makes of a value that the server answers with. */
const answered = (operation: Operation.Definition, value: unknown) => {
  const http = HttpClient.make((request) => Effect.succeed(HttpClientResponse.fromWeb(request, Response.json(value))))
  const input = Object.fromEntries([...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name ?? "", "1"]))
  return IntercomClient.IntercomClient.use((client) =>
    client.execute({ ...operation, input: undefined }, input, undefined)
  ).pipe(
    Effect.map((response) => response.value),
    Effect.provide(
      IntercomClient.layer({
        accessToken: "token",
        version: operation.until ?? "Preview",
        responses: "strict",
        pacing: false,
        retry: false
      }).pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, http)))
    )
  )
}

import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom, Faults } from "@effect-intercom/testing"
import { Effect } from "effect"
import { bytesOf } from "../src/text/Cut.ts"
import { toolsOf } from "./tools.ts"

describe("the tools", () => {
  it.effect("take less than 8 KB of a model's context, and all of them only read", () =>
    Effect.gen(function* () {
      const tools = yield* (yield* toolsOf()).list
      const bytes = bytesOf(JSON.stringify({ tools }))
      console.log(`${tools.length} tools in ${bytes} bytes`)
      assert.isBelow(bytes, 8 * 1024)
      assert.strictEqual(tools.length, 15)
      for (const { annotations, description, name, outputSchema } of tools) {
        assert.isTrue(annotations?.readOnlyHint, name)
        assert.isFalse(annotations?.destructiveHint, name)
        assert.isTrue(annotations?.idempotentHint, name)
        assert.isUndefined(outputSchema)
        assert.isNotEmpty(description)
      }
    }).pipe(Effect.scoped, Effect.provide(FakeIntercom.layer()))
  )

  it.effect("bound every text, number and list they take", () =>
    Effect.gen(function* () {
      for (const { inputSchema, name } of yield* (yield* toolsOf()).list) {
        for (const [field, schema] of Object.entries(inputSchema.properties ?? {})) {
          const bounds = ["maxLength", "maximum", "maxItems", "enum", "pattern"]
          const isBounded = typeof schema === "object" && bounds.some((bound) => bound in schema)
          // The input of an operation is measured when it comes.
          const isFree = typeof schema === "object" && (schema["type"] === "boolean" || field === "input")
          assert.isTrue(isBounded || isFree, `${name}.${field}`)
        }
      }
    }).pipe(Effect.scoped, Effect.provide(FakeIntercom.layer()))
  )

  it.effect("say which parameters do not fit, instead of leaving them out", () =>
    Effect.gen(function* () {
      const { call } = yield* toolsOf()
      const { requests } = yield* FakeIntercom
      for (const parameters of [
        { limit: 26 },
        { limit: 0 },
        { txet: "a" },
        { text: "" },
        { role: "admin" },
        { text: 1 }
      ]) {
        const { isError, text } = yield* call("find_people", parameters)
        assert.isTrue(isError)
        assert.match(text, /^find_people does not take these parameters: .+ at \["\w+"\]\. Next: correct them/)
      }
      const { text } = yield* call("find_people", { created_after: "yesterday" })
      assert.strictEqual(text, "created_after is no date. Next: write it as 2026-01-31 or 2026-01-31T08:00:00Z.")
      assert.deepStrictEqual(yield* requests, [])
    }).pipe(Effect.scoped, Effect.provide(FakeIntercom.layer()))
  )

  it.effect("tell of Intercom's errors in words, with what to do next", () =>
    Effect.gen(function* () {
      const { call } = yield* toolsOf()
      const missing = yield* call("get_person", { id: "6762f0dd1bb69f9f2193bb83" })
      assert.isTrue(missing.isError)
      assert.match(missing.text, /^contacts\.get failed: NotFound \(404\), ".+"\. Next: check the id/)
      const invalid = yield* call("call_operation", { operation: "contacts.search", input: { query: { field: "x" } } })
      assert.isTrue(invalid.isError)
      assert.match(invalid.text, /Next: correct the input; describe_operation shows the fields of contacts\.search\./)
      const { setFaults } = yield* FakeIntercom
      yield* setFaults(Faults.script([{ fault: { status: 401 } }]))
      const refused = yield* call("find_people")
      assert.isTrue(refused.isError)
      assert.match(refused.text, /Unauthorized \(401\).+Next: do not try again; tell the user/)
    }).pipe(Effect.scoped, Effect.provide(FakeIntercom.layer()))
  )

  it.effect("never answer with the access token", () =>
    Effect.gen(function* () {
      const { call } = yield* toolsOf()
      const { text } = yield* call("find_people")
      const missing = yield* call("get_person", { id: "fake-access-token-x" })
      assert.notInclude(text, "fake-access-token")
      assert.notInclude(missing.text.replaceAll("fake-access-token-x", ""), "fake-access-token")
    }).pipe(Effect.scoped, Effect.provide(FakeIntercom.layer({ contacts: 3 })))
  )
})

import { assert, describe, it } from "@effect/vitest"
import type { Operation } from "@effect-intercom/core"
import { Operations } from "@effect-intercom/resources"
import { FakeIntercom } from "@effect-intercom/testing"
import { Arbitrary, Effect, Schema } from "effect"
import { toolsOf } from "./tools.ts"

const workspace = FakeIntercom.layer({ contacts: 20, conversations: 10, tickets: 5, companies: 3, articles: 3 })

/** What came and would have changed something: anything but a GET, except the POSTs that read. */
const changes = Effect.gen(function* () {
  const { requests } = yield* FakeIntercom
  const reading = Operations.all.flatMap(({ access, operation }) =>
    access === "read" && operation.method !== "GET"
      ? [new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`)]
      : []
  )
  return (yield* requests).filter(
    ({ method, path }) => method !== "GET" && !reading.some((pattern) => pattern.test(path.split("?")[0] ?? path))
  )
})

/** Inputs of the operation's own. Some are too exact to be hit by chance. */
const inputsOf = ({ body, id, input }: Operation.Definition) =>
  input === undefined || body === "multipart"
    ? Effect.succeed([{}])
    : Arbitrary.sampleEffect(Arbitrary.schema(input), { count: 2, size: 2, seed: id }).pipe(
        Effect.orElseSucceed(() => [{}])
      )

/** Names and values as a model that was talked into something might try them. */
const anything = Schema.Record(
  Schema.Literals(["operation", "input", "id", "text", "cursor", "limit", "fields", "kind", "of", "state", "confirm"]),
  Schema.Union([
    Schema.String,
    Schema.Number,
    Schema.Literals(Operations.all.map(({ id }) => id)),
    Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Number, Schema.Boolean])),
    Schema.Array(Schema.String)
  ])
)

describe("a server that was not told to write", () => {
  it.effect("sends no write, whichever operation is called with whatever input", () =>
    Effect.gen(function* () {
      const { call } = yield* toolsOf()
      const { snapshot } = yield* FakeIntercom
      const before = yield* snapshot
      const writing = Operations.all.filter(({ access }) => access !== "read")
      for (const { id, operation } of writing) {
        const inputs = yield* inputsOf(operation)
        for (const input of inputs) {
          for (const name of ["call_operation", id, id.replace(".", "_")]) {
            const called = call(name, name === "call_operation" ? { operation: id, input } : { input })
            const answered = yield* Effect.result(called)
            // What is closed is not even there.
            if (answered._tag === "Success")
              assert.match(answered.success.text, /There is no operation|does not take/, id)
          }
        }
      }
      assert.deepStrictEqual(yield* changes, [])
      assert.deepStrictEqual(yield* snapshot, before)
      console.log(`${writing.length} operations that write were tried`)
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )

  it.effect("sends no write, whatever its tools are given", () =>
    Effect.gen(function* () {
      const { call, list } = yield* toolsOf()
      const { snapshot } = yield* FakeIntercom
      const before = yield* snapshot
      const parameters = yield* Arbitrary.sampleEffect(Arbitrary.schema(anything), { count: 40, size: 6, seed: "mcp" })
      for (const { name } of yield* list) {
        for (const given of parameters) yield* call(name, given)
      }
      assert.deepStrictEqual(yield* changes, [])
      assert.deepStrictEqual(yield* snapshot, before)
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )

  it.effect("lists and describes no write", () =>
    Effect.gen(function* () {
      const { call, list } = yield* toolsOf()
      assert.isEmpty((yield* list).filter(({ annotations }) => annotations?.readOnlyHint !== true))
      for (const text of ["create", "delete contact", "reply to conversation", "tag", "merge", "redact"]) {
        const found = yield* call("find_operation", { text })
        assert.notMatch(found.text, /\((write|destructive)\)/)
      }
      assert.isTrue((yield* call("describe_operation", { operation: "contacts.delete" })).isError)
    }).pipe(Effect.scoped, Effect.provide(workspace))
  )
})

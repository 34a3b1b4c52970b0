import { CallOptions } from "@effect-intercom/core"
import { Brands, ContentSnippets, DataConnectors, Macros, OfficeHours } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"

const strict = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(
    CallOptions.withOptions({ version: "Preview", responses: "strict" }),
    Effect.provide(FakeIntercom.layer())
  )

describe("a canned answer", () => {
  it.effect("says that it is one", () =>
    Effect.gen(function* () {
      const { headers } = yield* Brands.list.response()
      assert.strictEqual(headers["x-fake-intercom"], "canned")
    }).pipe(strict)
  )

  it.effect("has the id of the path", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Macros.get({ id: "42" })).id, "42")
      assert.strictEqual((yield* OfficeHours.getException({ id: "7", exception_id: "8" })).id, "8")
    }).pipe(strict)
  )

  it.effect("has the fields of the body that its schema knows", () =>
    Effect.gen(function* () {
      const snippet = yield* ContentSnippets.create({ title: "Refunds", json_blocks: [] })
      assert.strictEqual(snippet.title, "Refunds")
    }).pipe(strict)
  )

  it.effect("is the same for the same request, and another for another", () =>
    Effect.gen(function* () {
      const first = yield* DataConnectors.get({ id: "1" })
      assert.deepStrictEqual(yield* DataConnectors.get({ id: "1" }), first)
      assert.notDeepEqual({ ...(yield* DataConnectors.get({ id: "2" })), id: "1" }, first)
    }).pipe(strict)
  )

  it.effect("lies in the past", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const macro = yield* Macros.get({ id: "42" })
      assert.isBelow(Date.parse(macro.created_at ?? ""), workspace.now() * 1000)
      assert.isBelow(Date.parse(macro.created_at ?? ""), Date.parse(macro.updated_at ?? ""))
    }).pipe(strict)
  )
})

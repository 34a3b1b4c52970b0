import { assert, describe, it } from "@effect/vitest"
import { IntercomClient } from "@effect-intercom/core"
import { Contacts } from "@effect-intercom/resources"
import { FakeIntercom } from "@effect-intercom/testing"
import { Cause, Effect, Exit } from "effect"
import { layerGuarded } from "../../src/door/Reading.ts"

describe("the client that tools are given", () => {
  it.effect("dies on everything that writes and was not opened, before a request is made", () =>
    Effect.gen(function* () {
      const { requests } = yield* FakeIntercom
      const guarded = layerGuarded(new Set())
      const exit = yield* Effect.exit(Effect.provide(Contacts.create({ email: "ada@example.com" }), guarded))
      assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
      assert.deepStrictEqual(yield* requests, [])
      yield* Effect.provide(Contacts.list(), guarded)
      assert.strictEqual((yield* requests).length, 1)
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("sends what was opened, and that alone", () =>
    Effect.gen(function* () {
      const guarded = layerGuarded(new Set(["contacts.create"]))
      const { id } = yield* Effect.provide(Contacts.create({ email: "ada@example.com" }), guarded)
      assert.isTrue(Exit.isFailure(yield* Effect.exit(Effect.provide(Contacts.delete({ id }), guarded))))
      assert.strictEqual((yield* Contacts.get({ id })).id, id)
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("does not know operations that are not in the registry, whatever their method", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(
        Effect.provide(
          IntercomClient.IntercomClient.use(({ execute }) =>
            execute({ ...Contacts.list, id: "contacts.unheardOf" }, {}, undefined)
          ),
          layerGuarded(new Set())
        )
      )
      assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )
})

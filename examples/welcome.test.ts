/**
 * Test: the program of `welcome.ts` against a workspace in memory, or against answers made up for single operations. No
 * socket is opened, and the clock is the test's.
 *
 *     npx --yes pnpm@12 test examples/welcome.test.ts
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { Contacts, Tags } from "@effect-intercom/resources"
import { FakeIntercom, Faults, IntercomTest } from "@effect-intercom/testing"
import { welcome } from "./welcome.ts"

/** How often a request was made. */
const times = (method: string, path: string) =>
  FakeIntercom.use(({ requests }) =>
    Effect.map(requests, (all) => all.filter((request) => request.method === method && request.path === path).length)
  )

describe("welcome", () => {
  it.effect("creates, tags and greets somebody new", () =>
    Effect.gen(function* () {
      const ada = yield* welcome("ada@example.com")
      assert.strictEqual((yield* Contacts.get({ id: ada.id })).email, "ada@example.com")
      assert.strictEqual(yield* times("POST", `/contacts/${ada.id}/tags`), 1)
      assert.strictEqual(yield* times("POST", "/conversations"), 1)
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("meets nobody twice", () =>
    Effect.gen(function* () {
      const first = yield* welcome("ada@example.com")
      const second = yield* welcome("ada@example.com")
      assert.strictEqual(second.id, first.id)
      assert.strictEqual(yield* times("POST", "/contacts"), 1)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 10 })))
  )

  it.effect("finds those whom the search does not show yet", () =>
    Effect.gen(function* () {
      const first = yield* welcome("ada@example.com")
      const second = yield* welcome("ada@example.com")
      assert.strictEqual(second.id, first.id)
    }).pipe(Effect.provide(FakeIntercom.layer({ indexLag: "5 minutes" })))
  )

  it.effect("survives a connection that breaks", () =>
    Effect.gen(function* () {
      const greeting = yield* Effect.forkChild(welcome("ada@example.com"))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(greeting)).email, "ada@example.com")
    }).pipe(Effect.provide(FakeIntercom.layer({ faults: Faults.script([{ at: 1, fault: "reset" }]) })))
  )

  it.effect("greets nobody it may not tag", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(welcome("ada@example.com"))
      assert.strictEqual(error.reason._tag, "Forbidden")
      assert.strictEqual(yield* times("POST", "/conversations"), 0)
    }).pipe(
      Effect.provide(IntercomTest.layerOver([IntercomTest.stub(Tags.tagContact, () => IntercomTest.forbidden())])),
      Effect.provide(FakeIntercom.layer())
    )
  )

  it.effect("stops where the search fails", () =>
    welcome("ada@example.com").pipe(
      Effect.flip,
      Effect.map((error) => assert.strictEqual(error.operation, "contacts.search")),
      Effect.provide(IntercomTest.layer([IntercomTest.stub(Contacts.search, () => IntercomTest.serverError())]))
    )
  )
})

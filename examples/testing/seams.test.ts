/**
 * The three ways to test a program that calls Intercom. Copy the one you need.
 *
 *     npx --yes pnpm@12 test examples/testing
 */
import { assert, describe, it } from "@effect/vitest"
import { NodeHttpClient } from "@effect/platform-node"
import { Effect } from "effect"
import { IntercomClient } from "@effect-intercom/core"
import { Contacts } from "@effect-intercom/resources"
import { FakeIntercom, Faults, Fixtures, IntercomTest } from "@effect-intercom/testing"

/** The program: the name of a contact, or what to say when there is none. */
const greeting = Effect.fn("greeting")((id: string) =>
  Contacts.get({ id }).pipe(
    Effect.map(({ name }) => `Hello ${name ?? "you"}`),
    Effect.catchReason("IntercomError", "NotFound", () => Effect.succeed("Hello, whoever you are"))
  )
)

describe("stubs of single operations", () => {
  it.effect("greets by name", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* greeting("1"), "Hello Ada")
    }).pipe(
      Effect.provide(IntercomTest.layer([IntercomTest.stub(Contacts.get, () => Fixtures.contact({ name: "Ada" }))]))
    )
  )

  it.effect("greets who is missing", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* greeting("1"), "Hello, whoever you are")
    }).pipe(Effect.provide(IntercomTest.layer([IntercomTest.stub(Contacts.get, () => IntercomTest.notFound())])))
  )
})

describe("a workspace in memory", () => {
  it.effect("greets a contact although the connection breaks once", () =>
    Effect.gen(function* () {
      const { data } = yield* Contacts.list({ per_page: 1 })
      const [contact] = data
      assert.isDefined(contact)
      assert.strictEqual(yield* greeting(contact?.id ?? ""), `Hello ${contact?.name}`)
    }).pipe(
      Effect.provide(
        FakeIntercom.layer({
          contacts: 10,
          client: { retry: { base: 0 } },
          faults: Faults.script([{ at: 2, fault: "reset" }])
        })
      )
    )
  )
})

describe("a workspace over HTTP, for clients in any language", () => {
  it.live("greets a contact of the server", () =>
    Effect.gen(function* () {
      const { token, url } = yield* FakeIntercom.serve({ contacts: 10 })
      const text = yield* Effect.gen(function* () {
        const { data } = yield* Contacts.list({ per_page: 1 })
        return yield* greeting(data[0]?.id ?? "")
      }).pipe(
        Effect.provide(IntercomClient.layer({ accessToken: token, baseUrl: url })),
        Effect.provide(NodeHttpClient.layerUndici)
      )
      assert.match(text, /^Hello \S+/)
    }).pipe(Effect.scoped)
  )
})

/**
 * Seam 1: stubs. The test says what single operations answer, and looks at what was called.
 *
 *     npx --yes pnpm@12 test examples/testing/stubs.test.ts
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Conversations } from "@effect-intercom/resources"
import { Fixtures, IntercomTest } from "@effect-intercom/testing"
import { handOver } from "./handOver.ts"

/** A page of conversations and nothing after it. */
const page = (ids: ReadonlyArray<string>) => Fixtures.conversationList(ids.map((id) => Fixtures.conversation({ id })))

describe("handing over, by stubs", () => {
  it.effect("assigns what the search has found", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* handOver("1", "2"), 2)
      const assigned = yield* IntercomTest.callsOf(Conversations.manage)
      assert.deepStrictEqual(
        assigned.map(({ id }) => id),
        ["10", "11"]
      )
    }).pipe(
      Effect.provide(
        IntercomTest.layer([
          IntercomTest.stub(Conversations.search, () => page(["10", "11"])),
          IntercomTest.stub(Conversations.manage, ({ id }) => Fixtures.conversation({ id, admin_assignee_id: 2 }))
        ])
      )
    )
  )

  it.effect("goes on where a conversation is gone", () =>
    Effect.map(handOver("1", "2"), (count) => assert.strictEqual(count, 2)).pipe(
      Effect.provide(
        IntercomTest.layer([
          IntercomTest.stub(Conversations.search, () => page(["10", "11"])),
          IntercomTest.stub(Conversations.manage, ({ id }) =>
            id === "10" ? IntercomTest.notFound() : Fixtures.conversation({ id })
          )
        ])
      )
    )
  )

  it.effect("stops where it may not assign", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(handOver("1", "2"))
      assert.strictEqual(error.reason._tag, "Forbidden")
    }).pipe(
      Effect.provide(
        IntercomTest.layer([
          IntercomTest.stub(Conversations.search, () => page(["10"])),
          IntercomTest.stub(Conversations.manage, () => IntercomTest.forbidden())
        ])
      )
    )
  )
})

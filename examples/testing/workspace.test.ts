/**
 * Seam 2: a workspace in memory. Nothing is made up: the search searches, and what was assigned is assigned.
 *
 *     npx --yes pnpm@12 test examples/testing/workspace.test.ts
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { Conversations } from "@effect-intercom/resources"
import { FakeIntercom, Faults, IntercomTest } from "@effect-intercom/testing"
import { handOver } from "./handOver.ts"

/** Two admins, and 30 open conversations of the first one beside whatever else there is. */
const aBusyAdmin = Effect.gen(function* () {
  const { workspace } = yield* FakeIntercom
  const [leaver = "", colleague = ""] = workspace.admins.slice(-2).map(({ id }) => id)
  const ids = Array.from({ length: 30 }, () => workspace.conversations.add({ admin_assignee_id: Number(leaver) }).id)
  workspace.conversations.add({ admin_assignee_id: Number(leaver), state: "closed" })
  const assigneesOf = (ids: ReadonlyArray<string>) =>
    new Set(ids.map((id) => String(workspace.conversations.get(id)?.admin_assignee_id)))
  return { leaver, colleague, ids, assigneesOf }
})

describe("handing over, in a workspace", () => {
  it.effect("moves every open conversation, over all pages", () =>
    Effect.gen(function* () {
      const { assigneesOf, colleague, ids, leaver } = yield* aBusyAdmin
      assert.strictEqual(yield* handOver(leaver, colleague), 30)
      assert.deepStrictEqual(assigneesOf(ids), new Set([colleague]))
      assert.strictEqual(yield* handOver(leaver, colleague), 0)
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("survives a broken connection and a full rate limit", () =>
    Effect.gen(function* () {
      const { requests, workspace } = yield* FakeIntercom
      const [leaver = "", colleague = ""] = workspace.admins.map(({ id }) => id)
      for (let count = 0; count < 30; count++) workspace.conversations.add({ admin_assignee_id: Number(leaver) })
      const handingOver = yield* Effect.forkChild(handOver(leaver, colleague))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* Fiber.join(handingOver), 30)
      assert.isAtLeast((yield* requests).length, 31)
    }).pipe(Effect.provide(FakeIntercom.layer({ rateLimit: 20, faults: Faults.script([{ at: 1, fault: "reset" }]) })))
  )

  it.effect("counts what somebody deletes meanwhile", () =>
    Effect.gen(function* () {
      const { colleague, leaver } = yield* aBusyAdmin
      assert.strictEqual(yield* handOver(leaver, colleague), 30)
    }).pipe(
      Effect.provide(
        FakeIntercom.layer({
          before: [
            {
              request: 3,
              run: ({ conversations }) => conversations.remove("315470000000007")
            }
          ]
        })
      )
    )
  )

  it.effect("changes nothing where the first assignment is refused", () =>
    Effect.gen(function* () {
      const { assigneesOf, colleague, ids, leaver } = yield* aBusyAdmin
      const error = yield* Effect.flip(handOver(leaver, colleague))
      assert.strictEqual(error.reason._tag, "Forbidden")
      assert.deepStrictEqual(assigneesOf(ids), new Set([leaver]))
    }).pipe(
      Effect.provide(IntercomTest.layerOver([IntercomTest.stub(Conversations.manage, () => IntercomTest.forbidden())])),
      Effect.provide(FakeIntercom.layer())
    )
  )
})

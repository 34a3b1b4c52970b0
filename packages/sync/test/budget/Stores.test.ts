import { NodeRedis } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg/PgClient"
import { SharedBudget } from "@effect-intercom/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import { Budget } from "../../src/index.ts"
import { clientOf, postgres } from "../support/postgres.ts"
import { hasRedis, redis } from "../support/redis.ts"

const server = postgres()

interface Place<R> {
  /** Lets so many seconds pass for the window that is held. */
  readonly later: (key: string, seconds: number) => Effect.Effect<unknown, unknown, R>
}

/** Declares the tests of a store. */
const behavesAsBudget = <R>(place: Place<R>, layer: Layer.Layer<SharedBudget.BudgetStore | R, unknown>): void => {
  const ask = (
    member: string,
    want: number,
    told?: Partial<SharedBudget.Told>,
    key = "k",
    { carried = 0, unanswered = 0 }: { readonly carried?: number; readonly unanswered?: number } = {}
  ) =>
    SharedBudget.BudgetStore.use(({ take }) =>
      take({
        key,
        member,
        want,
        limit: 100,
        carried,
        unanswered,
        told: told && { reset: 1000, counted: 0, requestedAgo: 60, receivedAgo: 50, ...told }
      })
    )

  it.live("gives no more than a window has, less two hundredths, and a new window's in the next", () =>
    Effect.gen(function* () {
      const key = "whole"
      const first = yield* ask("a", 60, {}, key)
      assert.strictEqual(first.granted, 60)
      assert.isAbove(first.endsIn, 9000)
      assert.strictEqual(first.waitFor, 0)
      const second = yield* ask("a", 60, {}, key)
      assert.strictEqual(second.granted, 38)
      assert.isAbove(second.waitFor, 9000)
      assert.strictEqual((yield* ask("a", 1, {}, key)).granted, 0)
      yield* place.later(key, 10)
      assert.strictEqual((yield* ask("a", 60, undefined, key)).granted, 60)
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.live(
    "gives each that was heard of its part, and what is left to whoever asks when most of the window is over",
    () =>
      Effect.gen(function* () {
        const key = "parts"
        for (const member of ["a", "b"]) yield* ask(member, 1, {}, key)
        const mine = yield* ask("a", 98, {}, key)
        assert.deepStrictEqual([mine.granted, mine.active], [48, 2])
        assert.isAtLeast(mine.waitFor, 5000)
        assert.isAtMost(mine.waitFor, 6000)
        assert.strictEqual((yield* ask("a", 98, {}, key)).granted, 0)
        yield* place.later(key, 7)
        assert.strictEqual((yield* ask("a", 98, {}, key)).granted, 48)
      }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.live("is corrected by what others took of the window, and by a window that began before it was reckoned", () =>
    Effect.gen(function* () {
      const key = "corrected"
      yield* ask("a", 1, {}, key)
      assert.strictEqual((yield* ask("a", 98, { counted: 90 }, key)).granted, 8)
      // What was given to the other last may still be spent in the new window.
      yield* place.later(key, 5)
      yield* ask("b", 1, {}, key)
      const next = yield* ask("b", 98, { reset: 1010, counted: 20 }, key)
      assert.strictEqual(next.granted, Math.min(98 - 20 - 8, 49))
      assert.isAbove(next.endsIn, 9000)
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.live("counts what two keys granted as one when they turn out to be of one budget, and each takes of it", () =>
    Effect.gen(function* () {
      const { join } = yield* SharedBudget.BudgetStore
      yield* ask("a", 30, {}, "token one")
      yield* ask("b", 40, {}, "workspace")
      yield* join({ key: "token one", into: "workspace" })
      // Once more changes nothing.
      yield* join({ key: "token one", into: "workspace" })
      const late = yield* ask("a", 98, {}, "token one")
      assert.deepStrictEqual([late.granted, late.active], [49 - 30, 2])
      assert.strictEqual((yield* ask("b", 98, {}, "workspace")).granted, 9)
      assert.strictEqual((yield* ask("c", 98, {}, "token one")).granted, 0)
      // What nobody knew before comes later: another token of the workspace, which was used meanwhile.
      yield* place.later("workspace", 10)
      yield* ask("d", 60, { reset: 1010 }, "token two")
      yield* join({ key: "token two", into: "workspace" })
      yield* place.later("workspace", 7)
      assert.strictEqual((yield* ask("b", 98, undefined, "workspace")).granted, 38)
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.live("takes over the later window of the two that are joined", () =>
    Effect.gen(function* () {
      const { join } = yield* SharedBudget.BudgetStore
      yield* ask("a", 30, { reset: 2000 }, "ahead")
      yield* ask("b", 20, { reset: 1000 }, "behind")
      yield* join({ key: "ahead", into: "behind" })
      // Told of the earlier window before: that is over.
      const next = yield* ask("b", 98, { reset: 1000, counted: 0, requestedAgo: 5000, receivedAgo: 4900 }, "behind")
      assert.strictEqual(next.granted, 48)
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.live("holds a lock for one, until it is given back or lapses", () =>
    Effect.gen(function* () {
      const { hold, release } = yield* SharedBudget.BudgetStore
      const lock = (owner: string, lasts = 60_000) => ({ key: "locks", name: "scroll", owner, lasts })
      assert.isTrue(yield* hold(lock("the first")))
      assert.isTrue(yield* hold(lock("the first")))
      assert.isFalse(yield* hold(lock("the second")))
      assert.isTrue(yield* hold({ ...lock("the second"), name: "job" }))
      assert.isTrue(yield* hold({ ...lock("the second"), key: "other locks" }))
      yield* release(lock("the second"))
      assert.isFalse(yield* hold(lock("the third")))
      yield* release(lock("the first"))
      assert.isTrue(yield* hold(lock("the second", 1)))
      yield* Effect.sleep("20 millis")
      assert.isTrue(yield* hold(lock("the third")))
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.live("holds a lock of a key that was joined to another", () =>
    Effect.gen(function* () {
      const { hold, join, release } = yield* SharedBudget.BudgetStore
      const lock = (key: string, owner: string) => ({ key, name: "scroll", owner, lasts: 60_000 })
      yield* ask("a", 1, {}, "a token")
      assert.isTrue(yield* hold(lock("a token", "a")))
      yield* join({ key: "a token", into: "its workspace" })
      assert.isFalse(yield* hold(lock("its workspace", "b")))
      assert.isTrue(yield* hold(lock("a token", "a")))
      yield* release(lock("a token", "a"))
      assert.isTrue(yield* hold(lock("its workspace", "b")))
      assert.isFalse(yield* hold(lock("a token", "c")))
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.live("counts what is not answered yet in a window that begins, of whoever asks once and of others", () =>
    Effect.gen(function* () {
      yield* ask("a", 20, {}, "slow")
      yield* ask("b", 10, {}, "slow", { unanswered: 7 })
      // By the clock: what was sent in the window before may arrive in this one.
      yield* place.later("slow", 10)
      yield* ask("a", 0, undefined, "slow", { unanswered: 20, carried: 20 })
      yield* ask("a", 0, undefined, "slow", { unanswered: 20, carried: 20 })
      yield* place.later("slow", 7)
      assert.strictEqual((yield* ask("b", 98, undefined, "slow")).granted, 98 - 20)
      // Earlier than that: what others were given last, and what they waited for then.
      yield* place.later("slow", 10)
      yield* ask("b", 10, undefined, "slow", { unanswered: 5 })
      const next = yield* ask("a", 98, { reset: 1030, counted: 30 }, "slow", { unanswered: 12 })
      assert.strictEqual(next.granted, Math.min(98 - 30 - 12 - 15, 49))
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.live("tells those that come how many a window has, and gives them of it", () =>
    Effect.gen(function* () {
      const { take } = yield* SharedBudget.BudgetStore
      const large = { key: "size", want: 500, limit: 1667, unanswered: 0, carried: 0 }
      assert.isUndefined((yield* ask("a", 1, undefined, "size")).limit)
      const told = { reset: 1000, counted: 1, requestedAgo: 60, receivedAgo: 50 }
      assert.deepInclude(yield* take({ ...large, member: "a", told }), { granted: 500, limit: 1667 })
      // It knows of 100, of which none were left.
      assert.deepInclude(yield* ask("b", 1, undefined, "size"), { granted: 1, limit: 1667 })
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.live("keeps the budgets of two keys apart", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* ask("a", 98, {}, "one")).granted, 98)
      assert.strictEqual((yield* ask("a", 98, {}, "two")).granted, 98)
    }).pipe(Effect.scoped, Effect.provide(layer))
  )
}

describe("a budget in PostgreSQL", () => {
  behavesAsBudget<PgClient>(
    {
      later: (key, seconds) =>
        PgClient.use((sql) =>
          sql.unsafe(
            "UPDATE intercom.request_budgets SET begun = begun - $2::float8 * interval '1 second' WHERE key = $1",
            [key, seconds]
          )
        )
    },
    Layer.provideMerge(Budget.layerPostgres(), clientOf(server))
  )
})

describe.runIf(hasRedis)("a budget in Redis", () => {
  behavesAsBudget<Redis.Redis>(
    {
      later: (key, seconds) =>
        Redis.Redis.use(({ send }) =>
          Effect.flatMap(send<string>("HGET", `intercom:budget:${key}`, "begun"), (begun) =>
            send("HSET", `intercom:budget:${key}`, "begun", String(Number(begun) - seconds * 1000))
          )
        )
    },
    Layer.unwrap(
      Effect.map(redis, (path) =>
        Layer.provideMerge(Budget.layerRedis(), NodeRedis.layer({ socket: { path, tls: false } }))
      )
    )
  )
})

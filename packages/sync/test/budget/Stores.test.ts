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
  const ask = (member: string, want: number, told?: Partial<SharedBudget.Told>, key = "k") =>
    SharedBudget.BudgetStore.use(({ take }) =>
      take({
        key,
        member,
        want,
        limit: 100,
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

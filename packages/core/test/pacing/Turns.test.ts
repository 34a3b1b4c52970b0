import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Logger, Scope } from "effect"
import { TestClock } from "effect/testing"
import { makeTurns } from "../../src/pacing/Turns.ts"
import { memoryStore } from "./memoryStore.ts"

/** Two processes over one store: each tells its waits, and says when its turn has come. */
const taking = (
  takeTurn: ReturnType<typeof makeTurns>,
  waits: Array<number>,
  work: Effect.Effect<void> = Effect.void
) =>
  Effect.scoped(
    Effect.andThen(
      takeTurn("scroll", () => Effect.sync(() => waits.push(1))),
      work
    )
  )

const key = { own: Effect.succeed("key"), current: Effect.succeed("key") }

const process = (store: ReturnType<typeof memoryStore>["store"], member: string) => makeTurns(store, key, member)

describe("turns that processes take", () => {
  it.effect("come one after the other, and the one that waits says so", () =>
    Effect.gen(function* () {
      const { store } = memoryStore()
      const done = yield* Deferred.make<void>()
      const waits: Array<number> = []
      const first = yield* Effect.forkChild(taking(process(store, "a"), [], Deferred.await(done)))
      yield* Effect.yieldNow
      const second = yield* Effect.forkChild(taking(process(store, "b"), waits))
      // Longer than a lock lasts that is not renewed.
      yield* TestClock.adjust("1 minute")
      assert.isUndefined(second.pollUnsafe())
      assert.isAbove(waits.length, 10)
      yield* Deferred.succeed(done, undefined)
      yield* Fiber.join(first)
      yield* TestClock.adjust("3 seconds")
      yield* Fiber.join(second)
    })
  )

  it.effect("come between two of one process as well", () =>
    Effect.gen(function* () {
      const { store } = memoryStore()
      const takeTurn = process(store, "a")
      const holding = yield* Scope.make()
      yield* takeTurn("scroll", () => Effect.void).pipe(Scope.provide(holding))
      const second = yield* Effect.forkChild(taking(takeTurn, []))
      yield* TestClock.adjust("20 seconds")
      assert.isUndefined(second.pollUnsafe())
      yield* Scope.close(holding, yield* Effect.exit(Effect.void))
      yield* TestClock.adjust("3 seconds")
      yield* Fiber.join(second)
    })
  )

  it.effect("come back within fifteen seconds from one that was killed", () =>
    Effect.gen(function* () {
      const { store } = memoryStore()
      // What a killed process leaves: a lock that nobody renews and nobody gives back.
      yield* store.hold({ key: "key", name: "scroll", owner: "killed", lasts: 15_000 })
      const second = yield* Effect.forkChild(taking(process(store, "b"), []))
      yield* TestClock.adjust("14 seconds")
      assert.isUndefined(second.pollUnsafe())
      yield* TestClock.adjust("4 seconds")
      yield* Fiber.join(second)
    })
  )

  it.effect("are taken at once where the store is down, which the log says once until it is back", () =>
    Effect.gen(function* () {
      const { asked, goesDown, store } = memoryStore()
      const told: Array<unknown> = []
      const takeTurn = process(store, "a")
      const waits: Array<number> = []
      yield* Effect.gen(function* () {
        for (let times = 0; times < 2; times++) {
          goesDown(true)
          for (let turn = 0; turn < 3; turn++) yield* taking(takeTurn, waits)
          goesDown(false)
          yield* taking(takeTurn, waits)
        }
      }).pipe(Effect.provide(Logger.layer([Logger.make(({ message }) => told.push(message))])))
      assert.isEmpty(waits)
      assert.lengthOf(told, 2)
      assert.include(String(told[0]), "as if it were alone")
      assert.isAbove(asked.length, 8)
    })
  )

  it.effect("are not kept by a store that does not answer any more", () =>
    Effect.gen(function* () {
      const { store } = memoryStore()
      const takeTurn = makeTurns({ hold: () => Effect.never, release: () => Effect.never }, key, "a")
      const alone = yield* Effect.forkChild(taking(takeTurn, []))
      yield* TestClock.adjust("2 seconds")
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(alone)
      yield* store.hold({ key: "key", name: "scroll", owner: "other", lasts: 15_000 })
      const waiting = yield* Effect.forkChild(
        taking(makeTurns({ ...store, release: () => Effect.never }, key, "a"), [])
      )
      yield* TestClock.adjust("1 second")
      const interrupting = yield* Effect.forkChild(Fiber.interrupt(waiting))
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(interrupting)
    })
  )
})

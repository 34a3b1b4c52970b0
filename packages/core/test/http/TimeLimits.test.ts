import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Exit, Fiber, Latch } from "effect"
import { TestClock } from "effect/testing"
import * as TimeLimits from "../../src/http/TimeLimits.ts"

/** Runs effects within limits in the context of their fiber, and counts how often the clock is asked to sleep. */
const counting = Effect.gen(function* () {
  const limits = TimeLimits.make()
  const inner = yield* Clock.Clock
  const sleeps = { begun: 0, now: 0 }
  const day = { setBack: 0 }
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: () => inner.currentTimeMillisUnsafe() - day.setBack,
    currentTimeMillis: Effect.map(inner.currentTimeMillis, (now) => now - day.setBack),
    currentTimeNanosUnsafe: () => inner.currentTimeNanosUnsafe(),
    currentTimeNanos: inner.currentTimeNanos,
    monotonicTimeNanosUnsafe: () => inner.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: inner.monotonicTimeNanos,
    sleep: (duration) =>
      Effect.suspend(() => {
        sleeps.begun++
        sleeps.now++
        return Effect.onExit(inner.sleep(duration), () => Effect.sync(() => sleeps.now--))
      })
  }
  const within = <A, E>(effect: Effect.Effect<A, E>, millis: number): Effect.Effect<A, E | "passed"> =>
    Effect.contextWith((context) => limits.run(effect, { clock, context, millis, passed: () => "passed" as const }))
  return { day, sleeps, within }
})

const settle = Effect.repeat(Effect.yieldNow, { times: 10 })

describe("time limits", () => {
  it.effect("end what takes longer, when they have passed and not before", () =>
    Effect.gen(function* () {
      const { within } = yield* counting
      let interrupted = false
      const fiber = yield* Effect.forkChild(
        Effect.flip(
          within(
            Effect.onInterrupt(Effect.never, () => Effect.sync(() => (interrupted = true))),
            3000
          )
        )
      )
      yield* TestClock.adjust(2999)
      assert.deepStrictEqual([fiber.pollUnsafe(), interrupted], [undefined, false])
      yield* TestClock.adjust(1)
      assert.strictEqual(yield* Fiber.join(fiber), "passed")
      assert.isTrue(interrupted)
    })
  )

  it.effect("wait for what they end to clean up", () =>
    Effect.gen(function* () {
      const { within } = yield* counting
      const cleaned = yield* Latch.make()
      const fiber = yield* Effect.forkChild(
        Effect.exit(
          within(
            Effect.onInterrupt(Effect.never, () => cleaned.await),
            1000
          )
        )
      )
      yield* TestClock.adjust(5000)
      assert.isUndefined(fiber.pollUnsafe())
      yield* cleaned.open
      assert.deepStrictEqual(yield* Fiber.join(fiber), Exit.fail("passed"))
    })
  )

  it.effect("each ends its own, in whatever order they were set", () =>
    Effect.gen(function* () {
      const { within } = yield* counting
      const ended: Array<number> = []
      const start = yield* Clock.currentTimeMillis
      yield* Effect.forkChild(
        Effect.forEach(
          [5000, 1000, 3000, 1000, 8000],
          (millis) =>
            Effect.flatMap(Effect.exit(within(Effect.never, millis)), () =>
              Effect.map(Clock.currentTimeMillis, (now) => ended.push(now - start))
            ),
          { concurrency: "unbounded" }
        )
      )
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(ended, [1000, 1000, 3000, 5000, 8000])
    })
  )

  it.effect("of calls that follow each other share one timer, and it is gone with the last of them", () =>
    Effect.gen(function* () {
      const { sleeps, within } = yield* counting
      yield* Effect.forEach(Array.from({ length: 1000 }), () => within(Effect.yieldNow, 60_000), { discard: true })
      yield* settle
      assert.deepStrictEqual(sleeps, { begun: 1, now: 0 })
    })
  )

  it.effect("of calls at the same time share one timer, which sleeps on for those that are left", () =>
    Effect.gen(function* () {
      const { sleeps, within } = yield* counting
      const all = yield* Effect.forkChild(
        Effect.forEach([1, 2, 3], () => Effect.exit(within(Effect.never, 2000)), { concurrency: "unbounded" })
      )
      yield* settle
      assert.deepStrictEqual(sleeps, { begun: 1, now: 1 })
      yield* within(Effect.yieldNow, 5000)
      yield* settle
      assert.strictEqual(sleeps.now, 1)
      yield* TestClock.adjust(2000)
      assert.lengthOf(yield* Fiber.join(all), 3)
      yield* settle
      assert.deepStrictEqual(sleeps, { begun: 1, now: 0 })
    })
  )

  it.effect("end with what is interrupted, which is waited for", () =>
    Effect.gen(function* () {
      const { sleeps, within } = yield* counting
      let cleaned = false
      const fiber = yield* Effect.forkChild(
        within(
          Effect.onInterrupt(Effect.never, () =>
            Effect.andThen(
              settle,
              Effect.sync(() => (cleaned = true))
            )
          ),
          1000
        )
      )
      yield* settle
      yield* Fiber.interrupt(fiber)
      assert.isTrue(cleaned)
      yield* settle
      assert.strictEqual(sleeps.now, 0)
    })
  )

  it.effect("do not mind a time of day that is set back", () =>
    Effect.gen(function* () {
      const { day, within } = yield* counting
      const fiber = yield* Effect.forkChild(Effect.exit(within(Effect.never, 3000)))
      yield* settle
      day.setBack = 3_600_000
      yield* TestClock.adjust(3000)
      assert.deepStrictEqual(yield* Fiber.join(fiber), Exit.fail("passed"))
    })
  )

  it.effect("pass on results, failures and defects as they are", () =>
    Effect.gen(function* () {
      const { within } = yield* counting
      assert.strictEqual(yield* within(Effect.succeed(1), 1000), 1)
      assert.strictEqual(yield* within(Effect.as(Effect.yieldNow, 2), 1000), 2)
      assert.strictEqual(yield* Effect.flip(within(Effect.fail("own"), 1000)), "own")
      assert.deepStrictEqual(yield* Effect.exit(within(Effect.die("defect"), 1000)), Exit.die("defect"))
    })
  )
})

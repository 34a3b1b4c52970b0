/**
 * Lets the test's clock run until an effect is done, with time between for what the platform does by itself: streams of
 * the web move outside of Effect's schedule.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"

/** Lets the platform go on while no time of the test passes. */
export const turn: Effect.Effect<void> = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

export const tickingUntilDone = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) {
    yield* TestClock.adjust("1 second")
    yield* turn
  }
  return yield* Fiber.join(fiber)
})

/**
 * Time for tests whose program waits.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"

/** Lets the test's clock run, a step at a time, until the effect has ended. */
export const running = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>, step: Duration.Input) {
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) {
    yield* TestClock.adjust(step)
    yield* TestClock.withLive(Effect.sleep(0))
  }
  return yield* Fiber.join(fiber)
})

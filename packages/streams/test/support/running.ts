/**
 * Time for tests whose program waits.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { isAtWork } from "../../../../tools/started/atWork.ts"

/** Lets the platform go on while no time of the test passes. */
export const turn: Effect.Effect<void> = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
const moment = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 0)))

/** Lets the test's clock run, a step at a time and while the program waits for nothing else, until the effect has ended. */
export const running = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>, step: Duration.Input) {
  const fiber = yield* Effect.forkChild(effect)
  const millis = Duration.toMillis(step)
  while (fiber.pollUnsafe() === undefined) {
    yield* turn
    if (isAtWork()) yield* moment
    else yield* TestClock.adjust(millis)
  }
  return yield* Fiber.join(fiber)
})

/** Ends when the program waits for nothing but time, and has come to where it waits. */
export const settled = Effect.gen(function* () {
  yield* turn
  while (isAtWork()) yield* moment
  yield* turn
})

/**
 * Time limits of effects that nearly always end long before them.
 *
 * A timer for each of them, with the fiber that sets it, costs more than anything else the client does for a request.
 * All that run at a time share one, which stays set while one follows the other.
 *
 * @since 0.1.0
 */
import type * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

/**
 * Runs effects within time limits.
 *
 * @category models
 * @since 0.1.0
 */
export interface TimeLimits {
  /**
   * Runs an effect in a fiber of its own, in the context given. After `millis` it is interrupted, and once it has ended
   * the effect fails with `passed`.
   */
  readonly run: <A, E, E2>(
    effect: Effect.Effect<A, E>,
    options: {
      readonly context: Context.Context<never>
      readonly clock: Clock.Clock
      readonly millis: number
      readonly passed: () => E2
    }
  ) => Effect.Effect<A, E | E2>
}

/**
 * Makes the time limits of a client. Each clock has a timer of its own.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): TimeLimits => {
  const timers = new WeakMap<Clock.Clock, Timer>()
  return {
    run: (effect, { clock, context, millis, passed }) =>
      Effect.callback((resume) => {
        const fiber = Effect.runForkWith(context)(effect)
        const exit = fiber.pollUnsafe()
        if (exit !== undefined) return resume(exit)
        let timer = timers.get(clock)
        if (timer === undefined) timers.set(clock, (timer = makeTimer(clock)))
        const end = timer.after(millis, () =>
          resume(Effect.flatMap(Fiber.interrupt(fiber), () => Effect.fail(passed())))
        )
        fiber.addObserver((exit) => {
          end()
          resume(exit)
        })
        return Fiber.interrupt(fiber)
      })
  }
}

interface Entry {
  readonly at: number
  readonly call: () => void
}

interface Timer {
  /** Calls back after so many milliseconds, unless the function it returns is called before. */
  readonly after: (millis: number, call: () => void) => () => void
}

/** Calls back at many times, and sleeps until the first of them. */
const makeTimer = (clock: Clock.Clock): Timer => {
  // Not a `Set`: one that is added to and deleted from keeps alive, for the young collections, what was added later.
  const entries: Array<Entry> = []
  let sleeping: Fiber.Fiber<void> | undefined
  let wakesAt = Number.POSITIVE_INFINITY

  /** Not the time of day, which can be set. */
  const now = () => Number(clock.monotonicTimeNanosUnsafe()) / 1_000_000

  const stop = () => {
    sleeping?.interruptUnsafe()
    sleeping = undefined
    wakesAt = Number.POSITIVE_INFINITY
  }

  const sleepUntil = (at: number) => {
    if (at >= wakesAt) return
    stop()
    wakesAt = at
    sleeping = Effect.runFork(Effect.andThen(clock.sleep(Duration.millis(Math.ceil(at - now()))), Effect.sync(wake)))
  }

  const wake = () => {
    sleeping = undefined
    wakesAt = Number.POSITIVE_INFINITY
    const time = now()
    for (const entry of entries.filter(({ at }) => at <= time)) {
      remove(entry)
      entry.call()
    }
    for (const entry of entries) sleepUntil(entry.at)
  }

  const remove = (entry: Entry) => {
    const index = entries.indexOf(entry)
    if (index >= 0) entries.splice(index, 1)
  }

  /** A timer that nobody needs would keep the process alive. By now the next call may have begun, which needs it. */
  const rest = () => {
    if (entries.length === 0) stop()
  }

  return {
    after(millis, call) {
      const entry = { at: now() + millis, call }
      entries.push(entry)
      sleepUntil(entry.at)
      return () => {
        remove(entry)
        if (entries.length === 0) queueMicrotask(rest)
      }
    }
  }
}

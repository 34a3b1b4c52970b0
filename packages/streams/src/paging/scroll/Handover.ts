/**
 * Passes values from a fiber that reads to one that consumes, through a spool.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import type * as Pull from "effect/Pull"
import type { Spool } from "../../Spool.ts"

/**
 * Both ends of the passage.
 *
 * @category models
 * @since 0.1.0
 */
export interface Handover<A, E> {
  /** For the consumer: the next value. Fails or ends with the reader, after the last value. */
  readonly take: Pull.Pull<A, E>
  /** For the reader: waits until a value is asked for, or there are fewer ahead than there should be. */
  readonly wanted: Effect.Effect<void>
  /** For the reader: waits until there is room for one more. */
  readonly room: Effect.Effect<void>
  /** For the reader: hands on a value. */
  readonly put: (value: A) => Effect.Effect<void>
  /** For the reader: says that no more come, and why. */
  readonly end: (exit: Exit.Exit<void, E>) => Effect.Effect<void>
}

/**
 * Makes a handover that has `ahead` values ready before they are asked for.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeHandover = <A, E>(spool: Spool<A>, ahead: number): Handover<A, E> => {
  const taken = Latch.makeUnsafe()
  const filled = Latch.makeUnsafe()
  let stored = 0
  let isWaiting = false
  let outcome: Exit.Exit<void, E> | undefined

  const waitFor = (latch: Latch.Latch, isReady: () => boolean): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (isReady()) return Effect.void
      latch.closeUnsafe()
      return Effect.andThen(
        latch.await,
        Effect.suspend(() => waitFor(latch, isReady))
      )
    })

  return {
    wanted: waitFor(taken, () => stored < ahead + (isWaiting ? 1 : 0)),
    room: waitFor(taken, () => stored < spool.capacity),
    put: (value) =>
      Effect.map(spool.put(value), () => {
        stored++
        filled.openUnsafe()
      }),
    end: (exit) =>
      Effect.sync(() => {
        outcome = exit
        filled.openUnsafe()
      }),
    take: Effect.suspend(() => {
      isWaiting = stored === 0
      taken.openUnsafe()
      return Effect.flatMap(
        waitFor(filled, () => stored > 0 || outcome !== undefined),
        (): Pull.Pull<A, E> => {
          isWaiting = false
          if (stored === 0) return outcome?._tag === "Failure" ? Effect.failCause(outcome.cause) : Cause.done()
          stored--
          taken.openUnsafe()
          return spool.take
        }
      )
    })
  }
}

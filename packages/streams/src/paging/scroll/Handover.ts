/**
 * Passes values from a fiber that reads to one that consumes.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import type * as Pull from "effect/Pull"

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
 * Makes a handover that has `ahead` values ready before they are asked for, and never more than `capacity`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeHandover = <A extends object, E>(capacity: number, ahead: number): Handover<A, E> => {
  const taken = Latch.makeUnsafe()
  const filled = Latch.makeUnsafe()
  const stored: Array<A> = []
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
    wanted: waitFor(taken, () => stored.length < ahead + (isWaiting ? 1 : 0)),
    room: waitFor(taken, () => stored.length < capacity),
    put: (value) =>
      Effect.sync(() => {
        stored.push(value)
        filled.openUnsafe()
      }),
    end: (exit) =>
      Effect.sync(() => {
        outcome = exit
        filled.openUnsafe()
      }),
    take: Effect.suspend(() => {
      isWaiting = stored.length === 0
      taken.openUnsafe()
      return Effect.flatMap(
        waitFor(filled, () => stored.length > 0 || outcome !== undefined),
        (): Pull.Pull<A, E> => {
          isWaiting = false
          const value = stored.shift()
          if (value === undefined) return outcome?._tag === "Failure" ? Effect.failCause(outcome.cause) : Cause.done()
          taken.openUnsafe()
          return Effect.succeed(value)
        }
      )
    })
  }
}

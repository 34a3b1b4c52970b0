/**
 * The records a program changed within the last minutes: search may not have learnt of it.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { RecordName } from "./Named.ts"

/**
 * What was changed lately.
 *
 * @category models
 * @since 0.1.0
 */
export interface Recent {
  /** Remembers records from the beginning of what changes them, and from its end. */
  readonly around: <A, E, R>(names: ReadonlySet<RecordName>, change: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Tells which were changed lately. */
  readonly has: Effect.Effect<(name: RecordName) => boolean>
}

/** Milliseconds that search is behind at most, as far as is known. */
const longestLag = 600_000

/** More records than these are not remembered: the oldest are let go. */
const mostRemembered = 100_000

/**
 * A memory of what was changed, with nothing in it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeRecent = (): Recent => {
  const changes = new Map<RecordName, number>()
  const remember = (names: ReadonlySet<RecordName>) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      for (const name of names) {
        changes.delete(name)
        changes.set(name, now)
      }
      for (const [name, at] of changes) {
        if (at + longestLag > now && changes.size <= mostRemembered) return
        changes.delete(name)
      }
    })
  return {
    around: (names, change) => Effect.andThen(remember(names), Effect.ensuring(change, remember(names))),
    has: Effect.map(Clock.currentTimeMillis, (now) => (name) => (changes.get(name) ?? -longestLag) + longestLag > now)
  }
}

/**
 * What one look at the workspace brought.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { ChangeStream, Found } from "./Change.ts"
import type { StreamPosition } from "./Position.ts"

/**
 * How far a look came, when it came to its end.
 *
 * @category models
 * @since 0.1.0
 */
export interface Reached {
  readonly stream: ChangeStream
  /** Unix seconds. */
  readonly since: number
  /** When everything was read, in Unix seconds, where it was. */
  readonly wholeAt: number | undefined
  /** Ids that could not be read now, and those that could at last. */
  readonly owed: ReadonlyArray<string>
  readonly paid: ReadonlyArray<string>
}

/**
 * Changes that were found together.
 *
 * @category models
 * @since 0.1.0
 */
export interface Page {
  readonly changes: ReadonlyArray<Found>
  /** When they were asked for, in Unix milliseconds: nothing of it is newer than what was asked for later. */
  readonly askedAt: number
  readonly reached?: Reached | undefined
  /** To be done once they were handled. */
  readonly handled: Effect.Effect<void>
}

/**
 * A page of which nobody has to be told that it was handled.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (page: Omit<Page, "handled">): Page => ({ ...page, handled: Effect.void })

/**
 * The position of a stream after a look at it. Looks at what changed and at all of it may have gone on at once.
 *
 * @category combinators
 * @since 0.1.0
 */
export const advanced = (before: StreamPosition, { owed, paid, since, wholeAt }: Reached): StreamPosition => ({
  since: Math.max(before.since, since),
  wholeAt: wholeAt ?? before.wholeAt,
  owed: [...new Set([...before.owed.filter((id) => !paid.includes(id)), ...owed])]
})

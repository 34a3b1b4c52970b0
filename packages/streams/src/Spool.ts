/**
 * Where pages wait for a consumer that is slower than the scroll they come from.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/**
 * A queue of pages. It is never asked to hold more than `capacity`, nor to give what it does not have.
 *
 * @category models
 * @since 0.1.0
 */
export interface Spool<in out A> {
  /** The number of pages there is room for. */
  readonly capacity: number
  readonly put: (page: A) => Effect.Effect<void>
  readonly take: Effect.Effect<A>
}

/**
 * Makes a spool for one reading; what it holds on to ends with the scope. Pages are JSON, so a file can hold them.
 *
 * @category models
 * @since 0.1.0
 */
export type MakeSpool = <A>() => Effect.Effect<Spool<A>, never, Scope.Scope>

/**
 * A spool in memory.
 *
 * @category constructors
 * @since 0.1.0
 */
export const memory =
  (capacity: number): MakeSpool =>
  <A>() =>
    Effect.sync((): Spool<A> => {
      const pages: Array<A> = []
      return {
        capacity,
        put: (page) => Effect.sync(() => void pages.push(page)),
        take: Effect.suspend(() => {
          const page = pages.shift()
          return page === undefined ? Effect.die(new Error("The spool is empty")) : Effect.succeed(page)
        })
      }
    })

/**
 * Pages on their way over one connection: their statements follow each other without waiting for answers, and where one
 * fails it is made up for before anything else is sent.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Semaphore from "effect/Semaphore"

/**
 * The pages of one connection, over all streams, in the order in which they came.
 *
 * @category models
 * @since 0.1.0
 */
export interface PostgresLine {
  /**
   * Sends a page, and waits for its answer while the next ones are sent. Where it fails, `otherwise` may make up for it:
   * alone, and after all pages before it, whose failure makes the server refuse this one.
   */
  readonly page: <A>(
    send: Effect.Effect<Effect.Effect<A, unknown>, unknown>,
    otherwise: (error: unknown) => Effect.Effect<A, unknown>
  ) => Effect.Effect<A, unknown>
}

/**
 * Makes it for a connection.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): PostgresLine => {
  const sending = Semaphore.makeUnsafe(1)
  let last: Effect.Effect<void> = Effect.void
  return {
    page: (send, otherwise) =>
      Effect.suspend(() => {
        const before = last
        const ended = Deferred.makeUnsafe<void>()
        last = Deferred.await(ended)
        return Effect.flatten(sending.withPermit(send)).pipe(
          Effect.catch((error) => Effect.andThen(before, sending.withPermit(otherwise(error)))),
          Effect.ensuring(Deferred.succeed(ended, undefined))
        )
      })
  }
}

/**
 * For pages of which each is answered before the next is sent, over any number of connections. Those of another transaction are
 * not waited for: they may themselves wait for what this one holds, which the server would not see.
 *
 * @category constants
 * @since 0.1.0
 */
export const oneByOne: PostgresLine = {
  page: (send, otherwise) => Effect.flatten(send).pipe(Effect.catch(otherwise))
}

/**
 * Sends statements one behind the other. What it answers with waits for them, and fails with the first that failed. Where it is
 * interrupted, so are they.
 *
 * @category actions
 * @since 0.1.0
 */
export const inTurn = <A>(
  statements: ReadonlyArray<Effect.Effect<A, unknown>>
): Effect.Effect<Effect.Effect<void, unknown>> =>
  Effect.map(
    Effect.forEach(statements, (statement) => Effect.forkChild(statement, { startImmediately: true })),
    (fibers) =>
      Effect.onInterrupt(Effect.forEach(fibers, Fiber.join, { discard: true }), () => Fiber.interruptAll(fibers))
  )

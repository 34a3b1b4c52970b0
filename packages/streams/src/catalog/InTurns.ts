/**
 * Reads several streams at once, and hands out what they read one by one.
 *
 * @since 0.1.0
 */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"

/**
 * Streams that are read at the same time. More can join at any time.
 *
 * @category models
 * @since 0.1.0
 */
export interface Turns<in out A, in out E, R> {
  /** Reads a stream on a fiber of its own, one element ahead, which waits with its reader until it is its turn. */
  readonly join: (stream: Stream.Stream<A, E, R>) => Effect.Effect<void, never, R>
  /** Fails what is handed out. */
  readonly fail: (cause: Cause.Cause<E>) => Effect.Effect<void>
  /** What all of them read, those of each in their order. It fails with the first that fails, and never ends by itself. */
  readonly elements: Stream.Stream<A, E, R>
}

/**
 * Makes turns whose readers end with the scope. `onIdle` runs when an element is wanted and none has been read yet.
 *
 * With `Stream.mergeAll` alone elements wait in a queue, whose full list of offers is a `Set`. A `Set` that is added to
 * and deleted from is moved to a new table again and again, and the old table refers to the new one. Once an old table
 * has been promoted, the young collections take all that follow it for alive, with the elements that waited in them: of
 * an export in 8 segments 10 MB of pages long written survived every young collection and were promoted by the next.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* <A, E, R>(
  onIdle: Effect.Effect<void, never, R>
): Effect.fn.Return<Turns<A, E, R>, never, Scope.Scope> {
  const scope = yield* Effect.scope
  const turn = Semaphore.makeUnsafe(1)
  // There is one turn and room for one element: no offer ever waits in the queue.
  const queue = yield* Queue.bounded<A, E>(1)
  const next = Effect.suspend(() =>
    Queue.sizeUnsafe(queue) > 0 ? Queue.take(queue) : Effect.andThen(onIdle, Queue.take(queue))
  )
  return {
    join: (stream) =>
      stream.pipe(
        Stream.runForEach((element) => Effect.andThen(turn.take(1), Queue.offer(queue, element))),
        Effect.catchCause((cause) => Queue.failCause(queue, cause)),
        Effect.forkIn(scope),
        Effect.asVoid
      ),
    fail: (cause) => Queue.failCause(queue, cause),
    elements: Stream.fromEffectRepeat(Effect.tap(next, () => turn.release(1)))
  }
})

/**
 * Reads several streams at once, and hands out what they read one by one.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"

/**
 * Merges streams. Each reads one element ahead, which waits with its reader until it is its turn.
 *
 * `Stream.mergeAll` alone lets elements wait in a queue, whose full list of offers is a `Set`. A `Set` that is added to
 * and deleted from is moved to a new table again and again, and the old table refers to the new one. Once an old table
 * has been promoted, the young collections take all that follow it for alive, with the elements that waited in them: of
 * an export in 8 segments 10 MB of pages long written survived every young collection and were promoted by the next.
 *
 * @category combinators
 * @since 0.1.0
 */
export const mergeInTurns = <A, E, R>(
  streams: ReadonlyArray<Stream.Stream<A, E, R>>,
  concurrency: number
): Stream.Stream<A, E, R> =>
  Stream.suspend(() => {
    const turn = Semaphore.makeUnsafe(1)
    const waiting = streams.map((stream) => Stream.mapEffect(stream, (element) => Effect.as(turn.take(1), element)))
    // There is one turn and room for one element: no offer ever waits in the queue.
    return Stream.mergeAll(waiting, { concurrency, bufferSize: 1 }).pipe(Stream.tap(() => turn.release(1)))
  })

import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import * as InTurns from "../../src/catalog/InTurns.ts"
import { collectYoung } from "../support/collectYoung.ts"

/** A stream that reads its elements one after the other. */
const reading = <A>(length: number, read: (index: number) => A): Stream.Stream<A> =>
  Stream.mapEffect(Stream.range(0, length - 1), (index) =>
    Effect.andThen(
      Effect.yieldNow,
      Effect.sync(() => read(index))
    )
  )

/** What streams read in turns, without an end. */
const inTurns = <A, E>(streams: ReadonlyArray<Stream.Stream<A, E>>): Stream.Stream<A, E> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const turns = yield* InTurns.make<A, E, never>(Effect.void)
      yield* Effect.forEach(streams, turns.join)
      return turns.elements
    })
  )

describe("streams read in turns", () => {
  it.effect("are all read to their ends, each in its order", () =>
    Effect.gen(function* () {
      const streams = Array.from({ length: 5 }, (_, stream) =>
        stream === 0 ? Stream.empty : reading(stream * 7, (index) => ({ stream, index }))
      )
      const merged = yield* Stream.runCollect(Stream.take(inTurns(streams), 70))
      assert.lengthOf(merged, 70)
      for (let stream = 0; stream < 5; stream++) {
        assert.deepStrictEqual(
          merged.filter((element) => element.stream === stream).map(({ index }) => index),
          Array.from({ length: stream * 7 }, (_, index) => index)
        )
      }
    })
  )

  it.effect("read at the same time, and one element ahead of a consumer that stalls", () =>
    Effect.gen(function* () {
      const read = [0, 0, 0, 0]
      const streams = read.map((_, stream) => reading(100, (index) => (read[stream] = index + 1)))
      const allWait = yield* Deferred.make<void>()
      yield* inTurns(streams).pipe(
        Stream.take(1),
        Stream.runForEach(() =>
          Effect.gen(function* () {
            for (let step = 0; step < 1000; step++) yield* Effect.yieldNow
            yield* Deferred.succeed(allWait, undefined)
          })
        )
      )
      assert.isTrue(yield* Deferred.isDone(allWait))
      // The one consumed, the one whose turn is next, and one with each reader.
      assert.isAtLeast(Math.min(...read), 1)
      assert.isAtMost(Math.max(...read), 3)
    })
  )

  it.effect("fail with the first that fails", () =>
    Effect.gen(function* () {
      const failing = Stream.concat(
        reading(3, (index) => index),
        Stream.fail("broken" as const)
      )
      const exit = yield* Effect.exit(Stream.runDrain(inTurns([reading(1000, (index) => index), failing])))
      assert.deepStrictEqual(exit, Exit.fail("broken"))
    })
  )

  it.effect("can be joined by more, when an element is wanted and none is there", () =>
    Effect.gen(function* () {
      let joined = 0
      const turns: InTurns.Turns<number, never, never> = yield* InTurns.make<number, never, never>(
        Effect.suspend(() => (joined++ < 3 ? turns.join(reading(2, (index) => index)) : Effect.void))
      )
      const found = yield* Stream.runCollect(Stream.take(turns.elements, 6))
      assert.deepStrictEqual(found.toSorted(), [0, 0, 0, 1, 1, 1])
    })
  )

  it.effect("keep nothing alive that was consumed, also for young collections after an older one", () =>
    Effect.gen(function* () {
      const element = () => Array.from({ length: 2000 }, () => [0, 0, 0, 0, 0, 0, 0])
      const size = 2000 * (8 + 16 + 7 * 8 + 16)
      let consumed = 0
      const held: Array<number> = []
      const streams = Array.from({ length: 8 }, () => reading(100, element))
      yield* inTurns(streams).pipe(
        Stream.take(800),
        Stream.runForEach(
          Effect.fnUntraced(function* () {
            // Slower than those who read: all of them wait.
            for (let step = 0; step < 20; step++) yield* Effect.yieldNow
            if (++consumed % 20 !== 0) return
            collectYoung()
            // The second in a row promotes all that waits now, as every collection of the whole heap does.
            if (consumed === 20) collectYoung()
            held.push(process.memoryUsage().heapUsed / size)
          })
        )
      )
      assert.lengthOf(held, 40)
      // What waits, and a little; with a queue that keeps what waited it is seven more at each collection.
      assert.isBelow(Math.max(...held) - (held[0] ?? 0), 20)
    })
  )
})

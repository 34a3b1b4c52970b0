import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as IntercomStream from "../../src/IntercomStream.ts"
import {
  companies,
  contacts,
  cursorList,
  elapse,
  ids,
  numberedList,
  reasonOf,
  type Row,
  rows,
  serve
} from "../support/servedLists.ts"

describe("laziness", () => {
  it.effect("T34: one row of a million takes one request", () => {
    const { layer, requests } = serve(cursorList(1_000_000))
    return Effect.gen(function* () {
      const one = yield* Stream.runCollect(Stream.take(IntercomStream.items(contacts), 1))
      assert.deepStrictEqual(ids(one), ["0"])
      assert.strictEqual(requests.length, 1)
    }).pipe(Effect.provide(layer))
  })

  it.effect("T34: a consumer that stalls stops the requests", () => {
    const { layer, requests } = serve(cursorList(1_000_000))
    return Effect.gen(function* () {
      const stalled = yield* Deferred.make<void>()
      const fiber = yield* IntercomStream.pages(contacts).pipe(
        Stream.runForEach(() =>
          requests.length === 3 ? Effect.andThen(Deferred.succeed(stalled, undefined), Effect.never) : Effect.void
        ),
        Effect.forkChild
      )
      yield* Deferred.await(stalled)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(requests.length, 3)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(requests.length, 3)
    }).pipe(Effect.provide(layer))
  })

  it.effect("T34: interruption ends a request under way and those behind it", () => {
    const { layer, requests } = serve(cursorList(1_000_000), { latency: "10 seconds" })
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Stream.runDrain(IntercomStream.items(contacts, {}, { prefetch: 3 })))
      yield* elapse(25)
      const before = requests.length
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(requests.length, before)
    }).pipe(Effect.provide(layer))
  })

  it.effect("the same stream can be run again, from the beginning", () => {
    const { layer } = serve(cursorList(5))
    return Effect.gen(function* () {
      const stream = IntercomStream.items(contacts, {}, { perPage: 2, prefetch: 1 })
      const first = yield* Stream.runCollect(stream)
      const second = yield* Stream.runCollect(stream)
      assert.deepStrictEqual(second, first)
      assert.strictEqual(first.length, 5)
    }).pipe(Effect.provide(layer))
  })
})

describe("prefetch", () => {
  const readFirstPageAndWait = (stream: Stream.Stream<unknown, IntercomError, IntercomClient.IntercomClient>) =>
    Effect.gen(function* () {
      const fiber = yield* stream.pipe(
        Stream.runForEach(() => Effect.never),
        Effect.forkChild
      )
      yield* elapse(20)
      yield* Fiber.interrupt(fiber)
    })

  it.effect("fetches that many pages before they are asked for, and no more", () =>
    Effect.gen(function* () {
      for (const [list, prefetch] of [
        ["cursor", 0],
        ["cursor", 1],
        ["cursor", 3],
        ["numbered", 0],
        ["numbered", 3]
      ] as const) {
        const { layer, requests } = serve(list === "cursor" ? cursorList(10_000) : numberedList(5000), {
          latency: "1 second"
        })
        const stream =
          list === "cursor"
            ? IntercomStream.pages(contacts, {}, { prefetch })
            : IntercomStream.pages(companies, {}, { prefetch })
        yield* readFirstPageAndWait(stream).pipe(Effect.provide(layer))
        assert.strictEqual(requests.length, 1 + prefetch)
      }
    })
  )

  it.effect("keeps the order and hands out every row once", () =>
    Effect.gen(function* () {
      for (const total of [0, 1, 59, 60, 61, 600, 1000]) {
        const numbered = serve(numberedList(total), { latency: "1 second" })
        const cursors = serve(cursorList(total), { latency: "1 second" })
        for (const [stream, layer] of [
          [IntercomStream.items(companies, {}, { prefetch: 4 }), numbered.layer],
          [IntercomStream.items(contacts, {}, { perPage: 60, prefetch: 4 }), cursors.layer]
        ] as const) {
          const fiber = yield* Effect.forkChild(Stream.runCollect(stream).pipe(Effect.provide(layer)))
          yield* elapse(20)
          assert.deepStrictEqual(ids(yield* Fiber.join(fiber)), ids(rows(0, total)))
        }
        assert.strictEqual(numbered.requests.length, Math.max(1, Math.ceil(total / 60)))
      }
    })
  )

  it.effect("fetches numbered pages at the same time", () => {
    const { layer, mostOpen } = serve(numberedList(60 * 21), { latency: "1 second" })
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(Stream.runDrain(IntercomStream.items(companies, {}, { prefetch: 4 })))
      // One page to learn the total, then four rounds of five: the page that is waited for, and four ahead of it.
      yield* elapse(5)
      assert.isDefined(fiber.pollUnsafe())
      assert.strictEqual(mostOpen(), 5)
    }).pipe(Effect.provide(layer))
  })

  it.effect("reports the failure of a page after the rows before it", () => {
    const { layer } = serve((request, index) =>
      index === 3 ? Response.json({ errors: [] }, { status: 403 }) : cursorList(1000)(request)
    )
    return Effect.gen(function* () {
      const read: Array<Row> = []
      const { reason } = yield* reasonOf(
        IntercomStream.items(contacts, {}, { perPage: 10, prefetch: 5 }).pipe(
          Stream.runForEach((row) => Effect.sync(() => read.push(row)))
        )
      )
      assert.strictEqual(reason._tag, "Forbidden")
      assert.deepStrictEqual(ids(read), ids(rows(0, 30)))
    }).pipe(Effect.provide(layer))
  })
})

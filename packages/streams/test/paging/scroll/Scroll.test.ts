import { IntercomClient, type IntercomError, Operation } from "@effect-intercom/core"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import * as IntercomStream from "../../../src/IntercomStream.ts"
import type { ScrollEvent, ScrollOptions } from "../../../src/paging/scroll/Options.ts"
import { takingTurns } from "../../support/takingTurns.ts"

const scroll = Operation.paginated("companies.scroll", {
  method: "GET",
  path: "/companies/scroll",
  query: ["scroll_param"],
  since: "2.7",
  input: Schema.Struct({ scroll_param: Schema.optionalKey(Schema.String) }),
  success: Schema.Struct({
    data: Schema.Array(Schema.Struct({ id: Schema.String })),
    scroll_param: Schema.optionalKey(Schema.String)
  }),
  pagination: { kind: "scroll", items: (page) => page.data }
})

type Fault = "500" | "reset" | "empty" | "refused"

interface Knobs {
  readonly companies: number
  /** How the server says that there is nothing more. */
  readonly end?: "empty" | "404"
  /** What happens to a request, by its index; the page is used up all the same. */
  readonly faults?: Readonly<Record<number, Fault>>
  /** Every request for this page fails. */
  readonly alwaysFailing?: number
  /** Until when, in milliseconds, somebody else's scroll is open. */
  readonly foreignUntil?: number
}

const error = (status: number, code: string) =>
  Response.json({ type: "error.list", errors: [{ code, message: code }] }, { status })

/** A workspace that scrolls as Intercom does: one scroll at a time, gone after a minute without a call. */
const serve = (knobs: Knobs) => {
  let session: { token: string; place: number; usedAt: number } | undefined
  let opened = 0
  let requests = 0

  const page = (token: string | null, now: number): Response => {
    if (session !== undefined && now - session.usedAt > 60_000) session = undefined
    if (token === null) {
      if (session !== undefined || now < (knobs.foreignUntil ?? 0)) return error(400, "scroll_exists")
      session = { token: `scroll-${++opened}`, place: 0, usedAt: now }
    }
    if (session === undefined || (token !== null && token !== session.token)) return error(404, "not_found")
    session.usedAt = now
    const { place, token: current } = session
    const end = Math.min(place + 100, knobs.companies)
    if (place === end && (knobs.end === "404" || place > 0)) session = undefined
    else session.place = end
    if (place === end && knobs.end === "404") return error(404, "not_found")
    const data = Array.from({ length: end - place }, (_, index) => ({ id: String(place + index) }))
    return Response.json({ type: "list", data, pages: null, total_count: null, scroll_param: current })
  }

  const http = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const index = requests++
      const fault = knobs.faults?.[index]
      const token = url.searchParams.get("scroll_param")
      if (fault === "refused") {
        return yield* new HttpClientError.HttpClientError({
          reason: new HttpClientError.TransportError({ request, cause: { code: "ECONNREFUSED" } })
        })
      }
      const isFailing = knobs.alwaysFailing !== undefined && session?.place === knobs.alwaysFailing * 100
      const response = page(token, yield* Clock.currentTimeMillis)
      if (fault === "500" || isFailing) {
        session = undefined
        return HttpClientResponse.fromWeb(request, error(500, "server_error"))
      }
      if (fault === "reset") {
        return yield* new HttpClientError.HttpClientError({
          reason: new HttpClientError.TransportError({ request, cause: { code: "ECONNRESET" } })
        })
      }
      return HttpClientResponse.fromWeb(request, fault === "empty" ? new Response("") : response)
    })
  )
  const layer = IntercomClient.layer({ accessToken: "secret-token", pacing: false }).pipe(
    Layer.provide(Layer.succeed(HttpClient.HttpClient, http))
  )
  return { layer, requests: () => requests, opened: () => opened }
}

const settle = Effect.promise(async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
})

/** Lets time pass in steps. Bodies are read by promises, which the clock of the test does not wait for. */
const elapse = (seconds: number, step = 5) =>
  Effect.forEach(
    Array.from({ length: Math.ceil(seconds / step) }),
    () => settle.pipe(Effect.andThen(TestClock.adjust(`${step} seconds`)), Effect.andThen(settle)),
    { discard: true }
  )

/** Runs a program while time passes. */
const withTime = <A, E, R>(program: Effect.Effect<A, E, R>, seconds: number) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(program)
    yield* elapse(seconds)
    assert.isDefined(fiber.pollUnsafe(), `not done within ${seconds} seconds`)
    return yield* Fiber.join(fiber)
  })

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index))

const idsOf = (options?: ScrollOptions) =>
  IntercomStream.items(scroll, {}, { scroll: options }).pipe(
    Stream.map(({ id }) => id),
    Stream.runCollect
  )

const recorder = () => {
  const events: Array<ScrollEvent> = []
  return { events, onEvent: (event: ScrollEvent) => Effect.sync(() => void events.push(event)) }
}

const scrollErrorOf = (effect: Effect.Effect<unknown, IntercomError, IntercomClient.IntercomClient>) =>
  Effect.map(Effect.flip(effect), (error) => {
    assert(error.reason._tag === "PaginationError", error.message)
    assert.strictEqual(error.operation, "companies.scroll")
    assert.strictEqual(error.reason.kind, "scroll")
    return error
  })

describe("T12: the token of a scroll", () => {
  it.effect("is the same on every page, which is no circle", () => {
    const { layer, opened, requests } = serve({ companies: 250 })
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* idsOf(), numbers(250))
      assert.strictEqual(opened(), 1)
      assert.strictEqual(requests(), 4)
    }).pipe(Effect.provide(layer))
  })
})

describe("T13: the end of a scroll", () => {
  it.effect("is a page without rows", () =>
    Effect.gen(function* () {
      for (const companies of [0, 1, 99, 100, 101, 250]) {
        const { layer, opened } = serve({ companies })
        assert.deepStrictEqual(yield* idsOf().pipe(Effect.provide(layer)), numbers(companies))
        assert.strictEqual(opened(), 1)
      }
    })
  )

  it.effect("is a 404 after a page that was not full", () => {
    const { layer, opened } = serve({ companies: 250, end: "404" })
    return Effect.gen(function* () {
      const { events, onEvent } = recorder()
      assert.deepStrictEqual(yield* idsOf({ onEvent }), numbers(250))
      assert.strictEqual(opened(), 1)
      assert.deepStrictEqual(
        events.map(({ _tag }) => _tag),
        ["ScrollOpened"]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("is a 404 after a full page when a second pass comes to the same place", () => {
    const { layer, opened } = serve({ companies: 200, end: "404" })
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* idsOf(), numbers(200))
      assert.strictEqual(opened(), 2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("is not a 404 after more than a minute: the scroll expired and starts again", () => {
    const { layer, opened } = serve({ companies: 250, end: "404" })
    const { events, onEvent } = recorder()
    return Effect.gen(function* () {
      const ids: Array<string> = []
      yield* withTime(
        IntercomStream.items(scroll, {}, { scroll: { onEvent, capacity: 1 } }).pipe(
          Stream.chunks,
          Stream.runForEach((rows) =>
            Effect.sync(() => ids.push(...rows.map(({ id }) => id))).pipe(
              Effect.andThen(ids.length < 200 ? Effect.sleep("5 minutes") : Effect.void)
            )
          )
        ),
        1200
      )
      assert.deepStrictEqual(ids, numbers(250))
      assert.isAbove(opened(), 1)
      assert.isTrue(events.some((event) => event._tag === "ScrollRestarted" && event.reason === "NotFound"))
    }).pipe(Effect.provide(layer))
  })
})

describe("T14: a consumer that stalls", () => {
  it.effect("does not let the scroll expire", () => {
    const { layer, opened } = serve({ companies: 5000 })
    return Effect.gen(function* () {
      let rows = 0
      yield* withTime(
        IntercomStream.pages(scroll).pipe(
          Stream.runForEach(({ items }) => {
            rows += items.length
            return rows === 200 ? Effect.sleep("5 minutes") : Effect.void
          })
        ),
        400
      )
      assert.strictEqual(rows, 5000)
      assert.strictEqual(opened(), 1)
    }).pipe(Effect.provide(layer))
  })

  it.effect("lets no more pages be read than may wait, and still gets every row once", () => {
    const { layer, opened, requests } = serve({ companies: 3000 })
    return Effect.gen(function* () {
      const ids: Array<string> = []
      let whileStalled = 0
      yield* withTime(
        IntercomStream.items(scroll, {}, { scroll: { capacity: 4 } }).pipe(
          Stream.chunks,
          Stream.runForEach((rows) => {
            ids.push(...rows.map(({ id }) => id))
            if (ids.length > 100) return Effect.void
            return Effect.sleep("1 hour").pipe(Effect.andThen(Effect.sync(() => (whileStalled = requests()))))
          })
        ),
        4000
      )
      // The page in hand and four that wait.
      assert.strictEqual(whileStalled, 5)
      assert.deepStrictEqual(ids, numbers(3000))
      assert.strictEqual(opened(), 2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("one row takes one request", () => {
    const { layer, requests } = serve({ companies: 100_000 })
    return Effect.gen(function* () {
      const one = yield* Stream.runCollect(Stream.take(IntercomStream.items(scroll), 1))
      assert.strictEqual(one.length, 1)
      assert.strictEqual(requests(), 1)
    }).pipe(Effect.provide(layer))
  })

  it.effect("has pages ready with prefetch", () => {
    const { layer, requests } = serve({ companies: 100_000 })
    return Effect.gen(function* () {
      const fiber = yield* IntercomStream.items(scroll, {}, { prefetch: 3 }).pipe(
        Stream.runForEach(() => Effect.never),
        Effect.forkChild
      )
      yield* settle
      assert.strictEqual(requests(), 4)
      yield* Fiber.interrupt(fiber)
    }).pipe(Effect.provide(layer))
  })
})

describe("T15: another scroll", () => {
  it.effect("is waited for", () => {
    const { layer } = serve({ companies: 250, foreignUntil: 90_000 })
    const { events, onEvent } = recorder()
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* withTime(idsOf({ onEvent }), 120), numbers(250))
      assert.isTrue(events.some(({ _tag }) => _tag === "ScrollWaiting"))
    }).pipe(Effect.provide(layer))
  })

  it.effect("that stays open is an error when patience ends", () => {
    const { layer } = serve({ companies: 250, foreignUntil: Number.MAX_SAFE_INTEGER })
    return Effect.gen(function* () {
      const error = yield* withTime(scrollErrorOf(idsOf({ patience: "2 minutes" })), 130)
      assert.include(error.message, "2m")
    }).pipe(Effect.provide(layer))
  })

  it.effect("of the same client takes its turn without a call", () => {
    const { layer, opened, requests } = serve({ companies: 250 })
    return Effect.gen(function* () {
      const both = yield* withTime(Effect.all([idsOf(), idsOf()], { concurrency: 2 }), 10)
      assert.deepStrictEqual(both, [numbers(250), numbers(250)])
      assert.strictEqual(opened(), 2)
      assert.strictEqual(requests(), 8)
    }).pipe(Effect.provide(layer))
  })

  it.effect("of the same client that never ends is an error when patience ends", () => {
    const { layer } = serve({ companies: 250 })
    return Effect.gen(function* () {
      const holder = yield* IntercomStream.items(scroll).pipe(
        Stream.runForEach(() => Effect.never),
        Effect.forkChild
      )
      yield* settle
      yield* withTime(scrollErrorOf(idsOf({ patience: "1 minute" })), 70)
      yield* Fiber.interrupt(holder)
    }).pipe(Effect.provide(layer))
  })

  it.effect("of another process that shares the budget takes its turn without a call, and the wait is told", () => {
    const { layer, opened, requests } = serve({ companies: 250 })
    const turns = takingTurns()
    const { events, onEvent } = recorder()
    const process = () => Layer.provide(turns.process(), layer)
    return Effect.gen(function* () {
      const goesOn = yield* Deferred.make<void>()
      const first = yield* IntercomStream.items(scroll).pipe(
        Stream.tap(() => Deferred.await(goesOn)),
        Stream.runCount,
        Effect.provide(process()),
        Effect.forkChild
      )
      yield* settle
      const second = yield* Effect.forkChild(Effect.provide(idsOf({ onEvent }), process()))
      yield* elapse(10)
      assert.deepStrictEqual([opened(), requests()], [1, 1])
      assert.deepStrictEqual([...new Set(events.map(({ _tag }) => _tag))], ["ScrollWaiting"])
      yield* Deferred.succeed(goesOn, undefined)
      yield* elapse(10)
      assert.strictEqual(yield* Fiber.join(first), 250)
      assert.deepStrictEqual(yield* Fiber.join(second), numbers(250))
      assert.deepStrictEqual([opened(), requests()], [2, 8])
      assert.strictEqual(events.at(-1)?._tag, "ScrollOpened")
      assert.deepStrictEqual(turns.names, ["companies.scroll", "companies.scroll"])
      assert.isEmpty(turns.held)
    })
  })

  it.effect("of another process that never ends is an error when patience ends", () => {
    const { layer, requests } = serve({ companies: 250 })
    const turns = takingTurns()
    turns.held.add("companies.scroll")
    return Effect.gen(function* () {
      const error = yield* withTime(scrollErrorOf(idsOf({ patience: "1 minute" })), 70)
      assert.include(error.message, "1m")
      assert.strictEqual(requests(), 0)
    }).pipe(Effect.provide(Layer.provide(turns.process(), layer)))
  })

  it.effect("T34: of the same client gives way when it is interrupted", () => {
    const { layer } = serve({ companies: 250 })
    return Effect.gen(function* () {
      const holder = yield* IntercomStream.items(scroll).pipe(
        Stream.runForEach(() => Effect.never),
        Effect.forkChild
      )
      yield* settle
      yield* Fiber.interrupt(holder)
      // Intercom still holds the first scroll for a minute.
      assert.deepStrictEqual(yield* withTime(idsOf(), 80), numbers(250))
    }).pipe(Effect.provide(layer))
  })
})

describe("T16: a scroll that loses its place", () => {
  for (const fault of ["500", "reset", "empty"] as const) {
    it.effect(`starts again after ${fault}, and hands out every row once`, () => {
      const { layer, opened } = serve({ companies: 1000, faults: { 6: fault } })
      const { events, onEvent } = recorder()
      return Effect.gen(function* () {
        assert.deepStrictEqual(yield* withTime(idsOf({ onEvent }), 120), numbers(1000))
        assert.strictEqual(opened(), 2)
        const restarts = events.filter(({ _tag }) => _tag === "ScrollRestarted")
        assert.strictEqual(restarts.length, 1)
        assert.deepInclude(restarts[0], { restarts: 1, rows: 600 })
      }).pipe(Effect.provide(layer))
    })
  }

  it.effect("goes on where it was when the call surely did not arrive", () => {
    const { layer, opened } = serve({ companies: 1000, faults: { 6: "refused" } })
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* withTime(idsOf(), 20), numbers(1000))
      assert.strictEqual(opened(), 1)
    }).pipe(Effect.provide(layer))
  })

  it.effect("gives up when restarting does not help", () => {
    const { layer, opened } = serve({ companies: 1000, alwaysFailing: 3 })
    return Effect.gen(function* () {
      const error = yield* withTime(scrollErrorOf(idsOf({ maxRestarts: 3 })), 300)
      assert.include(error.message, "ServerError")
      assert.strictEqual(opened(), 4)
    }).pipe(Effect.provide(layer))
  })
})

describe("the cursor of a scroll", () => {
  it.effect("leads to the beginning, since a scroll cannot be entered in the middle", () => {
    const { layer } = serve({ companies: 250 })
    return Effect.gen(function* () {
      const pages = yield* Stream.runCollect(IntercomStream.pages(scroll))
      assert.deepStrictEqual(
        pages.map(({ cursor, items }) => [items.length, cursor]),
        [
          [100, "scroll"],
          [100, "scroll"],
          [50, "scroll"],
          [0, undefined]
        ]
      )
      const again = yield* Stream.runCollect(IntercomStream.items(scroll, {}, { from: pages[0]?.cursor }))
      assert.strictEqual(again.length, 250)
    }).pipe(Effect.provide(layer))
  })

  it.effect("and a page size are refused where they are not of a scroll", () => {
    const { layer, requests } = serve({ companies: 250 })
    return Effect.gen(function* () {
      for (const options of [{ from: "scroll-1" }, { perPage: 50 }]) {
        const error = yield* Effect.flip(Stream.runDrain(IntercomStream.items(scroll, {}, options)))
        assert.strictEqual(error.reason._tag, "InvalidInput")
      }
      assert.strictEqual(requests(), 0)
    }).pipe(Effect.provide(layer))
  })
})

import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Exit, Fiber, Random } from "effect"
import { TestClock } from "effect/testing"
import { Observer } from "../src/index.ts"
import {
  advancing,
  createContact,
  failureOf,
  getContact,
  scripted,
  searchContacts,
  settle
} from "./ScriptedIntercom.ts"

const serverError = { status: 500, body: { type: "error.list", errors: [{ code: "server_error" }] } }
const found = { body: { id: "1" } }

describe("what is repeated", () => {
  it.effect("a create is sent once when the server fails", () => {
    const intercom = scripted(serverError, found)
    return Effect.gen(function* () {
      const error = yield* failureOf(createContact({ email: "ada@example.com" }))
      assert.strictEqual(error.reason._tag, "ServerError")
      assert.strictEqual(intercom.received.length, 1)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a create is sent once when no answer comes in time", () => {
    const intercom = scripted({ fault: "never" }, found)
    return Effect.gen(function* () {
      const error = yield* failureOf(createContact({ email: "ada@example.com" }))
      assert.strictEqual(error.reason._tag, "TimeoutError")
      assert.strictEqual(intercom.received.length, 1)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a create is sent once when the connection breaks on the way", () => {
    const intercom = scripted({ fault: "reset" }, found)
    return Effect.gen(function* () {
      const error = yield* failureOf(createContact({ email: "ada@example.com" }))
      assert.strictEqual(error.reason._tag, "TransportError")
      assert.strictEqual(intercom.received.length, 1)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a create is repeated when no connection came about", () => {
    const intercom = scripted({ fault: "refused" }, found)
    return Effect.gen(function* () {
      const exit = yield* advancing(createContact({ email: "ada@example.com" }))
      assert.deepStrictEqual(exit, Exit.succeed({ id: "1" }))
      assert.strictEqual(intercom.received.length, 2)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a create is sent once when the way to the host is lost while the answer is read", () => {
    const intercom = scripted({ fault: "lost" }, found)
    return Effect.gen(function* () {
      const error = yield* failureOf(createContact({ email: "ada@example.com" }))
      assert.strictEqual(error.reason._tag === "TransportError" && error.reason.sent, "unknown")
      assert.strictEqual(intercom.received.length, 1)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a create is repeated when there was no way to the host", () => {
    const intercom = scripted({ fault: "unreachable" }, found)
    return Effect.gen(function* () {
      const exit = yield* advancing(createContact({ email: "ada@example.com" }))
      assert.deepStrictEqual(exit, Exit.succeed({ id: "1" }))
      assert.strictEqual(intercom.received.length, 2)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a create is repeated after a 429, which Intercom did not execute", () => {
    const intercom = scripted({ status: 429 }, found)
    return Effect.gen(function* () {
      const exit = yield* advancing(createContact({ email: "ada@example.com" }))
      assert.deepStrictEqual(exit, Exit.succeed({ id: "1" }))
      assert.strictEqual(intercom.received.length, 2)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect.each([
    ["a 500", serverError],
    ["a 502 with a proxy's page", { status: 502, body: "<html>bad gateway</html>" }],
    ["a 408", { status: 408 }],
    ["a 429", { status: 429 }],
    ["a connection reset", { fault: "reset" }],
    ["no answer in time", { fault: "never" }],
    ["a stalled body", { fault: "stalled" }],
    ["a truncated body", { fault: "truncated" }],
    ["an empty 200", { body: "" }],
    ["a 200 with a page of HTML", { body: "<html></html>" }]
  ] as const)("a search, though a POST, is repeated after %s", ([, fault]) => {
    const intercom = scripted(fault, found)
    return Effect.gen(function* () {
      const exit = yield* advancing(searchContacts({ query: {} }))
      assert.deepStrictEqual(exit, Exit.succeed({ id: "1" }))
      assert.strictEqual(intercom.received.length, 2)
    }).pipe(Effect.provide(intercom.layer({ version: "2.11" })))
  })

  it.effect.each([400, 401, 403, 404, 409, 410, 422])("a read is not repeated after a %i", (status) => {
    const intercom = scripted({ status }, found)
    return Effect.gen(function* () {
      yield* failureOf(getContact({ id: "1" }))
      assert.strictEqual(intercom.received.length, 1)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a limit on jobs is JobLimitReached and is not repeated", () => {
    const message = "Exceeded rate limit of 1 pending message data export job"
    const body = { type: "error.list", errors: [{ code: "rate_limit_exceeded", message }] }
    const intercom = scripted({ status: 429, body }, found)
    return Effect.gen(function* () {
      const error = yield* failureOf(createContact({ email: "ada@example.com" }))
      assert.strictEqual(error.reason._tag, "JobLimitReached")
      assert.strictEqual(error.isRetryable, false)
      assert.strictEqual(intercom.received.length, 1)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a number of times that is undefined is left out, and no number without an end", () => {
    const intercom = scripted(serverError)
    // As programs give options they were not given themselves.
    const retry: { times: number } = JSON.parse("{}")
    return Effect.gen(function* () {
      yield* failureOf(getContact({ id: "1" }, { retry: { times: retry.times, base: "10 millis", cap: "10 millis" } }))
      assert.strictEqual(intercom.received.length, 6)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("retry: false sends once", () => {
    const intercom = scripted(serverError, found)
    return Effect.gen(function* () {
      yield* failureOf(getContact({ id: "1" }, { retry: false }))
      assert.strictEqual(intercom.received.length, 1)
    }).pipe(Effect.provide(intercom.layer()))
  })
})

describe("how long it waits", () => {
  it.effect("spreads the first repetitions of many callers over two fifths of the wait", () =>
    Effect.gen(function* () {
      const delays: Array<number> = []
      for (let caller = 0; caller < 20; caller++) {
        const intercom = scripted(serverError)
        yield* failureOf(getContact({ id: "1" })).pipe(
          Observer.observed((event) =>
            Effect.sync(() => {
              if (event._tag === "Retried") delays.push(Duration.toMillis(event.delay))
            })
          ),
          Effect.provide(intercom.layer({ retry: { times: 1, base: "1 second" } })),
          Random.withSeed(`caller ${caller}`)
        )
      }
      assert.isAtLeast(Math.min(...delays), 800)
      assert.isAtMost(Math.max(...delays), 1200)
      assert.isAbove(Math.max(...delays) - Math.min(...delays), 200, delays.join(" "))
      assert.isAbove(new Set(delays).size, 15, delays.join(" "))
    })
  )

  it.effect("waits double each time, up to the number of times, and tells the observer", () => {
    const intercom = scripted(serverError)
    const delays: Array<number> = []
    return Effect.gen(function* () {
      yield* failureOf(getContact({ id: "1" }))
      assert.strictEqual(intercom.received.length, 4)
      assert.strictEqual(delays.length, 3)
      delays.forEach((delay, index) => {
        const expected = 1000 * 2 ** index
        assert.isTrue(delay >= expected * 0.8 && delay <= expected * 1.2, `${delay} is not about ${expected}`)
      })
    }).pipe(
      Observer.observed((event) =>
        Effect.sync(() => {
          if (event._tag === "Retried") delays.push(Duration.toMillis(event.delay))
        })
      ),
      Effect.provide(
        intercom.layer({
          retry: { times: 3, base: "1 second" }
        })
      )
    )
  })

  for (const skew of [-120, 0, 120]) {
    it.effect(`a 429 waits for X-RateLimit-Reset with the server's clock ${skew} seconds off`, () => {
      const start = 1_700_000_000_000
      const limited = {
        status: 429,
        headers: {
          date: new Date(start + skew * 1000).toUTCString(),
          "x-ratelimit-limit": "167",
          "x-ratelimit-remaining": "0",
          "x-ratelimit-reset": String(start / 1000 + skew + 7)
        }
      }
      const intercom = scripted(limited, found)
      return Effect.gen(function* () {
        yield* TestClock.setTime(start)
        const exit = yield* advancing(getContact({ id: "1" }))
        assert.deepStrictEqual(exit, Exit.succeed({ id: "1" }))
        const waited = (intercom.received[1]?.at ?? 0) - start
        assert.isTrue(waited >= 7000 && waited <= 8200, `waited ${waited} ms for a window that starts after 7000`)
      }).pipe(Effect.provide(intercom.layer()))
    })
  }

  it.effect.each([500, 503, 408])("a %i waits for the backoff, and not for a window that has room", (status) => {
    const start = 1_700_000_000_000
    const headers = {
      date: new Date(start).toUTCString(),
      "x-ratelimit-limit": "1667",
      "x-ratelimit-remaining": "1600",
      "x-ratelimit-reset": String(start / 1000 + 16)
    }
    const intercom = scripted({ status, headers }, found)
    return Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const exit = yield* advancing(getContact({ id: "1" }, { deadline: "3 seconds" }))
      assert.deepStrictEqual(exit, Exit.succeed({ id: "1" }))
      assert.isBelow((intercom.received[1]?.at ?? 0) - start, 800)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("Retry-After comes before the backoff", () => {
    const intercom = scripted({ status: 429, headers: { "retry-after": "42" } }, found)
    return Effect.gen(function* () {
      yield* advancing(getContact({ id: "1" }))
      const waited = intercom.received[1]?.at ?? 0
      assert.isTrue(waited >= 42_000 && waited <= 43_000, `waited ${waited}`)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a wait that would pass the deadline is not begun: the failure comes at once", () => {
    const intercom = scripted({ status: 429, headers: { "retry-after": "120" } }, found)
    return Effect.gen(function* () {
      const error = yield* failureOf(getContact({ id: "1" }, { deadline: "1 minute" }))
      assert.strictEqual(error.reason._tag, "RateLimited")
      assert.isTrue((yield* Clock.currentTimeMillis) < 1000)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("all attempts together end at the deadline", () => {
    const intercom = scripted({ fault: "never" })
    return Effect.gen(function* () {
      const error = yield* failureOf(getContact({ id: "1" }, { deadline: "150 seconds" }))
      assert.strictEqual(error.reason._tag, "TimeoutError")
      assert.strictEqual(error.reason._tag === "TimeoutError" && error.reason.limit, "deadline")
      assert.isTrue((yield* Clock.currentTimeMillis) <= 150_200)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a body that stalls ends at the attempt timeout", () => {
    const intercom = scripted({ fault: "stalled" })
    return Effect.gen(function* () {
      const error = yield* failureOf(getContact({ id: "1" }, { retry: false, timeout: "3 seconds" }))
      assert.strictEqual(error.reason._tag === "TimeoutError" && error.reason.limit, "attempt")
      assert.isTrue((yield* Clock.currentTimeMillis) <= 3200)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("interruption during a wait ends at once", () => {
    const intercom = scripted({ status: 429, headers: { "retry-after": "60" } })
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(getContact({ id: "1" }))
      yield* settle
      yield* TestClock.adjust("1 second")
      assert.strictEqual(fiber.pollUnsafe(), undefined)
      yield* Fiber.interrupt(fiber)
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
      assert.strictEqual(yield* Clock.currentTimeMillis, 1000)
      assert.strictEqual(intercom.received.length, 1)
    }).pipe(Effect.provide(intercom.layer()))
  })
})

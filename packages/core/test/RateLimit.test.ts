import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Exit, Fiber, Layer, Option } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { RateLimiter } from "effect/persistence"
import { TestClock } from "effect/testing"
import { type ClientOptions, IntercomClient } from "../src/index.ts"
import { advancing, failureOf, getContact, scripted, settle, token } from "./ScriptedIntercom.ts"

const start = 1_700_000_003_000
const windowMillis = 10_000

/** A server that counts requests in ten-second windows of its own clock, and answers after a latency. */
const windowed = (options: {
  readonly limit: number
  /** Milliseconds, half of it before the server counts. */
  readonly latency: () => number
  readonly skew: number
  readonly told: boolean
  /** Seconds that the announced reset lies behind the end of the window. */
  readonly lateness?: number
}) => {
  const accepted = new Map<number, number>()
  let refused = 0
  const http = HttpClient.make(
    Effect.fnUntraced(function* (request) {
      const latency = options.latency()
      yield* Effect.sleep(latency / 2)
      const now = (yield* Clock.currentTimeMillis) + options.skew
      const window = Math.floor(now / windowMillis)
      const used = accepted.get(window) ?? 0
      const isRefused = used >= options.limit
      if (isRefused) refused++
      else accepted.set(window, used + 1)
      yield* Effect.sleep(latency / 2)
      const told = {
        date: new Date(now).toUTCString(),
        "x-ratelimit-limit": String(options.limit),
        "x-ratelimit-remaining": String(Math.max(options.limit - used - 1, 0)),
        "x-ratelimit-reset": String(((window + 1) * windowMillis) / 1000 + (options.lateness ?? 0))
      }
      return HttpClientResponse.fromWeb(
        request,
        new Response(isRefused ? `{"errors":[]}` : `{"id":"1"}`, {
          status: isRefused ? 429 : 200,
          headers: options.told ? told : {}
        })
      )
    })
  )
  const layer = (client?: Partial<ClientOptions>) =>
    IntercomClient.layer({ accessToken: token, ...client }).pipe(
      Layer.provide(Layer.succeed(HttpClient.HttpClient, http))
    )
  const layerShared = IntercomClient.layerRateLimiter({ accessToken: token }).pipe(
    Layer.provide(Layer.succeed(HttpClient.HttpClient, http))
  )
  return {
    layer,
    layerShared,
    refused: () => refused,
    /** Requests accepted in each whole window of the run, those without any included, the first one left out. */
    perWindow: () => {
      const first = Math.min(...accepted.keys())
      const count = Math.max(...accepted.keys()) - first - 1
      return Array.from({ length: count }, (_, index) => accepted.get(first + 1 + index) ?? 0)
    }
  }
}

/** Runs an effect that never ends for a virtual minute. */
const forAMinute = <E, R>(effect: Effect.Effect<never, E, R>) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(start)
    const fiber = yield* Effect.forkChild(effect)
    for (let millis = 0; millis < 60_000; millis += 25) {
      yield* settle
      yield* TestClock.adjust(25)
    }
    yield* Fiber.interrupt(fiber)
  })

/** Workers that call again as soon as they are answered. */
const callers = (count: number) =>
  Effect.andThen(
    Effect.forEach(Array.from({ length: count }), () => Effect.forever(getContact({ id: "1" })), {
      concurrency: "unbounded"
    }),
    Effect.never
  )

const fifty = () => 50

/** Latencies from 20 to 300 milliseconds, the same ones every time, so that responses overtake each other. */
const uneven = () => {
  let seed = 7
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return 20 + (seed / 2 ** 32) * 280
  }
}

describe("T21: pacing keeps within the window without a 429", () => {
  for (const limit of [167, 1667]) {
    for (const skew of [-120_000, -700, 0, 700, 120_000]) {
      it.effect(`${limit} per 10 s, the server's clock ${skew / 1000} s off`, () => {
        const server = windowed({ limit, latency: fifty, skew, told: true })
        return Effect.gen(function* () {
          yield* forAMinute(callers(15))
          // Fifteen workers with 50 ms latency send at most 3,000 per window.
          const used = server.perWindow().map((count) => count / limit)
          assert.isAtLeast(Math.min(...used), 0.95, `used ${used.join(", ")} with ${server.refused()} refused`)
          assert.strictEqual(server.refused(), 0)
        }).pipe(Effect.provide(server.layer()))
      })
    }
  }

  it.effect("64 workers whose responses overtake each other", () => {
    const server = windowed({ limit: 1667, latency: uneven(), skew: 0, told: true })
    return Effect.gen(function* () {
      yield* forAMinute(callers(64))
      assert.isAtLeast(Math.min(...server.perWindow()) / 1667, 0.95, `with ${server.refused()} refused`)
      assert.strictEqual(server.refused(), 0)
    }).pipe(Effect.provide(server.layer()))
  })

  for (const [workers, limit, millis] of [
    [32, 1667, 150],
    [64, 1667, 50],
    [15, 167, 50]
  ] as const) {
    it.effect(
      `windows that end six seconds before they say: ${workers} workers, ${limit} per 10 s, ${millis} ms`,
      () => {
        const server = windowed({ limit, latency: () => millis, skew: 0, told: true, lateness: 6 })
        return Effect.gen(function* () {
          yield* forAMinute(callers(workers))
          const used = server.perWindow().map((count) => count / limit)
          assert.isAtLeast(Math.min(...used), 0.95, `used ${used.join(", ")} with ${server.refused()} refused`)
          assert.strictEqual(server.refused(), 0)
        }).pipe(Effect.provide(server.layer()))
      }
    )
  }

  it.effect("two clients that share a limiter keep to it, although neither is told of the budget", () => {
    const server = windowed({ limit: 167, latency: fifty, skew: 0, told: false })
    return Effect.gen(function* () {
      const limiter = Layer.succeedContext(
        yield* Layer.build(RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreMemory)))
      )
      const one = Effect.provide(callers(15), server.layerShared.pipe(Layer.provide(limiter)), { local: true })
      const other = Effect.provide(callers(15), server.layerShared.pipe(Layer.provide(limiter)), { local: true })
      yield* forAMinute(Effect.andThen(Effect.all([one, other], { concurrency: 2 }), Effect.never))
      assert.isAtMost(Math.max(...server.perWindow()), 167)
      assert.isAtLeast(Math.min(...server.perWindow()), 150)
    })
  })

  it.effect("a budget of nothing is not one of one", () => {
    const intercom = scripted({
      body: { id: "1" },
      headers: {
        "x-ratelimit-limit": "0",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String((start + 9_000) / 1000)
      }
    })
    return Effect.gen(function* () {
      yield* TestClock.setTime(start)
      yield* getContact({ id: "1" })
      const next = yield* Effect.forkChild(getContact({ id: "1" }))
      yield* TestClock.adjust("8 seconds")
      assert.strictEqual(intercom.received.length, 1)
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(next)
      assert.strictEqual(intercom.received.length, 2)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("half of the budget is left to others when the share is a half", () => {
    const server = windowed({ limit: 167, latency: fifty, skew: 0, told: true })
    return Effect.gen(function* () {
      yield* forAMinute(callers(15))
      for (const count of server.perWindow()) assert.isTrue(count >= 75 && count <= 84, `${count} of 83`)
    }).pipe(Effect.provide(server.layer({ pacing: { share: 0.5 } })))
  })

  it.effect("without headers the fallback rate holds", () => {
    const server = windowed({ limit: 167, latency: fifty, skew: 0, told: false })
    return Effect.gen(function* () {
      yield* forAMinute(callers(15))
      assert.isAtMost(Math.max(...server.perWindow()), 167)
      assert.isAtLeast(Math.min(...server.perWindow()), 150)
    }).pipe(Effect.provide(server.layer()))
  })
})

describe("waiting for the next window", () => {
  it.effect("is not begun where it would pass the deadline", () => {
    const server = windowed({ limit: 2, latency: fifty, skew: 0, told: true })
    return Effect.gen(function* () {
      yield* TestClock.setTime(start)
      yield* advancing(Effect.all([getContact({ id: "1" }), getContact({ id: "2" })]))
      const askedAt = yield* Clock.currentTimeMillis
      const error = yield* failureOf(getContact({ id: "3" }, { deadline: "2 seconds" }))
      assert.strictEqual(error.reason._tag === "TimeoutError" && error.reason.limit, "deadline")
      assert.isBelow((yield* Clock.currentTimeMillis) - askedAt, 1000)
      assert.strictEqual(server.refused(), 0)
    }).pipe(Effect.provide(server.layer()))
  })
})

describe("a clock that is set back by an hour", () => {
  it.effect("stops nobody, where the window had no room left", () => {
    const server = windowed({ limit: 2, latency: fifty, skew: 0, told: true })
    return Effect.gen(function* () {
      yield* TestClock.setTime(start)
      yield* advancing(Effect.all([getContact({ id: "1" }), getContact({ id: "2" })]))
      yield* TestClock.setTime(start - 3_600_000)
      const exit = yield* advancing(getContact({ id: "3" }, { retry: false }), "20 seconds")
      assert.isTrue(Exit.isSuccess(exit))
    }).pipe(Effect.provide(server.layer()))
  })
})

describe("headers that cannot be", () => {
  const seconds = start / 1000
  for (const [what, headers] of [
    ["a reset an hour off", { "x-ratelimit-reset": String(seconds + 3_600) }],
    ["a reset in milliseconds", { "x-ratelimit-reset": String(start + 10_000) }],
    ["a clock of 1970", { "x-ratelimit-reset": String(seconds + 10), date: "Thu, 01 Jan 1970 00:00:10 GMT" }],
    ["a reset beyond all numbers", { "x-ratelimit-reset": "1e300" }],
    ["a limit of nothing", { "x-ratelimit-limit": "0", "x-ratelimit-reset": String(seconds + 10) }]
  ] as const) {
    for (const status of [200, 429]) {
      it.effect(`${what} with a ${status} stops nobody for more than 20 s`, () => {
        const intercom = scripted(
          ...Array.from({ length: 4 }, () => ({
            status,
            body: { id: "1" },
            headers: { "x-ratelimit-limit": "167", "x-ratelimit-remaining": "0", ...headers }
          }))
        )
        return Effect.gen(function* () {
          yield* TestClock.setTime(start)
          yield* Effect.exit(getContact({ id: "1" }, { retry: false }))
          const second = yield* Effect.forkChild(getContact({ id: "1" }, { retry: { times: 1 } }))
          yield* settle
          yield* TestClock.adjust("20 seconds")
          yield* settle
          assert.isAtLeast(intercom.received.length, 2)
          yield* Fiber.interrupt(second)
        }).pipe(Effect.provide(intercom.layer()))
      })
    }
  }
})

describe("the budget", () => {
  it.effect("is unknown before the first response, and then what it told", () => {
    const intercom = scripted({
      body: { id: "1" },
      headers: { "x-ratelimit-limit": "167", "x-ratelimit-remaining": "160", "x-ratelimit-reset": "1700000010" }
    })
    return Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const budget = yield* IntercomClient.IntercomClient.use((client) => Effect.succeed(client.budget))
      assert.deepStrictEqual(yield* budget, Option.none())
      yield* getContact({ id: "1" })
      assert.deepStrictEqual(yield* budget, Option.some({ limit: 167, remaining: 160, resetAt: 1_700_000_010_000 }))
    }).pipe(Effect.provide(intercom.layer()))
  })
})

import { IntercomClient, SharedBudget } from "@effect-intercom/core"
import { Admins } from "@effect-intercom/resources"
import { FakeIntercom, seededUntil } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { postgres } from "../support/postgres.ts"
import { virtualStore } from "../support/virtualTime.ts"

const server = postgres()
const windowMillis = 10_000

let schemas = 0

/** Clients as those of processes, which call as often as they may. Requests go to one workspace, whatever their token. */
const simulated = Effect.gen(function* () {
  const fake = yield* FakeIntercom
  const http = yield* HttpClient.HttpClient
  const { elapse, store, trips } = yield* virtualStore(server, `budget_${++schemas}`)
  let at = 0
  const log = Effect.map(fake.requests, (requests) =>
    requests.map(({ path, receivedAt, status }) => ({
      path,
      isRefused: status === 429,
      window: Math.floor((receivedAt - seededUntil) / windowMillis)
    }))
  )
  const start = Effect.fnUntraced(function* (accessToken: string) {
    const sent: Array<number> = []
    const client = IntercomClient.layerSharedBudget({ accessToken, baseUrl: fake.url, retry: false }).pipe(
      Layer.provide([
        Layer.succeed(SharedBudget.BudgetStore, store),
        Layer.effect(
          HttpClient.HttpClient,
          Clock.clockWith((clock) =>
            Effect.sync(() =>
              HttpClient.mapRequest(http, (request) => {
                sent.push(Math.floor(clock.currentTimeMillisUnsafe() / windowMillis))
                // The workspace knows one token.
                return HttpClientRequest.setHeader(request, "authorization", `Bearer ${Redacted.value(fake.token)}`)
              })
            )
          )
        )
      ])
    )
    const context = yield* Layer.build(client)
    const run = <A, E>(call: Effect.Effect<A, E, IntercomClient.IntercomClient>) =>
      Effect.forkScoped(Effect.provideContext(call, context))
    const spend = Effect.forever(Effect.catchReason(Admins.list(), "IntercomError", "RateLimited", () => Effect.void))
    return {
      sent,
      identify: run(Admins.identify()),
      spend: run(Effect.forEach(Array.from({ length: 8 }), () => spend, { concurrency: "unbounded", discard: true }))
    }
  })
  return {
    start,
    trips,
    /** Lets time pass until so many milliseconds after the beginning. */
    until: Effect.fnUntraced(function* (millis: number) {
      yield* elapse(millis - at)
      at = millis
    }),
    usedIn: (window: number) =>
      Effect.map(log, (all) => all.filter((one) => !one.isRefused && one.window === window).length),
    refused: Effect.map(log, (all) => all.filter(({ isRefused }) => isRefused).length)
  }
})

const isFair = (parts: ReadonlyArray<number>): boolean => {
  const fair = parts.reduce((sum, part) => sum + part, 0) / parts.length
  return parts.every((part) => Math.abs(part - fair) < 0.2 * fair)
}

const inWorkspace = (rateLimit: number) =>
  FakeIntercom.layerHttpClient({ rateLimit, rateHeaders: "rolling", latency: "50 millis" })

describe("a budget that four processes share", () => {
  for (const [limit, begins] of [
    [167, [100, 2000, 5000, 9000]],
    [1667, [7000, 7100, 7200, 7300]]
  ] as const) {
    it.effect(
      `of ${limit} a window is used to 95 %, with no 429, a trip for ten requests and equal parts, begun at ${begins.join(", ")} ms`,
      () =>
        Effect.gen(function* () {
          const { refused, start, trips, until, usedIn } = yield* simulated
          const processes = []
          for (const begin of begins) {
            yield* until(begin)
            const process = yield* start("a-token")
            processes.push({ ...process, spending: yield* process.spend })
          }
          yield* until(windowMillis)
          const before = trips.length
          // The budget turns out to be the workspace's while all take of the token's.
          yield* until(1.05 * windowMillis)
          yield* processes[0]?.identify ?? Effect.void
          yield* until(3 * windowMillis)
          const used = [yield* usedIn(1), yield* usedIn(2)]
          for (const count of used) assert.isAtLeast(count, limit * 0.95)
          assert.isAtMost((trips.length - before) / (2 * limit * 0.95), 0.1)
          for (const window of [1, 2]) {
            const parts = processes.map(({ sent }) => sent.filter((one) => one === window).length)
            assert.isTrue(isFair(parts), `parts ${parts.join(", ")}`)
          }
          assert.strictEqual(yield* refused, 0)
        }).pipe(Effect.scoped, Effect.provide(inWorkspace(limit)))
    )
  }

  it.effect("loses nothing but a window of one that ends, and takes in one with another token of the workspace", () =>
    Effect.gen(function* () {
      const { refused, start, until, usedIn } = yield* simulated
      const processes = yield* Effect.forEach(Array.from({ length: 4 }), () => start("a-token"))
      const spending = yield* Effect.forEach(processes, ({ spend }) => spend)
      yield* processes[0]?.identify ?? Effect.void
      yield* until(1.02 * windowMillis)
      // What it had been given is not given back.
      yield* Effect.forEach(spending.slice(1, 2), Fiber.interrupt)
      const other = yield* start("another-token")
      yield* other.identify
      yield* until(1.5 * windowMillis)
      yield* other.spend
      yield* until(5 * windowMillis)
      for (const window of [2, 3, 4]) assert.isAtLeast(yield* usedIn(window), 167 * 0.95)
      // The one that ended counts for 25 seconds.
      const parts = [...processes.filter((_, index) => index !== 1), other].map(
        ({ sent }) => sent.filter((one) => one === 4).length
      )
      assert.isTrue(isFair(parts), `parts ${parts.join(", ")}`)
      assert.strictEqual(yield* refused, 0)
    }).pipe(Effect.scoped, Effect.provide(inWorkspace(167)))
  )
})

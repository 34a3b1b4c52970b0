import { IntercomClient, SharedBudget } from "@effect-intercom/core"
import { Admins } from "@effect-intercom/resources"
import { FakeIntercom } from "@effect-intercom/testing/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { hasRedis, redis } from "./support/redis.ts"
import { postgres } from "./support/postgres.ts"

const program = fileURLToPath(new URL("./support/spendingProcess.ts", import.meta.url))
const server = postgres()

const windowMillis = 10_000

interface Spender {
  readonly trips: ReadonlyArray<number>
  readonly sent: ReadonlyArray<number>
  /** Makes it ask who it is, so that the budget becomes the workspace's. */
  readonly identify: () => void
  readonly kill: () => void
}

const start = (args: ReadonlyArray<string>): Spender => {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] })
  const sent: Array<number> = []
  const trips: Array<number> = []
  createInterface(child.stdout).on("line", (line) => {
    const [what, when = ""] = line.split(" ")
    if (what === "trip") trips.push(Number(when))
    else if (what === "request") sent.push(Number(when))
  })
  return { trips, sent, identify: () => child.kill("SIGUSR2"), kill: () => child.kill("SIGKILL") }
}

interface Case {
  readonly processes: number
  readonly limit: number
  /** How many windows are counted. */
  readonly windows: number
}

/** Declares the test of a store. */
const isShared = (place: Effect.Effect<string, never, Scope.Scope>, { limit, processes, windows }: Case): void => {
  it.live(
    `of ${limit} a window is used to 95 %, with no 429, a trip for ten requests at most and equal parts; what a killed one left comes back`,
    () =>
      Effect.gen(function* () {
        const database = yield* place
        const { requests, token, url } = yield* FakeIntercom.serve({
          rateLimit: limit,
          rateHeaders: "rolling",
          latency: "50 millis"
        })
        const spenders = Array.from({ length: processes }, () => start([url, token, database, "8"]))
        yield* Effect.addFinalizer(() => Effect.sync(() => spenders.forEach(({ kill }) => kill())))
        // Windows are counted from the second that began when all were there.
        const isReady = Effect.sync(() => spenders.every(({ sent }) => sent.length > 0))
        yield* Effect.repeat(Effect.delay(isReady, "100 millis"), { until: (is) => is })
        const first = Math.floor(Date.now() / windowMillis) + 2
        const isOver = (window: number) => Effect.sleep((window + 1) * windowMillis - Date.now() + 500)
        const usedIn = (window: number) =>
          Effect.map(
            requests,
            (log) =>
              log.filter(({ receivedAt, status }) => status !== 429 && Math.floor(receivedAt / windowMillis) === window)
                .length
          )
        const refused = Effect.map(requests, (log) => log.filter(({ status }) => status === 429).length)

        // The key changes while all of them take leases.
        yield* Effect.sleep((first + 0.3) * windowMillis - Date.now())
        spenders[0]?.identify()
        yield* isOver(first + windows - 1)
        const used = yield* Effect.forEach(Array.from({ length: windows }), (_, index) => usedIn(first + index))
        const isMeasured = (at: number) => at >= first * windowMillis && at < (first + windows) * windowMillis
        const trips = spenders.flatMap((one) => one.trips).filter(isMeasured).length
        const parts = spenders.map((one) => one.sent.filter(isMeasured).length)
        const sent = used.reduce((sum, one) => sum + one, 0)
        console.log(
          `${limit} a window, ${processes} processes: used ${used.join(", ")}; ${yield* refused} answered 429; ${trips} trips for ${sent} requests; parts ${parts.join(", ")}`
        )
        assert.strictEqual(yield* refused, 0)
        for (const count of used) assert.isAtLeast(count, limit * 0.95)
        assert.isAtMost(trips / sent, 0.1)
        const fair = parts.reduce((sum, one) => sum + one, 0) / processes
        for (const part of parts) assert.isBelow(Math.abs(part - fair) / fair, 0.2)

        spenders[1]?.kill()
        const killedIn = Math.floor(Date.now() / windowMillis)
        yield* isOver(killedIn + 1)
        const after = yield* usedIn(killedIn + 1)
        console.log(`one of them killed: used ${after}`)
        assert.isAtLeast(after, limit * 0.95)
        assert.strictEqual(yield* refused, 0)
      }).pipe(Effect.scoped)
  )
}

/**
 * Several processes want processors of their own: on request, `pnpm test:heavy`. `budget/Shared.test.ts` has the same in virtual
 * time.
 */
const processes = Number(process.env["BUDGET_PROCESSES"] ?? 0)
const cases = [167, 1667].map((limit): Case => ({ processes, limit, windows: 3 }))

describe.runIf(processes > 0)("a budget that processes share in PostgreSQL", () => {
  for (const one of cases) isShared(Effect.sync(server.url), one)
})

describe.runIf(processes > 0 && hasRedis)("a budget that processes share in Redis", () => {
  for (const one of cases) isShared(redis, one)
})

describe("a budget whose store cannot be asked", () => {
  it.live("is gone on with, by a part of it", () =>
    Effect.gen(function* () {
      const fail = () => Effect.fail(new SharedBudget.BudgetStoreError({ message: "it is down" }))
      const down = Layer.succeed(SharedBudget.BudgetStore, { take: fail, join: fail, hold: fail, release: fail })
      const { requests, token, url } = yield* FakeIntercom.serve({ rateLimit: 167 })
      const client = IntercomClient.layerSharedBudget({ accessToken: Redacted.make(token), baseUrl: url }).pipe(
        Layer.provide([down, FetchHttpClient.layer])
      )
      yield* Effect.forEach(Array.from({ length: 5 }), () => Admins.list(), { concurrency: 5 }).pipe(
        Effect.provide(client)
      )
      assert.lengthOf(yield* requests, 5)
    }).pipe(Effect.scoped)
  )
})

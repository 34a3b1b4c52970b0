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
  readonly sent: () => ReadonlyArray<number>
  readonly failures: ReadonlyArray<string>
  readonly kill: () => void
}

const start = (args: ReadonlyArray<string>): Spender => {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] })
  const sent: Array<number> = []
  const failures: Array<string> = []
  const trips: Array<number> = []
  createInterface(child.stdout).on("line", (line) => {
    const [what, when = ""] = line.split(" ")
    if (what === "trip") trips.push(Number(when))
    else if (what === "request") sent.push(Number(when))
    else failures.push(line)
  })
  return { trips, sent: () => sent, failures, kill: () => child.kill("SIGKILL") }
}

/** Declares the test of a store. */
const isShared = (place: Effect.Effect<string, never, Scope.Scope>): void => {
  it.live(
    "is used to 95 %, with no 429, a trip for ten requests at most and equal parts; what a killed one left comes back",
    () =>
      Effect.gen(function* () {
        const database = yield* place
        const limit = 167
        const { requests, token, url } = yield* FakeIntercom.serve({
          rateLimit: limit,
          rateHeaders: "rolling",
          latency: "50 millis"
        })
        const spenders = Array.from({ length: 4 }, () => start([url, token, database, "8"]))
        yield* Effect.addFinalizer(() => Effect.sync(() => spenders.forEach(({ kill }) => kill())))
        // Windows are counted from the first that began when all four were there.
        const isReady = Effect.sync(() => spenders.every(({ sent }) => sent().length > 0))
        yield* Effect.repeat(Effect.delay(isReady, "100 millis"), { until: (is) => is })
        const first = Math.floor(Date.now() / windowMillis) + 1
        const windows = 3
        yield* Effect.sleep((first + windows) * windowMillis - Date.now() + 500)
        const log = yield* requests
        const inWindow = (window: number) =>
          log.filter(({ receivedAt, status }) => status !== 429 && Math.floor(receivedAt / windowMillis) === window)
            .length
        const used = Array.from({ length: windows }, (_, index) => inWindow(first + index))
        const refused = log.filter(({ status }) => status === 429).length
        const isMeasured = (at: number) => at >= first * windowMillis && at < (first + windows) * windowMillis
        const trips = spenders.flatMap((one) => one.trips).filter(isMeasured).length
        const parts = spenders.map(({ sent }) => sent().filter(isMeasured).length)
        const sent = used.reduce((sum, one) => sum + one, 0)
        console.log(
          `${limit} a window, 4 processes: used ${used.join(", ")}; ${refused} answered 429; ${trips} trips for ${sent} requests; parts ${parts.join(", ")}`
        )
        assert.strictEqual(refused, 0)
        for (const count of used) assert.isAtLeast(count, limit * 0.95)
        assert.isAtMost(trips / sent, 0.1)
        const fair = parts.reduce((sum, one) => sum + one, 0) / 4
        for (const part of parts) assert.isBelow(Math.abs(part - fair) / fair, 0.2)

        spenders[0]?.kill()
        const killedIn = Math.floor(Date.now() / windowMillis)
        yield* Effect.sleep((killedIn + 2) * windowMillis - Date.now() + 500)
        const after = (yield* requests).filter(
          ({ receivedAt, status }) => status !== 429 && Math.floor(receivedAt / windowMillis) === killedIn + 1
        ).length
        console.log(`one of them killed: used ${after}`)
        assert.isAtLeast(after, limit * 0.95)
      }).pipe(Effect.scoped),
    180_000
  )
}

/** Several processes want processors of their own: on request, `pnpm test:heavy`. */
const isQuiet = process.env["BUDGET_PROCESSES"] !== undefined

describe.runIf(isQuiet)("a budget that four processes share in PostgreSQL", () => {
  isShared(Effect.sync(server.url))
})

describe.runIf(isQuiet && hasRedis)("a budget that four processes share in Redis", () => {
  isShared(redis)
})

describe("a budget whose store cannot be asked", () => {
  it.live("is gone on with, by a part of it", () =>
    Effect.gen(function* () {
      const down = Layer.succeed(SharedBudget.BudgetStore, {
        take: () => Effect.fail(new SharedBudget.BudgetStoreError({ message: "it is down" }))
      })
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

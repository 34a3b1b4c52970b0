import { Faults } from "@effect-intercom/testing"
import { FakeIntercom } from "@effect-intercom/testing/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { bundled } from "../../../tools/started/bundled.ts"
import { postgres } from "./support/postgres.ts"
import { hasRedis, redis } from "./support/redis.ts"

const program = fileURLToPath(new URL("./support/waitingProcess.ts", import.meta.url))
const server = postgres()

const start = Effect.fnUntraced(function* (args: ReadonlyArray<string>) {
  const file = yield* Effect.promise(() => bundled(program))
  const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "inherit"] })
  yield* Effect.addFinalizer(() => Effect.sync(() => child.kill("SIGKILL")))
  const lines: Array<string> = []
  createInterface(child.stdout).on("line", (line) => lines.push(line))
  return {
    lines,
    kill: Effect.sync(() => child.kill("SIGKILL")),
    /** Waits until it has told this. */
    told: (start: string) =>
      Effect.sync(() => lines.some((line) => line.startsWith(start))).pipe(
        Effect.delay("50 millis"),
        Effect.repeat({ until: (is) => is })
      )
  }
})

/** Declares the tests of a store. */
const takesTurns = (place: Effect.Effect<string, never, Scope.Scope>): void => {
  it.live(
    "at jobs: the second says that it waits, and starts its own when the first is ready, without being refused",
    () =>
      Effect.gen(function* () {
        const database = yield* place
        // The first job is not ready before the second process waits for it.
        let isAwaited = false
        const pending = { job_identifier: "job", status: "pending", download_url: "" }
        const { requests, token, url } = yield* FakeIntercom.serve({
          token: "jobs",
          contacts: 100,
          faults: Faults.script([
            {
              when: ({ method, path }) => method === "GET" && path.startsWith("/export/content/data/") && !isAwaited,
              fault: { status: 200, body: pending }
            }
          ])
        })
        const first = yield* start([url, token, database, "content_data", "whole"])
        yield* Effect.repeat(
          Effect.delay(
            Effect.map(requests, (log) => log.some(({ method }) => method === "POST")),
            "20 millis"
          ),
          { until: (is) => is }
        )
        const second = yield* start([url, token, database, "content_data", "whole"])
        yield* second.told("waits job")
        isAwaited = true
        yield* first.told("complete true")
        yield* second.told("complete true")
        const starts = (yield* requests).filter(
          ({ method, path }) => method === "POST" && path === "/export/content/data"
        )
        assert.deepStrictEqual(
          starts.map(({ status }) => status),
          [200, 200]
        )
      }).pipe(Effect.scoped)
  )

  it.live("at scrolls: the second waits while the first reads, and asks Intercom for nothing", () =>
    Effect.gen(function* () {
      const database = yield* place
      const { requests, token, url } = yield* FakeIntercom.serve({ token: "scrolls", companies: 250 })
      const first = yield* start([url, token, database, "companies", "stalling"])
      yield* first.told("rows")
      const second = yield* start([url, token, database, "companies", "whole"])
      yield* second.told("waits scroll")
      yield* Effect.sleep("3 seconds")
      const scrolls = Effect.map(requests, (log) => log.filter(({ path }) => path === "/companies/scroll"))
      const before = yield* scrolls
      assert.isTrue(before.every(({ status }) => status === 200))
      assert.notInclude(second.lines, "complete true")
      if (!isPatient) return
      yield* first.kill
      const killedAt = Date.now()
      // Its lock lapses first, and Intercom's scroll a minute after its last page.
      yield* second.told("complete true")
      console.log(`a scroll whose process was killed was followed after ${(Date.now() - killedAt) / 1000} s`)
      const opened = (yield* scrolls).slice(before.length)
      assert.isBelow((opened[0]?.receivedAt ?? Number.POSITIVE_INFINITY) - killedAt, 20_000)
    }).pipe(Effect.scoped)
  )
}

/** The end of a scroll whose process was killed takes a minute: on request, `pnpm test:heavy`. */
const isPatient = process.env["BUDGET_PROCESSES"] !== undefined

// They mostly wait: for each other, and for a job that is asked about after seconds.
describe.concurrent("processes that share a budget take turns", () => {
  describe("in PostgreSQL", () => {
    takesTurns(Effect.sync(server.url))
  })

  describe.runIf(hasRedis)("in Redis", () => {
    takesTurns(redis)
  })
})

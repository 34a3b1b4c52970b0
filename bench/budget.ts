/**
 * How much of the rate limit an export uses: conversations read with their parts from a fake workspace over HTTP, under
 * the limits of a small and of a large app.
 *
 *     node bench/budget.ts [--windows 3] [--before 9500]
 *
 * The first window, which counts for nothing, begins before the reading does: `--before` is how many milliseconds of it
 * are left then.
 *
 * The server counts: how many requests it answered in each of its windows, and how many with 429. Exits with 1 where a
 * whole window is used to less than 95 %, or a request was answered with 429.
 */
import { IntercomClient } from "@effect-intercom/core"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { Export } from "@effect-intercom/streams"
import { Effect, Option, Stream } from "effect"
import { setTimeout } from "node:timers/promises"
import { parseArgs } from "node:util"
import { received, type Received, type Served, withWorkspace } from "./fakeProcess.ts"

const windowMillis = 10_000
const target = 0.95
const latency = 150
const limits = [167, 1667]

interface Usage {
  readonly limit: number
  /** Requests answered in each whole window. */
  readonly windows: ReadonlyArray<number>
  readonly used: number
  readonly refused: number
}

/** Reads conversations until so many whole windows have passed after the first one. */
const measure = async (limit: number, windows: number, before: number): Promise<Usage> =>
  withWorkspace(
    { conversations: Math.max(limit * (windows + 3), 1000), rateLimit: limit, latency },
    async (workspace) => {
      await setTimeout((2 * windowMillis - before - (Date.now() % windowMillis)) % windowMillis)
      const startedAt = Date.now()
      const first = Math.round((startedAt + before) / windowMillis)
      await readFor(workspace, (first + windows) * windowMillis - startedAt)
      return usageOf(await received(workspace), limit, first, windows)
    }
  )

const readFor = ({ token, url }: Served, millis: number): Promise<unknown> =>
  Export.conversations({ parts: true }).pipe(
    Stream.runDrain,
    Effect.timeoutOption(millis),
    Effect.tap((ended) =>
      Option.isSome(ended) ? Effect.die(new Error("There were too few conversations")) : Effect.void
    ),
    Effect.provide(IntercomClient.layer({ accessToken: token, baseUrl: url })),
    Effect.provide(UndiciHttpClient.layer),
    Effect.runPromise
  )

const usageOf = (requests: ReadonlyArray<Received>, limit: number, first: number, count: number): Usage => {
  const answered = requests.filter(({ status }) => status !== 429)
  const windows = Array.from(
    { length: count },
    (_, index) => answered.filter(({ receivedAt }) => Math.floor(receivedAt / windowMillis) === first + index).length
  )
  return {
    limit,
    windows,
    used: Math.min(...windows) / limit,
    refused: requests.length - answered.length
  }
}

const { values } = parseArgs({
  options: { windows: { type: "string", default: "3" }, before: { type: "string", default: "9500" } }
})
console.log(`Conversations with their parts, ${latency} ms an answer, ${values.windows} windows of ten seconds each\n`)
console.log("| limit per window | requests in each window | used, the least | answers with 429 | |")
console.log("|---|---|---|---|---|")
let misses = 0
for (const limit of limits) {
  const { refused, used, windows } = await measure(limit, Number(values.windows), Number(values.before))
  const isMet = used >= target && refused === 0
  if (!isMet) misses++
  console.log(
    `| ${limit} | ${windows.join(", ")} | ${(used * 100).toFixed(1)} % | ${refused} | ${isMet ? "met" : "MISSED"} |`
  )
}
console.log(`\nTarget: at least ${target * 100} % of every window after the first, and no 429.`)
process.exitCode = misses === 0 ? 0 : 1

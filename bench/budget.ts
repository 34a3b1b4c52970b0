/**
 * How much of the rate limit an export uses: conversations read with their parts from a fake workspace over HTTP, under
 * the limits of a small and of a large app; contacts and conversations read as they are listed, at 250 ms an answer; and
 * what changed since a run of a large workspace.
 *
 *     node bench/budget.ts [--windows 3] [--before 9500]
 *     node bench/budget.ts --processes 4 [--windows 3]
 *     node bench/budget.ts --durable [--processes 3] [--windows 5]
 *
 * With `--processes` the conversations are read by so many processes at once, which share the budget by a PostgreSQL; the announced
 * end of a window is six seconds late, as that of real workspaces.
 *
 * With `--durable` they are runners of one durable export into that PostgreSQL. In the second window one of them is killed, and another
 * started in its place. For each window it is told what calls waited for, and what processor the runners, the workspace and the database took.
 *
 * The first window, which counts for nothing, begins before the reading does: `--before` is how many milliseconds of it
 * are left then.
 *
 * The server counts: how many requests it answered in each of its windows, and how many with 429. Exits with 1 where a
 * whole window is used to less than 95 %, a request was answered with 429, or a list takes more than three times as long
 * as the rate limit allows; of several processes also where they ask the store more than once for ten requests, or one has a
 * fifth more or less than its part. A window in which a runner was killed is told, and not judged.
 */
import { IntercomClient } from "@effect-intercom/core"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { Checkpoint, Export, ExportSink } from "@effect-intercom/streams"
import { FakeIntercom, seededUntil } from "@effect-intercom/testing"
import { Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { setTimeout } from "node:timers/promises"
import { parseArgs } from "node:util"
import { received, type Received, type Served, withWorkspace } from "./fakeProcess.ts"
import { measureDurable } from "./durable.ts"
import { measureShared, withDatabase } from "./shared.ts"

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

const listed = { contacts: 60_000, conversations: 30_000 }
/** Requests of the pages, of the counts that divide them and of what changed meanwhile, when first measured. */
const leastRequests = 679

/** Reads long lists without what belongs to their rows, and tells how long that took and what the limit allows. */
const measureLists = (limit: number) =>
  withWorkspace({ ...listed, rateLimit: limit, latency: 250 }, async (workspace) => {
    const { token, url } = workspace
    const { complete, streams } = await Export.run({
      streams: ["contacts", "conversations"],
      parts: false,
      sink: ExportSink.make(() => Effect.void)
    }).pipe(
      Effect.provide(IntercomClient.layer({ accessToken: token, baseUrl: url })),
      Effect.provide(UndiciHttpClient.layer),
      Effect.runPromise
    )
    const requests = await received(workspace)
    const times = requests.map(({ receivedAt }) => receivedAt)
    const rows = streams.reduce((sum, stream) => sum + stream.rows, 0)
    return {
      rows,
      complete,
      requests: requests.length,
      refused: requests.filter(({ status }) => status === 429).length,
      seconds: (Math.max(...times) - Math.min(...times)) / 1000,
      floor: requests.length / (limit / 10)
    }
  })

/** Requests of a run since the last one, after 100 records of each kind changed in a large workspace. */
const measureChanges = Effect.gen(function* () {
  const large = 100_000
  yield* TestClock.setTime(seededUntil)
  const checkpoint = Checkpoint.memory()
  const streams = ["contacts", "conversations", "tickets"] as const
  const run = Effect.gen(function* () {
    const fake = yield* FakeIntercom
    yield* fake.clearRequests
    const sink = ExportSink.make(() => Effect.void)
    const report = yield* Export.run({ streams, sink, checkpoint, since: "last", parts: false })
    return { report, requests: yield* fake.requests }
  })
  return yield* Effect.gen(function* () {
    yield* run
    const { dump, workspace } = yield* FakeIntercom
    yield* TestClock.setTime(seededUntil + 60_000)
    for (const stream of streams) {
      const some = yield* dump(stream).pipe(Stream.drop(5000), Stream.take(100), Stream.runCollect)
      for (const { id } of some) {
        if (stream === "contacts") workspace.contacts.update(String(id), { name: "Ada" })
        else if (stream === "conversations") workspace.conversations.update(String(id), { title: "changed" })
        else workspace.tickets.update(String(id), { open: false })
      }
    }
    yield* TestClock.setTime(seededUntil + 3_600_000)
    return yield* run
  }).pipe(
    Effect.provide(FakeIntercom.layer({ contacts: large, conversations: large, tickets: large, rateLimit: false }))
  )
}).pipe(Effect.provide(TestClock.layer()))

/** The lines of the budget that one process has for itself, and of what it costs to read lists and changes. Answers with the misses. */
const printAlone = async (count: number, before: number): Promise<number> => {
  console.log(`Conversations with their parts, ${latency} ms an answer, ${count} windows of ten seconds each\n`)
  console.log("| limit per window | requests in each window | used, the least | answers with 429 | |")
  console.log("|---|---|---|---|---|")
  let misses = 0
  for (const limit of limits) {
    const { refused, used, windows } = await measure(limit, count, before)
    const isMet = used >= target && refused === 0
    if (!isMet) misses++
    console.log(`| ${limit} | ${windows.join(", ")} | ${percent(used)} | ${refused} | ${isMet ? "met" : "MISSED"} |`)
  }
  console.log(`\nTarget: at least ${target * 100} % of every window after the first, and no 429.`)

  console.log("\nContacts and conversations as they are listed, 250 ms an answer\n")
  console.log("| limit per window | rows | requests | seconds | as the limit allows | answers with 429 | |")
  console.log("|---|---|---|---|---|---|---|")
  for (const limit of [1667]) {
    const { complete, floor, refused, requests, rows, seconds } = await measureLists(limit)
    const least = leastRequests / (limit / 10)
    const isMet = complete && refused === 0 && seconds <= 3 * least
    if (!isMet) misses++
    console.log(
      `| ${limit} | ${rows} | ${requests} | ${seconds.toFixed(1)} | ${floor.toFixed(1)}, ${least.toFixed(1)} at least | ${refused} | ${isMet ? "met" : "MISSED"} |`
    )
  }
  console.log(`\nTarget: at most three times as long as the limit allows for ${leastRequests} requests: 12 s.`)

  const { report, requests } = await Effect.runPromise(measureChanges)
  console.log("\nSince the last run, 100 changed of 100,000 of each\n")
  console.log("| stream | rows | requests |")
  console.log("|---|---|---|")
  for (const stream of report.streams) console.log(`| ${stream.stream} | ${stream.rows} | ${stream.requests} |`)
  console.log(`\n${requests.length} requests in all.`)
  return misses
}

/** The lines of the budget that several processes share. Answers with the misses. */
const printShared = (processes: number, count: number): Promise<number> =>
  withDatabase(async (database) => {
    console.log(
      `Conversations with their parts, ${latency} ms an answer, ${processes} processes that share the budget, ${count} windows of ten seconds each\n`
    )
    console.log(
      "| limit per window | requests in each window | used, the least | answers with 429 | trips to the store for a request | part of each | |"
    )
    console.log("|---|---|---|---|---|---|---|")
    let misses = 0
    for (const limit of limits) {
      const { parts, refused, trips, windows } = await measureShared(
        { latency, limit, processes, windows: count },
        database
      )
      const used = Math.min(...windows) / limit
      const fair = parts.reduce((sum, part) => sum + part, 0) / processes
      const isFair = parts.every((part) => Math.abs(part - fair) <= unfair * fair)
      const isMet = used >= target && refused === 0 && trips <= mostTrips && isFair
      if (!isMet) misses++
      console.log(
        `| ${limit} | ${windows.join(", ")} | ${percent(used)} | ${refused} | ${trips.toFixed(3)} | ${parts.map((part) => percent(part / fair / processes)).join(", ")} | ${isMet ? "met" : "MISSED"} |`
      )
    }
    console.log(
      `\nTarget: at least ${target * 100} % of every window after the first that all began with, no 429, at most ${mostTrips} trips for a request, each within ${unfair * 100} % of its part.`
    )
    return misses
  })

/** The lines of a durable export's windows. Answers with the misses. */
const printDurable = (processes: number, count: number): Promise<number> =>
  withDatabase(async (database) => {
    console.log(
      `A durable export of conversations with their parts, ${latency} ms an answer, on ${processes} runners, one of which is killed, ${count} windows of ten seconds each\n`
    )
    console.log(
      "| limit per window | requests | used | answers with 429 | calls that wait for the budget; for an answer | sessions of the database at work | processor seconds: runners; workspace; database | |"
    )
    console.log("|---|---|---|---|---|---|---|---|")
    let misses = 0
    for (const limit of limits) {
      const windows = await measureDurable({ latency, limit, processes, windows: count, kill: count > 1 }, database)
      for (const { killed, processor, refused, requests, sent, sessions, waiting } of windows) {
        const isMet = refused === 0 && (killed || requests / limit >= target)
        if (!isMet) misses++
        const seconds = [processor.runners, processor.workspace, processor.database]
        console.log(
          `| ${limit} | ${requests} | ${percent(requests / limit)} | ${refused} | ${waiting.toFixed(0)}; ${sent.toFixed(0)} | ${sessions.toFixed(1)} | ${seconds.map((one) => one.toFixed(1)).join("; ")} | ${isMet ? (killed ? "a runner was killed" : "met") : "MISSED"} |`
        )
      }
    }
    console.log(`\nTarget: at least ${target * 100} % of every window in which no runner was killed, and no 429.`)
    return misses
  })

const mostTrips = 0.1
const unfair = 0.2

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`

const { values } = parseArgs({
  options: {
    windows: { type: "string" },
    before: { type: "string", default: "9500" },
    processes: { type: "string" },
    durable: { type: "boolean", default: false }
  }
})
const misses = values.durable
  ? await printDurable(Number(values.processes ?? 3), Number(values.windows ?? 5))
  : values.processes === undefined
    ? await printAlone(Number(values.windows ?? 3), Number(values.before))
    : await printShared(Number(values.processes), Number(values.windows ?? 3))
process.exitCode = misses === 0 ? 0 : 1

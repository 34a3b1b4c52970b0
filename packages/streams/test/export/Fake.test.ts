import * as NodeServices from "@effect/platform-node/NodeServices"
import { FakeIntercom, Faults, seededUntil } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { cpSync, existsSync, readFileSync } from "node:fs"
import { isDeepStrictEqual } from "node:util"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import * as NdjsonSink from "../../src/NdjsonSink.ts"
import { running } from "../support/running.ts"

const streams = ["contacts", "companies", "conversations"] as const

interface Held {
  readonly id: string
  readonly updated_at: number
}

const options = (directory: string) => ({
  streams,
  sink: NdjsonSink.directory(directory),
  checkpoint: Checkpoint.file(`${directory}/checkpoint.json`),
  checkpointEvery: 0
})

const lines = (directory: string, stream: string): Array<Held> =>
  readFileSync(`${directory}/${stream}.ndjson`, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Held)

const sorted = (records: Iterable<Held>) => [...records].toSorted((one, other) => one.id.localeCompare(other.id))

/** What the workspace holds, as JSON. */
const held = (stream: (typeof streams)[number]) =>
  Effect.gen(function* () {
    const records = yield* Stream.runCollect((yield* FakeIntercom).dump(stream))
    return sorted(JSON.parse(JSON.stringify(records)) as Array<Held>)
  })

/** What the workspace holds of each stream. */
const heldOfAll = Effect.forEach(streams, held)

const assertEqual = (directory: string, all: ReadonlyArray<ReadonlyArray<Held>>) => {
  for (const [index, stream] of streams.entries()) {
    const found = sorted(lines(directory, stream))
    // Says how they differ, which takes a hundred times as long as seeing whether they do.
    if (!isDeepStrictEqual(found, all[index])) assert.deepStrictEqual(found, all[index], `${directory}: ${stream}`)
  }
}

const assertWhole = Effect.fnUntraced(function* (directory: string) {
  const all = yield* heldOfAll
  assertEqual(directory, all)
  return all.map(({ length }) => length)
})

const inDirectory = <A, E, R>(use: (directory: string) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    return yield* use(yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped())
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

describe("an export of a workspace", () => {
  it.effect("equals what the workspace holds", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const report = yield* Export.run(options(directory))
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.deepStrictEqual(yield* assertWhole(directory), [500, 250, 60])
      })
    ).pipe(Effect.provide(FakeIntercom.layer({ contacts: 500, companies: 250, conversations: 60 })))
  )

  it.effect("T23: equals it too when requests fail on the way", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const report = yield* running(Export.run({ ...options(directory), concurrency: 4 }), "1 second")
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        yield* assertWhole(directory)
        assert.isAbove(
          report.streams.reduce((sum, { retries }) => sum + retries, 0),
          5
        )
      })
    ).pipe(
      Effect.provide(
        FakeIntercom.layer({
          contacts: 500,
          companies: 50,
          conversations: 60,
          faults: Faults.script([
            { at: [3, 20], fault: "reset" },
            { at: [8, 30], fault: 500 },
            { at: [12], fault: 502 },
            { at: [15], fault: "empty" },
            { at: [25], fault: "html" },
            { at: [33], fault: "truncated" },
            { at: [40], fault: 429 }
          ])
        })
      )
    )
  )

  for (const timezone of ["UTC", "Australia/Sydney", "America/Los_Angeles"]) {
    it.effect(`T1, T3: slices of a window hold every change once (${timezone})`, () =>
      Effect.gen(function* () {
        const all = yield* held("contacts")
        const since = all.map(({ updated_at }) => updated_at).toSorted((one, other) => one - other)[100] ?? 0
        const ids: Array<string> = []
        yield* TestClock.setTime(DateTime.toEpochMillis(DateTime.makeUnsafe("2026-11-02")))
        for (const slice of [0, 1, 2]) {
          const part = yield* Export.contacts({
            since: DateTime.makeUnsafe((since + slice * 1_000_000) * 1000),
            until: DateTime.makeUnsafe((since + (slice + 1) * 1_000_000) * 1000)
          }).pipe(Export.records, Stream.runCollect)
          ids.push(...part.map(({ id }) => id))
        }
        assert.deepStrictEqual(
          ids.toSorted(),
          all
            .filter(({ updated_at }) => updated_at >= since && updated_at < since + 3_000_000)
            .map(({ id }) => id)
            .toSorted()
        )
        assert.isAbove(ids.length, 5)
      }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 400, timezone })))
    )
  }

  it.effect("T32: killed at any request and resumed, it equals what the workspace holds", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const live = `${directory}/live`
        const killed: Array<string> = []
        const kill = (request: number) => ({
          request,
          run: () => {
            if (!existsSync(live)) return
            const copy = `${directory}/killed-${request}`
            cpSync(live, copy, { recursive: true })
            killed.push(copy)
          }
        })
        const size = { contacts: 310, companies: 120, conversations: 25 }
        yield* Export.run({ ...options(live), concurrency: 6 }).pipe(
          Effect.provide(
            FakeIntercom.layer({ ...size, before: Array.from({ length: 40 }, (_, index) => kill(index + 1)) })
          )
        )
        assert.isAbove(killed.length, 30)
        const all = yield* Effect.provide(heldOfAll, FakeIntercom.layer(size))
        assert.deepStrictEqual(
          all.map(({ length }) => length),
          [310, 120, 25]
        )
        for (const copy of killed) {
          yield* Effect.gen(function* () {
            const report = yield* Export.run({ ...options(copy), checkpointEvery: "1 second", resume: true })
            assert.isTrue(report.complete, JSON.stringify(report.streams))
            assertEqual(copy, all)
          }).pipe(Effect.provide(FakeIntercom.layer(size)))
        }
      })
    )
  )
})

describe("segments of a long list", () => {
  it.effect("hold every contact once, in less than half the time of one list", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(seededUntil)
      const fake = yield* FakeIntercom
      const seconds: Array<number> = []
      for (const segments of [1, 8]) {
        yield* fake.clearRequests
        const ids = new Set<unknown>()
        let rows = 0
        const sink = ExportSink.make((_, records) =>
          Effect.sync(() => {
            rows += records.length
            for (const record of records) ids.add("id" in record ? record.id : undefined)
          })
        )
        const report = yield* running(Export.run({ streams: ["contacts"], sink, segments }), "50 millis")
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.deepStrictEqual([rows, ids.size], [20_500, 20_500])
        const times = (yield* fake.requests).map(({ receivedAt }) => receivedAt)
        seconds.push((Math.max(...times) - Math.min(...times)) / 1000)
      }
      const [whole = 0, divided = Number.POSITIVE_INFINITY] = seconds
      assert.isBelow(divided / whole, 0.5, seconds.join(" against "))
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 20_500, latency: "150 millis" })))
  )
})

describe("an estimate", () => {
  it.effect("tells rows, requests and time at the price of a request a stream", () =>
    Effect.gen(function* () {
      const found = yield* Export.estimate({ streams: [...streams, "admins"] })
      assert.deepStrictEqual(found, {
        streams: [
          { stream: "contacts", rows: 400, requests: 3 },
          { stream: "companies", rows: 250, requests: 3 },
          { stream: "conversations", rows: 1000, requests: 1007 },
          { stream: "admins", rows: undefined, requests: 1 }
        ],
        requests: 1014,
        seconds: 61
      })
      assert.lengthOf(yield* (yield* FakeIntercom).requests, 3)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 400, companies: 250, conversations: 1000, rateLimit: 167 })))
  )
})

describe("T21: hydration uses the rate limit", () => {
  for (const { conversations, rateLimit } of [
    { rateLimit: 167, conversations: 1100 },
    { rateLimit: 1667, conversations: 9000 }
  ]) {
    it.effect(`at least 95 % of ${rateLimit} per window at 150 ms, and no 429`, () =>
      Effect.gen(function* () {
        let rows = 0
        const sink = ExportSink.make((_, records) =>
          Effect.sync(() => {
            rows += records.length
          })
        )
        yield* running(Export.run({ streams: ["conversations"], sink }), "50 millis")
        assert.strictEqual(rows, conversations)
        const requests = yield* (yield* FakeIntercom).requests
        assert.strictEqual(requests.filter(({ status }) => status === 429).length, 0)
        const windows = new Map<number, number>()
        for (const { receivedAt } of requests) {
          const window = Math.floor(receivedAt / 10_000)
          windows.set(window, (windows.get(window) ?? 0) + 1)
        }
        const used = [...windows.values()].slice(1, -1)
        assert.isAbove(used.length, 2)
        for (const count of used) assert.isAtLeast(count / rateLimit, 0.95, `${used.join(" ")} of ${rateLimit}`)
      }).pipe(
        Effect.provide(FakeIntercom.layer({ conversations, rateLimit, latency: "150 millis", client: { pacing: {} } }))
      )
    )
  }
})

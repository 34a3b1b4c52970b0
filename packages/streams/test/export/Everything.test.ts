import * as NodeServices from "@effect/platform-node/NodeServices"
import { type FakeClientOptions, FakeIntercom, Faults, seededUntil } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { gunzipSync } from "node:zlib"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as CsvSink from "../../src/CsvSink.ts"
import * as Export from "../../src/Export.ts"
import * as NdjsonSink from "../../src/NdjsonSink.ts"
import * as SqliteSink from "../../src/SqliteSink.ts"
import { running } from "../support/running.ts"

const size = { contacts: 3, companies: 5, conversations: 3, tickets: 3 }

/** How an export is written, and the ids of a stream's records read from what was written. */
const formats = {
  ndjson: {
    export: (directory: string, checkpointEvery: Duration.Input) =>
      Export.run({ ...base, checkpointEvery, ...kept(directory), sink: NdjsonSink.directory(directory) }),
    reading: (directory: string) => (stream: Export.StreamName) =>
      lines(`${directory}/${stream}.ndjson`).map(jsonId(stream))
  },
  "ndjson.gz": {
    export: (directory: string, checkpointEvery: Duration.Input) =>
      Export.run({
        ...base,
        checkpointEvery,
        ...kept(directory),
        sink: NdjsonSink.directory(directory, { gzip: true })
      }),
    reading: (directory: string) => (stream: Export.StreamName) =>
      lines(`${directory}/${stream}.ndjson.gz`, gunzipSync).map(jsonId(stream))
  },
  csv: {
    export: (directory: string, checkpointEvery: Duration.Input) =>
      Export.run({ ...base, checkpointEvery, ...kept(directory), sink: CsvSink.directory(directory, { columns }) }),
    // Below the heading, if there is one.
    reading: (directory: string) => (stream: Export.StreamName) => lines(`${directory}/${stream}.csv`).slice(1)
  },
  sqlite: {
    export: (directory: string, checkpointEvery: Duration.Input) =>
      Export.run({ ...base, checkpointEvery, sink: SqliteSink.file(`${directory}/export.db`) }),
    reading: (directory: string) => {
      using database = new DatabaseSync(`${directory}/export.db`, { readOnly: true })
      const ids = new Map(
        Export.streamNames.map((stream) => [
          stream,
          database
            .prepare(`SELECT id FROM "${stream}"`)
            .all()
            .map(({ id }) => String(id))
        ])
      )
      return (stream: Export.StreamName) => ids.get(stream) ?? []
    }
  }
} as const

const base = { streams: Export.streamNames, resume: true, concurrency: 3 } as const

const kept = (directory: string) => ({ checkpoint: Checkpoint.file(`${directory}/checkpoint.json`) })

/** What tells the records of a stream apart, as the columns of a table. */
const keys: Partial<Record<Export.StreamName, ReadonlyArray<string>>> = {
  data_events: ["intercom_user_id", "event_name", "created_at"],
  contact_merges: ["source_contact_id"],
  data_attributes: ["model", "full_name"]
}

const columns = Object.fromEntries(Export.streamNames.map((stream) => [stream, keys[stream] ?? ["id"]]))

const jsonId = (stream: Export.StreamName) => (line: string) => {
  const record = JSON.parse(line) as Record<string, unknown>
  return (keys[stream] ?? ["id"]).map((key) => String(record[key])).join(",")
}

const lines = (file: string, unpack: (bytes: Buffer) => Buffer = (bytes) => bytes): ReadonlyArray<string> => {
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
  return bytes.length === 0 ? [] : unpack(bytes).toString("utf8").split("\n").slice(0, -1)
}

/** Thousands of commits wait for the disk, which is not what is tested here: a directory in memory does, where there is one. */
const memory = existsSync("/dev/shm") ? "/dev/shm" : undefined

/**
 * Files of lines and a database are killed at every request, which is where each takes what came. Packed lines and rows of CSV are
 * written by what writes lines: they are killed at every third, stopped and cut off in turns, and at every one on request:
 * `pnpm test:kills`.
 */
const momentsOf = (name: string, requests: number): ReadonlyArray<number> => {
  const every = process.env["EXPORT_KILLS"] === undefined ? ({ "ndjson.gz": 3, csv: 3 }[name] ?? 1) : 1
  const first = name === "csv" ? 1 : 0
  return Array.from({ length: requests }, (_, index) => index + 1).filter((_, index) => index % every === first % every)
}

/** Two pages of the log, which a workspace of two years would have hundreds of. */
const logPage = (start: number) => ({
  type: "activity_log.list",
  activity_logs: [0, 1].map((index) => ({
    id: String(103 - start - index),
    created_at: 1_750_000_000 - start - index
  })),
  pages: {
    type: "pages",
    next: start === 0 ? "https://api.intercom.io/admins/activity_logs?created_at_after=0&page=2" : null
  }
})

const isLog = ({ path }: { readonly path: string }) => path === "/admins/activity_logs"

const faults = Faults.script([
  { when: (request) => isLog(request) && request.query["page"] === "2", fault: { status: 200, body: logPage(2) } },
  { when: isLog, fault: { status: 200, body: logPage(0) } }
])

const withWorkspace =
  (before: NonNullable<FakeClientOptions["before"]> = []) =>
  <A, E, R>(test: Effect.Effect<A, E, R>) =>
    Effect.andThen(
      TestClock.setTime(seededUntil),
      test.pipe(Effect.provide(FakeIntercom.layer({ ...size, faults, before })))
    )

/**
 * Exports until a request arrives and stops there: interrupted at an even one, and at an odd one as if the power had
 * gone, with what stands on the disk at that moment. Then it goes on to the end, in the same workspace.
 */
const killedAt = (request: number, directory: string, format: (typeof formats)[keyof typeof formats]) =>
  Effect.gen(function* () {
    const live = `${directory}/live-${request}`
    const dead = `${directory}/dead-${request}`
    mkdirSync(live)
    const arrived = yield* Deferred.make<void>()
    const stop = Effect.suspend(() => {
      if (request % 2 === 1) cpSync(live, dead, { recursive: true })
      return Effect.andThen(Deferred.succeed(arrived, undefined), Effect.never)
    })
    return yield* Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(running(format.export(live, 0), "10 seconds"))
      // How often a job is asked whether it is done depends on the clock, so that the last requests may not come.
      const isStopped = yield* Effect.raceFirst(
        Effect.as(Deferred.await(arrived), true),
        Effect.as(Fiber.join(fiber), false)
      )
      yield* Fiber.interrupt(fiber)
      const rest = isStopped && request % 2 === 1 ? dead : live
      const report = yield* running(format.export(rest, "1 hour"), "10 seconds")
      assert.isTrue(report.complete, `${request}: ${JSON.stringify(report.streams)}`)
      return { rest, isStopped }
    }).pipe(withWorkspace([{ request, run: () => stop }]))
  })

describe("T32: an export of all streams, killed at requests from the first to the last and resumed", () => {
  for (const [name, format] of Object.entries(formats)) {
    it.effect(`leaves every record once in ${name}`, () =>
      Effect.gen(function* () {
        const directory = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped({ directory: memory })
        const whole = `${directory}/whole`
        mkdirSync(whole)
        const { dumps, requests } = yield* Effect.gen(function* () {
          const fake = yield* FakeIntercom
          const report = yield* running(format.export(whole, 0), "10 seconds")
          assert.isTrue(report.complete, JSON.stringify(report.streams))
          const dumps = new Map<string, ReadonlyArray<string>>()
          for (const stream of ["contacts", "companies", "conversations", "tickets"] as const) {
            const held = yield* Stream.runCollect(fake.dump(stream))
            dumps.set(
              stream,
              held.map(({ id }) => String(id))
            )
          }
          return { dumps, requests: (yield* fake.requests).length }
        }).pipe(withWorkspace())
        const idsOfWhole = format.reading(whole)
        const expected = new Map(Export.streamNames.map((stream) => [stream, idsOfWhole(stream)]))
        for (const [stream, ids] of dumps) {
          assert.sameMembers([...ids], [...(expected.get(stream as Export.StreamName) ?? [])], stream)
        }
        let lost = 0
        let twice = 0
        let rows = 0
        /** Moments that an export did not come to, since a job was asked less often. */
        let late = 0
        const moments = momentsOf(name, requests)
        for (const request of moments) {
          const { isStopped, rest } = yield* killedAt(request, directory, format)
          if (!isStopped) late++
          const idsOf = format.reading(rest)
          for (const [stream, all] of expected) {
            const found = idsOf(stream)
            const once = new Set(found)
            rows += all.length
            twice += found.length - once.size
            lost += all.filter((id) => !once.has(id)).length
            assert.sameMembers([...found], [...all], `${stream}, killed at ${request}`)
          }
          rmSync(`${directory}/live-${request}`, { recursive: true })
          rmSync(`${directory}/dead-${request}`, { recursive: true, force: true })
        }
        console.log(
          `${name}: ${expected.size} streams, ${requests} requests, ${moments.length - late} kills, ` +
            `${rows} records read back, ${lost} lost, ${twice} twice`
        )
        assert.deepStrictEqual([lost, twice], [0, 0])
        assert.isAtMost(late, 3)
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
    )
  }
})

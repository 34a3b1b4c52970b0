import { FakeIntercom, seededUntil } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import { running } from "../support/running.ts"
import { row, rows as rowsOf, serve, workspace } from "../support/SmallWorkspace.ts"

const streams = ["contacts", "conversations", "tickets"] as const

/** Counts what a sink is given. */
const counting = () => {
  const ids = new Map<string, Set<string>>()
  let rows = 0
  const sink = ExportSink.make((stream, records) =>
    Effect.sync(() => {
      const known = ids.get(stream) ?? new Set()
      ids.set(stream, known)
      rows += records.length
      for (const record of records) if ("id" in record) known.add(String(record.id))
    })
  )
  return { sink, rows: () => rows, of: (stream: string) => ids.get(stream)?.size ?? 0 }
}

/** Seconds between the first and the last request. */
const secondsOf = (requests: ReadonlyArray<{ readonly receivedAt: number }>) => {
  const times = requests.map(({ receivedAt }) => receivedAt)
  return (Math.max(...times) - Math.min(...times)) / 1000
}

const pageSize = 150

describe("what search finds is read as fast as the rate limit allows", () => {
  for (const since of [undefined, DateTime.makeUnsafe(seededUntil - 600 * 86_400_000)]) {
    const size = { contacts: 9000, conversations: 6000, tickets: 4500 }
    it.effect(
      `at 250 ms an answer it takes at most half as long again, in a run ${since === undefined ? "of everything" : "since a time"}`,
      () =>
        Effect.gen(function* () {
          yield* TestClock.setTime(seededUntil)
          const { of, rows, sink } = counting()
          const report = yield* running(Export.run({ streams, sink, parts: false, since }), "50 millis")
          assert.isTrue(report.complete, JSON.stringify(report.streams))
          if (since === undefined) {
            assert.deepStrictEqual(streams.map(of), [size.contacts, size.conversations, size.tickets])
          }
          assert.strictEqual(
            rows(),
            streams.reduce((sum, stream) => sum + of(stream), 0)
          )
          const requests = yield* (yield* FakeIntercom).requests
          const pages = rows() / pageSize
          assert.isBelow(secondsOf(requests) / (pages / (334 / 10)), 1.5)
          assert.isBelow(requests.length / pages, 1.5)
        }).pipe(
          Effect.provide(FakeIntercom.layer({ ...size, latency: "250 millis", rateLimit: 334, client: { pacing: {} } }))
        )
    )
  }
})

describe("contacts that were imported on one day", () => {
  it.effect("are read one page after the other, and the report says so", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(seededUntil)
      const imported = seededUntil / 1000 - 100 * 86_400
      const server = serve(workspace({ contacts: rowsOf(2500, (index) => row(String(index), imported + index)) }))
      const { of, rows, sink } = counting()
      const report = yield* Export.run({ streams: ["contacts"], sink }).pipe(Effect.provide(server.client()))
      assert.isTrue(report.complete, JSON.stringify(report.streams))
      assert.deepStrictEqual([rows(), of("contacts")], [2500, 2500])
      const { atOnce, undivided } = report.streams[0]?.spans ?? {}
      assert.strictEqual(atOnce, 1)
      assert.isAbove(undivided?.rows ?? 0, 2000)
    })
  )
})

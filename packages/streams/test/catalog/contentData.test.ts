import { DataExport } from "@effect-intercom/resources"
import { FakeIntercom, seededUntil } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import { tickingUntilDone, turn } from "../support/tickingUntilDone.ts"

const now = seededUntil / 1000

/** Contacts that give some 3,500 receipts, so several pages of them. */
const inFake = <A, E, R>(test: Effect.Effect<A, E, R>) =>
  Effect.andThen(TestClock.setTime(seededUntil), test).pipe(Effect.provide(FakeIntercom.layer({ contacts: 7000 })))

const collecting = () => {
  const ids: Array<string> = []
  const collect = (_: string, records: ReadonlyArray<object>) =>
    Effect.sync(() => {
      for (const record of records) ids.push(String((record as { receipt_id: string }).receipt_id))
    })
  return { ids, collect, sink: ExportSink.make(collect) }
}

const receipts = FakeIntercom.use((fake) => Effect.sync(() => [...fake.workspace.receipts(0, now)]))

const starts = Effect.map(
  FakeIntercom.use(({ requests }) => requests),
  (requests) => requests.filter(({ method, path }) => method === "POST" && path === "/export/content/data").length
)

const options = { streams: ["content_data"], checkpointEvery: 0 } as const

describe("the stream content_data", () => {
  it.effect("holds every receipt of the window once, exact to the second", () =>
    Effect.gen(function* () {
      const all = yield* receipts
      const [since = 0, until = 0] = [all[1000]?.received_at, all[2500]?.received_at]
      const { ids, sink } = collecting()
      const report = yield* tickingUntilDone(
        Export.run({
          ...options,
          sink,
          since: DateTime.makeUnsafe(since * 1000),
          until: DateTime.makeUnsafe(until * 1000)
        })
      )
      const expected = all.filter(({ received_at }) => received_at >= since && received_at < until)
      assert.isAbove(expected.length, 1000)
      assert.sameMembers(
        ids,
        expected.map(({ id }) => id)
      )
      assert.isTrue(report.complete)
    }).pipe(inFake)
  )

  it.effect("goes on in the file of the job it started, behind the rows that are safe", () =>
    Effect.gen(function* () {
      const all = yield* receipts
      const { collect, ids, sink } = collecting()
      const checkpoint = Checkpoint.memory()
      const place = Effect.map(checkpoint.load, (saved) =>
        saved._tag === "None" ? undefined : saved.value.streams["content_data"]?.position.cursor
      )
      // Once before any row is taken, once in the middle of them.
      for (const most of [0, 2000]) {
        const full = ExportSink.make((stream, records) =>
          ids.length >= most
            ? Effect.fail(new ExportSink.SinkError({ stream, message: "full" }))
            : collect(stream, records)
        )
        yield* Effect.flip(tickingUntilDone(Export.run({ ...options, sink: full, checkpoint, resume: true })))
      }
      assert.match(String(yield* place), /^[^:]+:\d+$/)
      yield* tickingUntilDone(Export.run({ ...options, sink, checkpoint, resume: true }))
      assert.deepStrictEqual(
        ids,
        all.map(({ id }) => id)
      )
      assert.strictEqual(yield* starts, 1)
    }).pipe(inFake)
  )

  it.effect("waits while another job of the workspace is pending", () =>
    Effect.gen(function* () {
      yield* DataExport.create({ created_at_after: 0, created_at_before: now })
      const { ids, sink } = collecting()
      const exporting = yield* Effect.forkChild(Export.run({ ...options, sink }))
      // No time passes before it was refused: the pending job would end meanwhile on a slow machine.
      while ((yield* starts) < 2) yield* turn
      yield* tickingUntilDone(Fiber.join(exporting))
      assert.lengthOf(ids, (yield* receipts).length)
      assert.strictEqual(yield* starts, 3)
    }).pipe(inFake)
  )

  it.effect("a job that has expired says to start again", () =>
    Effect.gen(function* () {
      const { ids, sink } = collecting()
      const checkpoint = Checkpoint.memory()
      const full = ExportSink.make((stream) => Effect.fail(new ExportSink.SinkError({ stream, message: "full" })))
      yield* Effect.flip(tickingUntilDone(Export.run({ ...options, sink: full, checkpoint })))
      yield* TestClock.adjust("3 days")
      const error = yield* Effect.flip(Export.run({ ...options, sink, checkpoint, resume: true }))
      assert.include(error.message, "keeps them for two days; start it again")
      assert.deepInclude(error.reason, { _tag: "ExportJobError", job: "content data", outcome: "expired" })
      assert.isEmpty(ids)
    }).pipe(inFake)
  )
})

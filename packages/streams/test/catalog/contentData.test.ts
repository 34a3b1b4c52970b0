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
import { takingTurns } from "../support/takingTurns.ts"
import { running, turn } from "../support/running.ts"

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

/** A run that could keep nothing of a job which has expired since. */
const expiredJob = Effect.gen(function* () {
  const { ids, sink } = collecting()
  const checkpoint = Checkpoint.memory()
  const full = ExportSink.make((stream) => Effect.fail(new ExportSink.SinkError({ stream, message: "full" })))
  yield* Effect.flip(running(Export.run({ ...options, sink: full, checkpoint }), "1 second"))
  yield* TestClock.adjust("3 days")
  return { ids, sink, checkpoint }
})

describe("the stream content_data", () => {
  it.effect("holds every receipt of the window once, exact to the second", () =>
    Effect.gen(function* () {
      const all = yield* receipts
      const [since = 0, until = 0] = [all[1000]?.received_at, all[2500]?.received_at]
      const { ids, sink } = collecting()
      const report = yield* running(
        Export.run({
          ...options,
          sink,
          since: DateTime.makeUnsafe(since * 1000),
          until: DateTime.makeUnsafe(until * 1000)
        }),
        "1 second"
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
        yield* Effect.flip(running(Export.run({ ...options, sink: full, checkpoint, resume: true }), "1 second"))
      }
      assert.match(String(yield* place), /^[^:]+:\d+$/)
      yield* running(Export.run({ ...options, sink, checkpoint, resume: true }), "1 second")
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
      const waits: Array<string | undefined> = []
      const onProgress = ({ waiting }: Export.ExportProgress) => Effect.sync(() => waits.push(waiting))
      const exporting = yield* Effect.forkChild(Export.run({ ...options, sink, onProgress }))
      // No time passes before it was refused: the pending job would end meanwhile on a slow machine.
      while ((yield* starts) < 2) yield* turn
      yield* running(Fiber.join(exporting), "1 second")
      assert.lengthOf(ids, (yield* receipts).length)
      assert.strictEqual(yield* starts, 3)
      assert.include(waits, "job")
    }).pipe(inFake)
  )

  it.effect("takes its turn with other processes until the file is ready, and says that it waits", () =>
    Effect.gen(function* () {
      const turns = takingTurns()
      const waits: Array<string | undefined> = []
      const first = collecting()
      const second = collecting()
      /** Whether the second had its turn before the first had all its rows. */
      let wasReady = false
      const sink = ExportSink.make((stream, records) => {
        wasReady ||= first.ids.length === 0 && (turns.held.size === 0 || turns.names.length === 2)
        return first.collect(stream, records)
      })
      yield* running(
        Effect.all(
          [
            Export.run({ ...options, sink }).pipe(Effect.provide(turns.process())),
            Export.run({
              ...options,
              sink: second.sink,
              onProgress: ({ waiting }) => Effect.sync(() => waits.push(waiting))
            }).pipe(Effect.provide(turns.process()), Effect.delay("100 millis"))
          ],
          { concurrency: 2 }
        ),
        "1 second"
      )
      const all = yield* receipts
      assert.deepStrictEqual([first.ids.length, second.ids.length], [all.length, all.length])
      // None was refused.
      assert.strictEqual(yield* starts, 2)
      assert.deepStrictEqual(turns.names, ["dataExport.create", "dataExport.create"])
      assert.isTrue(wasReady)
      assert.isEmpty(turns.held)
      assert.include(waits, "job")
      assert.notInclude(waits.slice(waits.lastIndexOf("job") + 1), "job")
    }).pipe(inFake)
  )

  it.effect("a job that has expired says to start again", () =>
    Effect.gen(function* () {
      const { checkpoint, ids, sink } = yield* expiredJob
      const error = yield* Effect.flip(Export.run({ ...options, sink, checkpoint, resume: true }))
      assert.include(error.message, "keeps them for two days; start it again")
      assert.deepInclude(error.reason, { _tag: "ExportJobError", job: "content data", outcome: "expired" })
      assert.isEmpty(ids)
    }).pipe(inFake)
  )

  for (const goingOn of [{ resume: true }, { since: "last" }] as const) {
    it.effect(`a job that has expired is followed by another in the run after, with ${JSON.stringify(goingOn)}`, () =>
      Effect.gen(function* () {
        const { checkpoint, ids, sink } = yield* expiredJob
        yield* Effect.flip(Export.run({ ...options, sink, checkpoint, ...goingOn }))
        const report = yield* running(Export.run({ ...options, sink, checkpoint, ...goingOn }), "1 second")
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.deepStrictEqual(
          ids,
          (yield* receipts).map(({ id }) => id)
        )
        assert.strictEqual(yield* starts, 2)
      }).pipe(inFake)
    )
  }
})

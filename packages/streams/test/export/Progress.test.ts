import { FakeIntercom } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import { running } from "../support/running.ts"
import { row, rows, serve, workspace } from "../support/SmallWorkspace.ts"

const space = () => workspace({ contacts: rows(600, (index) => row(`c${index}`, 1_700_000_000 + index)) })

describe("progress", () => {
  it.effect("tells of the start, of the end, and about twice a second of speed and the time that is left", () =>
    Effect.gen(function* () {
      const told: Array<Export.ExportProgress> = []
      // Four pages, each of which takes ten seconds.
      const begun = yield* Deferred.make<void>()
      const server = serve(space(), () =>
        Effect.as(Effect.andThen(Deferred.succeed(begun, undefined), Effect.sleep("10 seconds")), undefined)
      )
      const fiber = yield* Effect.forkChild(
        Export.run({
          streams: ["contacts"],
          catchUp: false,
          sink: ExportSink.make(() => Effect.void),
          onProgress: (progress) => Effect.sync(() => told.push(progress))
        }).pipe(Effect.provide(server.client()))
      )
      yield* Deferred.await(begun)
      yield* TestClock.adjust(Duration.seconds(45))
      yield* Fiber.join(fiber)

      assert.strictEqual(told[0]?.event, "started")
      assert.deepInclude(told.at(-1), { event: "finished", rows: 600, pages: 4, expected: 600, secondsLeft: 0 })
      const running = told.filter(({ event }) => event === "running")
      assert.isAtLeast(running.length, 70)
      assert.isAtMost(running.length, 90)
      const late = running.at(-1)
      assert.strictEqual(late?.rows, 450)
      assert.approximately(late?.rowsPerSecond ?? 0, 15, 1.5)
      assert.approximately(late?.secondsLeft ?? 0, 10, 2)
      assert.strictEqual(late?.waiting, "intercom")
    })
  )

  it.effect("says that an export waits for a scroll somebody opened before, and no longer once its own is open", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      assert.isDefined(workspace.scrolls.open(workspace.now()))
      const told: Array<Export.ExportProgress> = []
      yield* running(
        Export.run({
          streams: ["companies"],
          sink: ExportSink.make(() => Effect.void),
          onProgress: (progress) => Effect.sync(() => told.push(progress))
        }),
        "1 second"
      )
      const waits = told.map(({ waiting }) => waiting)
      assert.include(waits, "scroll")
      assert.notInclude(waits.slice(waits.lastIndexOf("scroll") + 1), "scroll")
      assert.strictEqual(told.at(-1)?.waiting, undefined)
      assert.isTrue(told.every(({ rows, waiting }) => rows === 0 || waiting !== "scroll"))
    }).pipe(Effect.provide(FakeIntercom.layer({ companies: 150 })))
  )

  it.effect("tells of all rows of a stream that waits for the others before it reads what changed", () =>
    Effect.gen(function* () {
      const told: Array<Export.ExportProgress> = []
      yield* running(
        Export.run({
          streams: ["contacts"],
          sink: ExportSink.make(() => Effect.void),
          onProgress: (progress) => Effect.sync(() => told.push(progress))
        }).pipe(Effect.provide(serve(space()).client())),
        "1 second"
      )
      const last = told.findLast(({ event }) => event === "running")
      assert.strictEqual(last?.rows, 600)
      assert.deepInclude(told.at(-1), { event: "finished", rows: 600, expected: 600 })
    })
  )

  it.effect("an export without a listener starts no clock", () =>
    Effect.gen(function* () {
      const written: Array<number> = []
      yield* Export.run({
        streams: ["contacts"],
        sink: ExportSink.make((_, records) => Effect.sync(() => written.push(records.length)))
      }).pipe(Effect.provide(serve(space()).client()))
      assert.deepStrictEqual(written, [150, 150, 150, 150])
    })
  )
})

describe("T34: a stream reads no more than is asked of it", () => {
  it.effect("the first record of many takes one page, and one ahead", () =>
    Effect.gen(function* () {
      const server = serve(space())
      yield* Export.contacts().pipe(Stream.take(1), Stream.runDrain, Effect.provide(server.client()))
      assert.isAtMost(server.received.length, 2)
    })
  )
})

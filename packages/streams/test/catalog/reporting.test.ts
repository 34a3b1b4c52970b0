import * as NodeServices from "@effect/platform-node/NodeServices"
import { FakeIntercom, seededUntil } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { DatabaseSync } from "node:sqlite"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import * as ExportStream from "../../src/ExportStream.ts"
import * as SqliteSink from "../../src/SqliteSink.ts"
import { running } from "../support/running.ts"
import { json, serve, workspace } from "../support/SmallWorkspace.ts"

const inFake = <A, E, R>(test: Effect.Effect<A, E, R>) =>
  Effect.andThen(TestClock.setTime(seededUntil), test).pipe(
    Effect.provide(FakeIntercom.layer({ conversations: 2500, tickets: 10 }))
  )

const collecting = () => {
  const records: Array<Record<string, unknown>> = []
  const collect = (_: string, more: ReadonlyArray<object>) =>
    Effect.sync(() => void records.push(...(more as ReadonlyArray<Record<string, unknown>>)))
  return { records, collect, sink: ExportSink.make(collect) }
}

const held = Effect.gen(function* () {
  const { dump } = yield* FakeIntercom
  const all = yield* Stream.runCollect(dump("conversations"))
  return all.map((one) => ({ id: String(one["id"]), at: Number(one["created_at"]) }))
})

const starts = Effect.map(
  FakeIntercom.use(({ requests }) => requests),
  (requests) => requests.filter(({ path }) => path === "/export/reporting_data/enqueue").length
)

describe("data sets of reports", () => {
  it.effect("give the chosen attributes of every row of the window once, with their id and time", () =>
    Effect.gen(function* () {
      const all = (yield* held).toSorted((one, other) => one.at - other.at)
      const [since = 0, until = 0] = [all[500]?.at, all[2000]?.at]
      const { records, sink } = collecting()
      const conversations = yield* ExportStream.reporting("conversation", ["conversation.channel"])
      assert.strictEqual(ExportStream.nameOf(conversations), "reporting_conversation")
      const report = yield* running(
        Export.run({
          streams: [conversations],
          sink,
          since: DateTime.makeUnsafe(since * 1000),
          until: DateTime.makeUnsafe(until * 1000)
        }),
        "1 second"
      )
      assert.isTrue(report.complete, JSON.stringify(report.streams))
      const expected = all.filter(({ at }) => at >= since && at < until)
      assert.isAbove(expected.length, 1000)
      assert.sameMembers(
        records.map((record) => record["conversation_id"]),
        expected.map(({ id }) => id)
      )
      assert.sameMembers(Object.keys(records[0] ?? {}), ["conversation_id", "conversation_started_at", "channel"])
      assert.strictEqual(yield* starts, 1)
    }).pipe(inFake)
  )

  it.effect("go on in the file of the job that was started", () =>
    Effect.gen(function* () {
      const { collect, records } = collecting()
      const checkpoint = Checkpoint.memory()
      const conversations = yield* ExportStream.reporting("conversation", ["conversation_id"])
      let breaks = true
      const sink = ExportSink.make((stream, more) =>
        breaks && records.length >= 1000
          ? Effect.fail(new ExportSink.SinkError({ stream, message: "broken" }))
          : collect(stream, more)
      )
      const run = Export.run({ streams: [conversations], sink, checkpoint, checkpointEvery: 0, resume: true })
      yield* Effect.flip(running(run, "1 second"))
      assert.isAtLeast(records.length, 1000)
      breaks = false
      yield* running(run, "1 second")
      assert.sameMembers(
        records.map((record) => record["conversation_id"]),
        (yield* held).map(({ id }) => id)
      )
      assert.strictEqual(yield* starts, 1)
      const others = yield* ExportStream.reporting("conversation", ["channel"])
      const error = yield* Effect.flip(Export.run({ streams: [others], sink, checkpoint, resume: true }))
      assert.strictEqual(error.reason._tag, "CheckpointMismatch", "another choice is another export")
    }).pipe(inFake)
  )

  it.effect("fill tables with a column for each attribute", () =>
    Effect.gen(function* () {
      const file = `${yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()}/export.db`
      const tickets = yield* ExportStream.reporting("ticket")
      yield* running(Export.run({ streams: [tickets], sink: SqliteSink.file(file) }), "1 second")
      const database = new DatabaseSync(file, { readOnly: true })
      const rows = database.prepare("SELECT * FROM reporting_ticket").all()
      assert.lengthOf(rows, 10)
      assert.includeMembers(Object.keys(rows[0] ?? {}), ["id", "ticket_state", "currently_assigned_teammate_id"])
      assert.match(String(rows[0]?.["ticket_created_at"]), /^\d{4}-\d\d-\d\dT/)
      assert.strictEqual(rows[0]?.["id"], rows[0]?.["ticket_id"])
      database.close()
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer), inFake)
  )

  it.effect("that there are not, and attributes that they have not, are told with those that there are", () =>
    Effect.gen(function* () {
      const none = yield* Effect.flip(ExportStream.reporting("calls"))
      assert.strictEqual(none.message, "there is no data set calls; there are conversation, ticket")
      const other = yield* Effect.flip(ExportStream.reporting("ticket", ["ticket_id", "colour"]))
      assert.match(other.message, /^the data set ticket has no attribute colour; it has ticket_id, /)
      assert.strictEqual(yield* starts, 0)
    }).pipe(inFake)
  )

  it.effect("without an id have one of the job, and headings become ids", () =>
    Effect.gen(function* () {
      const attributes = [
        { id: "happened_at", name: "Happened at", qualified_id: "action.happened_at" },
        { id: "kind", name: "Kind of action", qualified_id: "action.kind" }
      ]
      const dataset = { id: "action", name: "Actions", default_time_attribute_id: "happened_at", attributes }
      const files = "action.happened_at,Kind of action,Other\n2026-09-21 10:00:00,a,1\n2026-09-21 10:00:00,a,1\n"
      const server = serve(workspace(), ({ path }) =>
        Effect.sync(() => {
          if (path.endsWith("/get_datasets")) return json({ type: "list", data: [dataset] })
          if (path.startsWith("/download/")) return new Response(files)
          return path.startsWith("/export/reporting_data/")
            ? json({ job_identifier: "job1", status: "complete" })
            : undefined
        })
      )
      const { records, sink } = collecting()
      yield* TestClock.setTime(Date.UTC(2026, 9, 1))
      const report = yield* Effect.flatMap(ExportStream.reporting("action"), (actions) =>
        running(Export.run({ streams: [actions], sink }), "1 second")
      ).pipe(Effect.provide(server.client()))
      assert.deepStrictEqual(records, [
        { row_id: "job1:0", happened_at: "2026-09-21 10:00:00", kind: "a", Other: "1" },
        { row_id: "job1:1", happened_at: "2026-09-21 10:00:00", kind: "a", Other: "1" }
      ])
      assert.isTrue(report.complete)
      const [asked] = server.received.filter(({ path }) => path.endsWith("/enqueue"))
      assert.deepInclude(asked?.body, { dataset_id: "action", attribute_ids: ["action.happened_at", "action.kind"] })
    })
  )
})

import { type IntercomClient, isIntercomError } from "@effect-intercom/core"
import { DataExport } from "@effect-intercom/resources"
import { FakeIntercom, Faults, seededUntil } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { gzipSync } from "node:zlib"
import * as ExportJob from "../src/ExportJob.ts"
import { json, type Hook, serve, workspace } from "./support/SmallWorkspace.ts"
import { takingTurns } from "./support/takingTurns.ts"
import { running } from "./support/running.ts"

const now = seededUntil / 1000
const everything = { created_at_after: 0, created_at_before: now }
const starts = {
  dataset_id: "conversation",
  attribute_ids: ["conversation_id", "channel"],
  start_time: 0,
  end_time: now
}

const inFake =
  (options: Parameters<typeof FakeIntercom.layer>[0] = { contacts: 40 }) =>
  <A, E>(test: Effect.Effect<A, E, FakeIntercom | IntercomClient.IntercomClient>) =>
    Effect.andThen(TestClock.setTime(seededUntil), test).pipe(Effect.provide(FakeIntercom.layer(options)))

const recording = () => {
  const events: Array<ExportJob.ExportJobEvent> = []
  return { events, onEvent: (event: ExportJob.ExportJobEvent) => Effect.sync(() => void events.push(event)) }
}

const tagsOf = (events: ReadonlyArray<ExportJob.ExportJobEvent>) => events.map(({ _tag }) => _tag)

const requestsOf = Effect.map(
  FakeIntercom.use(({ requests }) => requests),
  (requests) =>
    requests.map(({ method, path }) => `${method} ${path.replace(/[^/]+$/, (end) => (/\d/.test(end) ? "{id}" : end))}`)
)

const idIn = (events: ReadonlyArray<ExportJob.ExportJobEvent>): string => {
  const [first] = events
  assert(first?._tag === "JobStarted")
  return first.id
}

describe("contentData", () => {
  it.effect("starts a job, asks until it is ready, and hands out the unpacked rows by their heading", () =>
    Effect.gen(function* () {
      const { events, onEvent } = recording()
      const rows = yield* running(Stream.runCollect(ExportJob.contentData(everything, { onEvent })), "1 second")
      const fake = yield* FakeIntercom
      const receipts = [...fake.workspace.receipts(0, now)]
      assert.deepStrictEqual(
        rows.map(({ receipt_id }) => receipt_id),
        receipts.map(({ id }) => id)
      )
      assert.lengthOf(rows, 20)
      assert.deepInclude(rows[0], { user_id: receipts[0]?.contact, series_id: "" })
      assert.strictEqual(events[0]?._tag, "JobStarted")
      assert.deepInclude(events.at(-1), { _tag: "JobReady", outcome: "rows", job: "content data", id: idIn(events) })
      assert.deepInclude(events[1], { _tag: "JobPolled", status: "pending" })
    }).pipe(inFake())
  )

  it.effect("a span without messages is an empty stream that says so, and nothing is downloaded", () =>
    Effect.gen(function* () {
      const { events, onEvent } = recording()
      const span = { created_at_after: 1, created_at_before: 2 }
      const rows = yield* running(Stream.runCollect(ExportJob.contentData(span, { onEvent })), "1 second")
      assert.deepStrictEqual(rows, [])
      assert.deepInclude(events.at(-1), { _tag: "JobReady", outcome: "no data" })
      assert.notInclude(yield* requestsOf, "GET /download/content/data/{id}")
    }).pipe(inFake())
  )

  it.effect("a second job of the workspace fails with JobLimitReached, at once", () =>
    Effect.gen(function* () {
      yield* DataExport.create(everything)
      const error = yield* Effect.flip(Stream.runDrain(ExportJob.contentData(everything)))
      assert.isTrue(isIntercomError(error) && error.reason._tag === "JobLimitReached")
    }).pipe(inFake())
  )

  it.effect("a second job of a process that shares the budget waits for its turn, and says so", () =>
    Effect.gen(function* () {
      const turns = takingTurns()
      const { events, onEvent } = recording()
      const read = () =>
        Stream.runCount(ExportJob.contentData(everything, { onEvent })).pipe(Effect.provide(turns.process()))
      const [one, two] = yield* running(Effect.all([read(), read()], { concurrency: 2 }), "1 second")
      assert.isAbove(one, 0)
      assert.strictEqual(one, two)
      const told = tagsOf(events)
      assert.strictEqual(told[0], "JobStarted")
      assert.isBelow(told.indexOf("JobReady"), told.lastIndexOf("JobStarted"))
      assert.include(told, "JobWaiting")
      assert.isEmpty(turns.held)
      // A job that runs already needs no turn.
      turns.held.add("dataExport.create")
      const id = idIn(events)
      const again = Stream.runCount(ExportJob.contentData(everything, { from: id })).pipe(
        Effect.provide(turns.process())
      )
      assert.strictEqual(yield* running(again, "1 second"), one)
    }).pipe(inFake())
  )

  it.effect("interrupted, it tells the id, from which a later run goes on without a second job", () =>
    Effect.gen(function* () {
      const { events, onEvent } = recording()
      const fiber = yield* Effect.forkChild(Stream.runDrain(ExportJob.contentData(everything, { onEvent })))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      const id = idIn(events)
      assert.deepStrictEqual(events.at(-1), { _tag: "JobLeft", job: "content data", id, canceled: false })

      const rows = yield* running(Stream.runCollect(ExportJob.contentData(everything, { from: id })), "1 second")
      assert.lengthOf(rows, 20)
      const started = (yield* requestsOf).filter((request) => request === "POST /export/content/data")
      assert.lengthOf(started, 1)
    }).pipe(inFake())
  )

  it.effect("interrupted while it starts a job, it waits for the id of what may run by then", () =>
    Effect.gen(function* () {
      const { events, onEvent } = recording()
      const fiber = yield* Effect.forkChild(Stream.runDrain(ExportJob.contentData(everything, { onEvent })))
      yield* TestClock.adjust("1 second")
      const interruption = yield* Effect.forkChild(Fiber.interrupt(fiber))
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(interruption)
      assert.deepStrictEqual(tagsOf(events), ["JobStarted", "JobLeft"])
    }).pipe(
      inFake({
        contacts: 40,
        faults: Faults.script([{ when: ({ method }) => method === "POST", fault: { latency: "5 seconds" } }])
      })
    )
  )

  it.effect("interrupted with `cancel`, it cancels the job, which then is a typed failure for who resumes it", () =>
    Effect.gen(function* () {
      const { events, onEvent } = recording()
      const fiber = yield* Effect.forkChild(
        Stream.runDrain(ExportJob.contentData(everything, { onEvent, onInterrupt: "cancel" }))
      )
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      assert.deepInclude(events.at(-1), { _tag: "JobLeft", canceled: true })
      const error = yield* Effect.flip(Stream.runDrain(ExportJob.contentData(everything, { from: idIn(events) })))
      assert.deepInclude(error, { _tag: "ExportJobError", outcome: "canceled", id: idIn(events) })
    }).pipe(inFake())
  )

  it.effect("who has read enough leaves no job behind to be told of", () =>
    Effect.gen(function* () {
      const { events, onEvent } = recording()
      const rows = ExportJob.contentData(everything, { onEvent, onInterrupt: "cancel" }).pipe(Stream.take(3))
      assert.lengthOf(yield* running(Stream.runCollect(rows), "1 second"), 3)
      assert.notInclude(tagsOf(events), "JobLeft")
    }).pipe(inFake())
  )

  it.effect("a job of more than two days ago has expired", () =>
    Effect.gen(function* () {
      const { job_identifier: from } = yield* DataExport.create(everything)
      yield* TestClock.adjust("50 hours")
      const { events, onEvent } = recording()
      const error = yield* Effect.flip(Stream.runDrain(ExportJob.contentData(everything, { from, onEvent })))
      assert.deepInclude(error, { _tag: "ExportJobError", outcome: "expired", id: from })
      assert.include(error.message, "start it again")
      assert.deepStrictEqual(events, [])
    }).pipe(inFake())
  )

  it.effect("a file that breaks off is read again behind the rows that came", () =>
    Effect.gen(function* () {
      const rows = yield* running(Stream.runCollect(ExportJob.contentData(everything)), "1 second")
      const ids = rows.map(({ receipt_id }) => receipt_id)
      assert.lengthOf(ids, 2000)
      assert.strictEqual(new Set(ids).size, 2000)
      const downloads = (yield* requestsOf).filter((request) => request === "GET /download/content/data/{id}")
      assert.lengthOf(downloads, 3)
    }).pipe(
      inFake({
        contacts: 4000,
        faults: Faults.script([{ when: ({ path }) => path.startsWith("/download/"), fault: "truncated", times: 2 }])
      })
    )
  )
})

/** A job whose states and file a test chooses. */
const job = (statuses: ReadonlyArray<string>, file: Uint8Array = new Uint8Array()): Hook => {
  let asked = 0
  return ({ method, path }) =>
    Effect.sync(() => {
      if (path.startsWith("/download/")) return new Response(Uint8Array.from(file))
      const status = method === "POST" ? "pending" : (statuses[Math.min(asked++, statuses.length - 1)] ?? "")
      return json({ job_identfier: "j1", job_identifier: "j1", status, download_url: "", download_expires_at: "" })
    })
}

describe("what may become of a job", () => {
  for (const status of ["failed", "canceled"] as const) {
    it.effect(`${status} is a typed failure, and there is nothing to resume`, () =>
      Effect.gen(function* () {
        const { events, onEvent } = recording()
        const server = serve(workspace(), job(["in_progress", status]))
        const error = yield* running(
          Effect.flip(Stream.runDrain(ExportJob.contentData(everything, { onEvent }))).pipe(
            Effect.provide(server.client())
          ),
          "1 second"
        )
        assert.deepInclude(error, { _tag: "ExportJobError", outcome: status, job: "content data" })
        assert.notInclude(tagsOf(events), "JobLeft")
      })
    )
  }

  it.effect("one that never gets ready ends at the deadline, with its id to go on from", () =>
    Effect.gen(function* () {
      const { events, onEvent } = recording()
      const server = serve(workspace(), job(["preparing"]))
      const error = yield* running(
        Effect.flip(Stream.runDrain(ExportJob.contentData(everything, { onEvent, deadline: "10 minutes" }))).pipe(
          Effect.provide(server.client())
        ),
        "1 second"
      )
      assert.deepInclude(error, { outcome: "overdue", id: "j1" })
      assert.deepInclude(events.at(-1), { _tag: "JobLeft", id: "j1" })
      // Less and less often: 600 seconds at one a second would be 600.
      assert.isBelow(server.received.length, 40)
    })
  )

  it.effect("a schedule of one's own says when to ask, and its end is a deadline too", () =>
    Effect.gen(function* () {
      const server = serve(workspace(), job(["preparing"]))
      const poll = Schedule.spaced("5 seconds").pipe(Schedule.upTo({ times: 3 }))
      const error = yield* running(
        Effect.flip(Stream.runDrain(ExportJob.contentData(everything, { poll }))).pipe(Effect.provide(server.client())),
        "1 second"
      )
      assert.deepInclude(error, { outcome: "overdue" })
      assert.lengthOf(server.received, 1 + 4)
    })
  )

  for (const [what, file] of [
    ["as it is", Buffer.from("id,name\n1,J\u00fcr\n2,\u00fc", "latin1")],
    ["packed", gzipSync(Buffer.from("id,name\n1,J\u00fcr\n2,\u00fc", "latin1"))],
    ["in UTF-8", Buffer.from("id,name\n1,J\ufffdr\n2,\ufffd")]
  ] as const) {
    it.effect(`a letter that is no UTF-8 is replaced, which is told once, and costs no row: ${what}`, () =>
      Effect.gen(function* () {
        const lines: Array<string> = []
        const server = serve(workspace(), job(["completed"], file))
        const rows = yield* running(
          Stream.runCollect(ExportJob.contentData(everything)).pipe(
            Effect.provide([
              server.client(),
              Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])
            ])
          ),
          "1 second"
        )
        assert.deepStrictEqual(rows, [
          { id: "1", name: "J\ufffdr" },
          { id: "2", name: "\ufffd" }
        ])
        assert.lengthOf(lines, what === "in UTF-8" ? 0 : 1)
        for (const line of lines) assert.match(line, /^the file of job j1 has bytes that are not UTF-8/)
      })
    )
  }

  const whole = gzipSync("a,b\nsecret,1\n".repeat(1000))

  for (const [what, file] of [
    ["cut short", whole.subarray(0, whole.length - 20)],
    ["gzip of several members", Buffer.concat([whole, gzipSync("secret,2\n")])]
  ] as const) {
    it.effect(`a file that stays ${what} is unreadable, and its content is not in the error`, () =>
      Effect.gen(function* () {
        const server = serve(workspace(), job(["completed"], file))
        const error = yield* running(
          Effect.flip(Stream.runDrain(ExportJob.contentData(everything))).pipe(Effect.provide(server.client())),
          "1 second"
        )
        assert.deepInclude(error, { _tag: "ExportJobError", outcome: "unreadable" })
        assert.include(error.message, "not the gzip of one member it begins as")
        assert.notInclude(JSON.stringify(error), "secret")
      })
    )
  }
})

describe("reportingData", () => {
  it.effect("hands out the rows of a data set with the attributes asked for", () =>
    Effect.gen(function* () {
      const rows = yield* running(Stream.runCollect(ExportJob.reportingData(starts)), "1 second")
      const fake = yield* FakeIntercom
      assert.lengthOf(rows, 120)
      assert.deepStrictEqual(Object.keys(rows[0] ?? {}), ["conversation_id", "channel"])
      for (const { conversation_id } of rows) assert.isDefined(fake.workspace.conversations.get(conversation_id ?? ""))
    }).pipe(inFake({ contacts: 20, conversations: 120 }))
  )

  it.effect("goes on from a job that is ready without starting one", () =>
    Effect.gen(function* () {
      const { events, onEvent } = recording()
      yield* running(Stream.runDrain(ExportJob.reportingData(starts, { onEvent })), "1 second")
      const rows = yield* Stream.runCollect(ExportJob.reportingData(starts, { from: idIn(events) }))
      assert.lengthOf(rows, 120)
      const started = (yield* requestsOf).filter((request) => request.startsWith("POST"))
      assert.lengthOf(started, 1)
    }).pipe(inFake({ contacts: 20, conversations: 120 }))
  )

  it.effect("an attribute that does not exist fails with what Intercom objects to", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Stream.runDrain(ExportJob.reportingData({ ...starts, attribute_ids: ["colour"] }))
      )
      assert.isTrue(isIntercomError(error) && error.reason._tag === "InvalidRequest")
    }).pipe(inFake())
  )
})

import { Admins, Contacts, DataExport, Messages, ReportingDataExport, Tickets } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { TestClock } from "effect/testing"
import { gunzipSync } from "node:zlib"
import { both } from "../../both.ts"
import { objection, rawCall } from "../../rawCall.ts"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import { seededUntil } from "../../../src/server/Options.ts"

const workspace = (options: {
  readonly contacts?: number
  readonly conversations?: number
  readonly tickets?: number
}) => FakeIntercom.layer({ ...options, client: { responses: "strict", retry: false } })

const now = seededUntil / 1000
const everything = { created_at_after: 0, created_at_before: now + 100 }

const atTheEnd = <A, E, R>(test: Effect.Effect<A, E, R>) => Effect.andThen(TestClock.setTime(seededUntil), test)

const bytesOf = <E, R>(file: Stream.Stream<Uint8Array, E, R>) =>
  Effect.map(Stream.runCollect(file), (chunks) => Buffer.concat(chunks))

const linesOf = (file: Uint8Array) => Buffer.from(file).toString("utf8").trimEnd().split("\n")

describe("the content export", () => {
  it.effect("goes from pending over in progress to a gzipped file of receipts", () =>
    Effect.gen(function* () {
      const [contact] = (yield* Contacts.list({ per_page: 1 })).data
      const admin = (yield* Admins.list()).admins[0]?.id ?? ""
      yield* Messages.create({
        from: { type: "admin", id: admin },
        to: { type: "user", id: contact?.id ?? "" },
        message_type: "email",
        subject: 'Hello, "friend"',
        body: "Hello"
      })
      const { job_identifier, ...started } = yield* DataExport.create(everything)
      assert.deepStrictEqual(started, { status: "pending", download_url: "", download_expires_at: "" })
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* DataExport.get({ job_identifier })).status, "in_progress")
      assert.strictEqual((yield* Effect.flip(bytesOf(DataExport.download({ job_identifier })))).status, 404)
      yield* TestClock.adjust("2 seconds")
      const done = yield* DataExport.get({ job_identifier })
      assert.deepStrictEqual(done, {
        job_identifier,
        status: "completed",
        download_url: `https://api.intercom.io/download/content/data/${job_identifier}`,
        download_expires_at: String(now + 3 + 2 * 86_400)
      })
      const lines = linesOf(gunzipSync(yield* bytesOf(DataExport.download({ job_identifier }))))
      assert.lengthOf(lines, 1 + 20 + 1)
      assert.match(lines[0] ?? "", /^user_id,.*,received_at,.*,first_hard_bounce$/)
      assert.include(lines.at(-1), 'email,"Hello, ""friend"""')
    }).pipe(Effect.provide(workspace({ contacts: 40 })), atTheEnd)
  )

  it.effect("holds what was received in the time it was asked for, both ends included", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const times = [...fake.workspace.receipts(0, now)].map(({ received_at }) => received_at)
      const [after = 0, before = 0] = [times[5], times[12]]
      const { job_identifier } = yield* DataExport.create({ created_at_after: after, created_at_before: before })
      yield* TestClock.adjust("3 seconds")
      const lines = linesOf(gunzipSync(yield* bytesOf(DataExport.download({ job_identifier }))))
      assert.strictEqual(lines.length - 1, times.filter((time) => time >= after && time <= before).length)
    }).pipe(Effect.provide(workspace({ contacts: 40 })), atTheEnd)
  )

  it.effect("runs once at a time in a workspace, until it is done or cancelled", () =>
    Effect.gen(function* () {
      const { job_identifier } = yield* DataExport.create(everything)
      const second = yield* Effect.flip(DataExport.create(everything))
      assert.strictEqual(second.reason._tag, "JobLimitReached")
      assert.strictEqual((yield* DataExport.cancel({ job_identifier })).status, "canceled")
      const next = { job_identifier: (yield* DataExport.create(everything)).job_identifier }
      yield* TestClock.adjust("3 seconds")
      assert.strictEqual((yield* DataExport.cancel(next)).status, "completed")
      yield* DataExport.create(everything)
      assert.strictEqual((yield* DataExport.get({ job_identifier })).status, "canceled")
    }).pipe(Effect.provide(workspace({ contacts: 40 })), atTheEnd)
  )

  it.effect("has no data where nothing was sent, and no file after two days", () =>
    Effect.gen(function* () {
      const started = yield* DataExport.create({ created_at_after: 1, created_at_before: 2 })
      const empty = { job_identifier: started.job_identifier }
      yield* TestClock.adjust("3 seconds")
      assert.strictEqual((yield* DataExport.get(empty)).status, "no_data")
      const full = { job_identifier: (yield* DataExport.create(everything)).job_identifier }
      yield* TestClock.adjust("2 days")
      assert.strictEqual((yield* DataExport.get(full)).status, "completed")
      yield* TestClock.adjust("3 seconds")
      assert.strictEqual((yield* Effect.flip(DataExport.get(full))).status, 404)
      assert.strictEqual((yield* Effect.flip(bytesOf(DataExport.download(full)))).status, 404)
    }).pipe(Effect.provide(workspace({ contacts: 40 })), atTheEnd)
  )

  it.effect("is handed to clients that accept bytes only", () =>
    Effect.gen(function* () {
      const created = yield* rawCall("POST", "/export/content/data", { body: everything })
      yield* TestClock.adjust("3 seconds")
      // Type boundary: the fake's own answer, whose shape the other tests check.
      const { job_identifier } = created.body as { readonly job_identifier: string }
      const json = yield* rawCall("GET", `/download/content/data/${job_identifier}`)
      assert.strictEqual(json.status, 406)
      const backwards = { created_at_after: 5, created_at_before: 4 }
      const wrong = yield* rawCall("POST", "/export/content/data", { body: backwards })
      assert.match(objection(wrong), /^parameter_invalid/)
    }).pipe(Effect.provide(both({ contacts: 40 })), atTheEnd)
  )
})

describe("the reporting export", () => {
  it.effect("makes a file of the attributes it is told, of the rows of a time", () =>
    Effect.gen(function* () {
      const { data } = yield* ReportingDataExport.listDatasets()
      const conversation = data?.find(({ id }) => id === "conversation")
      const [first, second] = conversation?.attributes?.map(({ qualified_id = "" }) => qualified_id) ?? []
      const { job_identifier = "" } = yield* ReportingDataExport.enqueue({
        dataset_id: "conversation",
        attribute_ids: [first ?? "", second ?? ""],
        start_time: 0,
        end_time: now
      })
      assert.strictEqual((yield* ReportingDataExport.get({ job_identifier })).status, "pending")
      yield* TestClock.adjust("3 seconds")
      assert.strictEqual((yield* ReportingDataExport.get({ job_identifier })).status, "complete")
      const lines = linesOf(yield* bytesOf(ReportingDataExport.download({ job_identifier })))
      assert.strictEqual(lines[0], "conversation_id,conversation_started_at")
      assert.lengthOf(lines, 1 + 700)
      const [id, startedAt] = lines[1]?.split(",") ?? []
      const fake = yield* FakeIntercom
      assert.strictEqual(fake.workspace.conversations.get(id ?? "")?.created_at, Number(startedAt))
    }).pipe(Effect.provide(workspace({ contacts: 20, conversations: 700 })), atTheEnd)
  )

  it.effect("leaves conversations without a word from outside to versions since 2.16", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const author = { type: "admin" as const, id: "1", name: "Ada", email: "ada@example.com" }
      fake.workspace.conversations.add({
        source: { type: "email", id: "1", delivered_as: "admin_initiated", subject: "", body: "", author, url: null }
      })
      const rows = Effect.fnUntraced(function* (version: "2.15" | "2.16") {
        const { job_identifier = "" } = yield* ReportingDataExport.enqueue(
          { dataset_id: "conversation", attribute_ids: ["conversation_id"], start_time: 0, end_time: now + 10 },
          { version }
        )
        yield* TestClock.adjust("3 seconds")
        return linesOf(yield* bytesOf(ReportingDataExport.download({ job_identifier }))).length - 1
      })
      assert.deepStrictEqual([yield* rows("2.15"), yield* rows("2.16")], [0, 1])
    }).pipe(Effect.provide(workspace({})), atTheEnd)
  )

  it.effect("runs five times at once, and no more", () =>
    Effect.gen(function* () {
      const enqueue = ReportingDataExport.enqueue({
        dataset_id: "ticket",
        attribute_ids: ["ticket_id", "ticket_type"],
        start_time: 0,
        end_time: now
      })
      const jobs = yield* Effect.replicateEffect(enqueue, 5)
      assert.strictEqual((yield* Effect.flip(enqueue)).reason._tag, "JobLimitReached")
      yield* TestClock.adjust("3 seconds")
      yield* enqueue
      const { job_identifier = "" } = jobs[0] ?? {}
      const lines = linesOf(yield* bytesOf(ReportingDataExport.download({ job_identifier })))
      assert.lengthOf(lines, 1 + 30)
      const [id] = lines[1]?.split(",") ?? []
      assert.strictEqual((yield* Tickets.get({ id: id ?? "" })).id, id)
    }).pipe(Effect.provide(workspace({ contacts: 20, tickets: 30 })), atTheEnd)
  )

  it.effect("says what is wrong with a request, and which job it does not know", () =>
    Effect.gen(function* () {
      const good = { dataset_id: "conversation", attribute_ids: ["channel"], start_time: 0, end_time: 1 }
      const bodies = [
        { ...good, dataset_id: undefined },
        { ...good, dataset_id: "imaginary" },
        { ...good, attribute_ids: undefined },
        { ...good, attribute_ids: [] },
        { ...good, attribute_ids: "channel" },
        { ...good, attribute_ids: ["channel", "colour"] },
        { ...good, start_time: 2 }
      ]
      for (const body of bodies) {
        const answer = yield* rawCall("POST", "/export/reporting_data/enqueue", { body })
        assert.strictEqual(answer.status, 400)
        assert.match(objection(answer), /^bad_request/)
      }
      const unknown = yield* rawCall("GET", "/export/reporting_data/none")
      assert.strictEqual(objection(unknown), "not_found: There is no export job none")
    }).pipe(Effect.provide(both({})))
  )
})

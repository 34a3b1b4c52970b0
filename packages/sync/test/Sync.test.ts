import { PgClient } from "@effect/sql-pg/PgClient"
import { Webhooks } from "@effect-intercom/app"
import { Admins, Contacts, Conversations, Tags } from "@effect-intercom/resources"
import { Export, IntercomStream } from "@effect-intercom/streams"
import { PostgresSink } from "@effect-intercom/streams/postgres"
import { FakeIntercom, Faults } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { isDeepStrictEqual } from "node:util"
import { Sync } from "../src/index.ts"
import { allRows, differences, type Dump, type Resource } from "./support/equals.ts"
import { lagsOf, noteWrites, quantile } from "./support/lags.ts"
import { clientOf, postgres } from "./support/postgres.ts"
import { type Changed, randomChanges } from "./support/randomChanges.ts"

const server = postgres()

let schemas = 0
const newSchema = () => `sync_${++schemas}`

const streams = [
  "contacts",
  "companies",
  "conversations",
  "tickets",
  "deleted_conversations",
  "contact_merges"
] as const
const dumped: ReadonlyArray<Resource> = ["contacts", "companies", "conversations", "tickets"]

const often = { every: "300 millis", wholeEvery: "700 millis", reconcileEvery: "3 seconds" } as const

const fakeDump: Effect.Effect<Dump, never, FakeIntercom> = Effect.map(
  FakeIntercom,
  ({ dump }) =>
    (resource) =>
      Stream.runCollect(dump(resource))
)

/** Asks until it is so, for half a minute at most; the last answer is told by the test. */
const until = <A, E, R>(ask: Effect.Effect<A, E, R>, isSo: (answer: A) => boolean): Effect.Effect<A, E, R> =>
  Effect.repeat(ask, {
    until: isSo,
    schedule: Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "5 minutes" }))
  }).pipe(Effect.andThen(ask))

const isEqual = Effect.fnUntraced(function* (schema: string) {
  const dump = yield* fakeDump
  return yield* differences(schema, dumped, dump).pipe(Effect.catch((error) => Effect.succeed([error.message])))
})

/** Until every stream was looked at once. */
const untilFollowed = Effect.fnUntraced(function* (schema: string) {
  const sql = yield* PgClient
  const waiting = sql
    .unsafe<{ readonly waiting: number }>(
      `SELECT count(*) FILTER (WHERE state <> 'following' OR last_success IS NULL)::int4 AS waiting,
        count(*)::int4 AS streams FROM "${schema}".sync_status HAVING count(*) > 0`
    )
    .pipe(Effect.catch(() => Effect.succeed([])))
  assert.deepInclude((yield* until(waiting, ([row]) => row?.waiting === 0))[0], { waiting: 0 })
})

/** Without an inbox, whatever the context has. */
const withoutInbox = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.updateContext(
    effect,
    (context: Context.Context<R>) => Context.omit(Webhooks.Inbox)(context) as Context.Context<R>
  )

const databaseOf = () => clientOf(server, { maxConnections: 5 })

describe("Sync.run", () => {
  it.live("loads the workspace, and equals it after random changes, deletes and merges included", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      yield* Effect.forkScoped(Sync.run({ streams, schema, ...often }))
      yield* randomChanges(150, 7)
      assert.deepStrictEqual(yield* until(isEqual(schema), (found) => found.length === 0), [])
      // Whatever was written bit by bit is what an export writes at once.
      const fresh = newSchema()
      yield* Export.run({ streams, sink: PostgresSink.make({ schema: fresh }) })
      const [synced, exported] = [yield* allRows(schema), yield* allRows(fresh)]
      for (const view of Object.keys(exported)) assert.deepStrictEqual(synced[view], exported[view], view)
    }).pipe(
      Effect.scoped,
      Effect.provide([FakeIntercom.layer({ contacts: 30, companies: 5, conversations: 10, tickets: 3 }), databaseOf()])
    )
  )

  it.live("brings a change into its row within seconds, and sooner with webhooks", () =>
    Effect.gen(function* () {
      for (const withWebhooks of [false, true]) {
        const schema = newSchema()
        const { webhooks } = yield* FakeIntercom
        const made: Array<Changed> = []
        const lags = yield* Effect.gen(function* () {
          const inbox = yield* Webhooks.Inbox
          if (withWebhooks) {
            yield* webhooks({
              secret: "s",
              topics: ["*"],
              handler: ({ body }) => Effect.as(inbox.offer(body), 200)
            })
          }
          const run = Sync.run({
            streams,
            schema,
            every: "2 seconds",
            wholeEvery: "4 seconds",
            reconcileEvery: "8 seconds"
          })
          yield* Effect.forkScoped(withWebhooks ? Effect.provideService(run, Webhooks.Inbox, inbox) : withoutInbox(run))
          yield* noteWrites(schema)
          yield* untilFollowed(schema)
          yield* randomChanges(100, withWebhooks ? 5 : 6, (changed) =>
            Effect.andThen(
              Effect.sync(() => made.push(changed)),
              Effect.sleep("20 millis")
            )
          )
          assert.deepStrictEqual(yield* until(isEqual(schema), (found) => found.length === 0), [])
          return yield* lagsOf(schema, made)
        }).pipe(Effect.scoped, Effect.provide(Webhooks.layerInbox()))
        const [p50, p99] = [quantile(lags, 0.5), quantile(lags, 0.99)]
        console.log(
          `from change to row ${withWebhooks ? "with webhooks" : "by polling every 2 s"}: p50 ${p50} s, p99 ${p99} s`
        )
        assert.isBelow(p50, withWebhooks ? 10 : 30)
      }
    }).pipe(
      Effect.scoped,
      Effect.provide([FakeIntercom.layer({ contacts: 10, companies: 2, conversations: 5 }), databaseOf()])
    )
  )

  it.live("shows that a conversation was closed and answered, although both were in one second", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const sql = yield* PgClient
      yield* Effect.forkScoped(Sync.run({ streams: ["conversations"], schema, ...often, reconcileEvery: false }))
      yield* untilFollowed(schema)
      const [first] = yield* IntercomStream.items(Conversations.list, {}).pipe(Stream.take(1), Stream.runCollect)
      const id = first?.id ?? ""
      const { admins } = yield* Admins.list()
      const admin = String(admins?.[0]?.id)
      for (const body of ["one", "two", "three"]) {
        yield* Conversations.reply({ id, message_type: "comment", type: "admin", admin_id: admin, body })
      }
      yield* Conversations.manage({ id, message_type: "close", type: "admin", admin_id: admin })
      const held = sql.unsafe(
        `SELECT state, open, (SELECT count(*)::int4 FROM "${schema}".conversation_parts WHERE conversation_id = $1
          AND part_type IN ('comment', 'close')) AS parts FROM "${schema}".conversations WHERE id = $1`,
        [id]
      )
      const { conversation_parts } = yield* Conversations.get({ id })
      const parts = conversation_parts?.conversation_parts.filter(({ part_type }) =>
        ["comment", "close"].includes(part_type ?? "")
      ).length
      const expected = [{ state: "closed", open: false, parts }]
      assert.deepStrictEqual(yield* until(held, (rows) => isDeepStrictEqual(rows, expected)), expected)
    }).pipe(Effect.scoped, Effect.provide([FakeIntercom.layer({ conversations: 3 }), databaseOf()]))
  )

  it.live("finds a contact that was deleted without a word, and marks it", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const sql = yield* PgClient
      yield* Effect.forkScoped(
        Sync.run({ streams: ["contacts"], schema, every: "10 minutes", reconcileEvery: "1 second" })
      )
      yield* untilFollowed(schema)
      const [first] = yield* IntercomStream.items(Contacts.list, {}).pipe(Stream.take(1), Stream.runCollect)
      yield* Contacts.delete({ id: first?.id ?? "" })
      const held = sql.unsafe<{ readonly reason: string | null }>(
        `SELECT deleted_reason AS reason FROM "${schema}".contacts WHERE id = $1`,
        [first?.id]
      )
      assert.deepStrictEqual(yield* until(held, ([row]) => row?.reason !== null), [{ reason: "deleted" }])
    }).pipe(Effect.scoped, Effect.provide([FakeIntercom.layer({ contacts: 3 }), databaseOf()]))
  )

  it.live("says that it did not load what could not be read, and goes on when it can", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const sql = yield* PgClient
      const { setFaults } = yield* FakeIntercom
      yield* setFaults(Faults.script([{ when: ({ path }) => path.startsWith("/contacts"), fault: 500 }]))
      yield* Effect.forkScoped(Sync.run({ streams: ["contacts"], schema, ...often }))
      const status = Effect.orElseSucceed(
        sql.unsafe<{ readonly state: string; readonly error: string | null }>(
          `SELECT state, error FROM "${schema}".sync_status`
        ),
        () => []
      )
      const failed = yield* until(status, ([row]) => row?.error !== null && row !== undefined)
      assert.strictEqual(failed[0]?.state, "failed")
      yield* setFaults(Faults.script([]))
      yield* untilFollowed(schema)
      const [row] = yield* sql.unsafe(`SELECT count(*)::int4 AS rows FROM "${schema}".current_contacts`)
      assert.deepStrictEqual(row, { rows: 3 })
      assert.deepStrictEqual(yield* status, [{ state: "following", error: null }])
    }).pipe(
      Effect.scoped,
      Effect.provide([FakeIntercom.layer({ contacts: 3, client: { retry: false } }), databaseOf()])
    )
  )

  it.live("ends with a word of what to do where the token is refused or the schema is another workspace's", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const sql = yield* PgClient
      const sync = Sync.run({ streams: ["contacts"], schema, ...often })
      const refused = yield* Effect.flip(sync).pipe(
        Effect.provide(FakeIntercom.layer({ faults: Faults.script([{ fault: { status: 401 } }]) }))
      )
      assert.instanceOf(refused, Sync.SyncError)
      yield* sql.unsafe(`CREATE TABLE IF NOT EXISTS "${schema}".export_workspace (id text NOT NULL)`)
      yield* sql.unsafe(`INSERT INTO "${schema}".export_workspace VALUES ('another')`)
      const occupied = yield* Effect.flip(sync).pipe(Effect.provide(FakeIntercom.layer({ contacts: 1 })))
      assert.include(occupied.message, "another")
    }).pipe(Effect.scoped, Effect.provide(databaseOf()))
  )

  it.live(
    "ends with a word of what to do where no stream is named, or one that is not synced is to be loaded anew",
    () =>
      Effect.gen(function* () {
        const schema = newSchema()
        const ended = <A, E, R>(sync: Effect.Effect<A, E, R>) => Effect.flip(Effect.timeout(sync, "30 seconds"))
        const none = yield* ended(Sync.run({ streams: [], schema, ...often }))
        assert.include(none.message, "name one")
        const other = { streams: ["contacts", "companies"] as const, schema, rebuild: ["companies"] as const }
        const rebuilt = yield* ended(Sync.run({ ...other, streams: ["contacts"] }))
        assert.include(rebuilt.message, "companies")
      }).pipe(Effect.scoped, Effect.provide([FakeIntercom.layer({ contacts: 1 }), databaseOf()]))
  )

  it.live("says that it owes a record that the database refuses", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const sql = yield* PgClient
      const { workspace } = yield* FakeIntercom
      yield* Effect.forkScoped(Sync.run({ streams: ["contacts"], schema, ...often }))
      yield* untilFollowed(schema)
      // An id that no index takes: it does not pack.
      const words = Array.from({ length: 4000 }, (_, index) => (Math.imul(index + 1, 2_654_435_761) >>> 0).toString(36))
      workspace.contacts.add({ id: words.join("") })
      const { id } = workspace.contacts.add({ email: "ada@example.com" })
      const status = sql.unsafe<{ readonly owed: number; readonly kept: number; readonly rows: number }>(
        `SELECT owed, (SELECT count(*)::int4 FROM "${schema}".contacts WHERE id = $1) AS rows,
          (SELECT jsonb_array_length(value::jsonb #> '{streams,contacts,owed}') FROM "${schema}".export_cursors
            WHERE name = 'sync') AS kept FROM "${schema}".sync_status`,
        [id]
      )
      const found = yield* until(status, ([row]) => row?.owed === 1 && row.rows === 1)
      assert.deepStrictEqual(found, [{ owed: 1, rows: 1, kept: 1 }])
      yield* Effect.sleep("1 second")
      assert.deepStrictEqual(yield* status, [{ owed: 1, rows: 1, kept: 1 }])
    }).pipe(Effect.scoped, Effect.provide([FakeIntercom.layer({ contacts: 2 }), databaseOf()]))
  )

  it.live("goes on from an export of a while ago, and does not call that whole as of now", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const sql = yield* PgClient
      yield* Export.run({ streams: ["companies"], sink: PostgresSink.make({ schema }) })
      const exportedAt = yield* Clock.currentTimeMillis
      yield* Effect.sleep("1500 millis")
      yield* Effect.forkScoped(Sync.run({ streams: ["companies"], schema, wholeEvery: "1 hour" }))
      yield* untilFollowed(schema)
      const [row] = yield* sql.unsafe<{ readonly at: number }>(
        `SELECT (extract(epoch FROM whole_as_of) * 1000)::float8 AS at FROM "${schema}".sync_status`
      )
      assert.isAtMost(row?.at ?? Number.NaN, exportedAt)
    }).pipe(Effect.scoped, Effect.provide([FakeIntercom.layer({ companies: 2 }), databaseOf()]))
  )

  it.live("loads one table anew, and leaves the others alone", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const sql = yield* PgClient
      const both = ["contacts", "companies"] as const
      const first = yield* Effect.forkScoped(Sync.run({ streams: both, schema, every: "1 hour" }))
      yield* untilFollowed(schema)
      yield* Fiber.interrupt(first)
      yield* sql.unsafe(`DELETE FROM "${schema}".contacts`)
      yield* sql.unsafe(`UPDATE "${schema}".companies SET name = 'mine'`)
      yield* Effect.forkScoped(Sync.run({ streams: both, schema, every: "1 hour", rebuild: ["contacts"] }))
      const rows = sql.unsafe<{
        readonly contacts: number
        readonly companies: number
      }>(`SELECT (SELECT count(*)::int4 FROM "${schema}".contacts) AS contacts,
        (SELECT count(*)::int4 FROM "${schema}".companies WHERE name = 'mine') AS companies`)
      assert.deepStrictEqual(yield* until(rows, ([row]) => row?.contacts === 5), [{ contacts: 5, companies: 2 }])
    }).pipe(Effect.scoped, Effect.provide([FakeIntercom.layer({ contacts: 5, companies: 2 }), databaseOf()]))
  )

  it.live("does not freeze while somebody's query keeps a column from being added", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const sql = yield* PgClient
      const options = { streams: ["contacts"], schema, ...often } as const
      const first = yield* Effect.forkScoped(Sync.run(options))
      yield* untilFollowed(schema)
      yield* Fiber.interrupt(first)
      const reader = yield* sql.reserve
      yield* reader.execute("BEGIN", [], undefined)
      yield* reader.execute(`SELECT * FROM "${schema}".contacts`, [], undefined)
      const attributes = [{ model: "contact", name: "plan", data_type: "string", custom: true }] as const
      yield* Effect.forkScoped(
        Effect.provide(
          Sync.run({ ...options, attributes }),
          Sync.database(Redacted.make(server.url()), { lockTimeout: "500 millis" })
        )
      )
      const status = sql.unsafe<{ readonly state: string }>(`SELECT state FROM "${schema}".sync_status`)
      assert.deepStrictEqual(yield* until(status, ([row]) => row?.state === "failed"), [{ state: "failed" }])
      yield* reader.execute("ROLLBACK", [], undefined)
      assert.deepStrictEqual(yield* until(status, ([row]) => row?.state === "following"), [{ state: "following" }])
    }).pipe(Effect.scoped, Effect.provide([FakeIntercom.layer({ contacts: 2 }), databaseOf()]))
  )

  it.live("gives the one that stayed what the merged contact had, also beyond the ten that Intercom shows", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const sql = yield* PgClient
      const user = yield* Contacts.create({ role: "user", email: "ada@example.com" })
      const lead = yield* Contacts.create({ role: "lead", email: "ada@example.com" })
      for (let made = 0; made < 14; made++) {
        const { id = "" } = yield* Tags.create({ name: `tag ${made}` })
        yield* Tags.tagContact({ contact_id: made < 8 ? user.id : lead.id, id })
      }
      const run = Sync.run({ streams: ["contacts", "contact_merges"], schema, ...often, reconcileEvery: false })
      yield* Effect.forkScoped(run)
      yield* untilFollowed(schema)
      yield* Contacts.merge({ from: lead.id, into: user.id })
      const tags = sql.unsafe<{ readonly tags: number }>(
        `SELECT count(*)::int4 AS tags FROM "${schema}".current_contact_tags WHERE contact_id = $1`,
        [user.id]
      )
      assert.deepStrictEqual(yield* until(tags, ([row]) => row?.tags === 14), [{ tags: 14 }])
      const merged = sql.unsafe(`SELECT deleted_reason, merged_into FROM "${schema}".contacts WHERE id = $1`, [lead.id])
      assert.deepStrictEqual(yield* merged, [{ deleted_reason: "merged", merged_into: user.id }])
    }).pipe(Effect.scoped, Effect.provide([FakeIntercom.layer(), databaseOf()]))
  )
})

describe("several processes that sync into a schema", () => {
  it.live("are led by one, and another takes over when it ends", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const sql = yield* PgClient
      const runner = sql.unsafe<{ readonly epoch: number }>(`SELECT epoch::int4 AS epoch FROM "${schema}".sync_runner`)
      const sync = Sync.run({ streams: ["contacts"], schema, ...often })
      const one = yield* Effect.forkScoped(sync)
      yield* untilFollowed(schema)
      yield* Effect.forkScoped(sync)
      yield* Effect.sleep("1500 millis")
      assert.deepStrictEqual(yield* runner, [{ epoch: 1 }])
      yield* Fiber.interrupt(one)
      assert.deepStrictEqual(yield* until(runner, ([row]) => row?.epoch === 2), [{ epoch: 2 }])
      const { id } = yield* Contacts.create({ role: "user", email: "after@example.com" })
      const row = sql.unsafe(`SELECT email FROM "${schema}".contacts WHERE id = $1`, [id])
      assert.deepStrictEqual(yield* until(row, (rows) => rows.length > 0), [{ email: "after@example.com" }])
    }).pipe(
      Effect.scoped,
      Effect.provide([FakeIntercom.layer({ contacts: 2 }), clientOf(server, { maxConnections: 10 })])
    )
  )

  it.live("do not wait for one that holds the lock and is not heard of", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const sql = yield* PgClient
      const sync = Sync.run({ streams: ["contacts"], schema, ...often })
      const first = yield* Effect.forkScoped(sync)
      yield* untilFollowed(schema)
      yield* Fiber.interrupt(first)
      const stopped = yield* sql.reserve
      yield* stopped.execute(
        "SELECT pg_advisory_lock(hashtextextended($1, 0))",
        [`effect-intercom sync ${schema}`],
        undefined
      )
      yield* sql.unsafe(`UPDATE "${schema}".sync_runner SET beat = now() - interval '11 seconds'`)
      yield* Effect.forkScoped(sync)
      const runner = sql.unsafe<{ readonly epoch: number }>(`SELECT epoch::int4 AS epoch FROM "${schema}".sync_runner`)
      assert.deepStrictEqual(yield* until(runner, ([row]) => row?.epoch === 2), [{ epoch: 2 }])
    }).pipe(
      Effect.scoped,
      Effect.provide([FakeIntercom.layer({ contacts: 2 }), clientOf(server, { maxConnections: 10 })])
    )
  )

  it.live("write nothing any more once another took over", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const sql = yield* PgClient
      yield* Effect.forkScoped(Sync.run({ streams: ["contacts"], schema, every: "50 millis", reconcileEvery: false }))
      yield* untilFollowed(schema)
      // As another process does; from here on nothing is written by the first until it is in charge again.
      yield* sql.unsafe(`UPDATE "${schema}".sync_runner SET epoch = epoch + 1`)
      const { id } = yield* Contacts.create({ role: "user", email: "late@example.com" })
      yield* Effect.sleep("300 millis")
      const states = sql.unsafe(`SELECT DISTINCT state, error FROM "${schema}".sync_status`)
      assert.deepStrictEqual(yield* states, [{ state: "following", error: null }])
      const rows = sql.unsafe(`SELECT email FROM "${schema}".contacts WHERE id = $1`, [id])
      assert.deepStrictEqual(yield* rows, [])
      assert.deepStrictEqual(yield* until(rows, (found) => found.length > 0), [{ email: "late@example.com" }])
    }).pipe(
      Effect.scoped,
      Effect.provide([FakeIntercom.layer({ contacts: 2 }), clientOf(server, { maxConnections: 10 })])
    )
  )
})

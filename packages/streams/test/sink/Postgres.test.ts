import * as PgClient from "@effect/sql-pg/PgClient"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Export from "../../src/Export.ts"
import * as PostgresSink from "../../src/PostgresSink.ts"
import { leavesEverythingOnce } from "../support/killedProcess.ts"
import { lossyProxy } from "../support/lossyProxy.ts"
import { clientOf, postgres } from "../support/postgres.ts"
import { conversation, row, rows, serve, workspace, type Workspace } from "../support/SmallWorkspace.ts"
import { behavesAsTables } from "../support/tableSinks.ts"

const server = postgres()

let schemas = 0
const newSchema = () => `export_${++schemas}`

const rowsIn = Effect.fnUntraced(function* (schema: string, table: string) {
  const sql = yield* PgClient.PgClient
  const found = yield* sql.unsafe<Record<string, unknown>>(`SELECT * FROM "${schema}"."${table}"`)
  return found.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [
        key,
        value instanceof Date ? value.getTime() / 1000 : typeof value === "bigint" ? Number(value) : value
      ])
    )
  )
})

describe("PostgresSink", () => {
  behavesAsTables({
    isVerbatim: false,
    layer: clientOf(server),
    place: Effect.sync(() => {
      const schema = newSchema()
      return {
        sink: (attributes) => PostgresSink.make({ schema, attributes }),
        rows: (table) => rowsIn(schema, table),
        run: (statement) =>
          Effect.flatMap(PgClient.PgClient, (sql) =>
            sql.withTransaction(
              Effect.andThen(sql.unsafe(`SET LOCAL search_path = "${schema}"`), sql.unsafe(statement))
            )
          )
      }
    })
  })
})

const now = 1_790_000_000

const small = (): Workspace =>
  workspace({
    contacts: rows(60, (index) => row(`c${index}`, now - 100_000 + index, { unknown: [index] })),
    companies: rows(30, (index) => row(`k${index}`, now - 90_000 - index)),
    conversations: rows(4, (index) => conversation(String(95 + index), now - 80_000 + index, 3))
  })

const streams = ["contacts", "companies", "conversations"] as const

const exportInto = (schema: string, space: Workspace) =>
  Export.run({ streams, sink: PostgresSink.make({ schema }), checkpointEvery: 0, concurrency: 3, resume: true }).pipe(
    Effect.provide(serve(space).client())
  )

const assertWhole = Effect.fnUntraced(function* (schema: string, space: Workspace, message: string) {
  for (const stream of streams) {
    const held = yield* rowsIn(schema, stream)
    assert.sameDeepMembers<unknown>(
      held.map(({ record }) => record),
      space[stream],
      `${message}: ${stream}`
    )
  }
  assert.lengthOf(yield* rowsIn(schema, "conversation_parts"), 12, message)
})

describe("an export into PostgreSQL", () => {
  it.live("packs long records in the fastest way that the server has", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const long = Array.from({ length: 400 }, (_, index) => `word ${index}`).join(" ")
      const space = workspace({ contacts: [row("c1", now - 100, { long })] })
      yield* exportInto(schema, space)
      const sql = yield* PgClient.PgClient
      const [has] = yield* sql.unsafe<{ readonly lz4: boolean }>(
        "SELECT count(*) > 0 AS lz4 FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)"
      )
      const found = yield* sql.unsafe<{ readonly way: string }>(
        `SELECT pg_column_compression(record) AS way FROM "${schema}".contacts`
      )
      assert.deepStrictEqual(found, [{ way: has?.lz4 === true ? "lz4" : "pglz" }])
    }).pipe(Effect.provide(clientOf(server)))
  )

  it.live("leaves the client no transaction where it fails with nothing left to read", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const space = small()
      yield* exportInto(schema, space)
      const sql = yield* PgClient.PgClient
      yield* sql.unsafe(`DROP TABLE "${schema}".export_reports`)
      // Something else is in its place, which takes no rows.
      yield* sql.unsafe(`CREATE VIEW "${schema}".export_reports AS SELECT 'mine' AS report`)
      assert.include((yield* Effect.flip(exportInto(schema, space))).message, "cannot be written")
      // Within a transaction it is always the same time.
      const time = Effect.map(sql.unsafe("SELECT now()::text AS time"), ([row]) => row)
      assert.notDeepEqual(yield* time, yield* time)
    }).pipe(Effect.provide(clientOf(server, { maxConnections: 1 })))
  )

  it.live("is whole when it goes on after the connection was lost, at whatever statement", () =>
    Effect.gen(function* () {
      const space = small()
      let lost = 0
      for (let last = 1; ; last += process.env["EXPORT_KILLS"] === undefined ? 29 : 1) {
        const schema = newSchema()
        const ended = yield* Effect.scoped(
          Effect.gen(function* () {
            const proxy = yield* lossyProxy(server.port(), { last, isDelivered: last % 2 === 0 })
            const client = PgClient.layer({
              url: Redacted.make(server.url().replace(String(server.port()), String(proxy.port))),
              maxConnections: 3
            })
            const exit = yield* Effect.exit(Effect.provide(exportInto(schema, space), client))
            if (exit._tag === "Success") return true
            // Whatever it was, it is told as an error of its type.
            assert.notInclude(String(exit.cause), "Die")
            return false
          })
        )
        const report = yield* exportInto(schema, space)
        assert.isTrue(report.complete, `message ${last}`)
        yield* assertWhole(schema, space, `message ${last}`)
        if (ended) break
        lost++
      }
      assert.isAbove(lost, 5)
    }).pipe(Effect.provide(clientOf(server)))
  )

  it.live("is whole when it goes on after the database was stopped and started", () =>
    Effect.gen(function* () {
      const space = small()
      const schema = newSchema()
      const sink = PostgresSink.make({ schema })
      const stopping = serve(space, ({ path }) =>
        path === "/conversations/97" ? Effect.as(Effect.promise(server.stop), undefined) : Effect.undefined
      )
      const error = yield* Effect.flip(
        Export.run({ streams, sink, checkpointEvery: 0, concurrency: 1, resume: true }).pipe(
          Effect.provide([stopping.client(), clientOf(server)])
        )
      )
      assert.include(error.message, "resume")
      // The export ended when its connection did, which is before the server.
      yield* Effect.promise(server.stop)
      yield* Effect.promise(server.start)
      yield* Effect.gen(function* () {
        assert.isTrue((yield* exportInto(schema, space)).complete)
        yield* assertWhole(schema, space, "started again")
      }).pipe(Effect.provide(clientOf(server)))
    })
  )

  it.live("tells that the disk is full, and is whole when it goes on with more room", () =>
    Effect.gen(function* () {
      const space = small()
      const schema = newSchema()
      const sql = yield* PgClient.PgClient
      yield* exportInto(schema, { ...space, conversations: [] })
      yield* sql.unsafe(
        `CREATE FUNCTION "${schema}".no_room() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$`
      )
      yield* sql.unsafe(
        `CREATE TRIGGER no_room BEFORE INSERT ON "${schema}".conversation_parts EXECUTE FUNCTION "${schema}".no_room()`
      )
      const again = Export.run({ streams, sink: PostgresSink.make({ schema }), full: true }).pipe(
        Effect.provide(serve(space).client())
      )
      const error = yield* Effect.flip(again)
      assert.strictEqual(error.reason._tag, "SinkError")
      assert.include(error.message, "its disk has room")
      yield* sql.unsafe(`DROP TRIGGER no_room ON "${schema}".conversation_parts`)
      assert.isTrue((yield* exportInto(schema, space)).complete)
      yield* assertWhole(schema, space, "with room")
    }).pipe(Effect.provide(clientOf(server)))
  )

  it.live("needs no more than to use its schema and make tables in it", () =>
    Effect.gen(function* () {
      const space = small()
      const schema = newSchema()
      const sql = yield* PgClient.PgClient
      yield* sql.unsafe(`CREATE ROLE exporter LOGIN PASSWORD 'exporter'`)
      yield* sql.unsafe(`CREATE SCHEMA "${schema}"`)
      yield* sql.unsafe(`GRANT USAGE, CREATE ON SCHEMA "${schema}" TO exporter`)
      const report = yield* exportInto(schema, space).pipe(
        Effect.provide(
          clientOf(server, {
            username: "exporter",
            password: Redacted.make("exporter"),
            url: undefined,
            host: "127.0.0.1",
            port: server.port(),
            database: "postgres"
          })
        )
      )
      assert.isTrue(report.complete)
      yield* assertWhole(schema, space, "as exporter")
    }).pipe(Effect.provide(clientOf(server)))
  )
})

describe("a schema that somebody else makes at the same moment", () => {
  const beside = (make: (schema: string) => Effect.Effect<unknown, unknown, PgClient.PgClient>) =>
    Effect.gen(function* () {
      const schema = newSchema()
      const sql = yield* PgClient.PgClient
      const waiting = PgClient.PgClient.use(
        (watcher) => watcher`SELECT count(*)::int4 AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock'`
      )
      // Ours begins when the other has made it, and the other's transaction ends when ours waits for it.
      const isMade = yield* Deferred.make<void>()
      const other = sql.withTransaction(
        Effect.gen(function* () {
          yield* sql.unsafe(`CREATE SCHEMA "${schema}"`)
          yield* Deferred.succeed(isMade, undefined)
          yield* Effect.repeat(waiting.pipe(Effect.provide(clientOf(server))), {
            until: ([row]) => row?.["waiting"] === 1,
            schedule: Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "5 minutes" }))
          })
        })
      )
      const ours = Effect.andThen(Deferred.await(isMade), Effect.provide(make(schema), clientOf(server)))
      yield* Effect.all([other, ours], { concurrency: 2 })
    }).pipe(Effect.provide(clientOf(server)))

  it.live("is exported into", () => {
    const space = small()
    return beside((schema) => Effect.andThen(exportInto(schema, space), assertWhole(schema, space, "beside another")))
  })

  it.live("is written to by a page of one's own", () =>
    beside((schema) =>
      Effect.gen(function* () {
        const write = yield* PostgresSink.writer({ schema, stream: "contacts" })
        yield* write({ records: [{ id: "a" }] })
        assert.strictEqual((yield* rowsIn(schema, "contacts")).length, 1)
      })
    )
  )
})

describe("PostgresSink.database", () => {
  it.live("brings a client of its own, and leaves no connection behind", () =>
    Effect.gen(function* () {
      const space = small()
      const schema = newSchema()
      const sink = PostgresSink.database(Redacted.make(`${server.url()}?application_name=own`), { schema })
      const run = Export.run({ streams, sink, checkpointEvery: 0, resume: true })
      assert.isTrue((yield* run.pipe(Effect.provide(serve(space).client()))).complete)
      yield* assertWhole(schema, space, "with its own client")
      const sql = yield* PgClient.PgClient
      const open = sql`SELECT count(*)::int4 AS open FROM pg_stat_activity WHERE application_name = 'own'`
      yield* Effect.repeat(open, {
        until: ([row]) => row?.["open"] === 0,
        schedule: Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "5 minutes" }))
      })
      assert.deepStrictEqual(yield* open, [{ open: 0 }])
    }).pipe(Effect.provide(clientOf(server)))
  )
})

describe("a page of PostgresSink.writer", () => {
  it.live("stands or falls with the caller's transaction, cursor included", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const sql = yield* PgClient.PgClient
      const write = yield* PostgresSink.writer({ schema, stream: "contacts", workspace: "w1" })
      yield* sql.unsafe(`CREATE TABLE "${schema}".mine (page text)`)
      const page = (id: string) =>
        Effect.andThen(
          write({ records: [{ id, updated_at: 1 }], cursor: { name: "contacts", value: id } }),
          sql.unsafe(`INSERT INTO "${schema}".mine VALUES ($1)`, [id])
        )
      assert.isUndefined(yield* PostgresSink.cursor("contacts", { schema }))
      yield* sql.withTransaction(page("a"))
      yield* Effect.exit(sql.withTransaction(Effect.andThen(page("b"), Effect.fail("no"))))
      assert.strictEqual(yield* PostgresSink.cursor("contacts", { schema }), "a")
      assert.deepStrictEqual(
        (yield* rowsIn(schema, "contacts")).map(({ id }) => id),
        ["a"]
      )
      assert.deepStrictEqual(yield* rowsIn(schema, "mine"), [{ page: "a" }])
      yield* write({ removed: [{ id: "a", reason: "deleted", at: 7 }] })
      assert.strictEqual((yield* rowsIn(schema, "contacts"))[0]?.["deleted_at"], 7)
    }).pipe(Effect.provide(clientOf(server)))
  )

  it.live("has what each record has, whether the page has one value in a column, several or none", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const write = yield* PostgresSink.writer({ schema, stream: "contacts", workspace: "w1" })
      const person = (id: string, role: string | null, seen: number | null, note: object = {}) => ({
        id,
        updated_at: 5,
        role,
        last_seen_at: seen,
        has_hard_bounced: seen === null ? null : seen > 7,
        custom_attributes: note,
        tags: { data: [{ id: "t", type: role }], total_count: 1, has_more: false }
      })
      const pages = [
        [person("a", "user", 7), person("b", "user", 7)],
        [person("c", "lead", 8, { zz: 1, a: 2 }), person("d", "lead", 8, { zz: 1, a: 2 })],
        [person("e", null, null), person("f", null, null)],
        [person("g", "user", null), person("h", null, 9)],
        [person("i", "user", 9)],
        // Changed, in one way and in several.
        [
          { ...person("a", "lead", 9), updated_at: 6 },
          { ...person("b", "lead", 9), updated_at: 6 }
        ],
        [
          { ...person("c", null, null), updated_at: 6 },
          { ...person("d", "user", 1), updated_at: 6 }
        ]
      ]
      for (const records of pages) assert.deepStrictEqual(yield* write({ records }), [])
      const last = new Map(pages.flat().map((record) => [record.id, record]))
      const held = (yield* rowsIn(schema, "contacts")).toSorted((one, other) =>
        String(one["id"]) < String(other["id"]) ? -1 : 1
      )
      assert.deepStrictEqual(
        held.map((row) => [row["id"], row["role"], row["last_seen_at"], row["has_hard_bounced"], row["record"]]),
        [...last.values()].map((record) => [
          record.id,
          record.role,
          record.last_seen_at,
          record.has_hard_bounced,
          record
        ])
      )
      const tags = yield* rowsIn(schema, "contact_tags")
      assert.sameDeepMembers(
        tags.map((row) => [row["contact_id"], row["type"]]),
        [...last.values()].map(({ id, role }) => [id, role])
      )
    }).pipe(Effect.provide(clientOf(server)))
  )

  it.live("can be written by several at once", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const writers = yield* Effect.all(
        Array.from({ length: 3 }, () => PostgresSink.writer({ schema, stream: "contacts" })),
        { concurrency: 3 }
      )
      const versions = Array.from({ length: 30 }, (_, index) => ({ id: "a", updated_at: (index * 7) % 30 }))
      yield* Effect.forEach(versions, (record, index) => writers[index % 3]?.({ records: [record] }) ?? Effect.void, {
        concurrency: 3,
        discard: true
      })
      assert.deepStrictEqual(
        (yield* rowsIn(schema, "contacts")).map(({ updated_at }) => updated_at),
        [29]
      )
    }).pipe(Effect.provide(clientOf(server)))
  )

  it.live("waits for no page of another transaction, which may wait for this one", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const sql = yield* PgClient.PgClient
      const write = yield* PostgresSink.writer({ schema, stream: "contacts" })
      const isHeld = yield* Deferred.make<void>()
      yield* sql.unsafe(`INSERT INTO "${schema}".contact_tags (contact_id, tag_id) VALUES ('b', 't')`)
      // A transaction sees who waits as it was when it first looked.
      const waiting = Effect.flatMap(
        PgClient.PgClient,
        (outside) => outside`SELECT count(*)::int4 AS waiting FROM pg_stat_activity
          WHERE wait_event_type = 'Lock' AND query LIKE ${`%${schema}%`}`
      ).pipe(Effect.provide(clientOf(server)))
      const one = sql.withTransaction(
        Effect.gen(function* () {
          yield* write({ records: [{ id: "a", updated_at: 1 }] })
          yield* Deferred.succeed(isHeld, undefined)
          yield* Effect.repeat(waiting, {
            until: ([row]) => row?.["waiting"] === 1,
            schedule: Schedule.spaced("20 millis")
          })
          // Its tag is there, which makes the page fail at first.
          yield* write({ records: [{ id: "b", updated_at: 1, tags: { data: [{ id: "t" }] } }] })
        })
      )
      const other = Effect.andThen(
        Deferred.await(isHeld),
        sql.withTransaction(write({ records: [{ id: "a", updated_at: 2 }] }))
      )
      yield* Effect.all([one, other], { concurrency: 2 })
      assert.sameDeepMembers(
        (yield* rowsIn(schema, "contacts")).map(({ id, updated_at }) => [id, updated_at]),
        [
          ["a", 2],
          ["b", 1]
        ]
      )
    }).pipe(Effect.timeout("15 seconds"), Effect.provide(clientOf(server)))
  )
})

describe("T32: a process that is killed again and again", () => {
  leavesEverythingOnce("PostgreSQL", {
    args: Effect.sync(() => {
      const schema = newSchema()
      return { place: ["postgres", `${server.url()}?schema=${schema}`], rows: (table) => rowsIn(schema, table) }
    }),
    layer: clientOf(server)
  })
})

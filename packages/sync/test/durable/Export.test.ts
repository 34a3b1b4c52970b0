import * as NodeServices from "@effect/platform-node/NodeServices"
import { PgClient } from "@effect/sql-pg/PgClient"
import { Contacts, Conversations } from "@effect-intercom/resources"
import { FakeIntercom, Faults } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as WorkflowEngine from "effect/workflow/WorkflowEngine"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import { DurableExport, ObjectStore } from "../../src/index.ts"
import { differences, type Dump, type Resource } from "../support/equals.ts"
import { clientOf, postgres } from "../support/postgres.ts"
import { doubled, noteVersions } from "../support/versions.ts"

const server = postgres()

let schemas = 0
const newSchema = () => `durable_${++schemas}`

const fakeDump: Effect.Effect<Dump, never, FakeIntercom> = Effect.map(
  FakeIntercom,
  ({ dump }) =>
    (resource) =>
      Stream.runCollect(dump(resource))
)

const differencesIn = Effect.fnUntraced(function* (schema: string, resources: ReadonlyArray<Resource>) {
  return yield* differences(schema, resources, yield* fakeDump)
})

/** An engine that forgets what it did when its process ends. */
const runnerOf = (options?: DurableExport.LayerOptions) =>
  DurableExport.layer(options).pipe(Layer.provideMerge(WorkflowEngine.layerMemory))

const sized = (size: Parameters<typeof FakeIntercom.layer>[0]) =>
  Layer.merge(FakeIntercom.layer(size), clientOf(server, { maxConnections: 8 }))

const manifestIn = (folder: string): DurableExport.Manifest =>
  Schema.decodeSync(Schema.fromJsonString(DurableExport.Manifest))(readFileSync(join(folder, "manifest.json"), "utf8"))

/** The first answer that is so. A bound for what hangs: on a busy machine a runner takes seconds to notice. */
const until = <A, E, R>(ask: Effect.Effect<A, E, R>, isSo: (answer: A) => boolean): Effect.Effect<A, E, R> =>
  Effect.flatMap(ask, (answer) => (isSo(answer) ? Effect.succeed(answer) : Effect.delay(until(ask, isSo), "50 millis")))

/** What it says once no runner holds a segment and nothing has come for a second and a half. */
const atRest = <E, R>(ask: Effect.Effect<DurableExport.Status, E, R>) =>
  Effect.gen(function* () {
    const isLetGo = ({ runners }: DurableExport.Status) => runners.every(({ segments }) => segments === 0)
    let before = yield* until(ask, isLetGo)
    while (true) {
      yield* Effect.sleep("1500 millis")
      const now = yield* until(ask, isLetGo)
      if (now.rows === before.rows) return now
      before = now
    }
  })

const query = Effect.fnUntraced(function* <Row extends object>(statement: string) {
  return yield* (yield* PgClient).unsafe<Row>(statement)
})

describe("DurableExport.run", () => {
  it.live("brings the workspace in segments, each row once, and reports by what the database holds", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const options = {
        exportId: "first",
        schema,
        rows: 100,
        streams: ["contacts", "companies", "conversations", "tags", "deleted_conversations"]
      } as const
      yield* noteVersions(schema)
      const report = yield* DurableExport.run(options).pipe(Effect.provide(runnerOf({ runner: "only" })))
      assert.deepStrictEqual(yield* differencesIn(schema, ["contacts", "companies", "conversations"]), [])
      assert.deepStrictEqual(yield* doubled(schema), [])
      assert.deepStrictEqual(
        report.streams.map(({ complete, shortfalls, stream }) => ({ complete, shortfalls, stream })),
        options.streams.map((stream) => ({ complete: true, shortfalls: [], stream }))
      )
      assert.isTrue(report.complete)
      const status = yield* DurableExport.status(options)
      assert.strictEqual(status.state, "done")
      assert.strictEqual(status.segmentsDone, status.segments)
      const conversations = status.streams.find(({ stream }) => stream === "conversations")
      assert.isAbove(conversations?.segments ?? 0, 3)
      assert.deepStrictEqual(
        status.runners.map(({ runner }) => runner),
        ["only"]
      )
    }).pipe(Effect.provide(sized({ contacts: 400, companies: 5, conversations: 400 })))
  )

  it.live("reads again what could not be read, and says what could not be read at all", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const { dump, setFaults } = yield* FakeIntercom
      const [once, never] = (yield* Stream.runCollect(Stream.take(dump("conversations"), 2))).map(({ id }) =>
        String(id)
      )
      let failures = 0
      yield* setFaults(
        Faults.script([
          { when: ({ path }) => path === `/conversations/${once}` && failures++ < 1, fault: 500 },
          { when: ({ path }) => path === `/conversations/${never}`, fault: 500 }
        ])
      )
      const options = { exportId: "owing", schema, streams: ["conversations"] } as const
      const report = yield* DurableExport.run(options).pipe(Effect.provide(runnerOf()))
      assert.isFalse(report.complete)
      const [stream] = report.streams
      assert.deepStrictEqual(
        stream?.owed.map((debt) => (debt.kind === "record" ? debt.id : debt.reason)),
        [String(never)]
      )
      assert.deepStrictEqual(stream?.shortfalls, ["1 record could not be read"])
      assert.deepStrictEqual(yield* differencesIn(schema, ["conversations"]), [`conversations ${never} is missing`])
      const [owed] = yield* query<{ readonly attempts: number }>(`SELECT attempts FROM "${schema}".durable_owed`)
      assert.strictEqual(owed?.attempts, 4)
    }).pipe(Effect.provide(sized({ conversations: 5, client: { retry: false } })))
  )

  it.live("ends although one that did not come cannot be read, and says that it owes it", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const { setFaults, workspace } = yield* FakeIntercom
      const streams = ["contacts"] as const
      yield* DurableExport.run({ exportId: "before", schema, streams }).pipe(Effect.provide(runnerOf()))
      const [unread = { id: "" }, gone = { id: "" }] = yield* query<{ readonly id: string }>(
        `SELECT id FROM "${schema}".contacts ORDER BY id`
      )
      for (const { id } of [unread, gone]) workspace.contacts.remove(id)
      yield* setFaults(Faults.script([{ when: ({ path }) => path === `/contacts/${unread.id}`, fault: 500 }]))
      const report = yield* DurableExport.run({ exportId: "after", schema, streams }).pipe(
        Effect.provide(runnerOf()),
        Effect.timeout("2 minutes")
      )
      const [stream] = report.streams
      assert.deepStrictEqual(
        stream?.owed.map((debt) => (debt.kind === "record" ? debt.id : debt.reason)),
        [unread.id]
      )
      assert.isFalse(report.complete)
      const deleted = yield* query(`SELECT id FROM "${schema}".contacts WHERE deleted_at IS NOT NULL`)
      assert.deepStrictEqual(deleted, [{ id: gone.id }])
    }).pipe(Effect.provide(sized({ contacts: 5, client: { retry: false } })))
  )

  it.live("does not mark as gone what belongs to a contact that could not be asked", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const { dump, setFaults, workspace } = yield* FakeIntercom
      const [contact] = yield* Stream.runCollect(dump("contacts"))
      const id = String(contact?.["id"])
      workspace.notes.add({ on: { type: "contact", id }, author: "1", body: "kept" })
      const streams = ["notes"] as const
      yield* DurableExport.run({ exportId: "before", schema, streams }).pipe(Effect.provide(runnerOf()))
      yield* setFaults(Faults.script([{ when: ({ path }) => path === `/contacts/${id}/notes`, fault: 500 }]))
      const report = yield* DurableExport.run({ exportId: "after", schema, streams }).pipe(Effect.provide(runnerOf()))
      assert.isFalse(report.complete)
      assert.deepStrictEqual(yield* query(`SELECT id FROM "${schema}".notes WHERE deleted_at IS NOT NULL`), [])
    }).pipe(Effect.provide(sized({ contacts: 3, client: { retry: false } })))
  )

  it.live(
    "marks what is gone, merged or deleted, once a second export saw everything, and reads what changed meanwhile",
    () =>
      Effect.gen(function* () {
        const schema = newSchema()
        const { workspace } = yield* FakeIntercom
        const streams = ["contacts", "conversations"] as const
        yield* DurableExport.run({ exportId: "before", schema, streams }).pipe(Effect.provide(runnerOf()))
        const contacts = yield* query<{ readonly id: string }>(`SELECT id FROM "${schema}".contacts ORDER BY id`)
        const conversations = yield* query<{ readonly id: string }>(
          `SELECT id FROM "${schema}".conversations ORDER BY id`
        )
        const [deleted = { id: "" }, renamed = { id: "" }] = contacts
        const [closed = { id: "" }] = conversations
        yield* Contacts.delete({ id: deleted.id })
        yield* Contacts.update({ id: renamed.id, name: "Another name" })
        yield* Conversations.delete({ id: closed.id })
        workspace.contacts.add({ email: "new@example.com", name: "New" })
        const report = yield* DurableExport.run({ exportId: "after", schema, streams }).pipe(Effect.provide(runnerOf()))
        assert.isTrue(report.complete)
        assert.deepStrictEqual(yield* differencesIn(schema, streams), [])
        const gone = yield* query<{ readonly id: string; readonly deleted_reason: string }>(
          `SELECT id, deleted_reason FROM "${schema}".contacts WHERE deleted_at IS NOT NULL`
        )
        assert.deepStrictEqual(gone, [{ id: deleted.id, deleted_reason: "deleted" }])
        assert.strictEqual(report.streams[0]?.removed, 1)
      }).pipe(Effect.provide(sized({ contacts: 30, conversations: 10 })))
  )

  it.live("never marks anything by a window", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const streams = ["contacts"] as const
      yield* DurableExport.run({ exportId: "all", schema, streams }).pipe(Effect.provide(runnerOf()))
      const since = DateTime.subtract(yield* DateTime.now, { days: 1 })
      const report = yield* DurableExport.run({ exportId: "window", schema, streams, since }).pipe(
        Effect.provide(runnerOf())
      )
      assert.strictEqual(report.streams[0]?.removed, 0)
      assert.isAbove(report.streams[0]?.window.since ?? 0, 0)
      assert.deepStrictEqual(yield* differencesIn(schema, streams), [])
    }).pipe(Effect.provide(sized({ contacts: 30 })))
  )

  it.live("joins what is done, and refuses another export of the same id, before anything is sent", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const { clearRequests, requests } = yield* FakeIntercom
      const options = { exportId: "same", schema, streams: ["tags"] } as const
      yield* Effect.gen(function* () {
        const first = yield* DurableExport.run(options)
        yield* clearRequests
        assert.deepStrictEqual(yield* DurableExport.run(options), first)
        const wrong = [
          { ...options, streams: ["contacts"] as const },
          { ...options, streams: [] },
          { ...options, streams: ["tags", "tags"] as const },
          { ...options, exportId: "two words" },
          { ...options, exportId: "other", rows: 7 }
        ]
        for (const one of wrong) {
          const error = yield* Effect.flip(DurableExport.start(one))
          assert.strictEqual(error._tag === "DurableExportError" && error.kind, "invalid")
        }
        assert.deepStrictEqual(yield* requests, [])
      }).pipe(Effect.provide(runnerOf()))
    }).pipe(Effect.provide(sized({})))
  )

  it.live("is stopped where the token is refused, and goes on when it is started again", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const { setFaults } = yield* FakeIntercom
      yield* setFaults(
        Faults.script([
          {
            when: ({ path }) => path.startsWith("/conversations"),
            fault: {
              status: 401,
              body: { type: "error.list", errors: [{ code: "unauthorized", message: "Access Token Invalid" }] }
            }
          }
        ])
      )
      const options = { exportId: "refused", schema, streams: ["contacts", "conversations"] } as const
      yield* Effect.gen(function* () {
        const error = yield* Effect.flip(DurableExport.run(options))
        assert.strictEqual(error._tag === "DurableExportError" && error.kind, "stopped")
        yield* setFaults(Faults.none)
        const report = yield* DurableExport.run(options)
        assert.isTrue(report.complete)
        assert.deepStrictEqual(yield* differencesIn(schema, options.streams), [])
      }).pipe(Effect.provide(runnerOf()))
    }).pipe(Effect.provide(sized({ contacts: 20, conversations: 5 })))
  )

  it.live("is stopped by a runner whose token is of another workspace, before it writes anything", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const options = { exportId: "other", schema, streams: ["tags"] } as const
      yield* DurableExport.run(options).pipe(Effect.provide(runnerOf()))
      const pages = query<{ readonly pages: number }>(`SELECT pages::int4 FROM "${schema}".durable_segments`)
      const before = yield* pages
      yield* query(`UPDATE "${schema}".durable_exports SET workspace = 'other', state = 'running'`)
      yield* query(`UPDATE "${schema}".durable_segments SET done = false`)
      const error = yield* Effect.flip(
        DurableExport.run(options).pipe(Effect.provide(runnerOf({ runner: "stranger" })))
      )
      assert.strictEqual(error._tag === "DurableExportError" && error.kind, "stopped")
      assert.include(error._tag === "DurableExportError" && error.message, "stranger is of another workspace")
      assert.deepStrictEqual(yield* pages, before)
    }).pipe(Effect.provide(sized({})))
  )

  const all = 1_000

  it.live("rests while it is paused, and writes nothing more when it was cancelled", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const options = { exportId: "paused", schema, streams: ["conversations"], rows: 100 } as const
      yield* Effect.gen(function* () {
        yield* DurableExport.start(options)
        yield* until(DurableExport.status(options), ({ rows }) => rows > 0)
        assert.isTrue(yield* DurableExport.pause(options))
        const { rows, state } = yield* atRest(DurableExport.status(options))
        assert.strictEqual(state, "paused")
        assert.isBelow(rows, all)
        assert.isTrue(yield* DurableExport.resume(options))
        yield* until(DurableExport.status(options), (status) => status.rows > rows)
        assert.isTrue(yield* DurableExport.cancel(options))
        assert.isFalse(yield* DurableExport.cancel(options))
        const error = yield* Effect.flip(DurableExport.wait(options))
        assert.strictEqual(error.kind, "cancelled")
        assert.isBelow((yield* atRest(DurableExport.status(options))).rows, all)
      }).pipe(Effect.provide(runnerOf({ segments: 2 })))
    }).pipe(Effect.provide(sized({ conversations: all, latency: "60 millis", client: { pacing: false } })))
  )

  it.live("puts an object for each segment into a store, and a manifest that names them at the end", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const { dump, setFaults } = yield* FakeIntercom
      const folder = mkdtempSync(join(tmpdir(), "objects-"))
      const [late] = (yield* Stream.runCollect(Stream.take(dump("conversations"), 1))).map(({ id }) => String(id))
      let failures = 0
      yield* setFaults(
        Faults.script([{ when: ({ path }) => path === `/conversations/${late}` && failures++ < 1, fault: 500 }])
      )
      const options = {
        exportId: "objects",
        schema,
        streams: ["contacts", "conversations"],
        rows: 100,
        into: "objects"
      } as const
      const report = yield* DurableExport.run(options).pipe(
        Effect.provide(runnerOf().pipe(Layer.provide(ObjectStore.layerDirectory(folder)))),
        Effect.provide(NodeServices.layer)
      )
      assert.isTrue(report.complete)
      const manifest = manifestIn(folder)
      const names = manifest.objects.map(({ name }) => name)
      assert.isAbove(names.length, 4)
      assert.isTrue(manifest.complete)
      assert.deepNestedInclude(manifest, { "report.streams": JSON.parse(JSON.stringify(report.streams)) })
      for (const stream of options.streams) {
        const held = names
          .filter((name) => name.startsWith(`${stream}/`))
          .flatMap((name) =>
            gunzipSync(readFileSync(join(folder, name)))
              .toString()
              .split("\n")
          )
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line))
        const expected = yield* Stream.runCollect(dump(stream))
        assert.deepStrictEqual(
          held.map(({ id }) => String(id)).toSorted(),
          expected.map(({ id }) => String(id)).toSorted()
        )
      }
      const files = readdirSync(folder, { recursive: true }).filter((name) => String(name).includes("."))
      assert.lengthOf(files, names.length + 1)
      rmSync(folder, { recursive: true, force: true })
    }).pipe(Effect.provide(sized({ contacts: 220, conversations: 220, client: { retry: false } })))
  )

  it.live("tells by the manifest whose objects they are, and that not all are there, as soon as one is", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const folder = mkdtempSync(join(tmpdir(), "objects-"))
      writeFileSync(join(folder, "manifest.json"), `{"exportId":"earlier","complete":true,"objects":[]}`)
      const seen: Array<DurableExport.Manifest> = []
      const store = Layer.succeed(ObjectStore.ObjectStore, {
        put: (name, content) =>
          Effect.sync(() => {
            if (name !== "manifest.json") seen.push(manifestIn(folder))
            else writeFileSync(join(folder, name), content)
          })
      })
      const options = { exportId: "marked", schema, streams: ["contacts"], into: "objects" } as const
      yield* DurableExport.run(options).pipe(Effect.provide(runnerOf().pipe(Layer.provide(store))))
      assert.deepStrictEqual(seen, [{ exportId: "marked", complete: false, objects: [] }])
      assert.isTrue(manifestIn(folder).complete)
      rmSync(folder, { recursive: true, force: true })
    }).pipe(Effect.provide(sized({ contacts: 20 })))
  )

  it.live("is stopped where it is into objects and there is no store", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const options = { exportId: "nowhere", schema, streams: ["tags"], into: "objects" } as const
      const error = yield* Effect.flip(DurableExport.run(options).pipe(Effect.provide(runnerOf())))
      assert.include(error._tag === "DurableExportError" && error.message, "ObjectStore")
    }).pipe(Effect.provide(sized({})))
  )

  it.live("says of an export that nobody began that there is none", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      assert.deepStrictEqual(yield* DurableExport.statuses({ schema }), [])
      const error = yield* Effect.flip(DurableExport.wait({ exportId: "none", schema }))
      assert.strictEqual(error.kind, "unknown")
    }).pipe(Effect.provide(sized({})))
  )
})

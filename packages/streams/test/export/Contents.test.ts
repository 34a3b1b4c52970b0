import * as NodeServices from "@effect/platform-node/NodeServices"
import { Contacts, Conversations, DataAttributes } from "@effect-intercom/resources"
import { FakeIntercom, seededUntil } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { TestClock } from "effect/testing"
import { DatabaseSync } from "node:sqlite"
import { type ExportSink, Export, Tables } from "../../src/index.ts"
import * as SqliteSink from "../../src/SqliteSink.ts"
import { running } from "../support/running.ts"

/** What the workspace holds by now, of every stream. */
const heldNow = Effect.gen(function* () {
  const streams = new Map<string, { readonly target: ExportSink.SinkTarget; readonly records: Array<object> }>()
  const sink: ExportSink.ExportSink = {
    open: (target) =>
      Effect.sync(() => {
        const records: Array<object> = []
        streams.set(target.stream, { target, records })
        return {
          write: (more) => Effect.sync(() => void records.push(...more)),
          commit: Effect.succeed(null)
        }
      }),
    finish: () => Effect.void
  }
  yield* running(Export.run({ streams: Export.streamNames, sink, catchUp: false, accept: ["truncated"] }), "10 seconds")
  return streams
})

/** The rows that tables ought to have: as SQLite holds them, and without what depends on when they came. */
const expectedOf = (table: Tables.Table, rows: Iterable<Tables.Row>) =>
  Array.from(rows, (row) =>
    JSON.stringify(
      table.columns.flatMap(({ name, source, type }, index) => {
        if (unlike.has(source)) return []
        const cell = row[index] ?? null
        if (typeof cell === "boolean") return [[name, Number(cell)]]
        return [[name, type === "timestamptz" && cell !== null ? new Date(Number(cell) * 1000).toISOString() : cell]]
      })
    )
  ).toSorted()

const unlike: ReadonlySet<Tables.Source> = new Set([
  "hash",
  "deleted",
  "deletedReason",
  "mergedInto",
  "exported",
  "workspace"
])

const heldIn = (database: DatabaseSync, table: Tables.Table) => {
  const rows = database.prepare(`SELECT * FROM "current_${table.name}"`).all()
  return rows
    .map((row) =>
      JSON.stringify(
        table.columns.flatMap(({ name, source }) => (unlike.has(source) ? [] : [[name, row[name] ?? null]]))
      )
    )
    .toSorted()
}

/** Told by the first row that differs. */
const assertSame = (held: ReadonlyArray<string>, expected: ReadonlyArray<string>, name: string) => {
  const differing = expected.findIndex((row, index) => row !== held[index])
  assert.deepStrictEqual(JSON.parse(held[differing] ?? "[]"), JSON.parse(expected[differing] ?? "[]"), name)
  assert.strictEqual(held.length, expected.length, `rows of ${name}`)
}

/** Every table holds what the workspace does; of tables that only grow, at least that. */
const assertHolds = Effect.fnUntraced(function* (file: string, attributes: ReadonlyArray<Tables.Attribute>) {
  const streams = yield* heldNow
  const database = new DatabaseSync(file, { readOnly: true })
  let tablesSeen = 0
  for (const [stream, { records, target }] of streams) {
    const tables = Tables.withAttributes(Tables.of(stream as Export.StreamName), attributes)
    const rowsOf = Tables.mapper(tables, target)
    const rows = new Map(records.map((record) => rowsOf(record, 0)).map((one) => [one.id, one]))
    assertSame(
      heldIn(database, tables.main),
      expectedOf(
        tables.main,
        Array.from(rows.values(), ({ main }) => main)
      ),
      stream
    )
    for (const [index, child] of tables.children.entries()) {
      const expected = expectedOf(
        child,
        Array.from(rows.values()).flatMap(({ children }) => [...(children[index]?.rows.values() ?? [])])
      )
      const held = heldIn(database, child)
      if (child.holds === "grows") {
        const all = new Set(held)
        assert.deepStrictEqual(
          expected.filter((row) => !all.has(row)),
          [],
          child.name
        )
        assert.strictEqual(all.size, held.length, child.name)
      } else assertSame(held, expected, child.name)
      tablesSeen++
    }
    tablesSeen++
  }
  database.close()
  return { streams, tablesSeen }
})

describe("the tables of every stream", () => {
  it.effect("hold what the workspace holds, and after changes, deletions, merges and growth what it holds then", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(seededUntil)
      const file = `${yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()}/export.db`
      const run = (options: Partial<Export.RunOptions>, attributes: ReadonlyArray<Tables.Attribute> = []) =>
        running(
          Export.run({
            streams: Export.streamNames,
            accept: ["truncated", "gone"],
            ...options,
            sink: SqliteSink.file(file, { attributes })
          }),
          "10 seconds"
        )
      assert.isTrue((yield* run({})).complete)
      const { streams, tablesSeen } = yield* assertHolds(file, [])
      assert.isAbove(tablesSeen, 50)

      yield* TestClock.adjust("1 day")
      const [changed = "", deleted = "", into = ""] = (streams.get("contacts")?.records ?? [])
        .filter((contact) => Reflect.get(contact, "role") === "user")
        .map((contact) => String(Reflect.get(contact, "id")))
      const lead = yield* Contacts.create({ role: "lead", name: "Somebody" })
      yield* DataAttributes.create({ model: "contact", name: "berths", data_type: "integer" })
      yield* Contacts.update({ id: changed, name: "Changed", custom_attributes: { berths: 7 } })
      yield* TestClock.adjust("1 hour")
      yield* run({ since: "last" })
      yield* Contacts.delete({ id: deleted })
      yield* Contacts.merge({ from: lead.id, into, skip_duplicate_validation: true })
      const [first] = streams.get("conversations")?.records ?? []
      const grown = String(Reflect.get(first ?? {}, "id"))
      const author = String(Reflect.get(streams.get("admins")?.records[0] ?? {}, "id"))
      yield* running(
        Effect.forEach(
          Array.from({ length: 520 }),
          (_, nth) =>
            Conversations.reply({
              id: grown,
              message_type: "comment",
              type: "admin",
              admin_id: author,
              body: `<p>${nth}</p>`
            }),
          { discard: true }
        ),
        "1 second"
      )
      yield* TestClock.adjust("1 day")

      const attributes = [{ model: "contact", name: "berths", data_type: "integer" }]
      const report = yield* run({ full: true }, attributes)
      assert.isTrue(report.complete, JSON.stringify(report.streams.flatMap(({ shortfalls }) => shortfalls)))
      yield* assertHolds(file, attributes)
      const database = new DatabaseSync(file, { readOnly: true })
      const ask = (sql: string) =>
        database
          .prepare(sql)
          .all()
          .map((row) => ({ ...row }))
      assert.deepStrictEqual(ask(`SELECT name, custom_berths FROM current_contacts WHERE id = '${changed}'`), [
        { name: "Changed", custom_berths: 7 }
      ])
      assert.deepStrictEqual(
        ask(
          `SELECT id, deleted_reason, merged_into FROM contacts WHERE deleted_at IS NOT NULL ORDER BY deleted_reason`
        ),
        [
          { id: deleted, deleted_reason: "missing", merged_into: null },
          { id: lead.id, deleted_reason: "merged", merged_into: into }
        ].toSorted((one, other) => (one.deleted_reason < other.deleted_reason ? -1 : 1))
      )
      const [parts] = ask(
        `SELECT count(*) AS parts, count(DISTINCT id) AS ids FROM conversation_parts WHERE conversation_id = '${grown}'`
      )
      // Intercom hands out the last 500; the earlier ones came with the first run.
      assert.isAbove(Number(parts?.["parts"]), 500)
      assert.strictEqual(parts?.["parts"], parts?.["ids"])
      database.close()
    }).pipe(
      Effect.scoped,
      Effect.provide([
        NodeServices.layer,
        FakeIntercom.layer({ contacts: 30, companies: 12, conversations: 20, tickets: 12, rateLimit: false })
      ])
    )
  )
})

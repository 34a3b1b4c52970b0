import { DuckDBInstance } from "@duckdb/node-api"
import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom, Faults } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { folder, held, runOnFake } from "./fakeWorkspace.ts"

const seeds = { contacts: 60, companies: 10, conversations: 12 }

const ask = (...statements: ReadonlyArray<string>) =>
  Effect.promise(async () => {
    const connection = await (await DuckDBInstance.create()).connect()
    try {
      let last: ReadonlyArray<Readonly<Record<string, unknown>>> = []
      for (const statement of statements) last = (await connection.runAndReadAll(statement)).getRowObjectsJS()
      return last
    } finally {
      connection.closeSync()
    }
  })

const recordsOf = (out: string, table: string) =>
  Effect.map(ask(`SELECT record FROM '${out}/${table}/**/*.parquet' WHERE record IS NOT NULL`), (rows) =>
    rows.map(({ record }) => String(record)).toSorted()
  )

/** What docs/export.md says in SQL, of that which has the words in it. */
const sqlOf = (words: string, out: string): string => {
  const page = readFileSync(new URL("../../../docs/export.md", import.meta.url), "utf8")
  const blocks = Array.from(page.matchAll(/```sql\n([^`]+)```/g), ([, sql = ""]) => sql)
  return (blocks.find((sql) => sql.includes(words)) ?? "").replaceAll("export/", `${out}/`)
}

describe("effect-intercom export --format parquet --tables", () => {
  it.effect("writes tables that hold what the workspace holds, in folders by month, and a report", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const { exitCode, stderr } = yield* runOnFake(["export", "--format", "parquet", "--tables", "--out", out])
      assert.strictEqual(exitCode, 0, stderr)
      for (const stream of ["contacts", "companies", "conversations"] as const) {
        assert.deepStrictEqual(yield* recordsOf(out, stream), yield* held(stream), stream)
      }
      const parts = yield* ask(
        `SELECT count(*)::INT AS parts FROM '${out}/conversation_parts/*/*.parquet' SEMI JOIN
          '${out}/conversations/*/*.parquet' USING (month) WHERE conversation_id IS NOT NULL`
      )
      assert.isAbove(Number(parts[0]?.["parts"]), 12)
      assert.isTrue(readdirSync(join(out, "contacts")).every((name) => /^month=\d{4}-\d\d$/.test(name)))
      assert.isTrue(JSON.parse(readFileSync(join(out, "report.json"), "utf8")).complete)
      assert.match(stderr, /^contacts +60 +60 +\d+ +yes +[1-9][\d.]* kB$/m)
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient(seeds)))
  )

  it.effect("is read by what docs/export.md says of it", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const args = ["export", "conversations", "--format", "parquet", "--tables", "--since", "last", "--out", out]
      yield* runOnFake(args)
      const records = (yield* held("conversations")).map((record) => JSON.parse(record))
      const changed = String(records.find(({ tags }) => tags.tags.length > 0).id)
      yield* TestClock.adjust("1 hour")
      yield* FakeIntercom.use(({ workspace }) =>
        Effect.sync(() => workspace.conversations.update(changed, { title: "Changed" }))
      )
      yield* TestClock.adjust("1 hour")
      yield* runOnFake(args)
      const [view = "", latest = "", tags = ""] = sqlOf("CREATE VIEW latest", out).split(";\n")
      const rows = yield* ask(view, latest)
      assert.lengthOf(rows, 12)
      assert.strictEqual(rows.find(({ id }) => id === changed)?.["title"], "Changed")
      const all = yield* ask(view, tags)
      assert.strictEqual(
        all.length,
        records.reduce((sum, { tags }) => sum + tags.tags.length, 0)
      )
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient(seeds)), (program) =>
      Effect.andThen(TestClock.setTime(Date.UTC(2026, 10, 2)), program)
    )
  )

  it.effect("with a record a row is read by what docs/export.md says of it, of two changes within a second too", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const args = ["export", "contacts", "--format", "parquet", "--since", "last", "--out", out]
      const contact = yield* FakeIntercom.use(({ workspace }) => Effect.sync(() => workspace.contacts.add({})))
      const change = (name: string) =>
        FakeIntercom.use(({ workspace }) =>
          Effect.sync(() => workspace.contacts.update(contact.id, { name, updated_at: contact.updated_at }))
        )
      yield* change("First")
      yield* runOnFake(args)
      yield* change("Second")
      yield* TestClock.adjust("1 hour")
      yield* runOnFake(args)
      const rows = yield* ask(sqlOf("file_row_number", out))
      assert.lengthOf(rows, 61)
      const record = rows.find(({ id }) => id === contact.id)?.["record"]
      assert.strictEqual(JSON.parse(String(record)).name, "Second")
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient(seeds)), (program) =>
      Effect.andThen(TestClock.setTime(Date.UTC(2026, 10, 2)), program)
    )
  )

  it.effect("gives custom attributes typed columns with --attributes, as messages do", () =>
    Effect.gen(function* () {
      const out = yield* folder
      yield* FakeIntercom.use(({ workspace }) =>
        Effect.sync(() => {
          workspace.dataAttributes.add({ model: "contact", name: "seats", data_type: "integer" })
          workspace.contacts.add({ email: "ada@example.com", custom_attributes: { seats: 7 } })
        })
      )
      const args = ["export", "contacts", "--attributes"]
      const { exitCode, stderr } = yield* runOnFake([...args, "--format", "parquet", "--tables", "--out", out])
      assert.strictEqual(exitCode, 0, stderr)
      const rows = yield* ask(
        `SELECT custom_seats::INT AS seats FROM '${out}/contacts/**/*.parquet' WHERE email = 'ada@example.com'`
      )
      assert.deepStrictEqual(rows, [{ seats: 7 }])
      const spoken = yield* runOnFake([...args, "--out", "-", "--protocol", "singer"])
      assert.include(spoken.stdout, '"custom_seats":7')
      assert.include(spoken.stdout, '"custom_seats":{"type":["null","integer"]}')
      const discovered = yield* runOnFake([...args, "--protocol", "airbyte", "--discover"])
      assert.include(discovered.stdout, '"custom_seats":{"type":["null","integer"]}')
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient(seeds)))
  )

  it.effect("that fails says how it is finished, which makes the files", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const failed = yield* runOnFake(["export", "contacts", "--format", "parquet", "--tables", "--out", out])
      assert.strictEqual(failed.exitCode, 1)
      const command = `effect-intercom export contacts --out ${out} --format parquet --tables --resume`
      assert.isTrue(failed.stderr.endsWith(`Go on with: ${command}\n`), failed.stderr)
      const resumed = yield* runOnFake(command.split(" ").slice(1))
      assert.strictEqual(resumed.exitCode, 0, resumed.stderr)
      assert.deepStrictEqual(yield* recordsOf(out, "contacts"), yield* held("contacts"))
    }).pipe(
      Effect.provide(
        FakeIntercom.layerHttpClient({
          ...seeds,
          contacts: 320,
          faults: Faults.script([
            {
              when: ({ path, query }) => path === "/contacts" && query["starting_after"] !== undefined,
              times: 1,
              fault: { status: 403 }
            }
          ])
        })
      )
    )
  )

  it.effect("is not mixed with Parquet of records", () =>
    Effect.gen(function* () {
      const out = yield* folder
      yield* runOnFake(["export", "contacts", "--format", "parquet", "--out", out])
      const tables = ["export", "contacts", "--format", "parquet", "--tables", "--out", out]
      const refused = yield* runOnFake([...tables, "--since", "last"])
      assert.strictEqual(refused.exitCode, 2)
      assert.include(refused.stderr, "in another form")
      const anew = yield* runOnFake([...tables, "--overwrite"])
      assert.strictEqual(anew.exitCode, 0, anew.stderr)
      assert.isFalse(readdirSync(out).some((name) => name.endsWith(".parquet")))
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient(seeds)))
  )
})

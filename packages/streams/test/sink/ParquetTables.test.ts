import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { idOf, secondsOf } from "../../src/catalog/Field.ts"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as Export from "../../src/Export.ts"
import type { ExportSink, Intent, SinkTarget, Tombstone } from "../../src/ExportSink.ts"
import * as NdjsonSink from "../../src/NdjsonSink.ts"
import * as ParquetSink from "../../src/ParquetSink.ts"
import * as Privacy from "../../src/Privacy.ts"
import * as Tables from "../../src/Tables.ts"
import { fakeRecords } from "../support/fakeRecords.ts"
import { leavesEverythingOnce } from "../support/killedProcess.ts"
import { ask, filesOf, rowsOf } from "../support/parquetTables.ts"
import { inDirectory, now } from "../support/SampleExport.ts"
import { conversation, row, type Row, rows, serve, workspace, type Workspace } from "../support/SmallWorkspace.ts"
import { assertSame, comparable, expectedRows } from "../support/tableSinks.ts"
import * as WatchedFiles from "../support/watchedFiles.ts"

const month = 30 * 86_400

/** Every change of a file is a moment to be killed at; a third of them unless all are asked for: `pnpm test:kills`. */
const each = process.env["EXPORT_KILLS"] === undefined ? 3 : 1

const sample = () =>
  workspace({
    contacts: rows(16, (index) => row(`c${index}`, now - 100_000 - (index % 2) * month, { name: `Contact ${index}` })),
    companies: rows(8, (index) => row(`k${index}`, now - 90_000 - (index % 2) * month)),
    conversations: rows(7, (index) => conversation(String(95 + index), now - 80_000 - (index % 3) * month, 3))
  })

const streams = ["contacts", "conversations"] as const

type Name = (typeof streams)[number] | "companies"

const request = (directory: string, charactersPerFile?: number, names: ReadonlyArray<Name> = streams) => ({
  streams: names,
  sink: ParquetSink.directory(directory, { tables: true, charactersPerFile }),
  checkpoint: Checkpoint.file(`${directory}/checkpoint.json`),
  checkpointEvery: 0,
  concurrency: 3,
  resume: true
})

const filesIn = (directory: string, pattern = "**/*.parquet") =>
  globSync(pattern, { cwd: directory })
    .map((file) => file.replaceAll("\\", "/"))
    .toSorted()

/** Every record once, with each of its parts, and nothing that is not finished. */
const assertWhole = Effect.fnUntraced(function* (
  directory: string,
  space: Workspace,
  message = directory,
  names: ReadonlyArray<Name> = streams
) {
  for (const stream of names) {
    const held = yield* ask(`SELECT record FROM ${filesOf(directory, stream)}`)
    assert.sameDeepMembers(
      held.map(({ record }): unknown => JSON.parse(String(record))),
      space[stream],
      `${message}: ${stream}`
    )
  }
  const parts = yield* ask(`SELECT id FROM ${filesOf(directory, "conversation_parts")}`)
  assert.sameMembers(
    parts.map(({ id }) => id),
    space.conversations.flatMap(({ id }) => [0, 1, 2].map((part) => `${id}-${part}`)),
    message
  )
  assert.deepStrictEqual(
    readdirSync(`${directory}/_export`).filter((name) => !name.endsWith(".files.json")),
    [],
    message
  )
  // A draft of the checkpoint may be left where nothing was left to be done.
  assert.deepStrictEqual(filesIn(directory, "*/**/*.new"), [], message)
})

const target = (stream: string, intent: Intent): SinkTarget => ({
  stream,
  idOf,
  changedAtOf: (record) => secondsOf(record, "updated_at"),
  intent,
  workspace: "w1"
})

const reportOf = (...streams: ReadonlyArray<string>): Export.ExportReport => ({
  startedAt: 0,
  finishedAt: 0,
  apiVersion: "2.16",
  host: "api.intercom.io",
  resumes: 0,
  // What a sink reads of a report are names.
  streams: streams.map((stream) => ({ stream }) as Export.StreamReport),
  complete: true
})

/** A run to its end. It answers with the state to go on from. */
const run = <R>(
  sink: ExportSink<R>,
  to: SinkTarget,
  pages: ReadonlyArray<ReadonlyArray<object>>,
  { gone = [], state }: { readonly gone?: ReadonlyArray<Tombstone>; readonly state?: unknown } = {}
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const stream = yield* sink.open(to, state)
      for (const page of pages) yield* stream.write(page, [])
      if (stream.remove !== undefined && gone.length > 0) yield* stream.remove(gone)
      assert.deepStrictEqual(yield* stream.verify ?? Effect.succeed([]), [])
      const next = yield* stream.commit
      yield* sink.finish(reportOf(to.stream))
      return next
    })
  )

/** A run that is stopped behind a commit. It answers with the state to go on from. */
const begun = <R>(
  sink: ExportSink<R>,
  pages: ReadonlyArray<ReadonlyArray<object>>,
  { intent = "begin", state }: { readonly intent?: Intent; readonly state?: unknown } = {}
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const stream = yield* sink.open(target("contacts", intent), state)
      for (const page of pages) yield* stream.write(page, [])
      return yield* stream.commit
    })
  )

/** A run that has nothing left to read, and makes files of what another one had collected. */
const madeLater = <R>(sink: ExportSink<R>, state: unknown) =>
  Effect.andThen(
    sink.check?.(target("contacts", "goOn"), state) ?? Effect.die("it does not look"),
    sink.finish(reportOf("contacts"))
  )

const tablesOf = (directory: string, attributes: ReadonlyArray<Tables.Attribute> = []) =>
  ParquetSink.directory(directory, { tables: true, attributes })

const inLiveDirectory = <A, E, R>(use: (directory: string) => Effect.Effect<A, E, R>) =>
  Effect.acquireUseRelease(
    Effect.sync(() => mkdtempSync("/tmp/parquet-tables-")),
    use,
    (directory) => Effect.sync(() => rmSync(directory, { recursive: true }))
  ).pipe(Effect.provide(NodeServices.layer))

describe("ParquetSink with tables", () => {
  it.effect("holds every record of every stream in its tables, in columns of the right types, and nothing else", () =>
    Effect.gen(function* () {
      const streams = yield* fakeRecords
      yield* TestClock.withLive(
        inLiveDirectory(
          Effect.fnUntraced(function* (directory) {
            for (const { records, target: to } of streams.values()) {
              yield* run(tablesOf(directory), { ...to, intent: "begin", workspace: "w1" }, [records])
            }
            for (const [stream, { records, target: to }] of streams) {
              const tables = Tables.versioned(Tables.ofNamed(stream))
              const mapped = Tables.mapper(tables, { ...to, workspace: "w1", storable: true })
              const expected = new Map(records.map((record) => mapped(record, 0)).map((one) => [one.id, one]))
              for (const [index, table] of [tables.main, ...tables.children].entries()) {
                const rows = Array.from(expected.values()).flatMap(({ children, main }) =>
                  index === 0 ? [main] : Array.from(children[index - 1]?.rows.values() ?? [])
                )
                const held = yield* rowsOf(directory, table.name)
                assertSame(comparable(held), comparable(expectedRows(table, rows)), table.name)
                const described = yield* ask(`DESCRIBE SELECT * FROM ${filesOf(directory, table.name)}`)
                assert.deepStrictEqual(
                  described.map(({ column_name, column_type }) => [column_name, column_type]),
                  table.columns.map(({ name, type }) => [name, duckDbTypes[type]])
                )
              }
            }
          })
        )
      )
    })
  )

  it.effect("has a folder for each month, and groups of rows that DuckDB skips by their times", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const conversations = rows(30_000, (index) => row(`${index}`, Date.UTC(2026, 0, 1) / 1000 + index * 80))
        const others = rows(10, (index) => row(`x${index}`, Date.UTC(2026, 2, 1) / 1000 + index))
        yield* run(tablesOf(directory), target("conversations", "begin"), [conversations.toReversed(), others])
        assert.deepStrictEqual(filesIn(directory, "conversations/**/*.parquet"), [
          "conversations/month=2026-01/part-0001.parquet",
          "conversations/month=2026-03/part-0001.parquet"
        ])
        const files = `'${directory}/conversations/*/*.parquet'`
        const groups = yield* ask(
          `SELECT file_name, row_group_id, compression, stats_min_value AS low, stats_max_value AS high
            FROM parquet_metadata(${files}) WHERE path_in_schema = 'created_at' ORDER BY ALL`
        )
        assert.deepStrictEqual(
          groups.map(({ compression, row_group_id }) => [Number(row_group_id), compression]),
          [
            [0, "ZSTD"],
            [1, "ZSTD"],
            [0, "ZSTD"]
          ]
        )
        assert.isBelow(Date.parse(String(groups[0]?.["high"])), Date.parse(String(groups[1]?.["low"])))
        const explained = yield* ask(`EXPLAIN ANALYZE SELECT count(title) FROM ${files} WHERE month = '2026-03'`)
        assert.match(String(explained[0]?.["explain_value"]), /Total Files Read: 1\b/)
        const late = "created_at >= TIMESTAMPTZ '2026-01-27 12:00:00+00' AND month = '2026-01'"
        const scanned = yield* ask(`EXPLAIN ANALYZE SELECT count(title) FROM ${files} WHERE ${late}`)
        assert.match(String(scanned[0]?.["explain_value"]), /Total Files Read: 1\b/)
      })
    )
  )

  for (const { charactersPerFile, names } of [
    { charactersPerFile: undefined, names: ["conversations"] as const },
    { charactersPerFile: 700, names: ["companies", "conversations"] as const }
  ]) {
    it.effect(
      `T32: killed before any change of a file and resumed, it holds every record and part once (${charactersPerFile ?? "one part"})`,
      () =>
        inDirectory(
          Effect.fnUntraced(function* (directory) {
            const space = sample()
            const live = `${directory}/live`
            mkdirSync(live)
            const killed: Array<readonly [place: string, change: string]> = []
            const watched = WatchedFiles.layer((change) => {
              if (change.includes("export.lock")) return
              const copy = `${directory}/killed-${killed.length}`
              cpSync(live, copy, { recursive: true })
              rmSync(`${copy}/export.lock`, { force: true })
              killed.push([copy, change.replace(live, "")])
            })
            yield* Export.run(request(live, charactersPerFile, names)).pipe(
              Effect.provide(Layer.mergeAll(serve(space).client(), watched))
            )
            yield* assertWhole(live, space, live, names)
            assert.isAbove(killed.length, 80)
            for (const [index, [place, change]] of killed.entries()) {
              if (index % each !== 0) continue
              const report = yield* Export.run(request(place, charactersPerFile, names)).pipe(
                Effect.provide(serve(space).client())
              )
              assert.isTrue(report.complete, change)
              yield* assertWhole(place, space, change, names)
              rmSync(place, { recursive: true })
            }
          })
        )
    )
  }

  it.effect("is gone on with where it was stopped, and makes its files at the end", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const server = serve(space, ({ path }) =>
          path === "/conversations/99" ? Effect.die("stopped") : Effect.succeed(undefined)
        )
        yield* Effect.exit(Export.run(request(directory)).pipe(Effect.provide(server.client())))
        assert.deepStrictEqual(filesIn(directory), [])
        yield* Export.run(request(directory)).pipe(Effect.provide(serve(space).client()))
        yield* assertWhole(directory, space)
      })
    )
  )

  for (const [what, goesOn] of [
    ["goes on", true],
    ["only makes the files", false]
  ] as const) {
    it.effect(`loses no row where a run that ${what} wants smaller files than the one before`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const contacts = rows(50, (index) => row(`c${index}`, now - 900 + index))
          const state = yield* begun(ParquetSink.directory(directory, { tables: true }), [contacts.slice(0, 49)])
          const smaller = ParquetSink.directory(directory, { tables: true, charactersPerFile: 300 })
          if (goesOn) yield* run(smaller, target("contacts", "goOn"), [contacts.slice(49)], { state })
          else yield* madeLater(smaller, state)
          assert.sameMembers(
            (yield* rowsOf(directory, "contacts")).map(({ id }) => id),
            contacts.slice(0, goesOn ? 50 : 49).map(({ id }) => id)
          )
        })
      )
    )
  }

  it.effect("has no row twice where making the files broke off and is done again with files of another size", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const contacts = rows(50, (index) => row(`c${index}`, now - 900 + index))
        const state = yield* begun(
          ParquetSink.directory(directory, { tables: true, charactersPerFile: 300 }),
          contacts.map((contact) => [contact])
        )
        const small = ParquetSink.directory(directory, { tables: true, charactersPerFile: 300 })
        const killed = WatchedFiles.layer((change) => {
          if (change.endsWith("contacts.files.json")) throw new Error("killed")
        })
        yield* Effect.exit(madeLater(small, state).pipe(Effect.provide(killed)))
        assert.isAbove(filesIn(directory, "contacts/**/*.parquet").length, 5)
        yield* madeLater(ParquetSink.directory(directory, { tables: true }), state)
        assert.lengthOf(yield* rowsOf(directory, "contacts"), 50)
      })
    )
  )

  it.effect("may be read in full where the reading of what had changed was killed", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const since = { ...request(directory, 300), resume: false, since: "last" as const }
        yield* Export.run(since).pipe(Effect.provide(serve(space).client()))
        space.contacts = space.contacts.map(({ id }) => row(id, now - 400, { name: "changed" }))
        const killed: Array<string> = []
        const watched = WatchedFiles.layer((change) => {
          if (!/open .*_export\/contacts-\d+\.part\.gz/.test(change)) return
          const copy = `${directory}-${killed.length}`
          cpSync(directory, copy, { recursive: true })
          rmSync(`${copy}/export.lock`)
          killed.push(copy)
        })
        yield* Effect.addFinalizer(() =>
          Effect.sync(() => killed.forEach((place) => rmSync(place, { recursive: true })))
        )
        yield* Export.run(since).pipe(Effect.provide(Layer.mergeAll(serve(space).client(), watched)))
        assert.isAbove(killed.length, 3)
        for (const place of killed) {
          const full = { ...request(place, 300), resume: false, full: true }
          const report = yield* Export.run(full).pipe(Effect.provide(serve(space).client()))
          assert.isTrue(report.complete)
          const current = yield* ask(...ParquetSink.views(place, ["contacts"]), "SELECT id, name FROM current_contacts")
          assert.sameDeepMembers(
            [...current],
            space.contacts.map(({ id }) => ({ id, name: "changed" }))
          )
        }
      })
    )
  )

  it.effect("goes back to a state before files that were made since, killed at any change of a file", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const sink = tablesOf(directory)
        const state = yield* run(sink, target("contacts", "begin"), [[row("1", now)]])
        yield* run(sink, target("contacts", "add"), [[row("2", now), row("3", now - month)]], { state })
        const killed: Array<string> = []
        const watched = WatchedFiles.layer((change) => {
          if (change.includes("export.lock")) return
          const copy = `${directory}-${killed.length}`
          cpSync(directory, copy, { recursive: true })
          rmSync(`${copy}/export.lock`, { force: true })
          killed.push(copy)
        })
        yield* Effect.addFinalizer(() =>
          Effect.sync(() => killed.forEach((place) => rmSync(place, { recursive: true })))
        )
        yield* begun(sink, [[row("4", now)]], { intent: "goOn", state }).pipe(Effect.provide(watched))
        assert.isAbove(killed.length, 5)
        for (const place of killed) {
          yield* run(tablesOf(place), target("contacts", "goOn"), [[row("5", now)]], { state })
          const held = yield* rowsOf(place, "contacts")
          assert.sameMembers(
            held.map(({ id }) => id),
            ["1", "5"],
            place
          )
        }
      })
    )
  )

  it.effect("adds later versions, and its views show the latest of what is not gone", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const sink = tablesOf(directory)
        const tags = (...ids: ReadonlyArray<string>) => ({
          type: "tag.list",
          tags: ids.map((id) => ({ id, name: id }))
        })
        const first = { ...conversation("1", now, 3), tags: tags("a", "b") }
        const state = yield* run(sink, target("conversations", "begin"), [[first, conversation("2", now, 1)]])
        const parts = { conversation_parts: [{ id: "1-2", body: "changed" }, { id: "1-3" }], total_count: 4 }
        const changed = { ...first, title: "later", tags: tags("b"), conversation_parts: parts, updated_at: now + 9 }
        const next = yield* run(sink, target("conversations", "add"), [[changed]], {
          state,
          gone: [{ id: "2", reason: "deleted", at: now + 5 }]
        })
        const shown = (table: string, columns: string) =>
          ask(
            ...ParquetSink.views(directory, ["conversations"]),
            `SELECT ${columns} FROM current_${table} ORDER BY ALL`
          )
        assert.deepStrictEqual(yield* shown("conversations", "id, title"), [{ id: "1", title: "later" }])
        assert.deepStrictEqual(yield* shown("conversation_tags", "tag_id"), [{ tag_id: "b" }])
        assert.deepStrictEqual(yield* shown("conversation_parts", "id, body"), [
          { id: "1-0", body: "…" },
          { id: "1-1", body: "…" },
          { id: "1-2", body: "changed" },
          { id: "1-3", body: null }
        ])
        const gone = (yield* rowsOf(directory, "conversations")).find(({ deleted_at }) => deleted_at !== null)
        assert.deepInclude(gone, { id: "2", deleted_at: now + 5, deleted_reason: "deleted", record: null })
        // What comes again is there again.
        yield* run(sink, target("conversations", "add"), [[conversation("2", now, 1)]], { state: next })
        assert.lengthOf(yield* shown("conversations", "id"), 2)
      })
    )
  )

  it.effect("takes of one record twice in a page the later version, and tells two of one run apart", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const version = (updated_at: number) => ({ id: "1", updated_at, created_at: 1, name: String(updated_at) })
        yield* run(tablesOf(directory), target("contacts", "begin"), [[version(3), version(1)], [version(4)]])
        const names = yield* ask(
          ...ParquetSink.views(directory, ["contacts"]),
          `SELECT name FROM current_contacts UNION ALL SELECT name FROM ${filesOf(directory, "contacts")} ORDER BY 1`
        )
        assert.deepStrictEqual(
          names.map(({ name }) => name),
          ["3", "4", "4"]
        )
      })
    )
  )

  it.effect("what changed since the last run is added, and an export that may overwrite takes the place of all", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const since = { ...request(directory), resume: false, since: "last" as const }
        yield* Export.run(since).pipe(Effect.provide(serve(space).client()))
        const before = filesIn(directory)
        const changed: Row = row("c1", now - 400, { name: "changed" })
        space.contacts = [...space.contacts.filter(({ id }) => id !== "c1"), changed]
        yield* Export.run(since).pipe(Effect.provide(serve(space).client()))
        assert.deepStrictEqual(
          filesIn(directory).filter((file) => !before.includes(file)),
          ["contacts/month=2026-09/part-0002.parquet"]
        )
        const current = yield* ask(
          ...ParquetSink.views(directory, streams),
          "SELECT name FROM current_contacts WHERE id = 'c1'"
        )
        assert.deepStrictEqual(current, [{ name: "changed" }])

        const other = workspace({ contacts: [row("1", now - 900)] })
        const overwriting = { ...request(directory), resume: false, overwrite: true }
        yield* Export.run(overwriting).pipe(Effect.provide(serve(other).client()))
        yield* assertWhole(directory, other)
        // Tables without rows can be asked for them too.
        assert.deepStrictEqual(yield* rowsOf(directory, "conversation_parts"), [])
      })
    )
  )

  it.effect("is not mixed with what stands in its folders, and gives room to another form", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const client = serve(space).client()
        mkdirSync(`${directory}/contact_tags`)
        writeFileSync(`${directory}/contact_tags/mine.txt`, "")
        const occupied = yield* Effect.flip(Export.run(request(directory)).pipe(Effect.provide(client)))
        assert.include(occupied.message, "contact_tags/mine.txt is there")
        rmSync(`${directory}/contact_tags`, { recursive: true })
        yield* Export.run(request(directory)).pipe(Effect.provide(client))

        const ndjson = { ...request(directory), sink: NdjsonSink.directory(directory), resume: false }
        const error = yield* Effect.flip(Export.run({ ...ndjson, since: "last" }).pipe(Effect.provide(client)))
        assert.deepInclude(error.reason, { kind: "otherForm" })
        yield* Export.run({ ...ndjson, overwrite: true }).pipe(Effect.provide(client))
        assert.deepStrictEqual(filesIn(directory), [])
        assert.isTrue(existsSync(`${directory}/contacts.ndjson`))
      })
    )
  )

  it.effect("misses a file that its checkpoint counts on", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const client = serve(sample()).client()
        yield* Export.run(request(directory)).pipe(Effect.provide(client))
        const [file = ""] = filesIn(directory, "contacts/**/*.parquet")
        rmSync(`${directory}/${file}`)
        for (const options of [request(directory), { ...request(directory), resume: false, since: "last" as const }]) {
          const error = yield* Effect.flip(Export.run(options).pipe(Effect.provide(client)))
          assert.include(error.message, `${file} is not there or not whole`)
        }
      })
    )
  )

  it.effect("gives custom attributes columns that stay, keep their names and get no narrower type", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const attribute = (name: string, data_type: string) => ({ model: "contact", name, data_type })
        const contact = (id: string, Seats: unknown) => ({ id, created_at: 1, custom_attributes: { Seats, seats: 4 } })
        const first = tablesOf(directory, [attribute("Seats", "integer")])
        const state = yield* run(first, target("contacts", "begin"), [[contact("a", 3)]])
        const second = tablesOf(directory, [attribute("seats", "integer"), attribute("Seats", "string")])
        const next = yield* run(second, target("contacts", "add"), [[contact("b", "many")]], { state })
        const third = tablesOf(directory, [attribute("Seats", "integer")])
        yield* run(third, target("contacts", "add"), [[contact("c", 5)]], { state: next })
        const held = yield* rowsOf(directory, "contacts")
        assert.deepStrictEqual(
          held.map(({ custom_seats }) => custom_seats),
          ["3", "many", "5"]
        )
        const other = Object.keys(held[0] ?? {}).find((name) => /^custom_seats_[0-9a-f]{8}$/.test(name)) ?? ""
        assert.deepStrictEqual(
          held.map((row) => row[other]),
          [null, 4, 4]
        )
      })
    )
  )

  it.effect(
    "has tables of streams of one's own, by the schema of their records, until another export takes their place",
    () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const schema = Schema.Struct({
            id: Schema.String,
            lines: Schema.Array(Schema.Struct({ id: Schema.String, sku: Schema.String }))
          })
          const order = { id: "1", lines: [{ id: "a", sku: "x" }] }
          const state = yield* run(tablesOf(directory), { ...target("orders", "begin"), schema }, [[order]])
          assert.deepStrictEqual(filesIn(directory), ["order_lines/part-0001.parquet", "orders/part-0001.parquet"])
          const [line] = yield* ask(`SELECT sku FROM ${filesOf(directory, "order_lines")}`)
          assert.deepStrictEqual(line, { sku: "x" })
          yield* run(NdjsonSink.directory(directory), target("orders", "overwrite"), [[order]], { state })
          assert.deepStrictEqual(filesIn(directory), [])
        })
      )
  )

  it.effect("keeps nothing of what is dropped or hashed, in any column, table or record", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = workspace({
          contacts: [
            row("1", now - 900, {
              email: "ada@example.com",
              phone: "+4912345",
              location: { country: "Atlantis" },
              tags: { data: [{ id: "5", url: "/tags/secret" }], total_count: 1, has_more: false }
            })
          ],
          conversations: [
            { ...conversation("2", now - 900, 1), source: { body: "private", author: { email: "ada@example.com" } } }
          ]
        })
        const privacy = yield* Privacy.make({
          streams,
          drop: ["contacts.phone", "contacts.tags.data.url", "source.body", "conversation_parts", "location.country"],
          hash: ["*.email"],
          key: Redacted.make("0123456789abcdef")
        })
        const { sink, ...rest } = request(directory)
        yield* Export.run({ ...rest, sink: Privacy.protect(sink, privacy) }).pipe(Effect.provide(serve(space).client()))
        const told: Array<string> = []
        for (const stream of streams) {
          const { children, main } = Tables.of(stream)
          for (const { name } of [main, ...children]) told.push(JSON.stringify(yield* rowsOf(directory, name)))
        }
        const all = told.join("\n")
        for (const secret of ["ada@", "+4912345", "secret", "private", "Atlantis", "…"]) assert.notInclude(all, secret)
        const hashes = new Set(all.match(/[0-9a-f]{64}/g))
        assert.strictEqual(hashes.size, 1)
        assert.deepStrictEqual(yield* rowsOf(directory, "conversation_parts"), [])
        assert.lengthOf(yield* rowsOf(directory, "contact_tags"), 1)
      })
    )
  )
})

describe("T32: a process that is killed again and again", () => {
  leavesEverythingOnce("tables in Parquet", {
    args: Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => mkdtempSync("/tmp/parquet-tables-")),
        (directory) => Effect.sync(() => rmSync(directory, { recursive: true }))
      ),
      (directory) => ({
        place: ["parquet-tables", directory] as const,
        rows: (table: string) => rowsOf(directory, table)
      })
    ),
    layer: NodeServices.layer
  })
})

const duckDbTypes = {
  text: "VARCHAR",
  json: "VARCHAR",
  bigint: "BIGINT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  timestamptz: "TIMESTAMP WITH TIME ZONE"
} as const

import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { TestClock } from "effect/testing"
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as Export from "../../src/Export.ts"
import * as SqliteSink from "../../src/SqliteSink.ts"
import { conversation, failure, row, rows, serve, workspace, type Workspace } from "../support/SmallWorkspace.ts"
import { behavesAsTables } from "../support/tableSinks.ts"

const now = 1_790_000_000

const sample = () =>
  workspace({
    contacts: rows(400, (index) => row(`c${index}`, now - 100_000 + index, { unknown: [index] })),
    companies: rows(150, (index) => row(`k${index}`, now - 90_000 - index)),
    conversations: rows(12, (index) => conversation(String(95 + index), now - 80_000 + index, 3))
  })

const streams = ["contacts", "companies", "conversations"] as const

const options = (location: string) => ({
  streams,
  sink: SqliteSink.file(location),
  checkpointEvery: 0,
  concurrency: 3,
  resume: true
})

const inDirectory = <A, E, R>(use: (directory: string) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(now * 1000)
    return yield* use(yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped())
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

const read = (location: string, sql: string): Array<Record<string, unknown>> => {
  const database = new DatabaseSync(location)
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

const write = (location: string, sql: string): void => {
  const database = new DatabaseSync(location)
  try {
    database.exec(sql)
  } finally {
    database.close()
  }
}

const assertWhole = (location: string, space: Workspace) => {
  for (const stream of streams) {
    const held = read(location, `SELECT record FROM ${stream}`).map(({ record }): unknown => JSON.parse(String(record)))
    assert.sameDeepMembers<unknown>(held, space[stream], `${location}: ${stream}`)
  }
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** Rows as the tests of tables read them: the types that SQLite lacks are those the export noted. */
const typedRows = (location: string, table: string) => {
  const types = new Map(
    read(location, `SELECT column_name, type FROM export_columns WHERE table_name = '${table}'`).map(
      ({ column_name, type }) => [column_name, type]
    )
  )
  return read(location, `SELECT * FROM "${table}"`).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typed(types.get(name), value)]))
  )
}

const typed = (type: unknown, value: unknown): unknown => {
  if (type === "json" && typeof value === "string") return JSON.parse(value)
  if (type === "boolean" && typeof value === "number") return value === 1
  return typeof value === "string" && instant.test(value) && type === "timestamptz" ? Date.parse(value) / 1000 : value
}

describe("SqliteSink", () => {
  behavesAsTables({
    isVerbatim: true,
    layer: NodeServices.layer,
    place: Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "tables-"))),
        (directory) => Effect.sync(() => rmSync(directory, { recursive: true }))
      ),
      (directory) => {
        const location = join(directory, "export.db")
        return {
          sink: (attributes) => SqliteSink.file(location, { attributes }),
          rows: (table) => Effect.sync(() => typedRows(location, table)),
          run: (statement) => Effect.sync(() => write(location, statement))
        }
      }
    )
  })

  it.effect("tells how to go on with a database of an earlier release, and takes its place where it may", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const location = `${directory}/export.db`
        const space = sample()
        const newer = `${directory}/newer.db`
        yield* Export.run(options(newer)).pipe(Effect.provide(serve(space).client()))
        write(
          location,
          `CREATE TABLE export_checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), data TEXT NOT NULL);
            CREATE TABLE export_problems (stream TEXT NOT NULL, kind TEXT NOT NULL, id TEXT, problem TEXT NOT NULL);
            CREATE TABLE export_reports (report TEXT NOT NULL);
            ATTACH '${newer}' AS newer;
            INSERT INTO export_checkpoint SELECT * FROM newer.export_checkpoint`
        )
        for (const stream of streams) {
          write(location, `CREATE TABLE ${stream} (id TEXT PRIMARY KEY, updated_at INTEGER, record TEXT NOT NULL)`)
        }
        const again = { ...options(location), resume: false }
        for (const run of [options(location), { ...again, since: "last" } as const, { ...again, full: true }]) {
          const error = yield* Effect.flip(Export.run(run).pipe(Effect.provide(serve(space).client())))
          assert.include(error.message, "overwrite: true")
          assert.deepInclude(error.reason, { _tag: "SinkError", kind: "otherForm" })
        }
        const report = yield* Export.run({ ...again, overwrite: true }).pipe(Effect.provide(serve(space).client()))
        assert.isTrue(report.complete)
        assertWhole(location, space)
      })
    )
  )

  it.effect("holds every record once as it came, its report, and nothing that went wrong", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const location = `${directory}/export.db`
        const report = yield* Export.run(options(location)).pipe(Effect.provide(serve(space).client()))
        assert.isTrue(report.complete)
        assertWhole(location, space)
        assert.lengthOf(read(location, "SELECT * FROM export_problems"), 0)
        const [kept] = read(location, "SELECT report->>'complete' AS complete FROM export_reports")
        assert.strictEqual(kept?.["complete"], 1)
      })
    )
  )

  it.effect("T32: killed at any request and resumed, it holds every record once", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const live = `${directory}/live.db`
        const killed: Array<string> = []
        const server = serve(space, ({ number }) =>
          Effect.sync(() => {
            const copy = `${directory}/killed-${number}.db`
            for (const part of ["", "-wal", "-shm"]) {
              if (existsSync(live + part)) copyFileSync(live + part, copy + part)
            }
            killed.push(copy)
            return undefined
          })
        )
        yield* Export.run(options(live)).pipe(Effect.provide(server.client()))
        assert.isAbove(killed.length, 15)
        for (const copy of killed) {
          const report = yield* Export.run({ ...options(copy), checkpointEvery: "1 second" }).pipe(
            Effect.provide(serve(space).client())
          )
          assert.isTrue(report.complete)
          assertWhole(copy, space)
        }
      })
    )
  )

  it.effect("an export that may overwrite takes the place of the earlier one, problems included", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const location = `${directory}/export.db`
        const first = serve(sample(), ({ path }) =>
          Effect.succeed(path === "/conversations/100" ? failure(404, "not_found") : undefined)
        )
        yield* Export.run(options(location)).pipe(Effect.provide(first.client()))
        assert.deepStrictEqual(
          read(location, "SELECT stream, kind, id FROM export_problems").map((problem) => ({ ...problem })),
          [{ stream: "conversations", kind: "gone", id: "100" }]
        )
        const space = workspace({ contacts: [row("1", now - 900)] })
        yield* Export.run({ ...options(location), resume: false, overwrite: true }).pipe(
          Effect.provide(serve(space).client())
        )
        assertWhole(location, space)
        assert.lengthOf(read(location, "SELECT * FROM export_problems"), 0)
      })
    )
  )

  it.effect("T5: the later version of a record wins, in either order", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        for (const order of [
          [1, 2],
          [2, 1]
        ]) {
          const location = `${directory}/${order.join("-")}.db`
          const space = workspace({ contacts: order.map((version) => row("1", now - 900 + version)) })
          yield* Export.run(options(location)).pipe(Effect.provide(serve(space).client()))
          assert.deepStrictEqual(
            read(location, "SELECT updated_at FROM contacts").map(({ updated_at }) => updated_at),
            [new Date((now - 898) * 1000).toISOString()]
          )
        }
      })
    )
  )

  it.effect("another checkpoint beside its own is refused", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const error = yield* Effect.flip(
          Export.run({ ...options(`${directory}/export.db`), checkpoint: Checkpoint.memory() }).pipe(
            Effect.provide(serve(sample()).client())
          )
        )
        assert.strictEqual(error.reason._tag, "InvalidExport")
      })
    )
  )

  it.effect("a place that cannot be written is a sink's error that says what to do", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const error = yield* Effect.flip(
          Export.run({ ...options(`${directory}/nowhere/export.db`), resume: false }).pipe(
            Effect.provide(serve(sample()).client())
          )
        )
        assert.strictEqual(error.reason._tag, "SinkError")
        assert.include(error.message, "(unable to open database file); check the disk and the permissions")
      })
    )
  )
})

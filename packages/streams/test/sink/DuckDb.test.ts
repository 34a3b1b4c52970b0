import { DuckDBInstance } from "@duckdb/node-api"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as DuckDbSink from "../../src/DuckDbSink.ts"
import * as Export from "../../src/Export.ts"
import { leavesEverythingOnce } from "../support/killedProcess.ts"
import { row, serve, workspace } from "../support/SmallWorkspace.ts"
import { behavesAsTables } from "../support/tableSinks.ts"

const directory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "tables-"))),
  (directory) => Effect.sync(() => rmSync(directory, { recursive: true }))
)

type Ask = (statement: string) => Promise<ReadonlyArray<Readonly<Record<string, unknown>>>>

const connected = async <A>(location: string, use: (ask: Ask) => Promise<A>): Promise<A> => {
  const instance = await DuckDBInstance.fromCache(location)
  const connection = await instance.connect()
  try {
    return await use(async (statement) => (await connection.runAndReadAll(statement)).getRowObjectsJS())
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const run = (location: string, statement: string) => connected(location, (ask) => ask(statement))

const typedRows = (location: string, table: string) =>
  connected(location, async (ask) => {
    const columns = await ask(`SELECT column_name, type FROM export_columns WHERE table_name = '${table}'`)
    const types = new Map(columns.map(({ column_name, type }) => [column_name, type]))
    const held = await ask(`SELECT * FROM "${table}"`)
    return held.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]): [string, unknown] => {
          if (value instanceof Date) return [name, value.getTime() / 1000]
          if (typeof value === "bigint") return [name, Number(value)]
          return [name, types.get(name) === "json" && typeof value === "string" ? JSON.parse(value) : value]
        })
      )
    )
  })

describe("DuckDbSink", () => {
  behavesAsTables({
    isVerbatim: false,
    layer: NodeServices.layer,
    place: Effect.map(directory, (directory) => {
      const location = join(directory, "export.duckdb")
      return {
        sink: (attributes) => DuckDbSink.file(location, { attributes }),
        rows: (table) => Effect.promise(() => typedRows(location, table)),
        run: (statement) => Effect.promise(() => run(location, statement))
      }
    })
  })
})

describe("T32: a process that is killed again and again", () => {
  leavesEverythingOnce("DuckDB", {
    args: Effect.map(directory, (directory) => {
      const location = join(directory, "export.duckdb")
      return { place: ["duckdb", location], rows: (table) => Effect.promise(() => typedRows(location, table)) }
    }),
    layer: NodeServices.layer
  })
})

const exported = (location: string) =>
  Export.run({ streams: ["contacts"], sink: DuckDbSink.file(location), resume: true }).pipe(
    Effect.provide([serve(workspace({ contacts: [row("c1", 1_790_000_000)] })).client(), NodeServices.layer])
  )

describe("a database whose making was broken off", () => {
  it.live("holds nothing, and is made anew", () =>
    Effect.gen(function* () {
      const location = join(yield* directory, "export.duckdb")
      yield* Effect.promise(() => run(location, "SELECT 1"))
      const headers = readFileSync(location)
      assert.strictEqual(headers.length, 12_288)
      for (const length of [0, 100, 4096, 8192, 12_287]) {
        writeFileSync(location, headers.subarray(0, length))
        assert.isTrue((yield* exported(location)).complete, `${length} bytes`)
        assert.lengthOf(yield* Effect.promise(() => run(location, "SELECT id FROM contacts")), 1)
      }
    })
  )

  it.live("is not taken for somebody's short file", () =>
    Effect.gen(function* () {
      const location = join(yield* directory, "export.duckdb")
      writeFileSync(location, "what I have to do")
      const error = yield* Effect.flip(exported(location))
      assert.include(error.message, "cannot be read")
      assert.strictEqual(readFileSync(location, "utf8"), "what I have to do")
    })
  )
})

describe("a database that is open elsewhere in the process", () => {
  it.live("has the settings that it had, and shows the rows, when the export has ended", () =>
    Effect.gen(function* () {
      const location = join(yield* directory, "export.duckdb")
      const names = ["threads", "checkpoint_threshold"]
      const held = `SELECT ${names.map((name) => `current_setting('${name}')::VARCHAR AS ${name}`).join(", ")}`
      yield* Effect.promise(() =>
        connected(location, async (ask) => {
          await ask("SET threads = 3")
          await ask("SET checkpoint_threshold = '32MB'")
          const before = await ask(held)
          assert.isTrue((await Effect.runPromise(exported(location))).complete)
          assert.deepStrictEqual(await ask(held), before)
          assert.deepStrictEqual(await ask("SELECT id FROM contacts"), [{ id: "c1" }])
        })
      )
    })
  )
})

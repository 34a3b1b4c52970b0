import { DuckDBInstance } from "@duckdb/node-api"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as DuckDbSink from "../../src/DuckDbSink.ts"
import { leavesEverythingOnce } from "../support/killedProcess.ts"
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

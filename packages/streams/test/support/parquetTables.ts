/**
 * What tables in Parquet hold, read by DuckDB.
 */
import { DuckDBInstance } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import { Tables } from "../../src/index.ts"

export type Read = Readonly<Record<string, unknown>>

/** A database without anything in it, which reads files. */
const connected = Effect.runSync(
  Effect.cached(
    Effect.promise(async () => {
      const connection = await (await DuckDBInstance.create()).connect()
      await connection.run("SET TimeZone = 'UTC'")
      return connection
    })
  )
)

/** Asks statements one after the other, and answers with the rows of the last. */
export const ask = (...statements: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<Read>> =>
  Effect.flatMap(connected, (connection) =>
    Effect.promise(async () => {
      let last: ReadonlyArray<Read> = []
      for (const statement of statements) last = (await connection.runAndReadAll(statement)).getRowObjectsJS()
      return last
    })
  )

export const filesOf = (directory: string, table: string): string =>
  `read_parquet('${directory}/${table}/**/*.parquet', union_by_name = true, hive_partitioning = false)`

/** The columns of all tables that hold JSON. */
const json = new Set(
  Tables.all().flatMap(({ children, main }) =>
    [main, ...children].flatMap((table) =>
      table.columns.flatMap(({ name, type }) => (type === "json" ? [`${table.name}.${name}`] : []))
    )
  )
)

/** The rows of a table: instants as Unix seconds, JSON as values. */
export const rowsOf = (directory: string, table: string) =>
  Effect.map(ask(`SELECT * FROM ${filesOf(directory, table)}`), (rows) =>
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]): [string, unknown] => {
          if (value instanceof Date) return [name, value.getTime() / 1000]
          if (typeof value === "bigint") return [name, Number(value)]
          return [name, json.has(`${table}.${name}`) && typeof value === "string" ? JSON.parse(value) : value]
        })
      )
    )
  )

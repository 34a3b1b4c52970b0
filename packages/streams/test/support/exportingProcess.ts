/**
 * A process that exports a workspace and goes on where an earlier one was killed: what the tests of SIGKILL run.
 *
 * Arguments: the workspace's URL and token, `ndjson`, `ndjson.gz`, `sqlite`, `parquet`, `duckdb` or `postgres`, the directory, file or the
 * database's URL with its schema, and `rows` for
 * lists without what belongs to their rows, which are read in spans of time. It prints a line when it begins, and one with the stream and the number of records whenever the sink has taken some.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { IntercomClient } from "@effect-intercom/core"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Checkpoint, Export, type ExportSink, NdjsonSink } from "../../src/index.ts"
import { SqliteSink } from "../../src/node.ts"
import { DuckDbSink } from "../../src/duckdb.ts"
import { ParquetSink } from "../../src/parquet.ts"
import { PostgresSink } from "../../src/postgres.ts"

const [url = "", token = "", format = "", directory = "", what = "whole"] = process.argv.slice(2)

// A killed scroll keeps its place for a minute, during which no other can be opened: companies would make that wait.
const streams: ReadonlyArray<Export.StreamName> =
  what === "rows" ? ["contacts", "conversations", "tickets"] : ["contacts", "conversations"]

const base = {
  streams,
  parts: what !== "rows",
  resume: true,
  checkpointEvery: "20 millis"
} as const

const telling = <R>(sink: ExportSink.ExportSink<R>): ExportSink.ExportSink<R> => ({
  ...sink,
  open: (target, state) =>
    Effect.map(sink.open(target, state), (stream) => ({
      ...stream,
      write: (records, problems) =>
        Effect.tap(stream.write(records, problems), () =>
          Effect.sync(() => process.stdout.write(`${target.stream} ${records.length}\n`))
        )
    }))
})

const files = () =>
  format === "parquet"
    ? ParquetSink.directory(directory)
    : NdjsonSink.directory(directory, { gzip: format === "ndjson.gz" })

const intoPostgres = () => {
  const database = new URL(directory)
  const schema = database.searchParams.get("schema") ?? "intercom"
  database.search = ""
  return Export.run({ ...base, sink: telling(PostgresSink.make({ schema })) }).pipe(
    Effect.provide(PgClient.layer({ url: Redacted.make(database.href) }))
  )
}

const run =
  format === "postgres"
    ? intoPostgres()
    : format === "duckdb"
      ? Export.run({ ...base, sink: telling(DuckDbSink.file(directory)) })
      : format === "sqlite"
        ? Export.run({ ...base, sink: telling(SqliteSink.file(`${directory}/export.db`)) })
        : Export.run({ ...base, sink: telling(files()), checkpoint: Checkpoint.file(`${directory}/checkpoint.json`) })

const client = IntercomClient.layer({ accessToken: token, baseUrl: url, pacing: { fallbackLimit: 100_000 } }).pipe(
  Layer.provide(FetchHttpClient.layer)
)

process.stdout.write("begun\n")
await Effect.runPromise(run.pipe(Effect.provide([client, NodeServices.layer])))

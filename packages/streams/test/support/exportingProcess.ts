/**
 * A process that exports a workspace and goes on where an earlier one was killed: what the tests of SIGKILL run.
 *
 * Arguments: the workspace's URL and token, `ndjson`, `ndjson.gz`, `sqlite`, `parquet`, `parquet-tables`, `duckdb` or `postgres`, the directory,
 * file or the database's URL with its schema, and options as JSON (see `Given`). It prints a line when it begins, and one with
 * the stream and the number of records whenever the sink has taken some.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { IntercomClient } from "@effect-intercom/core"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Checkpoint, Export, type ExportSink, NdjsonSink } from "../../src/index.ts"
import { SqliteSink } from "../../src/node.ts"
import { DuckDbSink } from "../../src/duckdb.ts"
import { ParquetSink } from "../../src/parquet.ts"
import { PostgresSink } from "../../src/postgres.ts"

const [url = "", token = "", format = "", directory = "", given = "{}"] = process.argv.slice(2)

/** What a test may say. */
interface Given {
  readonly streams?: ReadonlyArray<Export.StreamName>
  /** What of `Export.run`; `resume` where it says nothing of how it goes on. */
  readonly run?: Pick<Export.RunOptions, "since" | "full" | "parts" | "concurrency" | "catchUp" | "resume">
  /** Conversations whose id this pattern matches cannot be read. */
  readonly broken?: string
}

const { broken, run: options = { resume: true }, streams }: Given = JSON.parse(given)

const base = {
  // A killed scroll keeps its place for a minute, during which no other can be opened: companies would make that wait.
  streams: streams ?? (["contacts", "conversations"] as const),
  checkpointEvery: "20 millis",
  ...options
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
  format === "parquet" || format === "parquet-tables"
    ? ParquetSink.directory(directory, format === "parquet" ? {} : { tables: true, charactersPerFile: 40_000 })
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

const isBroken = (path: string): boolean =>
  broken !== undefined && /^\/conversations\/[^/]+$/.test(path) && new RegExp(broken).test(path)

const http = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(HttpClient.HttpClient, (real) =>
    HttpClient.make((request, address) =>
      isBroken(address.pathname)
        ? Effect.succeed(HttpClientResponse.fromWeb(request, new Response("{}", { status: 500 })))
        : real.execute(request)
    )
  )
).pipe(Layer.provide(FetchHttpClient.layer))

const client = IntercomClient.layer({
  accessToken: token,
  baseUrl: url,
  pacing: { fallbackLimit: 100_000 },
  ...(broken === undefined ? {} : { retry: false })
}).pipe(Layer.provide(http))

process.stdout.write("begun\n")
await Effect.runPromise(run.pipe(Effect.provide([client, NodeServices.layer])))

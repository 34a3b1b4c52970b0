/**
 * A lake: a workspace as tables in Parquet, and DuckDB that reads them where they are. Run it again later, and what changed is
 * added; copy the folder to S3 or a colleague, and the questions stay the same.
 *
 *     node examples/warehouse/lake.ts ./lake
 */
import { DuckDBInstance } from "@duckdb/node-api"
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { IntercomClient } from "@effect-intercom/core"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { Checkpoint, Export } from "@effect-intercom/streams"
import { ParquetSink } from "@effect-intercom/streams/parquet"

const folder = process.argv[2] ?? "./lake"
const streams = ["contacts", "companies", "conversations"] as const

const questions = {
  "How long is the median wait for a first answer, by month?": `
    SELECT month, count(*) AS answered, round(median(statistics_time_to_admin_reply) / 60) AS median_minutes
    FROM current_conversations WHERE statistics_time_to_admin_reply IS NOT NULL
    GROUP BY month ORDER BY month DESC LIMIT 6`,
  "Who wrote most, of those who answer?": `
    SELECT author_name, count(*) AS parts
    FROM current_conversation_parts WHERE author_type = 'admin' AND body IS NOT NULL
    GROUP BY author_name ORDER BY parts DESC, author_name LIMIT 5`,
  "Which companies write most?": `
    SELECT companies.name, count(DISTINCT conversation_id) AS conversations
    FROM current_conversation_contacts
    JOIN current_contact_companies USING (contact_id)
    JOIN current_companies companies ON companies.id = current_contact_companies.company_id
    GROUP BY companies.id, companies.name ORDER BY conversations DESC, companies.name LIMIT 5`
}

/** A database in memory, which holds nothing but views of the files. */
const connect = Effect.acquireRelease(
  Effect.promise(async () => (await DuckDBInstance.create()).connect()),
  (connection) => Effect.sync(() => connection.closeSync())
)

const program = Effect.gen(function* () {
  const report = yield* Export.run({
    streams,
    since: "last",
    sink: ParquetSink.directory(folder, { tables: true }),
    checkpoint: Checkpoint.file(`${folder}/checkpoint.json`)
  })
  const connection = yield* connect
  const ask = (sql: string) => Effect.promise(async () => (await connection.runAndReadAll(sql)).getRowsJson())
  for (const view of ParquetSink.views(folder, streams)) yield* ask(view)
  for (const [question, sql] of Object.entries(questions)) {
    yield* Console.log(`\n${question}\n${sql}\n`)
    for (const row of yield* ask(sql)) yield* Console.log(`  ${row.join("  ")}`)
  }
  if (!report.complete) return yield* Effect.fail(new Error(`${folder}/report.json tells what is missing`))
})

program.pipe(
  Effect.scoped,
  Effect.provide(IntercomClient.layerConfig()),
  Effect.provide([UndiciHttpClient.layer, NodeServices.layer]),
  NodeRuntime.runMain
)

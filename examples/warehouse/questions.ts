/**
 * Questions: a workspace as tables in an SQLite file, and three answers a support lead would ask for, with their SQL. Run it
 * again later, and what changed is added.
 *
 *     node examples/warehouse/questions.ts ./support.db
 */
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { DatabaseSync } from "node:sqlite"
import { IntercomClient } from "@effect-intercom/core"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { Export } from "@effect-intercom/streams"
import { SqliteSink } from "@effect-intercom/streams/node"

const file = process.argv[2] ?? "./support.db"

const questions = {
  "How long is the median wait for a first answer, by week?": `
    WITH ranked AS (
      SELECT strftime('%Y-%W', created_at) AS week, statistics_time_to_admin_reply / 60 AS minutes,
        row_number() OVER (PARTITION BY strftime('%Y-%W', created_at) ORDER BY statistics_time_to_admin_reply) AS nth,
        count(*) OVER (PARTITION BY strftime('%Y-%W', created_at)) AS answered
      FROM current_conversations WHERE statistics_time_to_admin_reply IS NOT NULL
    )
    SELECT week, answered, round(avg(minutes)) AS median_minutes
    FROM ranked WHERE nth IN ((answered + 1) / 2, (answered + 2) / 2)
    GROUP BY week, answered ORDER BY week DESC LIMIT 8`,
  "Which tags are the busiest?": `
    SELECT name, count(*) AS conversations
    FROM current_conversation_tags GROUP BY tag_id, name ORDER BY conversations DESC LIMIT 5`,
  "Which companies write most?": `
    SELECT companies.name, count(DISTINCT conversation_id) AS conversations
    FROM current_conversation_contacts
    JOIN current_contact_companies USING (contact_id)
    JOIN current_companies companies ON companies.id = current_contact_companies.company_id
    GROUP BY companies.id, companies.name ORDER BY conversations DESC LIMIT 5`
}

const ask = (sql: string) =>
  Effect.acquireUseRelease(
    Effect.sync(() => new DatabaseSync(file, { readOnly: true })),
    (database) => Effect.sync(() => database.prepare(sql).all()),
    (database) => Effect.sync(() => database.close())
  )

const program = Effect.gen(function* () {
  const report = yield* Export.run({
    streams: ["contacts", "companies", "conversations"],
    since: "last",
    sink: SqliteSink.file(file)
  })
  for (const [question, sql] of Object.entries(questions)) {
    yield* Console.log(`\n${question}\n${sql}\n`)
    for (const row of yield* ask(sql)) yield* Console.log(`  ${Object.values(row).join("  ")}`)
  }
  if (!report.complete) return yield* Effect.fail(new Error("export_reports tells what is missing"))
})

program.pipe(
  Effect.provide(IntercomClient.layerConfig()),
  Effect.provide([UndiciHttpClient.layer, NodeServices.layer]),
  NodeRuntime.runMain
)

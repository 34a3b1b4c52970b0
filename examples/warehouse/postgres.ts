/**
 * Postgres: a workspace as tables in PostgreSQL, and a question across three of them. Run it again later, and what changed is
 * added. The variable `WAREHOUSE` holds the address of the database, password included.
 *
 *     WAREHOUSE=postgres://exporter:…@localhost/warehouse node examples/warehouse/postgres.ts
 */
import { PgClient } from "@effect/sql-pg"
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Config, Console, Effect, Layer } from "effect"
import { IntercomClient } from "@effect-intercom/core"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { Export } from "@effect-intercom/streams"
import { PostgresSink } from "@effect-intercom/streams/postgres"

const program = Effect.gen(function* () {
  const report = yield* Export.run({
    streams: ["contacts", "companies", "conversations"],
    since: "last",
    sink: PostgresSink.make({ schema: "intercom" })
  })
  const sql = yield* PgClient.PgClient
  const rows = yield* sql<{ company: string; replies: number; hours: number }>`
    SELECT companies.name AS company, count(*)::int4 AS replies,
      round(extract(epoch FROM avg(parts.created_at - conversations.created_at)) / 3600)::int4 AS hours
    FROM intercom.current_conversation_parts parts
    JOIN intercom.current_conversations conversations ON conversations.id = parts.conversation_id
    JOIN intercom.current_conversation_contacts USING (conversation_id)
    JOIN intercom.current_contact_companies USING (contact_id)
    JOIN intercom.current_companies companies ON companies.id = current_contact_companies.company_id
    WHERE parts.author_type = 'admin'
    GROUP BY companies.id, companies.name ORDER BY replies DESC LIMIT 5`
  yield* Console.log("Who takes most answers, and how long after they wrote do they come?")
  for (const { company, hours, replies } of rows) yield* Console.log(`  ${company}: ${replies}, ${hours} h`)
  if (!report.complete) return yield* Effect.fail(new Error("intercom.export_reports tells what is missing"))
})

const database = Layer.unwrap(
  Effect.map(Config.Redacted("WAREHOUSE"), (url) => PgClient.layer({ url, maxConnections: 2 }))
)

program.pipe(
  Effect.provide([IntercomClient.layerConfig(), database]),
  Effect.provide([UndiciHttpClient.layer, NodeServices.layer]),
  NodeRuntime.runMain
)

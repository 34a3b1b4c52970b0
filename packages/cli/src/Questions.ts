/**
 * Three answers a support lead would ask for, from the tables of an export.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Table from "./Table.ts"

const questions: Readonly<Record<string, string>> = {
  "How long is the median wait for a first answer, by week?": `
WITH ranked AS (
  SELECT strftime('%Y-%W', created_at) AS week, statistics_time_to_admin_reply / 60 AS minutes,
    row_number() OVER (PARTITION BY strftime('%Y-%W', created_at) ORDER BY statistics_time_to_admin_reply) AS nth,
    count(*) OVER (PARTITION BY strftime('%Y-%W', created_at)) AS answered
  FROM current_conversations WHERE statistics_time_to_admin_reply IS NOT NULL
)
SELECT week, answered, CAST(round(avg(minutes)) AS INTEGER) AS median_minutes
FROM ranked WHERE nth IN ((answered + 1) / 2, (answered + 2) / 2)
GROUP BY week, answered ORDER BY week DESC LIMIT 5`,
  "Which tags are the busiest?": `
SELECT name AS tag, count(*) AS conversations
FROM current_conversation_tags GROUP BY tag_id, name ORDER BY conversations DESC LIMIT 5`,
  "Which companies write most?": `
SELECT companies.name AS company, count(DISTINCT conversation_id) AS conversations
FROM current_conversation_contacts
JOIN current_contact_companies USING (contact_id)
JOIN current_companies companies ON companies.id = current_contact_companies.company_id
GROUP BY companies.id, companies.name ORDER BY conversations DESC, company LIMIT 5`
}

/**
 * Asks all of them of an SQLite database that an export wrote, and answers with their SQL and what came.
 *
 * @category conversions
 * @since 0.1.0
 */
export const answers = Effect.fnUntraced(function* (file: string) {
  const { DatabaseSync } = yield* Effect.promise(() => import("node:sqlite"))
  return yield* Effect.acquireUseRelease(
    Effect.sync(() => new DatabaseSync(file, { readOnly: true })),
    (database) =>
      Effect.sync(() =>
        Object.entries(questions).map(([question, sql]) => {
          const rows = database.prepare(sql).all()
          const columns = Object.entries(rows[0] ?? {}).map(([heading, value]) => ({
            heading,
            align: typeof value === "number" ? ("right" as const) : ("left" as const)
          }))
          const table = Table.render(
            columns,
            rows.map((row) => columns.map(({ heading }) => String(row[heading])))
          )
          return { question, sql: sql.trim(), rows: rows.length, table }
        })
      ),
    (database) => Effect.sync(() => database.close())
  )
})

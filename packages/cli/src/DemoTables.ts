/**
 * What the demo exported, as tables of an SQLite file, and what a support lead would ask of them.
 *
 * @since 0.1.0
 */
import { Checkpoint, type ExportSink } from "@effect-intercom/streams"
import { SqliteSink } from "@effect-intercom/streams/node"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import { DatabaseSync } from "node:sqlite"
import * as Table from "./Table.ts"

/**
 * Fills `export.db` in a folder from the files that an export left there: all conversations and companies, and the contacts
 * that took part.
 *
 * @category actions
 * @since 0.1.0
 */
export const fill = Effect.fnUntraced(function* (folder: string) {
  const fileSystem = yield* FileSystem.FileSystem
  const location = `${folder}/export.db`
  for (const file of [location, `${location}-wal`, `${location}-shm`]) yield* fileSystem.remove(file, { force: true })
  const sink = SqliteSink.file(location)
  const startedAt = yield* Clock.currentTimeMillis
  const writers = new Set<string>()
  let records = 0
  yield* Effect.scoped(
    Effect.gen(function* () {
      const saved = Option.getOrThrow(yield* Checkpoint.file(`${folder}/checkpoint.json`).load)
      // The conversations come first, and tell who took part.
      for (const stream of ["conversations", "companies", "contacts"] as const) {
        const open = yield* sink.open(targetOf(stream, saved.workspace), undefined)
        yield* fileSystem.stream(`${folder}/${stream}.ndjson`).pipe(
          Stream.decodeText,
          Stream.splitLines,
          Stream.map((line): Listed => JSON.parse(line)),
          Stream.filter(({ id }) => stream !== "contacts" || writers.has(id)),
          Stream.grouped(500),
          Stream.runForEach((page) => {
            for (const { contacts } of page) for (const { id } of contacts?.contacts ?? []) writers.add(id)
            records += page.length
            return open.write(page, [])
          })
        )
        yield* open.commit
      }
      yield* sink.checkpoint.save(saved)
    })
  )
  return { location, records, millis: (yield* Clock.currentTimeMillis) - startedAt }
})

/** Type boundary: lines that were held against the workspace. */
interface Listed {
  readonly id: string
  readonly contacts?: { readonly contacts?: ReadonlyArray<{ readonly id: string }> }
}

const targetOf = (stream: string, workspace: string | null): ExportSink.SinkTarget => ({
  stream,
  idOf: (record) => (Predicate.hasProperty(record, "id") ? String(record.id) : undefined),
  changedAtOf: (record) =>
    Predicate.hasProperty(record, "updated_at") && typeof record.updated_at === "number"
      ? record.updated_at
      : undefined,
  intent: "begin",
  workspace: workspace ?? undefined
})

/**
 * The questions, each with its SQL and the answer as a table.
 *
 * @category conversions
 * @since 0.1.0
 */
export const answers = (location: string): Effect.Effect<ReadonlyArray<string>> =>
  Effect.acquireUseRelease(
    Effect.sync(() => new DatabaseSync(location, { readOnly: true })),
    (database) =>
      Effect.sync(() =>
        questions.map(({ question, sql }) => {
          const rows = database.prepare(sql).all()
          const columns = Object.keys(rows[0] ?? {}).map((heading, nth) => ({
            heading,
            align: nth === 0 ? ("left" as const) : ("right" as const)
          }))
          const table = Table.render(
            columns,
            rows.map((row) => Object.values(row).map(String))
          )
          return `${question}\n${indented(sql)}\n\n${indented(table)}`
        })
      ),
    (database) => Effect.sync(() => database.close())
  )

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, "  ")

const questions = [
  {
    question: "How long is the median wait for a first answer, by week?",
    sql: `WITH ranked AS (
  SELECT strftime('%Y-%W', created_at) AS week, statistics_time_to_admin_reply / 60 AS minutes,
    row_number() OVER (PARTITION BY strftime('%Y-%W', created_at) ORDER BY statistics_time_to_admin_reply) AS nth,
    count(*) OVER (PARTITION BY strftime('%Y-%W', created_at)) AS answered
  FROM current_conversations WHERE statistics_time_to_admin_reply IS NOT NULL)
SELECT week, answered, CAST(round(avg(minutes)) AS INTEGER) AS median_minutes
FROM ranked WHERE nth IN ((answered + 1) / 2, (answered + 2) / 2) GROUP BY week ORDER BY week DESC LIMIT 5`
  },
  {
    question: "Which tags are the busiest?",
    sql: `SELECT name AS tag, count(*) AS conversations
FROM current_conversation_tags GROUP BY tag_id ORDER BY conversations DESC, name LIMIT 5`
  },
  {
    question: "Which companies write most?",
    sql: `SELECT companies.name AS company, count(DISTINCT conversation_id) AS conversations
FROM current_conversation_contacts JOIN current_contact_companies USING (contact_id)
JOIN current_companies companies ON companies.id = current_contact_companies.company_id
GROUP BY companies.id ORDER BY conversations DESC, companies.name LIMIT 5`
  }
] as const

/**
 * Counts how often each version of a record is written, by a trigger.
 */
import { PgClient } from "@effect/sql-pg/PgClient"
import { PostgresSink } from "@effect-intercom/streams/postgres"
import type { ExportSink } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"

const tables = ["contacts", "conversations"] as const

/** Counts what is written into the tables of a schema from now on, and makes them where they are not there. */
export const noteVersions = Effect.fnUntraced(function* (
  schema: string
): Effect.fn.Return<void, ExportSink.SinkError | SqlError, PgClient> {
  const sql = yield* PgClient
  for (const stream of tables) yield* PostgresSink.writer({ stream, schema })
  yield* sql.unsafe(`CREATE TABLE public."versions_${schema}" (stream text, id text, version text)`)
  yield* sql.unsafe(
    `CREATE FUNCTION public."version_${schema}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO public."versions_${schema}" VALUES (TG_TABLE_NAME, NEW.id, md5(NEW.record::text)); RETURN NEW; END $$`
  )
  for (const table of tables) {
    yield* sql.unsafe(
      `CREATE TRIGGER version AFTER INSERT OR UPDATE ON "${schema}"."${table}" FOR EACH ROW
        EXECUTE FUNCTION public."version_${schema}"()`
    )
  }
})

/** What was written more than once in the same version. */
export const doubled = Effect.fnUntraced(function* (schema: string) {
  const sql = yield* PgClient
  const rows = yield* sql.unsafe<{ readonly stream: string; readonly id: string; readonly times: number }>(
    `SELECT stream, id, count(*)::int4 AS times FROM public."versions_${schema}" GROUP BY stream, id, version
      HAVING count(*) > 1 ORDER BY 1, 2`
  )
  return rows.map(({ id, stream, times }) => `${stream} ${id} was written ${times} times`)
})

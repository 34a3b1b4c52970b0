/**
 * How long it takes from a change to its row: a trigger notes when rows are written.
 */
import { PgClient } from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { Changed } from "./randomChanges.ts"

const tables = ["contacts", "companies", "conversations", "tickets"] as const

/** Notes what is written into the tables of a schema from now on, as soon as they are there. */
export const noteWrites = Effect.fnUntraced(function* (schema: string) {
  const sql = yield* PgClient
  yield* sql.unsafe(`CREATE TABLE public."written_${schema}" (stream text, id text, at timestamptz)`)
  yield* sql.unsafe(
    `CREATE FUNCTION public."note_${schema}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO public."written_${schema}" VALUES (TG_TABLE_NAME, NEW.id, clock_timestamp()); RETURN NEW; END $$`
  )
  for (const table of tables) {
    yield* Effect.retry(
      sql.unsafe(
        `CREATE TRIGGER note AFTER INSERT OR UPDATE ON "${schema}"."${table}" FOR EACH ROW
          EXECUTE FUNCTION public."note_${schema}"()`
      ),
      Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "5 minutes" }))
    )
  }
})

/** Seconds from each change to the first row written of it, the shortest first. */
export const lagsOf = Effect.fnUntraced(function* (schema: string, made: ReadonlyArray<Changed>) {
  const sql = yield* PgClient
  const written = yield* sql.unsafe<{ readonly stream: string; readonly id: string; readonly at: Date }>(
    `SELECT stream, id, at FROM public."written_${schema}" ORDER BY at`
  )
  const times = new Map<string, Array<number>>()
  for (const { at, id, stream } of written) {
    const key = `${stream} ${id}`
    times.set(key, [...(times.get(key) ?? []), at.getTime()])
  }
  return made
    .flatMap(({ at, id, table }) => {
      const after = times.get(`${table} ${id}`)?.find((time) => time >= at)
      return after === undefined ? [] : [(after - at) / 1000]
    })
    .toSorted((one, other) => one - other)
})

export const quantile = (sorted: ReadonlyArray<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

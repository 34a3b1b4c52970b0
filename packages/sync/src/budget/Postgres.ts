/**
 * A budget in a table of PostgreSQL: one statement for each lease.
 *
 * @since 0.1.0
 */
import { PgClient } from "@effect/sql-pg/PgClient"
import { SharedBudget } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import { nameIn, quoted } from "../sync/Place.ts"

/**
 * Makes the store, and its table where it is not there.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  schema: string
): Effect.fn.Return<SharedBudget.BudgetStore["Service"], SqlError, PgClient> {
  const sql = (yield* PgClient).withoutTransforms()
  const table = nameIn(schema, "request_budgets")
  yield* Effect.gen(function* () {
    yield* sql.unsafe("SELECT pg_advisory_xact_lock(hashtextextended($1, 2))", [`effect-intercom budget ${schema}`])
    const [found] = yield* sql.unsafe<{ readonly found: boolean }>("SELECT to_regclass($1) IS NOT NULL AS found", [
      table
    ])
    if (found?.found === true) return
    yield* sql.unsafe(`CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`)
    yield* sql.unsafe(
      `CREATE TABLE ${table} (key text PRIMARY KEY, reset float8 NOT NULL, begun timestamptz NOT NULL,
        granted float8 NOT NULL, members jsonb NOT NULL)`
    )
  }).pipe(sql.withTransaction)
  const known = new Set<string>()
  const statement = statementFor(table)
  return {
    take: ({ key, limit, member, told, want }) =>
      Effect.gen(function* () {
        if (!known.has(key)) {
          yield* sql.unsafe(`INSERT INTO ${table} VALUES ($1, 0, clock_timestamp(), 0, '{}') ON CONFLICT DO NOTHING`, [
            key
          ])
          known.add(key)
        }
        const [row] = yield* sql.unsafe<SharedBudget.Lease>(statement, [
          key,
          member,
          want,
          limit,
          told?.reset ?? null,
          told?.counted ?? null,
          told?.requestedAgo ?? null,
          told?.receivedAgo ?? null
        ])
        if (row !== undefined) return row
        known.delete(key)
        return yield* new SharedBudget.BudgetStoreError({ message: "its row is not there any more" })
      }).pipe(
        Effect.mapError((cause) =>
          cause instanceof SharedBudget.BudgetStoreError
            ? cause
            : new SharedBudget.BudgetStoreError({ message: "PostgreSQL does not answer", cause })
        )
      )
  }
})

/**
 * A process asks when it has used what it had, so that of an old window each may still hold what it was given last.
 *
 * The present window is the one that is held, or as many times ten seconds later as have passed. What Intercom told of a later
 * one, or of this one, corrects it (what it counted of this one before it was known to have begun comes on top); that of an earlier one does where it was asked for since this one began.
 */
const statementFor = (table: string): string => `
WITH held AS (SELECT * FROM ${table} WHERE key = $1 FOR UPDATE),
timed AS (SELECT *, clock_timestamp() AS now,
    greatest(floor(extract(epoch FROM clock_timestamp() - begun) / 10), 0)::float8 AS passed FROM held),
rolled AS (SELECT now, members, CASE WHEN reset = 0 THEN 0 ELSE reset + 10 * passed END AS reset,
    begun + passed * interval '10 seconds' AS begun,
    CASE WHEN passed > 0 THEN 0 ELSE granted END AS granted FROM timed),
told AS (SELECT *,
    (SELECT coalesce(sum((m.value->>'last')::float8), 0) FROM jsonb_each(members) AS m
      WHERE m.key <> $2 AND abs((m.value->>'reset')::float8 - reset) <= 3) AS outstanding, CASE
    WHEN $5::float8 IS NULL THEN 'nothing'
    WHEN $5::float8 > reset + 3 THEN 'later'
    WHEN $5::float8 >= reset - 3 THEN 'same'
    WHEN now - $7::float8 * interval '1 millisecond' > begun THEN 'early'
    ELSE 'nothing' END AS what FROM rolled),
window_now AS (SELECT now, members,
    CASE WHEN what = 'nothing' THEN reset ELSE $5::float8 END AS reset,
    CASE what WHEN 'later' THEN now - $8::float8 * interval '1 millisecond'
      WHEN 'same' THEN least(begun, now - $8::float8 * interval '1 millisecond')
      WHEN 'early' THEN now ELSE begun END AS begun,
    CASE what WHEN 'nothing' THEN granted
      WHEN 'same' THEN CASE WHEN now - $8::float8 * interval '1 millisecond' < begun
        THEN granted + $6::float8 ELSE greatest(granted, $6::float8) END
      WHEN 'later' THEN CASE WHEN reset = 0 THEN greatest(granted, $6::float8) ELSE $6::float8 + outstanding END
      ELSE $6::float8 END AS granted FROM told),
shares AS (SELECT *,
    greatest(floor($4::float8 * 0.98), 1) AS usable,
    (SELECT count(*) FROM jsonb_each(members) AS m WHERE m.key <> $2
      AND (m.value->>'seen')::float8 > extract(epoch FROM now) - 25) + 1 AS active,
    CASE WHEN abs((members->$2->>'reset')::float8 - reset) <= 3 THEN (members->$2->>'taken')::float8 ELSE 0 END AS mine,
    now < begun + interval '6 seconds' AS is_early FROM window_now),
granting AS (SELECT *, greatest(least($3::float8, usable - granted,
    CASE WHEN is_early THEN ceil(usable / active) - coalesce(mine, 0) ELSE usable END), 0) AS given FROM shares)
UPDATE ${table} AS b SET reset = g.reset, begun = g.begun, granted = g.granted + g.given,
  members = coalesce((SELECT jsonb_object_agg(m.key, m.value) FROM jsonb_each(g.members) AS m
      WHERE m.key <> $2 AND (m.value->>'seen')::float8 > extract(epoch FROM g.now) - 25), '{}')
    || jsonb_build_object($2::text, jsonb_build_object('reset', g.reset, 'taken', coalesce(g.mine, 0) + g.given, 'last', g.given,
      'seen', extract(epoch FROM g.now)))
FROM granting AS g WHERE b.key = $1
RETURNING g.given AS granted, g.active::float8 AS active,
  greatest(extract(epoch FROM g.begun + interval '10 seconds' - g.now) * 1000, 0)::float8 AS "endsIn",
  CASE WHEN g.granted + g.given >= g.usable THEN greatest(extract(epoch FROM g.begun + interval '10 seconds' - g.now), 0)
    WHEN g.is_early AND g.given >= ceil(g.usable / g.active) - coalesce(g.mine, 0)
      THEN greatest(extract(epoch FROM g.begun + interval '6 seconds' - g.now), 0)
    ELSE 0 END::float8 * 1000 AS "waitFor"`

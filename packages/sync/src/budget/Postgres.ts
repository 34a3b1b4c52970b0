/**
 * A budget in a table of PostgreSQL: one statement for each lease.
 *
 * @since 0.1.0
 */
import { PgClient } from "@effect/sql-pg/PgClient"
import { SharedBudget } from "@effect-intercom/core"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import { besideOthers, nameIn, quoted } from "../sync/Place.ts"

/**
 * Makes the store, and its tables where they are not there.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  schema: string
): Effect.fn.Return<SharedBudget.BudgetStore["Service"], SqlError, PgClient> {
  const sql = (yield* PgClient).withoutTransforms()
  const budgets = nameIn(schema, "request_budgets")
  const locks = nameIn(schema, "request_locks")
  yield* Effect.gen(function* () {
    yield* sql.unsafe("SELECT pg_advisory_xact_lock(hashtextextended($1, 2))", [`effect-intercom budget ${schema}`])
    const [found] = yield* sql.unsafe<{ readonly found: boolean }>("SELECT to_regclass($1) IS NOT NULL AS found", [
      locks
    ])
    if (found?.found === true) return
    yield* sql.unsafe(`CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`)
    yield* sql.unsafe(
      `CREATE TABLE IF NOT EXISTS ${budgets} (key text PRIMARY KEY, reset float8 NOT NULL, begun timestamptz NOT NULL,
        granted float8 NOT NULL, members jsonb NOT NULL)`
    )
    yield* sql.unsafe(
      `ALTER TABLE ${budgets} ADD COLUMN IF NOT EXISTS size float8, ADD COLUMN IF NOT EXISTS same_as text`
    )
    yield* sql.unsafe(
      `CREATE TABLE ${locks} (key text NOT NULL, name text NOT NULL, owner text NOT NULL, until timestamptz NOT NULL,
        PRIMARY KEY (key, name))`
    )
  }).pipe(sql.withTransaction, besideOthers)
  const lease = leaseFrom(budgets)
  const lock = lockIn(locks, budgets)
  /** What keys are known by that were joined to others. */
  const names = new Map<string, string>()

  const row = (key: string) =>
    sql.unsafe(`INSERT INTO ${budgets} VALUES ($1, 0, clock_timestamp(), 0, '{}') ON CONFLICT DO NOTHING`, [key])

  /** Makes the row of a key, or finds what its budget is known by since another process joined it. */
  const find = Effect.fnUntraced(function* (key: string) {
    yield* row(key)
    const [found] = yield* sql.unsafe<{ readonly into: string | null }>(
      `SELECT same_as AS into FROM ${budgets} WHERE key = $1`,
      [key]
    )
    if (typeof found?.into === "string") names.set(key, found.into)
  })

  return {
    take: ({ carried, key, limit, member, told, unanswered, want }) =>
      Effect.suspend(() =>
        sql.unsafe<Omit<SharedBudget.Lease, "limit"> & { readonly limit: number | null }>(lease, [
          names.get(key) ?? key,
          member,
          want,
          limit,
          told?.reset ?? null,
          told?.counted ?? null,
          told?.requestedAgo ?? null,
          told?.receivedAgo ?? null,
          unanswered,
          carried
        ])
      ).pipe(
        Effect.flatMap(([row]) =>
          row === undefined ? Effect.fail(new NoRow()) : Effect.succeed({ ...row, limit: row.limit ?? undefined })
        ),
        Effect.tapErrorTag("NoRow", () => find(names.get(key) ?? key)),
        Effect.retry({ times: 2, while: ({ _tag }) => _tag === "NoRow" }),
        Effect.mapError(failed)
      ),
    join: ({ into, key }) =>
      Effect.gen(function* () {
        if (key === into) return
        yield* row(key)
        yield* row(into)
        // Rows are locked in one order, so that those who join do not wait for each other.
        const [, joined] = yield* sql.unsafe<{ readonly isJoined: boolean }>(
          `SELECT same_as IS NOT NULL AS "isJoined" FROM ${budgets} WHERE key = ANY($1) ORDER BY key = $2 FOR UPDATE`,
          [[key, into], key]
        )
        if (joined?.isJoined === true) return
        yield* sql.unsafe(union(budgets), [key, into])
        yield* sql.unsafe(`UPDATE ${budgets} SET same_as = $2, granted = 0, members = '{}' WHERE key = $1`, [key, into])
        yield* sql.unsafe(`DELETE FROM ${locks} WHERE key = $1 AND until < clock_timestamp()`, [into])
        yield* sql.unsafe(
          `UPDATE ${locks} AS l SET key = $2 WHERE key = $1
            AND NOT EXISTS (SELECT 1 FROM ${locks} AS o WHERE o.key = $2 AND o.name = l.name)`,
          [key, into]
        )
      }).pipe(sql.withTransaction, Effect.mapError(failed)),
    hold: ({ key, lasts, name, owner }) =>
      sql.unsafe(lock, [key, name, owner, lasts]).pipe(
        Effect.map((rows) => rows.length > 0),
        Effect.mapError(failed)
      ),
    release: ({ name, owner }) =>
      Effect.mapError(sql.unsafe(`DELETE FROM ${locks} WHERE name = $1 AND owner = $2`, [name, owner]), failed)
  }
})

/** The key has no row yet, or its budget is known by another. */
class NoRow extends Data.TaggedError("NoRow") {}

const failed = (cause: SqlError | NoRow): SharedBudget.BudgetStoreError =>
  new SharedBudget.BudgetStoreError(
    cause._tag === "NoRow"
      ? { message: "its row is not there any more" }
      : { message: "PostgreSQL does not answer", cause }
  )

/** A row as it is now: the window that it holds, or as many times ten seconds later as have passed. */
const rolled = (table: string, where: string): string => `
timed AS (SELECT *, clock_timestamp() AS now,
    greatest(floor(extract(epoch FROM clock_timestamp() - begun) / 10), 0)::float8 AS passed FROM ${table} WHERE ${where}),
rolled AS (SELECT key, now, members, size, CASE WHEN reset = 0 THEN 0 ELSE reset + 10 * passed END AS reset,
    begun + passed * interval '10 seconds' AS begun,
    CASE WHEN passed > 0 THEN 0 ELSE granted END AS granted FROM timed)`

/** What was granted by either key counts in the window that both are in, or in the later one. */
const union = (table: string): string => `
WITH ${rolled(table, "key IN ($1, $2)")}
UPDATE ${table} AS b SET
  reset = (SELECT max(reset) FROM rolled),
  begun = (SELECT min(begun) FROM rolled WHERE reset >= (SELECT max(reset) - 3 FROM rolled)),
  granted = (SELECT sum(granted) FROM rolled),
  size = (SELECT max(size) FROM rolled),
  members = b.members || (SELECT members FROM rolled WHERE key = $1)
WHERE b.key = $2`

/** A lock is taken where it is free, has lapsed, or is the owner's. Its key is looked up while nobody can join it to another. */
const lockIn = (locks: string, budgets: string): string => `
WITH whose AS (SELECT coalesce(same_as, key) AS key FROM ${budgets} WHERE key = $1 FOR SHARE)
INSERT INTO ${locks} AS held
SELECT coalesce((SELECT key FROM whose), $1), $2, $3, clock_timestamp() + $4::float8 * interval '1 millisecond'
ON CONFLICT (key, name) DO UPDATE SET owner = excluded.owner, until = excluded.until
  WHERE held.owner = excluded.owner OR held.until < clock_timestamp()
RETURNING 1`

/**
 * A process asks when it has used what it had, so that of an old window each may still hold what it was given last, and wait for
 * answers to what it had before: a window that begins counts both. Of its own it says what is not answered.
 *
 * The present window is the one that is held, or as many times ten seconds later as have passed. What Intercom told of a later
 * one, or of this one, corrects it (what it counted of this one before it was known to have begun comes on top); that of an earlier one does where it was asked for since this one began.
 * Who was not told the size of windows yet is taken to know what others were told.
 */
const leaseFrom = (table: string): string => `
WITH held AS (SELECT * FROM ${table} WHERE key = $1 AND same_as IS NULL FOR UPDATE),
${rolled("held", "true").trim()},
told AS (SELECT *,
    (SELECT coalesce(sum((m.value->>'last')::float8 + CASE WHEN (m.value->>'seen')::float8 > extract(epoch FROM now) - 3
        THEN (m.value->>'unanswered')::float8 ELSE 0 END), 0) FROM jsonb_each(members) AS m
      WHERE m.key <> $2 AND abs((m.value->>'reset')::float8 - reset) <= 3) AS outstanding, CASE
    WHEN $5::float8 IS NULL THEN 'nothing'
    WHEN $5::float8 > reset + 3 THEN 'later'
    WHEN $5::float8 >= reset - 3 THEN 'same'
    WHEN now - $7::float8 * interval '1 millisecond' > begun THEN 'early'
    ELSE 'nothing' END AS what FROM rolled),
window_now AS (SELECT now, members, CASE WHEN $5::float8 IS NULL THEN size ELSE $4::float8 END AS size,
    CASE WHEN what = 'nothing' THEN reset ELSE $5::float8 END AS reset,
    CASE what WHEN 'later' THEN now - $8::float8 * interval '1 millisecond'
      WHEN 'same' THEN least(begun, now - $8::float8 * interval '1 millisecond')
      WHEN 'early' THEN now ELSE begun END AS begun,
    CASE what WHEN 'nothing' THEN granted
      WHEN 'same' THEN CASE WHEN now - $8::float8 * interval '1 millisecond' < begun
        THEN granted + $6::float8 ELSE greatest(granted, $6::float8) END
      WHEN 'later' THEN CASE WHEN reset = 0 THEN greatest(granted, $6::float8) ELSE $6::float8 + $9::float8 + outstanding END
      ELSE $6::float8 + $9::float8 END + CASE WHEN what IN ('nothing', 'same')
        AND abs((members->$2->>'reset')::float8 - reset) > 3 THEN $10::float8 ELSE 0 END AS granted FROM told),
shares AS (SELECT *,
    greatest(floor(CASE WHEN $5::float8 IS NULL THEN greatest($4::float8, size) ELSE $4::float8 END * 0.98), 1) AS usable,
    (SELECT count(*) FROM jsonb_each(members) AS m WHERE m.key <> $2
      AND (m.value->>'seen')::float8 > extract(epoch FROM now) - 25) + 1 AS active,
    CASE WHEN abs((members->$2->>'reset')::float8 - reset) <= 3 THEN (members->$2->>'taken')::float8 ELSE 0 END AS mine,
    now < begun + interval '6 seconds' AS is_early FROM window_now),
granting AS (SELECT *, greatest(least($3::float8, usable - granted,
    CASE WHEN is_early THEN ceil(usable / active) - coalesce(mine, 0) ELSE usable END), 0) AS given FROM shares)
UPDATE ${table} AS b SET reset = g.reset, begun = g.begun, granted = g.granted + g.given, size = g.size,
  members = coalesce((SELECT jsonb_object_agg(m.key, m.value) FROM jsonb_each(g.members) AS m
      WHERE m.key <> $2 AND (m.value->>'seen')::float8 > extract(epoch FROM g.now) - 25), '{}')
    || jsonb_build_object($2::text, jsonb_build_object('reset', g.reset, 'taken', coalesce(g.mine, 0) + g.given,
      'last', g.given, 'unanswered', $9::float8,
      'seen', extract(epoch FROM g.now)))
FROM granting AS g WHERE b.key = $1
RETURNING g.given AS granted, g.active::float8 AS active, g.size AS "limit",
  greatest(extract(epoch FROM g.begun + interval '10 seconds' - g.now) * 1000, 0)::float8 AS "endsIn",
  CASE WHEN g.granted + g.given >= g.usable THEN greatest(extract(epoch FROM g.begun + interval '10 seconds' - g.now), 0)
    WHEN g.is_early AND g.given >= ceil(g.usable / g.active) - coalesce(g.mine, 0)
      THEN greatest(extract(epoch FROM g.begun + interval '6 seconds' - g.now), 0)
    ELSE 0 END::float8 * 1000 AS "waitFor"`

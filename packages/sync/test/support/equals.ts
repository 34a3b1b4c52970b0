/**
 * Whether the tables of a schema are what the workspace holds.
 */
import { PgClient } from "@effect/sql-pg/PgClient"
import { type FakeIntercom } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import { isDeepStrictEqual } from "node:util"

export type Dump = (resource: Resource) => Effect.Effect<ReadonlyArray<Readonly<Record<string, unknown>>>>
export type Resource = Parameters<FakeIntercom["Service"]["dump"]>[0] &
  ("contacts" | "companies" | "conversations" | "tickets")

/** What a workspace of another process holds. */
export const dumpOf =
  ({ secret, url }: { readonly secret: string; readonly url: string }): Dump =>
  (resource) =>
    Effect.promise(async () => {
      const answer = await fetch(`${url}/_fake/dump/${resource}`, { headers: { "x-fake-secret": secret } })
      return (await answer.text())
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line))
    })

/** Where the tables differ, in words; nothing where they are equal. */
export const differences = Effect.fnUntraced(function* (
  schema: string,
  resources: ReadonlyArray<Resource>,
  dump: Dump
): Effect.fn.Return<ReadonlyArray<string>, SqlError, PgClient> {
  const sql = yield* PgClient
  const found: Array<string> = []
  for (const resource of resources) {
    const expected = new Map((yield* dump(resource)).map((record) => [String(record["id"]), record]))
    const rows = yield* sql.unsafe<{ readonly id: string; readonly record: unknown }>(
      `SELECT id, record FROM "${schema}"."current_${resource}"`
    )
    const held = new Map(rows.map(({ id, record }) => [id, record]))
    for (const [id, record] of expected) {
      if (!held.has(id)) found.push(`${resource} ${id} is missing`)
      else if (!isDeepStrictEqual(held.get(id), JSON.parse(JSON.stringify(record))))
        found.push(`${resource} ${id} differs`)
    }
    for (const id of held.keys()) if (!expected.has(id)) found.push(`${resource} ${id} should be gone`)
  }
  return found
})

/** Rows of every view of a schema that is about what is there now, as text, without what differs from run to run. */
export const allRows = Effect.fnUntraced(function* (
  schema: string
): Effect.fn.Return<Readonly<Record<string, ReadonlyArray<string>>>, SqlError, PgClient> {
  const sql = yield* PgClient
  const views = yield* sql.unsafe<{ readonly name: string }>(
    "SELECT viewname AS name FROM pg_views WHERE schemaname = $1 ORDER BY 1",
    [schema]
  )
  const all: Record<string, ReadonlyArray<string>> = {}
  for (const { name } of views) {
    const rows = yield* sql.unsafe<{ readonly row: string }>(
      `SELECT (to_jsonb(held) - 'exported_at' - 'synced_at')::text AS row FROM "${schema}"."${name}" held ORDER BY 1`
    )
    all[name] = rows.map(({ row }) => row)
  }
  return all
})

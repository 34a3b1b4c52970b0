/**
 * An inbox in a table: SQLite, Postgres and what else Effect's SQL speaks to.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import type * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { type InboxStore, queueName } from "./InboxStore.ts"

/**
 * Options of an inbox in a table.
 *
 * @category models
 * @since 0.1.0
 */
export interface SqlStoreOptions {
  /** The table, made where there is none. `intercom_inbox` when left out. */
  readonly tableName?: string | undefined
  /** How often workers look for what another process put in. One second when left out. */
  readonly pollInterval?: Duration.Input | undefined
  /** After which time what a killed process had taken is taken by another. 90 seconds when left out. */
  readonly lockExpiration?: Duration.Input | undefined
  /** How often a process says that it is still at work on what it took. 20 seconds when left out. */
  readonly lockRefreshInterval?: Duration.Input | undefined
}

/** How many elements are looked at in one go. */
const batch = 500

/**
 * Makes the store on a `SqlClient`, over the table that Effect's queue makes.
 *
 * @internal
 */
export const makeSqlStore = Effect.fnUntraced(function* (
  options: SqlStoreOptions = {}
): Effect.fn.Return<InboxStore, SqlError, SqlClient.SqlClient | Scope.Scope> {
  const tableName = options.tableName ?? "intercom_inbox"
  const queue = yield* PersistedQueue.makeStoreSql({
    tableName,
    pollInterval: options.pollInterval,
    lockExpiration: options.lockExpiration ?? "90 seconds",
    lockRefreshInterval: options.lockRefreshInterval ?? "20 seconds"
  })
  const sql = (yield* SqlClient.SqlClient).withoutTransforms()
  const table = sql(tableName)
  const now = sql.onDialectOrElse({
    pg: () => sql.literal("NOW()"),
    mysql: () => sql.literal("NOW()"),
    mssql: () => sql.literal("SYSDATETIME()"),
    orElse: () => sql.literal("CURRENT_TIMESTAMP")
  })

  // Ids are remembered for days: whose contents are still to be erased is found without a look at all of them.
  const contents = sql(`idx_${tableName}_contents`)
  const index = sql`CREATE INDEX IF NOT EXISTS ${contents} ON ${table} (sequence) WHERE state = 'completed' AND element <> 'null'`
  yield* sql.onDialectOrElse({
    mysql: () => Effect.void,
    mssql: () => Effect.void,
    orElse: () => Effect.asVoid(index)
  })

  interface Row {
    readonly id: string
    readonly sequence: number | string | bigint
    readonly element: string
    readonly attempts: number | bigint
    readonly last_failure: string | null
  }

  const settled = sql`state = 'completed', element = 'null', acquired_at = NULL, acquired_by = NULL, last_failure = NULL`

  const eraseBatch = Effect.fnUntraced(function* (after: Row["sequence"], matches: (element: unknown) => boolean) {
    const rows = yield* sql<Row>`
      SELECT sequence, element FROM ${table}
      WHERE queue_name = ${queueName} AND state <> 'completed' AND sequence > ${after}
      ORDER BY sequence LIMIT ${sql.literal(String(batch))}`
    const found = rows.filter(({ element }) => matches(parsed(element))).map(({ sequence }) => sequence)
    if (found.length > 0) {
      yield* sql`UPDATE ${table} SET ${settled}, updated_at = ${now} WHERE ${sql.in("sequence", found)}`
    }
    return { erased: found.length, last: rows.length < batch ? undefined : rows.at(-1)?.sequence }
  })

  return {
    queue,
    waiting: sql<{ readonly count: number | bigint | string }>`
      SELECT COUNT(*) AS count FROM ${table} WHERE queue_name = ${queueName} AND state = 'pending'
    `.pipe(
      Effect.map(([row]) => Number(row?.count ?? 0)),
      refused("count the notifications in the inbox")
    ),
    failed: (offset, limit) =>
      sql<Row>`
        SELECT id, element, attempts, last_failure FROM ${table}
        WHERE queue_name = ${queueName} AND state = 'failed'
        ORDER BY sequence LIMIT ${sql.literal(String(limit))} OFFSET ${sql.literal(String(offset))}
      `.pipe(
        Effect.map((rows) =>
          rows.map(({ attempts, element, id, last_failure }) => ({
            id,
            element: parsed(element),
            attempts: Number(attempts),
            failure: last_failure ?? undefined
          }))
        ),
        refused("list dead letters")
      ),
    resend: (id) =>
      sql<{ readonly sequence: unknown }>`
        SELECT sequence FROM ${table} WHERE queue_name = ${queueName} AND id = ${id} AND state = 'failed'
      `.pipe(
        Effect.tap(
          sql`
            UPDATE ${table} SET state = 'pending', attempts = 0, visible_at = ${now}, updated_at = ${now}
            WHERE queue_name = ${queueName} AND id = ${id} AND state = 'failed'`
        ),
        Effect.map((rows) => rows.length > 0),
        refused("send a dead letter again")
      ),
    erase: Effect.fnUntraced(function* (matches) {
      let erased = 0
      let after: Row["sequence"] | undefined = 0
      while (after !== undefined) {
        const { erased: found, last }: Effect.Success<ReturnType<typeof eraseBatch>> = yield* eraseBatch(after, matches)
        erased += found
        after = last
      }
      return erased
    }, refused("erase notifications")),
    sweep: sql`
      UPDATE ${table} SET element = 'null', last_failure = NULL
      WHERE queue_name = ${queueName} AND state = 'completed' AND element <> 'null'
    `.pipe(Effect.asVoid, refused("erase the contents of notifications that were handled"))
  }
})

const parsed = (element: string): unknown => {
  try {
    return JSON.parse(element)
  } catch {
    return element
  }
}

const refused =
  (what: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, PersistedQueue.PersistedQueueError, R> =>
    Effect.mapError(effect, (cause) => new PersistedQueue.PersistedQueueError({ message: `Failed to ${what}`, cause }))

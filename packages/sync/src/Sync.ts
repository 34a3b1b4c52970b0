/**
 * A PostgreSQL that equals a workspace, and stays so.
 *
 * **When to use**
 *
 * Where people ask questions of a workspace in SQL, and the answers are to be of this minute. For a copy now and then,
 * `Export.run` into the same tables is enough; for changes in a program, `Changes.stream`.
 *
 * **Details**
 *
 * - The tables are those of `PostgresSink`: `contacts`, `contact_tags`, `current_contacts`, …. They are loaded by the exporter,
 *   which goes on where it was stopped, and follow the changes from then on: by polling, and within seconds by webhooks where
 *   the context has an inbox (`Webhooks.Inbox`).
 * - Rows, rows of lists and the position are written in one transaction. What is older by its own `updated_at` than what is
 *   held changes nothing.
 * - Records that are gone stay with `deleted_at`, merged contacts with `merged_into`; the views `current_…` leave them out.
 * - One process at a time syncs into a schema; others stand by and take over within seconds. One that was stopped meanwhile
 *   writes nothing any more.
 * - `sync_status` says of each stream as of when it equals the workspace, when it was looked at, and how much was written.
 *
 * **Gotchas**
 *
 * - Without webhooks a contact that was deleted is found when all is read once more (`reconcileEvery`).
 * - What waits passes: a database that is restarted or an Intercom that is busy is waited for, with a word in the log and in
 *   `sync_status`. It ends with a `SyncError` only where somebody has to do something.
 * - The client needs at least three connections: {@link database} has five.
 *
 * **Example** (Contacts, companies and conversations, every minute)
 *
 * ```ts
 * import { Effect, Redacted } from "effect"
 * import { Sync } from "@effect-intercom/sync"
 *
 * const program = Sync.run({ streams: ["contacts", "companies", "conversations"], every: "1 minute" }).pipe(
 *   Effect.provide(Sync.database(Redacted.make("postgres://localhost/warehouse")))
 * )
 * ```
 *
 * @since 0.1.0
 */
import { layer as layerPg, PgClient } from "@effect/sql-pg/PgClient"
import { Webhooks } from "@effect-intercom/app"
import { IntercomClient, type IntercomError } from "@effect-intercom/core"
import { Admins } from "@effect-intercom/resources"
import type { Tables } from "@effect-intercom/streams"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Stream from "effect/Stream"
import * as Changes from "./Changes.ts"
import { make as makePosition } from "./changes/Position.ts"
import { inCharge } from "./sync/Charge.ts"
import { load } from "./sync/Load.ts"
import * as Metrics from "./sync/Metrics.ts"
import { nameIn, prepare, quoted, say, sayFailed } from "./sync/Place.ts"
import { lasting, messageOf, NotInCharge, SyncError } from "./sync/SyncError.ts"
import * as Writing from "./sync/Writing.ts"

export { SyncError } from "./sync/SyncError.ts"
export { lag, lastSuccess, rows } from "./sync/Metrics.ts"

/**
 * What is synced, and how often.
 *
 * @category models
 * @since 0.1.0
 */
export interface SyncOptions<S extends Changes.ChangeStream = Changes.ChangeStream> {
  /** By their names; `"all"` that the API version has but content data, activity logs and data events. */
  readonly streams: ReadonlyArray<S> | "all"
  /** The schema, which is made where it is not there. `intercom` when left out. */
  readonly schema?: string | undefined
  /** Custom attributes that get columns of their own. None when left out. */
  readonly attributes?: ReadonlyArray<Tables.Attribute> | undefined
  /** How often what changed is looked for. Five minutes when left out. */
  readonly every?: Duration.Input | undefined
  /** How often streams are read of which no search tells what changed, as companies and tags. An hour when left out. */
  readonly wholeEvery?: Duration.Input | undefined
  /** How often everything is read once more, for what neither polling nor webhooks told. A day when left out. */
  readonly reconcileEvery?: Duration.Input | false | undefined
  /** Streams whose tables are emptied and loaded anew before anything else. */
  readonly rebuild?: ReadonlyArray<S> | undefined
}

/**
 * A client for {@link run}, with as many connections as it needs. A statement that waits for a lock of somebody else, as a
 * column that is to be added does while a long query reads the table, gives up after `lockTimeout`; it is tried again, and
 * `sync_status` says why. 30 seconds when left out.
 *
 * @category layers
 * @since 0.1.0
 */
export const database = (
  url: Redacted.Redacted,
  { lockTimeout = "30 seconds" }: { readonly lockTimeout?: Duration.Input | undefined } = {}
): Layer.Layer<PgClient | SqlClient.SqlClient, SqlError> =>
  layerPg({
    url,
    maxConnections: 5,
    startupParameters: { lock_timeout: `${Duration.toMillis(Duration.fromInputUnsafe(lockTimeout))}` }
  })

/**
 * An inbox of webhooks in the schema of a sync, for {@link run} to find: what waits in it outlives the process. It has a client
 * of its own.
 *
 * ```ts
 * const routes = Webhooks.layerRoutes({ path: "/intercom/webhooks", secret })
 * const inbox = Sync.layerInbox(Redacted.make("postgres://localhost/warehouse"))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerInbox = (
  url: Redacted.Redacted,
  { schema = "intercom", ...options }: Webhooks.InboxOptions & { readonly schema?: string | undefined } = {}
): Layer.Layer<Webhooks.Inbox, SqlError> => {
  const client = layerPg({ url, maxConnections: 3, startupParameters: { search_path: quoted(schema) } })
  return Layer.unwrap(
    Effect.as(
      prepare(schema),
      Webhooks.layerInboxSql({ ...options, tableName: "sync_inbox", pollInterval: "500 millis" })
    )
  ).pipe(Layer.provide(client))
}

/**
 * Syncs until it is interrupted.
 *
 * ```ts
 * Sync.run({ streams: "all", every: "5 minutes" })
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const run = <const S extends Changes.ChangeStream>(
  options: SyncOptions<S>
): Effect.Effect<never, SyncError, IntercomClient.IntercomClient | PgClient> => {
  const { schema = "intercom" } = options
  let rebuild: ReadonlyArray<Changes.ChangeStream> = options.rebuild ?? []
  const term = Effect.suspend(() =>
    Effect.andThen(
      prepare(schema),
      inCharge(schema, (term) =>
        follow({
          ...options,
          schema,
          term,
          rebuild,
          rebuilt: () => {
            rebuild = []
          }
        })
      )
    )
  )
  return Effect.gen(function* () {
    const sql = yield* PgClient
    // An address that is wrong is told at once, and not waited for.
    yield* Effect.mapError(
      sql`SELECT 1`,
      (cause) => new SyncError({ message: "the database cannot be reached; check its address and that it runs", cause })
    )
    let failures = 0
    while (true) {
      const begunAt = yield* Clock.currentTimeMillis
      const error = yield* Effect.flip(term)
      const last = lasting(error)
      if (last !== undefined) return yield* last
      failures = (yield* Clock.currentTimeMillis) - begunAt > calm ? 1 : failures + 1
      yield* Effect.logWarning(`the sync waits and goes on: ${messageOf(error)}`)
      // What is said of the tables is the other's, who took over.
      if (!(error instanceof NotInCharge)) yield* Effect.ignore(sayFailed(schema, messageOf(error)))
      yield* Effect.sleep(Math.min(longestWait, shortestWait * 2 ** (failures - 1)))
    }
  }).pipe(Effect.withSpan("Sync.run"))
}

/** Milliseconds after which a failure is a new one, and that are waited after one. */
const calm = 60_000
const shortestWait = 500
const longestWait = 60_000

interface Term extends SyncOptions {
  readonly schema: string
  readonly term: number
  readonly rebuild: ReadonlyArray<Changes.ChangeStream>
  readonly rebuilt: () => void
}

/** Loads what is not loaded, and follows. */
const follow = Effect.fnUntraced(function* (options: Term) {
  const { attributes, rebuild, schema, term } = options
  const place = { schema, attributes }
  const workspace = yield* workspaceOf
  const streams: ReadonlyArray<Changes.ChangeStream> =
    options.streams === "all" ? yield* Changes.allStreams : options.streams
  if (streams.length === 0) return yield* new SyncError({ message: "there is no stream to sync; name one" })
  const left = rebuild.filter((stream) => !streams.includes(stream))
  if (left.length > 0) {
    return yield* new SyncError({ message: `${left.join(", ")} cannot be loaded anew without being synced: name it` })
  }

  const writing = { ...place, streams, workspace, term }
  const kept = Option.getOrElse(yield* Writing.keptPosition(schema), () => makePosition({}))
  const held = Object.fromEntries(
    Object.entries(kept.streams).filter(([stream]) => !rebuild.some((one) => one === stream))
  )
  const wanting = streams.filter((stream) => held[stream] === undefined)
  let position = makePosition(held)
  if (wanting.length > 0) {
    if (rebuild.length > 0) yield* Writing.keepPosition(writing, position)
    for (const stream of wanting) yield* say(schema, { stream, state: "loading" })
    const anew = wanting.filter((stream) => rebuild.includes(stream))
    const rest = wanting.filter((stream) => !rebuild.includes(stream))
    for (const [loaded, overwrite] of [[anew, true] as const, [rest, false] as const]) {
      if (loaded.length === 0) continue
      const positions = yield* load({ ...place, streams: loaded, overwrite })
      position = makePosition({ ...position.streams, ...positions })
      yield* Writing.keepPosition(writing, position)
      for (const [stream, { owed, since, wholeAt }] of Object.entries(positions)) {
        const at = { asOf: since * 1000, wholeAsOf: wholeAt === null ? undefined : wholeAt * 1000 }
        yield* say(schema, { stream, state: "following", ...at, owed: owed.length })
      }
    }
    options.rebuilt()
  }
  const followed = streams.filter((stream) => position.streams[stream] !== undefined)
  if (followed.length === 0) {
    return yield* new SyncError({ message: "the token may read none of the streams; give the app more permissions" })
  }
  const write = yield* Writing.make({ ...writing, streams: followed })
  const asOf = new Map<string, number>()
  const changes = Changes.batches({
    streams: followed,
    every: options.every ?? "5 minutes",
    wholeEvery: options.wholeEvery,
    reconcileEvery: options.reconcileEvery,
    from: position,
    workspace,
    denied: "skip",
    known: (stream) => idsIn(schema, stream)
  })
  const following = Stream.runForEach(
    changes,
    Effect.fnUntraced(function* (batch) {
      yield* write(batch)
      yield* batch.handled
      if (batch.reached === undefined) return
      const { at, stream } = batch.reached
      asOf.set(stream, Math.max(at, asOf.get(stream) ?? 0))
      const now = yield* Clock.currentTimeMillis
      yield* Metric.update(Metric.withAttributes(Metrics.lastSuccess, { stream }), now / 1000)
    })
  )
  // Nobody stops following but those who interrupt it.
  return yield* Effect.andThen(Effect.raceFirst(following, Metrics.telling(asOf)), Effect.never)
})

/** Intercom's id of the workspace, where the token may ask for it. */
const workspaceOf: Effect.Effect<string | undefined, IntercomError, IntercomClient.IntercomClient> = Effect.gen(
  function* () {
    const client = yield* IntercomClient.IntercomClient
    const { value } = yield* client.execute(Admins.identify, {}, { responses: "trust" })
    return value.app?.id_code ?? undefined
  }
).pipe(Effect.catchReason("IntercomError", "Forbidden", () => Effect.undefined))

/** The ids of a table that are not gone. Those without an id of Intercom's are not among them. */
const idsIn = (schema: string, stream: string): Stream.Stream<string, SqlError, PgClient> =>
  Stream.unwrap(
    Effect.map(PgClient, (client) =>
      client
        .withoutTransforms()
        .unsafe<{ readonly id: string }>(
          `SELECT id FROM ${nameIn(schema, stream)} WHERE deleted_at IS NULL AND id NOT LIKE '#%'`
        )
        .stream.pipe(Stream.map(({ id }) => id))
    )
  )

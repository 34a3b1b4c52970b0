/**
 * An export into PostgreSQL that outlives its processes and machines: segments on as many runners as there are.
 *
 * **When to use**
 *
 * Where an export takes hours or days, and must go on when a machine is lost. It is not faster than `Export.run`: what decides is
 * the rate limit of the workspace, which all runners share (`IntercomClient.layerSharedBudget`).
 *
 * **Details**
 *
 * - It is a workflow (`effect/workflow`) under its id: whoever starts it first begins it, others join. First the time by
 *   Intercom's clock is taken, and every stream is cut by counts into segments of about `rows` rows. A child workflow a segment
 *   reads it; then comes what changed meanwhile, what could not be read, and what is gone.
 * - Each page's records, the rows of their lists, and the place to go on from are one transaction. A runner holds a segment by a
 *   number that every such transaction looks at: one that was stopped, and goes on beside its successor, writes nothing.
 * - A runner that was killed is followed within about ten seconds; one that ends by itself lets go at once.
 * - What is gone is marked only where everything was walked through to its end; each record is asked for by its id before.
 * - How it is: {@link status}, and the tables `durable_exports`, `durable_segments` and `durable_owed` of the schema.
 *
 * **Gotchas**
 *
 * - Lists by page numbers, companies, and what belongs to contacts cannot be cut: each is one segment.
 * - What somebody has to mend, as a refused token, stops the export for all runners; {@link start} with the same id goes on.
 * - It takes no lock against `Export.run` or `Sync.run` into the same schema: run one of them at a time.
 * - The client needs at least three connections a runner.
 *
 * **Example** (A runner; start as many as there are machines)
 *
 * ```ts
 * import { Effect, Layer, Redacted } from "effect"
 * import { FetchHttpClient } from "effect/http"
 * import { IntercomClient } from "@effect-intercom/core"
 * import { Budget, DurableExport } from "@effect-intercom/sync"
 * import { ExportRunner } from "@effect-intercom/sync/runner"
 *
 * const url = Redacted.make("postgres://localhost/warehouse")
 *
 * const client = IntercomClient.layerSharedBudget({ accessToken: Redacted.make("token") }).pipe(
 *   Layer.provide(Budget.layerPostgres()),
 *   Layer.provide(FetchHttpClient.layer)
 * )
 *
 * const program = DurableExport.run({ exportId: "2026-11", streams: ["contacts", "conversations"] }).pipe(
 *   Effect.provide(DurableExport.layer()),
 *   Effect.provide(client),
 *   Effect.provide(ExportRunner.layer({ url, host: "10.0.0.7", port: 34431 }))
 * )
 * ```
 *
 * @since 0.1.0
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import { CallOptions, IntercomClient } from "@effect-intercom/core"
import { Export } from "@effect-intercom/streams"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import type { WorkflowEngine } from "effect/workflow/WorkflowEngine"
import { randomUUID } from "node:crypto"
import * as Asked from "./durable/Asked.ts"
import { become, type State, stateOf } from "./durable/Control.ts"
import { DurableExportError } from "./durable/DurableError.ts"
import { database, prepare } from "./durable/Place.ts"
import * as Standing from "./durable/Standing.ts"
import * as Workflows from "./durable/Workflows.ts"

export type { DurableOptions } from "./durable/Asked.ts"
export { DurableExportError, type DurableReason } from "./durable/DurableError.ts"
export { Manifest, type ManifestObject } from "./durable/Manifest.ts"
export type { RunnerStatus, Status, StreamStatus } from "./durable/Standing.ts"

/**
 * Which export.
 *
 * @category models
 * @since 0.1.0
 */
export interface WhichOptions {
  /** Letters, digits and `. _ : -`, 100 at most. */
  readonly exportId: string
  /** The schema of its tables. `intercom` when left out. */
  readonly schema?: string | undefined
}

/**
 * Which export, and what of the workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface StartOptions extends WhichOptions, Asked.DurableOptions {}

/**
 * How a process takes part.
 *
 * @category models
 * @since 0.1.0
 */
export interface LayerOptions {
  /** What the process is called in `durable_segments`. A random name when left out. */
  readonly runner?: string | undefined
  /** Segments it works on at a time. 4 when left out. */
  readonly segments?: number | undefined
}

type Needs = WorkflowEngine | PgClient

/**
 * Takes part in exports: their workflows, run by the engine of the context. `ExportRunner.layer` of `@effect-intercom/sync/runner` is
 * one for any number of processes; `WorkflowEngine.layerMemory` of `effect/workflow` does for one process, and forgets with it.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = ({ runner = randomUUID(), segments = 4 }: LayerOptions = {}): Layer.Layer<
  never,
  never,
  Needs | IntercomClient.IntercomClient
> => Workflows.layer({ runner, segments: Math.max(1, Math.floor(segments)) })

const placeOf = ({ exportId, schema = "intercom" }: WhichOptions) => ({ exportId, schema })

/**
 * Begins an export, joins it where it is on its way, or goes on with one that was stopped or paused. It answers at once. Fails
 * where it makes no sense, or where the id is that of an export of something else, before anything is sent.
 *
 * ```ts
 * DurableExport.start({ exportId: "2026-11", streams: ["conversations"] })
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const start = Effect.fnUntraced(function* (
  options: StartOptions
): Effect.fn.Return<void, DurableExportError | SqlError, Needs | IntercomClient.IntercomClient> {
  const asked = yield* Asked.check(options)
  yield* Asked.checkId(options.exportId)
  const client = yield* IntercomClient.IntercomClient
  const version = (yield* CallOptions.CurrentCallOptions).version ?? client.version
  const missing = asked.streams.find((stream) => !Export.isAvailable(stream, version))
  if (missing !== undefined && asked.denied === "fail") {
    return yield* Asked.invalid(`API version ${version} does not have ${missing}`)
  }
  const place = placeOf(options)
  yield* prepare(place.schema)
  const { name, query } = yield* database(place.schema)
  const text = Asked.encode(asked)
  yield* query(
    `INSERT INTO ${name("durable_exports")} (id, asked, state, host, api_version) VALUES ($1, $2, 'running', $3, $4)
      ON CONFLICT (id) DO NOTHING`,
    [place.exportId, text, hostOf(client.baseUrl), version]
  )
  const [held] = yield* query<{ readonly asked: string; readonly state: State }>(
    `SELECT asked, state FROM ${name("durable_exports")} WHERE id = $1`,
    [place.exportId]
  )
  if (held !== undefined && held.asked !== text) {
    return yield* Asked.invalid(`the export ${place.exportId} is of something else; choose another id`)
  }
  if (held?.state === "cancelled") return yield* cancelledError(place.exportId)
  if (held?.state === "done") return
  if (held?.state !== "running") yield* resume(options)
  yield* Workflows.begin(place)
})

/**
 * The id of an export of the same that has not ended, or a new one: for processes that are started alike and know of no id.
 *
 * @category actions
 * @since 0.1.0
 */
export const idOf = Effect.fnUntraced(function* ({
  schema = "intercom",
  ...options
}: Omit<StartOptions, "exportId">): Effect.fn.Return<
  string,
  DurableExportError | SqlError,
  PgClient | IntercomClient.IntercomClient
> {
  const asked = Asked.encode(yield* Asked.check(options))
  const client = yield* IntercomClient.IntercomClient
  const version = (yield* CallOptions.CurrentCallOptions).version ?? client.version
  const fresh = DateTime.formatIso(yield* DateTime.now).replaceAll(/[^0-9TZ]/g, "")
  yield* prepare(schema)
  const { name, query, transaction } = yield* database(schema)
  return yield* transaction(
    Effect.gen(function* () {
      yield* query("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", [`effect-intercom durable ${schema}`])
      const [found] = yield* query<{ readonly id: string }>(
        `SELECT id FROM ${name("durable_exports")} WHERE asked = $1 AND state IN ('running', 'paused', 'stopped')
          ORDER BY begun_at DESC LIMIT 1`,
        [asked]
      )
      if (found !== undefined) return found.id
      yield* query(
        `INSERT INTO ${name("durable_exports")} (id, asked, state, host, api_version) VALUES ($1, $2, 'running', $3, $4)`,
        [fresh, asked, hostOf(client.baseUrl), version]
      )
      return fresh
    })
  )
})

const hostOf = (baseUrl: string): string => (URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl)

const cancelledError = (exportId: string) =>
  new DurableExportError({ kind: "cancelled", message: `the export ${exportId} was cancelled; begin another one` })

/**
 * Waits until an export is at its end, whoever works on it, and answers with its report. Fails where it was stopped, cancelled, or
 * is not known. A database that cannot be reached is waited for.
 *
 * @category actions
 * @since 0.1.0
 */
export const wait = Effect.fnUntraced(function* (
  which: WhichOptions
): Effect.fn.Return<Export.ExportReport, DurableExportError, PgClient> {
  const place = placeOf(which)
  while (true) {
    const found = yield* Effect.option(stateOf(place))
    if (found._tag === "Some") {
      if (found.value === undefined) return yield* unknown(place.exportId)
      const { error, state } = found.value
      if (state === "cancelled") return yield* cancelledError(place.exportId)
      if (state === "stopped") {
        return yield* new DurableExportError({ kind: "stopped", message: error ?? "it was stopped" })
      }
      if (state === "done") {
        const report = yield* Effect.orElseSucceed(Standing.report(place), () => undefined)
        if (report !== undefined) return report
      }
    }
    yield* Effect.sleep("500 millis")
  }
})

const unknown = (exportId: string) =>
  new DurableExportError({ kind: "unknown", message: `there is no export ${exportId} in the schema` })

/**
 * Begins or joins an export, waits for its end, and answers with its report.
 *
 * ```ts
 * DurableExport.run({ exportId: "2026-11", streams: ["conversations"] })
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const run = (
  options: StartOptions
): Effect.Effect<Export.ExportReport, DurableExportError | SqlError, Needs | IntercomClient.IntercomClient> =>
  Effect.andThen(start(options), wait(options)).pipe(Effect.withSpan("DurableExport.run"))

/**
 * What became of an export so far. The rows are counted over all runners.
 *
 * @category conversions
 * @since 0.1.0
 */
export const report = (
  which: WhichOptions
): Effect.Effect<Export.ExportReport, DurableExportError | SqlError, PgClient> =>
  Effect.flatMap(Standing.report(placeOf(which)), (found) =>
    found === undefined ? Effect.fail(unknown(which.exportId)) : Effect.succeed(found)
  )

/**
 * How an export is: what it is at, segments, rows, and the runners that work on it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const status = (which: WhichOptions): Effect.Effect<Standing.Status, DurableExportError | SqlError, PgClient> =>
  Effect.flatMap(Standing.all(placeOf(which).schema, which.exportId), ([found]) =>
    found === undefined ? Effect.fail(unknown(which.exportId)) : Effect.succeed(found)
  )

/**
 * How all exports of a schema are, the latest first, a hundred at most.
 *
 * @category conversions
 * @since 0.1.0
 */
export const statuses = Effect.fnUntraced(function* ({
  schema = "intercom"
}: Pick<WhichOptions, "schema"> = {}): Effect.fn.Return<ReadonlyArray<Standing.Status>, SqlError, PgClient> {
  yield* prepare(schema)
  return yield* Standing.all(schema)
})

/**
 * Lets an export rest: every runner leaves its segments after the page it is at, in a second or two. Answers whether it ran.
 *
 * @category actions
 * @since 0.1.0
 */
export const pause = (which: WhichOptions): Effect.Effect<boolean, SqlError, PgClient> =>
  become(placeOf(which), ["running"], "paused")

/**
 * Goes on with an export that was paused or stopped. Runners that are there take it up; answers whether it had been.
 *
 * @category actions
 * @since 0.1.0
 */
export const resume = (which: WhichOptions): Effect.Effect<boolean, SqlError, PgClient> =>
  become(placeOf(which), ["paused", "stopped"], "running")

/**
 * Gives an export up: the rows that were written stay, and it does not go on. Answers whether it had not ended.
 *
 * @category actions
 * @since 0.1.0
 */
export const cancel = Effect.fnUntraced(function* (which: WhichOptions): Effect.fn.Return<boolean, SqlError, Needs> {
  const isCancelled = yield* become(placeOf(which), ["running", "paused", "stopped"], "cancelled")
  if (isCancelled) yield* Workflows.interrupt(placeOf(which))
  return isCancelled
})

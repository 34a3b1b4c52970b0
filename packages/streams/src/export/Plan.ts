/**
 * What an export has to do, decided before the first row is read: windows, positions, and whether a checkpoint fits.
 *
 * @since 0.1.0
 */
import { CallOptions, IntercomClient, type Version } from "@effect-intercom/core"
import { Admins } from "@effect-intercom/resources"
import * as Clock from "effect/Clock"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Semaphore from "effect/Semaphore"
import { catalog, type StreamName, streamNames } from "../catalog/Catalog.ts"
import type { Definition, Selection } from "../catalog/Definition.ts"
import { mostSegments } from "../catalog/Segments.ts"
import * as Checkpoint from "../Checkpoint.ts"
import { ExportError, InvalidExport } from "../ExportError.ts"
import type { Intent, SinkTarget } from "../ExportSink.ts"
import { type CheckpointData, CheckpointMismatch, formatVersion } from "../state/CheckpointData.ts"
import { nothing, type StreamState, windowOf } from "../state/StreamState.ts"
import * as Window from "../time/Window.ts"

/**
 * What of an export's options decides what is read.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlanOptions<out R> {
  readonly streams: ReadonlyArray<StreamName>
  readonly since?: DateTime.DateTime | "last" | undefined
  readonly until?: DateTime.DateTime | undefined
  readonly parts?: boolean | undefined
  readonly lists?: boolean | undefined
  readonly segments?: number | undefined
  readonly concurrency?: number | undefined
  readonly checkpoint?: Checkpoint.Checkpoint<R> | undefined
  readonly sink: { readonly checkpoint?: Checkpoint.Checkpoint<R> | undefined }
  readonly resume?: boolean | undefined
}

/**
 * One stream to do, and where it stands.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlannedStream {
  readonly definition: Definition<unknown>
  readonly selection: Selection
  readonly state: StreamState
  /** Unix seconds before which Intercom no longer hands out records, where the window reaches back that far. */
  readonly clippedAt: number | undefined
}

/**
 * A whole plan.
 *
 * @category models
 * @since 0.1.0
 */
export interface Plan<out R> {
  readonly streams: ReadonlyArray<PlannedStream>
  /** Streams the checkpoint knows and this run leaves alone. */
  readonly others: CheckpointData["streams"]
  readonly header: Omit<CheckpointData, "savedAt" | "complete" | "streams">
  readonly checkpoint: Checkpoint.Checkpoint<R>
  /** Runs one effect at a time, to its end: neither records nor positions are ever seen half-way. */
  readonly exclusively: <A, E, R2>(effect: Effect.Effect<A, E, R2>) => Effect.Effect<A, E, R2>
}

/**
 * Seconds by which a run's window reaches back into the one before, for changes that took longer than usual to be found.
 *
 * @category constants
 * @since 0.1.0
 */
export const overlap = 300

/**
 * Makes the plan of an export.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* <R>(
  options: PlanOptions<R>
): Effect.fn.Return<Plan<R>, ExportError, IntercomClient.IntercomClient | R> {
  yield* refuseNonsense(options)
  const checkpoint = options.sink.checkpoint ?? options.checkpoint
  const client = yield* IntercomClient.IntercomClient
  const version = (yield* CallOptions.CurrentCallOptions).version ?? client.version
  const now = yield* Clock.currentTimeMillis
  const saved =
    checkpoint !== undefined && (options.resume === true || options.since === "last")
      ? Option.getOrUndefined(yield* checkpoint.load.pipe(Effect.mapError(withoutStream)))
      : undefined
  const current = {
    apiVersion: version,
    host: hostOf(client.baseUrl),
    // Only a checkpoint that outlives the run can be mistaken for another workspace's.
    workspace: checkpoint === undefined ? null : yield* identifyWorkspace
  }
  if (saved !== undefined) yield* refuseForeign(saved, current)

  const isNext = options.since === "last" && saved?.complete === true
  const streams: Array<PlannedStream> = []
  for (const name of options.streams) {
    streams.push(yield* planStream(name, { ...options, isNext, saved: saved?.streams[name], version, now }))
  }
  const semaphore = yield* Semaphore.make(1)
  return {
    streams,
    others: Object.fromEntries(
      Object.entries(saved?.streams ?? {}).filter(
        ([name]) => !streams.some(({ definition }) => definition.name === name)
      )
    ),
    header: {
      format: "effect-intercom export checkpoint",
      formatVersion,
      ...current,
      workspace: current.workspace ?? saved?.workspace ?? null,
      startedAt: saved === undefined || isNext ? Math.floor(now / 1000) : saved.startedAt,
      resumes: saved === undefined || isNext ? 0 : saved.resumes + 1
    },
    checkpoint: checkpoint ?? Checkpoint.memory(),
    exclusively: (effect) => semaphore.withPermit(Effect.uninterruptible(effect))
  }
})

/**
 * The state of a stream whose walk through everything has come to its end, and that now reads what changed meanwhile.
 *
 * It takes whatever search shows by now. The next run starts before that, where search was sure to be complete.
 *
 * @category constructors
 * @since 0.1.0
 */
export const catchingUp = (state: StreamState, settle: number, nowMillis: number): StreamState => ({
  ...state,
  position: nothing.position,
  expected: null,
  horizon: Window.horizon(nowMillis, settle),
  catchUp: {
    since: Math.max(state.horizon - overlap, 0),
    // The server's clock may be ahead of ours.
    until: Window.horizon(nowMillis, 0) + overlap,
    walked: { rows: state.counters.rows, seen: state.counters.seen, expected: state.expected }
  }
})

/**
 * What a sink is told of a stream.
 *
 * @category readers
 * @since 0.1.0
 */
export const targetOf = ({ changedAtOf, idOf, name }: Definition<unknown>, intent: Intent): SinkTarget => ({
  stream: name,
  idOf,
  changedAtOf,
  intent
})

const planStream = Effect.fnUntraced(function* (
  name: StreamName,
  options: PlanOptions<unknown> & {
    readonly saved: StreamState | undefined
    /** Whether this run goes on where a complete one ended. */
    readonly isNext: boolean
    readonly version: Version.Version
    readonly now: number
  }
): Effect.fn.Return<PlannedStream, ExportError> {
  const { isNext, now, saved, since, until, version } = options
  const definition: Definition<unknown> = catalog[name]
  const parts = options.parts ?? true
  const lists = options.lists ?? false
  const queryHash = yield* hashOf({
    stream: name,
    // What changed since the last run is what an export of everything leaves to the next.
    since: since === undefined || since === "last" ? null : Window.boundOf(since),
    until: until === undefined ? null : Window.boundOf(until),
    parts,
    ...(lists ? { lists } : {})
  })
  if (saved !== undefined && saved.queryHash !== queryHash) {
    return yield* new ExportError({
      stream: name,
      reason: new CheckpointMismatch({ field: "query", found: saved.queryHash, expected: queryHash })
    })
  }
  const horizon = saved === undefined || isNext ? Window.horizon(now, definition.settle) : saved.horizon
  const window =
    saved === undefined
      ? Window.frozen({ since: since === "last" ? undefined : since, until }, horizon)
      : isNext
        ? Window.following(saved.horizon, overlap, horizon)
        : windowOf(saved)
  if (Window.isEmpty(window)) {
    return yield* invalid(
      name,
      "there is no time between since and until; until is at most " +
        `${definition.settle} seconds ago, since Intercom's search takes that long to show every change`
    )
  }
  const selection: Selection = { window, version, parts, lists, segments: options.segments ?? mostSegments }
  const started = startOf(queryHash, window, horizon)
  const oldest = Window.horizon(now, definition.retention ?? Number.POSITIVE_INFINITY)
  const clippedAt = definition.retention === undefined || (window.since ?? 0) >= oldest ? undefined : oldest
  const planned = (state: StreamState) => ({ definition, selection, state, clippedAt })
  if (saved === undefined) return planned(started)
  if (isNext) return planned(continued(definition, saved, started))
  return planned(canGoOn(definition, selection, saved) ? saved : restarted(saved, started))
})

const startOf = (queryHash: string, window: Window.Window, horizon: number): StreamState => ({
  queryHash,
  window: { since: window.since ?? null, until: window.until ?? null },
  horizon,
  ...nothing,
  sink: null,
  start: { overlap: [], sink: null }
})

/** What changed is added to what the sink holds. Records that do not tell when they changed take the place of the old. */
const continued = (definition: Definition<unknown>, saved: StreamState, started: StreamState): StreamState =>
  definition.tellsChanges ? from(started, saved) : started

/** Some listings cannot be entered in the middle: once broken off they are read again from the first page. */
const canGoOn = (
  definition: Definition<unknown>,
  selection: Selection,
  { catchUp, counters, position }: StreamState
): boolean => position.done || counters.pages === 0 || catchUp !== undefined || definition.list(selection).resumable

/** What this run delivered comes again; what an earlier one did stays. */
const restarted = (saved: StreamState, started: StreamState): StreamState => ({
  ...from(started, saved.start),
  counters: {
    ...nothing.counters,
    requests: saved.counters.requests,
    retries: saved.counters.retries,
    restarts: saved.counters.restarts + 1
  }
})

const from = (started: StreamState, { overlap, sink }: StreamState["start"]): StreamState => ({
  ...started,
  overlap,
  sink,
  start: { overlap, sink }
})

const refuseNonsense = ({
  checkpoint,
  concurrency,
  resume,
  segments,
  since,
  sink,
  streams
}: PlanOptions<unknown>): Effect.Effect<void, ExportError> => {
  for (const [name, value] of Object.entries({ segments, concurrency })) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 1)) {
      return invalid(undefined, `${name} is a whole number from 1`)
    }
  }
  if (streams.length === 0) return invalid(undefined, `name at least one stream: ${streamNames.join(", ")}`)
  const unknown = streams.find((name) => !Object.hasOwn(catalog, name))
  if (unknown !== undefined) {
    return invalid(undefined, `there is no stream ${unknown}; the streams are ${streamNames.join(", ")}`)
  }
  const twice = streams.find((name, index) => streams.indexOf(name) !== index)
  if (twice !== undefined) return invalid(undefined, `${twice} is named twice`)
  if (checkpoint !== undefined && sink.checkpoint !== undefined) {
    return invalid(undefined, "this sink keeps its own checkpoint: leave the other one out")
  }
  if (checkpoint === undefined && sink.checkpoint === undefined && (resume === true || since === "last")) {
    return invalid(undefined, "going on from an earlier run needs a checkpoint")
  }
  return Effect.void
}

const refuseForeign = (
  saved: CheckpointData,
  current: { readonly apiVersion: string; readonly host: string; readonly workspace: string | null }
): Effect.Effect<void, ExportError> => {
  const found: Record<Exclude<CheckpointMismatch["field"], "query">, readonly [unknown, unknown]> = {
    formatVersion: [saved.formatVersion, formatVersion],
    apiVersion: [saved.apiVersion, current.apiVersion],
    host: [saved.host, current.host],
    // A token that may not ask for its workspace gives no reason to doubt.
    workspace: saved.workspace === null || current.workspace === null ? ["", ""] : [saved.workspace, current.workspace]
  }
  for (const field of ["formatVersion", "apiVersion", "host", "workspace"] as const) {
    const [then, now] = found[field]
    if (then !== now) {
      return Effect.fail(withoutStream(new CheckpointMismatch({ field, found: String(then), expected: String(now) })))
    }
  }
  return Effect.void
}

/** Intercom's id of the workspace; null where the token may not ask for it. A wrong token ends the export here. */
const identifyWorkspace: Effect.Effect<string | null, ExportError, IntercomClient.IntercomClient> = Effect.suspend(() =>
  Admins.identify({}, { responses: "trust" })
).pipe(
  Effect.map((admin) => admin.app?.id_code ?? null),
  Effect.catchReason("IntercomError", "Forbidden", () => Effect.succeed(null)),
  Effect.catchReason("IntercomError", "NotFound", () => Effect.succeed(null)),
  Effect.mapError(withoutStream)
)

const hostOf = (baseUrl: string): string => (URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl)

/** Sixteen digits of a SHA-256: enough to notice a change, and nothing can be read from them. */
const hashOf = (query: object): Effect.Effect<string> =>
  Effect.promise(async () => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(query)))
    return Array.from(new Uint8Array(digest).subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("")
  })

function withoutStream(reason: ExportError["reason"]): ExportError {
  return new ExportError({ reason })
}

const invalid = (stream: string | undefined, message: string): Effect.Effect<never, ExportError> =>
  Effect.fail(new ExportError({ stream, reason: new InvalidExport({ message }) }))

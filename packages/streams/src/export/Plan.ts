/**
 * What an export has to do, decided before the first row is read: windows, positions, and whether a checkpoint fits.
 *
 * @since 0.1.0
 */
import type { ExportJobError } from "../job/Error.ts"
import { CallOptions, IntercomClient, type Version } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Semaphore from "effect/Semaphore"
import { definitionOf, nameOf, type Source } from "../catalog/Catalog.ts"
import type { Definition, Selection } from "../catalog/Definition.ts"
import { mostSegments } from "../catalog/Segments.ts"
import * as Checkpoint from "../Checkpoint.ts"
import { ExportError, InvalidExport, PlaceTaken } from "../ExportError.ts"
import type { ExportSink } from "../ExportSink.ts"
import { type CheckpointData, CheckpointMismatch, formatVersion } from "../state/CheckpointData.ts"
import { nothing, type StreamState, windowOf } from "../state/StreamState.ts"
import * as Window from "../time/Window.ts"
import { hostOf, identify, unidentified } from "./Identity.ts"
import { isById } from "./Ledger.ts"
import { wrongStream } from "./NamedStreams.ts"
import { idsOf, overlap, type PlannedStream, stateOf, type Way } from "./PlannedState.ts"
import { hashOf } from "./QueryHash.ts"

/**
 * What of an export's options decides what is read.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlanOptions<out R> {
  readonly streams: ReadonlyArray<Source>
  readonly since?: DateTime.DateTime | "last" | undefined
  readonly until?: DateTime.DateTime | undefined
  readonly parts?: boolean | undefined
  readonly lists?: boolean | undefined
  readonly segments?: number | undefined
  readonly concurrency?: number | undefined
  readonly checkpoint?: Checkpoint.Checkpoint<R> | undefined
  readonly sink: Pick<ExportSink<R>, "checkpoint" | "selectionOf" | "listsAreTables">
  readonly resume?: boolean | undefined
  readonly full?: boolean | undefined
  readonly overwrite?: boolean | undefined
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
  /** Without one of the caller's no run goes on from this one, so no ids are kept: a million would be 26 MB. */
  readonly checkpoint: Checkpoint.Checkpoint<R>
  /** Milliseconds by which Intercom's clock is ahead of ours. */
  readonly skew: number
  /** Runs one effect at a time, to its end: neither records nor positions are ever seen half-way. */
  readonly exclusively: <A, E, R2>(effect: Effect.Effect<A, E, R2>) => Effect.Effect<A, E, R2>
}

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
  // Before anything is sent.
  yield* load(checkpoint, options)
  // Only a checkpoint that outlives the run can be mistaken for another workspace's, and is counted on by another run.
  const { skew, workspace } = checkpoint === undefined ? unidentified : yield* identify
  // Another run may have come to its end meanwhile.
  const found = yield* load(checkpoint, options)
  const current = { apiVersion: version, host: hostOf(client.baseUrl), workspace }
  const mismatch = found === undefined ? undefined : mismatchOf(found, current)
  if (mismatch !== undefined && options.overwrite !== true) return yield* withoutStream(mismatch)
  const saved = mismatch === undefined ? found : undefined

  const now = yield* Clock.currentTimeMillis
  const streams: Array<PlannedStream> = []
  for (const source of options.streams) {
    const definition = definitionOf(source)
    // What is told to go is still known to the sink, which has to take it away.
    streams.push(
      yield* planStream(definition, { ...options, saved: found?.streams[definition.name], version, now, skew })
    )
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
      workspace: workspace ?? saved?.workspace ?? null
    },
    checkpoint: checkpoint ?? { ...Checkpoint.memory(), ids: undefined },
    skew,
    exclusively: (effect) => semaphore.withPermit(Effect.uninterruptible(effect))
  }
})

/** The checkpoint there is. One that cannot be read is only passed over by a run that may begin anew. */
const load = Effect.fnUntraced(function* <R>(
  checkpoint: Checkpoint.Checkpoint<R> | undefined,
  options: PlanOptions<R>
): Effect.fn.Return<CheckpointData | undefined, ExportError, R> {
  if (checkpoint === undefined) return undefined
  const found = yield* checkpoint.load.pipe(
    Effect.map(Option.getOrUndefined),
    Effect.catch((error) => (options.overwrite === true ? Effect.undefined : Effect.fail(withoutStream(error))))
  )
  if (found !== undefined) yield* refuseTaken(found, options)
  return found
})

/** Without a word of what is to happen to it, nothing that is there is touched. */
const refuseTaken = (
  { streams: saved }: CheckpointData,
  { full, overwrite, resume, since, streams }: PlanOptions<unknown>
): Effect.Effect<void, ExportError> => {
  if (full === true || overwrite === true || resume === true || since === "last") return Effect.void
  const taken = streams.map(nameOf).filter((name) => Object.hasOwn(saved, name))
  const unfinished = taken.filter((name) => saved[name]?.position.done === false)
  if (taken.length === 0) return Effect.void
  return Effect.fail(
    withoutStream(
      new PlaceTaken(
        unfinished.length > 0 ? { streams: unfinished, finished: false } : { streams: taken, finished: true }
      )
    )
  )
}

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
  horizon: horizonAt(nowMillis, settle),
  catchUp: {
    since: Math.max(state.horizon - overlap, 0),
    // The server's clock may be ahead of ours.
    until: horizonAt(nowMillis, 0) + overlap,
    walked: { rows: state.counters.rows, seen: state.counters.seen, expected: state.expected }
  }
})

/**
 * The state of a stream whose list cannot be entered any more where it stands: it is read from the first page again.
 *
 * @category constructors
 * @since 0.1.0
 */
export const withoutPlace = (state: StreamState): StreamState => ({
  ...state,
  position: { ...state.position, cursor: null, listed: false }
})

interface StreamOptions extends PlanOptions<unknown> {
  readonly saved: StreamState | undefined
  readonly version: Version.Version
  /** Unix milliseconds of our clock, and by how many Intercom's is ahead of it. */
  readonly now: number
  readonly skew: number
}

const planStream = Effect.fnUntraced(function* (
  definition: Definition<unknown, ExportJobError>,
  options: StreamOptions
): Effect.fn.Return<PlannedStream, ExportError> {
  const { now, saved, since, skew, until, version } = options
  const { name } = definition
  const parts = options.parts ?? true
  const lists = options.lists ?? false
  const asking = (from: number | null) =>
    hashOf({
      stream: name,
      since: from,
      until: until === undefined ? null : Window.boundOf(until),
      parts,
      ...(lists ? { lists } : {}),
      ...(definition.choice === undefined ? {} : { choice: definition.choice }),
      kept: options.sink.selectionOf?.(name)
    })
  // What changed since the last run is what an export of everything leaves to the next.
  const queryHash = yield* asking(since === undefined || since === "last" ? null : Window.boundOf(since))
  const isOther = saved !== undefined && options.overwrite !== true && saved.queryHash !== queryHash
  // It is also what an export from a date on leaves.
  const follows = isOther && since === "last" && saved.queryHash === (yield* asking(saved.window.since))
  if (isOther && !follows) {
    return yield* new ExportError({
      stream: name,
      reason: new CheckpointMismatch({ field: "query", found: saved.queryHash, expected: queryHash })
    })
  }
  const way = wayOf(saved, options)
  const goesOn = way === "nothing" || way === "pay" || way === "goOn" || way === "again"
  const horizon = saved !== undefined && goesOn ? saved.horizon : horizonAt(now + skew, definition.settle)
  const window =
    saved !== undefined && goesOn
      ? windowOf(saved)
      : saved !== undefined && way === "next"
        ? Window.following(saved.horizon, overlap, horizon)
        : Window.frozen({ since: since === "last" ? undefined : since, until }, horizon)
  if (Window.isEmpty(window)) {
    return yield* invalid(
      name,
      "there is no time between since and until; until is at most " +
        `${definition.settle} seconds ago, since Intercom's search takes that long to show every change`
    )
  }
  const isFull = way === "full" || (way === "begin" && options.full === true)
  const kind = isFull ? "full" : way === "next" ? "next" : "first"
  const selection: Selection = {
    window,
    version,
    parts,
    lists,
    segments: options.segments ?? mostSegments,
    everyParent: (saved !== undefined && goesOn ? saved.kind : kind) === "full"
  }
  const oldest = horizonAt(now + skew, definition.retention ?? Number.POSITIVE_INFINITY)
  const clippedAt = definition.retention === undefined || (window.since ?? 0) >= oldest ? undefined : oldest
  const ids = idsOf(way, definition, window, saved)
  const begun: StreamState = {
    queryHash,
    kind,
    startedAt: Math.floor(now / 1000),
    resumes: 0,
    walks: 1,
    window: { since: window.since ?? null, until: window.until ?? null },
    horizon,
    ...nothing,
    ids,
    sink: null,
    start: { overlap: [], sink: null, ids }
  }
  return { definition, selection, clippedAt, ...stateOf(way, { definition, selection, begun, clippedAt }, saved) }
})

const wayOf = (saved: StreamState | undefined, { full, overwrite, since }: PlanOptions<unknown>): Way => {
  if (overwrite === true) return "overwrite"
  if (saved === undefined) return "begin"
  const { owed, position } = saved
  // What a first walk leaves to be done is a part of everything; what changed since the last is not all.
  if (!position.done) return full === true && saved.kind === "next" ? "full" : "goOn"
  if (full === true) return "full"
  if (owed.some((debt) => !isById(debt))) return "again"
  if (since === "last") return "next"
  return owed.length > 0 ? "pay" : "nothing"
}

/** A clock may stand before 1970 in a test, and times of a state are counted from there. */
const horizonAt = (nowMillis: number, settle: number): number => Math.max(Window.horizon(nowMillis, settle), 0)

const refuseNonsense = ({
  checkpoint,
  concurrency,
  full,
  overwrite,
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
  const wrong = wrongStream(streams, sink.listsAreTables === true)
  if (wrong !== undefined) return invalid(wrong.stream, wrong.message)
  if (checkpoint !== undefined && sink.checkpoint !== undefined) {
    return invalid(undefined, "this sink keeps its own checkpoint: leave the other one out")
  }
  if (overwrite === true && (resume === true || full === true || since === "last")) {
    return invalid(undefined, 'overwrite begins anew, where resume, full and since: "last" go on: choose one of them')
  }
  if (full === true && since === "last") {
    return invalid(undefined, 'full walks through everything, and since: "last" reads what changed: choose one of them')
  }
  const goesOn = resume === true || full === true || since === "last"
  if (checkpoint === undefined && sink.checkpoint === undefined && goesOn) {
    return invalid(undefined, "going on from an earlier run needs a checkpoint")
  }
  return Effect.void
}

const mismatchOf = (
  saved: CheckpointData,
  current: { readonly apiVersion: string; readonly host: string; readonly workspace: string | null }
): CheckpointMismatch | undefined => {
  const found: Record<"apiVersion" | "host" | "workspace", readonly [then: string, now: string]> = {
    apiVersion: [saved.apiVersion, current.apiVersion],
    host: [saved.host, current.host],
    // A token that may not ask for its workspace gives no reason to doubt.
    workspace: saved.workspace === null || current.workspace === null ? ["", ""] : [saved.workspace, current.workspace]
  }
  for (const field of ["apiVersion", "host", "workspace"] as const) {
    const [then, now] = found[field]
    if (then !== now) return new CheckpointMismatch({ field, found: then, expected: now })
  }
  return undefined
}

function withoutStream(reason: ExportError["reason"]): ExportError {
  return new ExportError({ reason })
}

const invalid = (stream: string | undefined, message: string): Effect.Effect<never, ExportError> =>
  Effect.fail(new ExportError({ stream, reason: new InvalidExport({ message }) }))

/**
 * An export under way: its streams, what they delivered, and the checkpoint that says so.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { Definition } from "../catalog/Definition.ts"
import { elementsOf } from "../catalog/Inner.ts"
import type * as Checkpoint from "../Checkpoint.ts"
import { ExportError } from "../ExportError.ts"
import type { ExportSink, Intent, SinkTarget, StreamSink } from "../ExportSink.ts"
import type { ExportJobError } from "../job/Error.ts"
import type { CheckpointData } from "../state/CheckpointData.ts"
import type { DeadLetter } from "../state/Problem.ts"
import * as Report from "../state/Report.ts"
import { type Counters, type Reached, reachedOf, type StreamState } from "../state/StreamState.ts"
import type { Tombstone } from "../state/Tombstone.ts"
import * as Window from "../time/Window.ts"
import * as Known from "./Known.ts"
import type * as Plan from "./Plan.ts"
import type { PlannedStream } from "./PlannedState.ts"
import { makeMeter, type Meter } from "./Progress.ts"
import type { Step } from "./Reading.ts"
import type { RunOptions } from "./RunOptions.ts"
import * as Refusals from "./Refusals.ts"
import * as Traffic from "./Traffic.ts"

/**
 * A stream on its way.
 *
 * @category models
 * @since 0.1.0
 */
export interface Active {
  readonly planned: PlannedStream
  readonly sink: StreamSink
  readonly meter: Meter
  /** Whether what changes while it is read is read afterwards. */
  readonly catchesUp: boolean
  /** What was sent for the stream before this run, and what this run has sent. */
  readonly before: Counters
  readonly traffic: Traffic.Traffic
  state: StreamState
  isDirty: boolean
  /** Why the stream could not be read, where the others go on without it. */
  denial: string | undefined
  /** Records that the sink could not write since the reading began, which counts them as written. */
  readonly refused: Refusals.Refusals
  /** Records that were handed to the sink, over all runs. */
  handed: number
  /** What of this run's records is not there any more. */
  lost: ReadonlyArray<string>
  /** Where its ids are kept, where the sink marks what is gone. */
  readonly ids: Checkpoint.OpenIds | undefined
}

/**
 * What a run does to its streams, one thing at a time.
 *
 * @category models
 * @since 0.1.0
 */
export interface Session<R> {
  /** Milliseconds by which Intercom's clock is ahead of ours. */
  readonly skew: number
  readonly active: ReadonlyArray<Active>
  /** Where the reading of a stream begins, or goes on. */
  readonly begin: (active: Active) => Effect.Effect<Reached>
  /** Delivers a step to the streams that are read together and moves their positions, as one. */
  readonly keep: (steps: ReadonlyArray<readonly [Active, Step]>) => Effect.Effect<void, ExportError, R>
  /** Marks records of a stream as gone. */
  readonly remove: (active: Active, tombstones: ReadonlyArray<Tombstone>) => Effect.Effect<void, ExportError>
  /** The ids that were there before the walk and did not come in it. */
  readonly missing: (active: Active) => Stream.Stream<ReadonlyArray<string>, Checkpoint.CheckpointError, R>
  /** Lets go of ids that no state speaks of any more. */
  readonly letGo: Effect.Effect<void, never, R>
  /** Changes the state of a stream. */
  readonly update: (active: Active, change: (state: StreamState) => StreamState) => Effect.Effect<void>
  /** Makes everything delivered safe, and writes the checkpoint that says so. */
  readonly commit: (when: "due" | "always") => Effect.Effect<void, ExportError, R>
  /** Looks whether what was written is still there. */
  readonly verify: Effect.Effect<void, ExportError, R>
  readonly report: Effect.Effect<Report.ExportReport>
}

/**
 * Opens all streams of a plan that have something left to do.
 *
 * @category constructors
 * @since 0.1.0
 */
export const openSession = Effect.fnUntraced(function* <R>(
  options: RunOptions<R>,
  plan: Plan.Plan<R>
): Effect.fn.Return<Session<R>, ExportError, R | Scope.Scope> {
  const active: Array<Active> = []
  for (const planned of plan.streams) {
    const { definition, state } = planned
    if (state.position.done && !isMarked(planned, plan.streams)) {
      yield* checkSink(options.sink, planned, plan.header.workspace)
      continue
    }
    const sink = yield* options.sink
      .open(targetOf(definition, planned.intent, plan.header.workspace), state.sink ?? undefined)
      .pipe(Effect.mapError(inStream(definition.name)))
    active.push({
      planned,
      sink,
      meter: makeMeter(),
      catchesUp:
        state.catchUp !== undefined ||
        (options.catchUp !== false && definition.findsChanges === true && !Window.isBounded(planned.selection.window)),
      before: state.counters,
      traffic: Traffic.make(),
      state,
      // What the sink made of the stream is known to the first checkpoint.
      isDirty: true,
      denial: undefined,
      refused: Refusals.make(),
      handed: state.counters.rows,
      lost: [],
      ids: sink.remove === undefined ? undefined : yield* Known.open(plan.checkpoint, definition.name, state.ids)
    })
  }
  const every = Duration.toMillis(Duration.fromInputUnsafe(options.checkpointEvery ?? "1 second"))
  let savedAt = yield* Clock.currentTimeMillis

  const activeOf = ({ definition }: PlannedStream): Active | undefined =>
    active.find(({ planned }) => planned.definition.name === definition.name)
  const stateOf = (planned: PlannedStream): StreamState => activeOf(planned)?.state ?? planned.state

  const data = (now: number): CheckpointData => {
    const streams: Record<string, StreamState> = { ...plan.others }
    for (const planned of plan.streams) streams[planned.definition.name] = stateOf(planned)
    return {
      ...plan.header,
      savedAt: Math.floor(now / 1000),
      complete: Object.values(streams).every(({ owed, position }) => position.done && owed.length === 0),
      streams
    }
  }

  const reportAll = (): Pick<Report.ExportReport, "streams" | "complete"> => {
    const streams = plan.streams.map((planned) =>
      Report.ofStream(planned.definition.name, stateOf(planned), {
        denial: activeOf(planned)?.denial,
        clippedAt: planned.clippedAt,
        lost: activeOf(planned)?.lost ?? [],
        accept: options.accept ?? []
      })
    )
    return { streams, complete: streams.every(({ complete }) => complete) }
  }

  const commit = Effect.fnUntraced(function* (when: "due" | "always"): Effect.fn.Return<void, ExportError, R> {
    // With nothing left to do nothing is held either: the checkpoint may be that of another run by now.
    if (active.length === 0) return
    const now = yield* Clock.currentTimeMillis
    if (when === "due" && now - savedAt < every) return
    for (const stream of active) {
      if (!stream.isDirty) continue
      const { name } = stream.planned.definition
      yield* settle(stream)
      const ids = yield* Effect.mapError(Known.committed(stream), inStream(undefined))
      const sink = yield* stream.sink.commit.pipe(Effect.mapError(inStream(name)))
      stream.state = { ...stream.state, sink, ids, counters: counted(stream) }
      stream.isDirty = false
    }
    yield* plan.checkpoint.save(data(now)).pipe(Effect.mapError(inStream(undefined)))
    savedAt = now
  })

  return {
    skew: plan.skew,
    active,
    begin: (stream) =>
      plan.exclusively(
        Effect.sync(() => {
          // What stands in the records of others is counted from the beginning of the run.
          if (stream.planned.definition.inside === undefined) stream.refused.clear()
          return reachedOf(stream.state)
        })
      ),
    // Suspended: a sink may take its records when it is called, and must not while another stream commits.
    keep: (steps) =>
      plan.exclusively(Effect.forEach(steps, ([stream, step]) => deliver(stream, step, active), { discard: true })),
    remove: (stream, tombstones) => plan.exclusively(Effect.suspend(() => remove(stream, tombstones))),
    missing: ({ planned, state }) => Known.missing(plan.checkpoint, planned.definition.name, state.ids),
    letGo: Effect.forEach(
      active,
      ({ planned, state }) => Known.letGo(plan.checkpoint, planned.definition.name, state.ids),
      { discard: true }
    ),
    update: (stream, change) =>
      plan.exclusively(
        Effect.sync(() => {
          stream.state = change(stream.state)
          stream.isDirty = true
        })
      ),
    commit: (when) => plan.exclusively(commit(when)),
    verify: plan.exclusively(Effect.forEach(active, verifyStream, { discard: true })),
    report: Effect.map(Clock.currentTimeMillis, (now) => {
      const states = plan.streams.map(stateOf)
      return {
        startedAt: Math.min(...states.map(({ startedAt }) => startedAt)),
        finishedAt: Math.floor(now / 1000),
        apiVersion: plan.header.apiVersion,
        host: plan.header.host,
        resumes: Math.max(...states.map(({ resumes }) => resumes)),
        ...reportAll()
      }
    })
  }
})

/** What a sink is told of a stream. */
const targetOf = (
  { changedAtOf, idOf, name, schema }: Definition<unknown, ExportJobError>,
  intent: Intent,
  workspace: string | null
): SinkTarget => ({ stream: name, idOf, changedAtOf, intent, workspace: workspace ?? undefined, schema })

const checkSink = <R>(
  { check }: ExportSink<R>,
  { definition, state }: PlannedStream,
  workspace: string | null
): Effect.Effect<void, ExportError, R> =>
  check === undefined || state.sink === null
    ? Effect.void
    : check(targetOf(definition, "goOn", workspace), state.sink).pipe(Effect.mapError(inStream(definition.name)))

const deliver = Effect.fnUntraced(function* (
  stream: Active,
  step: Step,
  active: ReadonlyArray<Active>
): Effect.fn.Return<void, ExportError> {
  const { problems, reached, records } = ownStep(stream, step)
  if (records.length + problems.length > 0) {
    const refused = yield* stream.sink
      .write(records, problems)
      .pipe(Effect.mapError(inStream(stream.planned.definition.name)))
    // A function for a sink may answer with whatever it likes.
    if (Array.isArray(refused)) stream.refused.add(refused.map((letter) => asOwed(stream, step, letter)))
  }
  const { idOf, removes } = stream.planned.definition
  if (stream.ids !== undefined) {
    const ids = [...records.map(idOf), ...problems.flatMap(({ id, kind }) => (kind === "gone" ? [] : [id]))]
    yield* Effect.mapError(stream.ids.add(ids.filter(Predicate.isNotUndefined)), inStream(undefined))
  }
  stream.state = { ...stream.state, ...reached, ...withRefused(stream, reached, stream.refused) }
  stream.isDirty = true
  const marked = active.find(({ planned }) => planned.definition.name === removes?.stream)
  if (marked !== undefined && removes !== undefined) {
    yield* remove(marked, records.map(removes.tombstoneOf).filter(Predicate.isNotUndefined))
  }
})

/** What of a step is the stream's: of one that stands in the records of another, what is found there. */
const ownStep = (stream: Active, step: Step): Step => {
  const { inside } = stream.planned.definition
  if (inside === undefined) return step
  const { counters } = step.reached
  const records = step.records.flatMap((record) => elementsOf(inside, record))
  stream.handed += records.length
  return { ...step, records, reached: { ...step.reached, counters: { ...counters, rows: stream.handed } } }
}

/** What stands in another record is owed by that one's id, which it is asked for by. */
const asOwed = ({ planned: { definition } }: Active, { records }: Step, letter: DeadLetter): DeadLetter => {
  const { idOf, inside } = definition
  if (inside === undefined) return letter
  const owner = records.find((record) => elementsOf(inside, record).some((element) => idOf(element) === letter.id))
  return owner === undefined ? letter : { ...letter, id: inside.definition.idOf(owner) }
}

const remove = Effect.fnUntraced(function* (
  stream: Active,
  tombstones: ReadonlyArray<Tombstone>
): Effect.fn.Return<void, ExportError> {
  if (tombstones.length === 0 || stream.sink.remove === undefined) return
  yield* Effect.mapError(stream.sink.remove(tombstones), inStream(stream.planned.definition.name))
  if (stream.ids !== undefined) {
    yield* Effect.mapError(stream.ids.remove(tombstones.map(({ id }) => id)), inStream(undefined))
  }
  stream.state = { ...stream.state, removed: (stream.state.removed ?? 0) + tombstones.length }
  stream.isDirty = true
})

/** Whether another stream of the run may still mark records of this one, which has nothing left to read. */
const isMarked = ({ definition }: PlannedStream, streams: ReadonlyArray<PlannedStream>): boolean =>
  streams.some((other) => other.definition.removes?.stream === definition.name && !other.state.position.done)

/** What the sink could not write of what it was given before. */
const settle = Effect.fnUntraced(function* (stream: Active): Effect.fn.Return<void, ExportError> {
  if (stream.sink.settle === undefined) return
  const refused = yield* Effect.mapError(stream.sink.settle, inStream(stream.planned.definition.name))
  if (refused.length === 0) return
  stream.refused.add(refused)
  const late = Refusals.make()
  late.add(refused)
  stream.state = { ...stream.state, ...withRefused(stream, stream.state, late) }
})

/** What the sink could not write did not come, whatever the reading says of it. */
const withRefused = (
  { planned }: Active,
  { counters, owed, settled }: Pick<Reached, "counters" | "owed" | "settled">,
  refused: Refusals.Refusals
): Pick<Reached, "counters" | "owed" | "settled"> => {
  const { definition, selection, state } = planned
  const { hydration, read } = definition.inside?.definition ?? definition
  const yields = hydration?.(selection)?.yields
  const byId = yields === undefined ? read !== undefined : yields === "whole"
  const count = refused.count()
  return {
    ...refused.debts({ owed, settled }, { before: state.owed, byId, walks: state.walks }),
    counters: { ...counters, rows: counters.rows - count, deadLetters: counters.deadLetters + count }
  }
}

const verifyStream = (stream: Active): Effect.Effect<void, ExportError> => {
  const { verify } = stream.sink
  return verify === undefined
    ? Effect.void
    : Effect.map(Effect.mapError(verify, inStream(stream.planned.definition.name)), (lost) => {
        stream.lost = lost
        // What it kept for the case that the run is stopped is let go.
        stream.isDirty = true
      })
}

const counted = ({ before, state, traffic }: Active): Counters => ({
  ...state.counters,
  requests: before.requests + traffic.requests,
  retries: before.retries + traffic.retries
})

/**
 * An error of an export, with the stream it is of, where it is of one.
 *
 * @category errors
 * @since 0.1.0
 */
export const inStream =
  (stream: string | undefined) =>
  (reason: ExportError["reason"]): ExportError =>
    new ExportError({ stream, reason })

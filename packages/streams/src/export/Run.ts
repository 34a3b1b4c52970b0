/**
 * A whole export: several streams at once, into a sink, with one checkpoint.
 *
 * @since 0.1.0
 */
import type { IntercomClient } from "@effect-intercom/core"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import type * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Predicate from "effect/Predicate"
import type { Source } from "../catalog/Catalog.ts"
import type * as Checkpoint from "../Checkpoint.ts"
import { ExportError } from "../ExportError.ts"
import { type ExportSink, latching, type StreamSink } from "../ExportSink.ts"
import type { CheckpointData } from "../state/CheckpointData.ts"
import type { Acceptable } from "../state/Debt.ts"
import type { DeadLetter } from "../state/Problem.ts"
import * as Report from "../state/Report.ts"
import { type Counters, type Reached, reachedOf, type StreamState } from "../state/StreamState.ts"
import type { Tombstone } from "../state/Tombstone.ts"
import * as Window from "../time/Window.ts"
import * as Known from "./Known.ts"
import * as Ledger from "./Ledger.ts"
import * as Plan from "./Plan.ts"
import { makeMeter, type ExportProgress, type Meter } from "./Progress.ts"
import type { MismatchPolicy, Step } from "./Reading.ts"
import { steps } from "./Steps.ts"
import * as Traffic from "./Traffic.ts"

/**
 * What to export, where to, and how.
 *
 * @category models
 * @since 0.1.0
 */
export interface RunOptions<out R = never> {
  /** By their names, and streams of one's own (`ExportStream.define`). */
  readonly streams: ReadonlyArray<Source>
  /**
   * Only records that changed at or after this instant, and before `until`. Without both, everything there is. `"last"`
   * for what changed since the last complete run with this checkpoint, and everything the first time: the records are
   * added to what the sink holds, and the later version of a record is the valid one.
   *
   * Notes, events and merges are asked of the contacts that changed since then, and of all with `full`: what came without
   * a change of its contact, as a note may, only `full` finds.
   */
  readonly since?: DateTime.DateTime | "last" | undefined
  /**
   * No later than the moment up to which Intercom's search is sure to be complete: a minute ago, for contacts and what
   * belongs to them five.
   */
  readonly until?: DateTime.DateTime | undefined
  readonly sink: ExportSink<R>
  /** Where the progress is kept. Without one, an export that was stopped starts again. */
  readonly checkpoint?: Checkpoint.Checkpoint<R> | undefined
  /**
   * Goes on where the checkpoint ends, where there is one, and reads what it owes: records that could not be read before.
   * `false` when left out. Without a word of what is to happen to it, a place that holds an export of one of the streams is
   * refused (`PlaceTaken`).
   */
  readonly resume?: boolean | undefined
  /**
   * Walks through everything again, where an export is that came to its end, and upserts: nothing that the sink holds goes.
   * Notes, events and merges are asked of all contacts, whatever the window. `false` when left out.
   */
  readonly full?: boolean | undefined
  /**
   * Begins anew in place of what there is, also of a checkpoint that cannot be read or is of something else. Streams that are
   * not named stay, where they are of the same workspace. `false` when left out.
   */
  readonly overwrite?: boolean | undefined
  /**
   * What can never be whole, and is to be called complete nevertheless: records that are `gone` before they could be read,
   * `truncated` by Intercom's limit of 500 parts, `expired` since Intercom keeps them for a time, `unlisted` although they
   * were announced, and `unreadable`. Nothing of it when left out.
   */
  readonly accept?: ReadonlyArray<Acceptable> | undefined
  /** Whether conversations are read one by one, with their parts. `true` when left out. */
  readonly parts?: boolean | undefined
  /**
   * In how many spans of time contacts, conversations and tickets are read at once, at most; 1 for one page after the
   * other. As many as keep the rate limit busy are, 64 when left out.
   */
  readonly segments?: number | undefined
  /**
   * Whether the lists inside contacts (tags, companies, notes) are read whole, where Intercom sends only the first ten: a
   * request for each. `false` when left out.
   */
  readonly lists?: boolean | undefined
  /** Conversations read at a time. 64 when left out; the client's pacing keeps them within the budget. */
  readonly concurrency?: number | undefined
  /**
   * Whether an export of everything ends with what changed while it was read: contacts, conversations and tickets that
   * search finds by the time of their change. A record that was delivered before comes again, as it is now. `true` when
   * left out.
   */
  readonly catchUp?: boolean | undefined
  /** What happens to records that differ from their schema. `keep` when left out. */
  readonly mismatches?: MismatchPolicy | undefined
  /**
   * What happens when the token may not read a stream, or the API version does not have it: `fail` ends the export,
   * `report` finishes the other streams and reports this one as not complete. `fail` when left out.
   */
  readonly denied?: "fail" | "report" | undefined
  /** The least time between two checkpoints; zero for one after every page. One second when left out. */
  readonly checkpointEvery?: Duration.Input | undefined
  /** Told when a stream starts and ends, and about twice a second in between. */
  readonly onProgress?: ((progress: ExportProgress) => Effect.Effect<void, never, R>) | undefined
}

/**
 * The services that the sink, the checkpoint and the listener of some options need.
 *
 * @category models
 * @since 0.1.0
 */
export type RequirementsOf<Options> = Options extends RunOptions<infer R> ? R : never

/**
 * Refuses options that there are not, with a sentence that nothing is assignable to: the compiler shows it.
 *
 * @category models
 * @since 0.1.0
 */
export type NoOthers<Options> = {
  readonly [Name in Exclude<keyof Options, keyof RunOptions>]: "Export.run has no option of this name"
}

/**
 * Exports streams into a sink, and reports what there is and whether it is all there is.
 *
 * The streams are read at the same time under the client's rate limit. Every record is delivered once, as it came; where
 * it changes while it is read, the later version comes after the earlier one. What goes wrong with a single record is
 * told to the sink and counted, and the export goes on; anything else ends it with an `ExportError`. Whatever ends it, a
 * failure, an interruption or the end of the process, `resume: true` goes on where the checkpoint says.
 *
 * ```ts
 * import { Console, DateTime } from "effect"
 * import { Checkpoint, Export, NdjsonSink } from "@effect-intercom/streams"
 *
 * Export.run({
 *   streams: ["contacts", "companies", "conversations"],
 *   since: DateTime.makeUnsafe("2026-01-01"),
 *   sink: NdjsonSink.directory("./export"),
 *   checkpoint: Checkpoint.file("./export/checkpoint.json"),
 *   onProgress: (progress) => Console.log(progress)
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const run = <Options extends RunOptions<unknown> & NoOthers<Options>>(
  options: Options
): Effect.Effect<Report.ExportReport, ExportError, IntercomClient.IntercomClient | RequirementsOf<Options>> =>
  // Type boundary: what is inferred of the options is what they need, which the compiler cannot tell in here.
  runAll(options as RunOptions<RequirementsOf<Options>>)

const runAll = Effect.fn("Export.run")(function* <R>(
  given: RunOptions<R>
): Effect.fn.Return<Report.ExportReport, ExportError, IntercomClient.IntercomClient | R> {
  const options = { ...given, sink: latching(given.sink) }
  const plan = yield* Plan.make(options)
  return yield* Effect.scoped(
    Effect.gen(function* () {
      const session = yield* openSession(options, plan)
      yield* session.commit("always")
      yield* exportAll(session, options).pipe(
        Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : saveWhatIsThere(session, options)))
      )
      yield* session.verify
      yield* session.commit("always")
      yield* session.letGo
      const report = yield* session.report
      yield* options.sink.finish(report).pipe(Effect.mapError(inStream(undefined)))
      return report
    })
  )
})

/** A stream on its way. */
interface Active {
  readonly planned: Plan.PlannedStream
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
  /** Records that the sink could not write. */
  readonly refused: Array<DeadLetter>
  /** What of this run's records is not there any more. */
  lost: ReadonlyArray<string>
  /** Where its ids are kept, where the sink marks what is gone. */
  readonly ids: Checkpoint.OpenIds | undefined
}

interface Session<R> {
  /** Milliseconds by which Intercom's clock is ahead of ours. */
  readonly skew: number
  readonly active: ReadonlyArray<Active>
  /** Delivers a step and moves the stream's position, as one. */
  readonly keep: (active: Active, step: Step) => Effect.Effect<void, ExportError, R>
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

const openSession = Effect.fnUntraced(function* <R>(
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
      .open(Plan.targetOf(definition, planned.intent, plan.header.workspace), state.sink ?? undefined)
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
      refused: [],
      lost: [],
      ids: sink.remove === undefined ? undefined : yield* Known.open(plan.checkpoint, definition.name, state.ids)
    })
  }
  const every = Duration.toMillis(Duration.fromInputUnsafe(options.checkpointEvery ?? "1 second"))
  let savedAt = yield* Clock.currentTimeMillis

  const activeOf = ({ definition }: Plan.PlannedStream): Active | undefined =>
    active.find(({ planned }) => planned.definition.name === definition.name)
  const stateOf = (planned: Plan.PlannedStream): StreamState => activeOf(planned)?.state ?? planned.state

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
    const now = yield* Clock.currentTimeMillis
    if (when === "due" && now - savedAt < every) return
    for (const stream of active) {
      if (!stream.isDirty) continue
      const { name } = stream.planned.definition
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
    // Suspended: a sink may take its records when it is called, and must not while another stream commits.
    keep: (stream, step) => plan.exclusively(Effect.suspend(() => deliver(stream, step, active))),
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

const checkSink = <R>(
  { check }: ExportSink<R>,
  { definition, state }: Plan.PlannedStream,
  workspace: string | null
): Effect.Effect<void, ExportError, R> =>
  check === undefined || state.sink === null
    ? Effect.void
    : check(Plan.targetOf(definition, "goOn", workspace), state.sink).pipe(Effect.mapError(inStream(definition.name)))

const deliver = Effect.fnUntraced(function* (
  stream: Active,
  { problems, reached, records }: Step,
  active: ReadonlyArray<Active>
): Effect.fn.Return<void, ExportError> {
  if (records.length + problems.length > 0) {
    const refused = yield* stream.sink
      .write(records, problems)
      .pipe(Effect.mapError(inStream(stream.planned.definition.name)))
    // A function for a sink may answer with whatever it likes.
    if (Array.isArray(refused)) stream.refused.push(...refused)
  }
  const { idOf, removes } = stream.planned.definition
  if (stream.ids !== undefined) {
    const ids = [...records.map(idOf), ...problems.flatMap(({ id, kind }) => (kind === "gone" ? [] : [id]))]
    yield* Effect.mapError(stream.ids.add(ids.filter(Predicate.isNotUndefined)), inStream(undefined))
  }
  stream.state = { ...stream.state, ...reached, ...withRefused(stream, reached) }
  stream.isDirty = true
  const marked = active.find(({ planned }) => planned.definition.name === removes?.stream)
  if (marked !== undefined && removes !== undefined) {
    yield* remove(marked, records.map(removes.tombstoneOf).filter(Predicate.isNotUndefined))
  }
})

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
const isMarked = ({ definition }: Plan.PlannedStream, streams: ReadonlyArray<Plan.PlannedStream>): boolean =>
  streams.some((other) => other.definition.removes?.stream === definition.name && !other.state.position.done)

/** What the sink could not write did not come, whatever the reading says of it. */
const withRefused = (
  { planned, refused }: Active,
  reached: Reached
): Pick<Reached, "counters" | "owed" | "settled"> => {
  if (refused.length === 0) return reached
  const { definition, selection, state } = planned
  const hydration = definition.hydration?.(selection)
  const isAskedById = hydration === undefined ? definition.read !== undefined : hydration.yields === "whole"
  const before = state.owed.filter((debt) => debt.kind === "record" && refused.some(({ id }) => id === debt.id))
  const ledger = Ledger.make({
    debts: { owed: [...reached.owed, ...before], settled: reached.settled },
    since: null,
    walks: state.walks
  })
  for (const letter of refused) ledger.failed(letter, isAskedById)
  const { counters } = reached
  return {
    ...ledger.debts(),
    counters: {
      ...counters,
      rows: counters.rows - refused.length,
      deadLetters: counters.deadLetters + refused.length
    }
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

const exportAll = <R>(
  session: Session<R>,
  options: RunOptions<R>
): Effect.Effect<void, ExportError, IntercomClient.IntercomClient | R> =>
  Effect.scoped(
    Effect.gen(function* () {
      const tell = Effect.fnUntraced(function* (event: ExportProgress["event"], stream: Active) {
        if (options.onProgress !== undefined) {
          yield* options.onProgress(yield* stream.meter.measure(event, stream.planned.definition.name, stream.state))
        }
      })
      const running = new Set<Active>()
      if (options.onProgress !== undefined) {
        yield* Effect.forkScoped(
          Effect.forever(
            Effect.andThen(
              Effect.sleep("500 millis"),
              Effect.suspend(() => Effect.forEach(running, (stream) => tell("running", stream), { discard: true }))
            )
          )
        )
      }
      const readAll = (streams: ReadonlyArray<Active>, pass: Pass, ends: (stream: Active) => boolean) =>
        Effect.forEach(
          streams,
          Effect.fnUntraced(function* (stream) {
            if (pass === "walk") yield* tell("started", stream)
            running.add(stream)
            yield* read(session, stream, pass, options)
            running.delete(stream)
            if (ends(stream)) yield* tell("finished", stream)
          }),
          { concurrency: streamsAtATime, discard: true }
        )
      // What changed is read when all walks have ended, so that every stream is as of the end of the export.
      const goesOn = (stream: Active) => stream.catchesUp && stream.denial === undefined
      const marks = ({ planned }: Active) => planned.definition.removes !== undefined
      const walked = session.active.filter((stream) => !marks(stream))
      yield* readAll(walked, "walk", (stream) => !goesOn(stream))
      yield* readAll(walked.filter(goesOn), "catch-up", () => true)
      // What tells that records are gone is read when they are all there.
      yield* readAll(session.active.filter(marks), "walk", () => true)
      yield* Effect.forEach(session.active, (stream) => tellMissing(session, stream), { discard: true })
    })
  )

/** Streams share the rate limit; a few of them fill it. */
const streamsAtATime = 4

/** Once through everything or the window, and where the walk was through everything, through what changed meanwhile. */
type Pass = "walk" | "catch-up"

const read = <R>(
  session: Session<R>,
  stream: Active,
  pass: Pass,
  options: RunOptions<R>
): Effect.Effect<void, ExportError, IntercomClient.IntercomClient | R> => {
  const { catchesUp, planned } = stream
  const { definition, selection } = planned
  const { name } = definition
  const isOver = pass === "walk" && stream.state.catchUp !== undefined
  if (isOver) return Effect.void
  return Effect.gen(function* () {
    if (pass === "catch-up" && stream.state.catchUp === undefined) {
      const now = yield* Clock.currentTimeMillis
      yield* session.update(stream, (state) => Plan.catchingUp(state, definition.settle, now + session.skew))
    }
    const { catchUp } = stream.state
    const window = catchUp === undefined ? selection.window : { since: catchUp.since, until: catchUp.until }
    yield* steps(
      definition,
      { ...selection, window },
      {
        from: reachedOf(stream.state),
        overlapFrom: stream.state.horizon - Plan.overlap,
        concurrency: options.concurrency ?? 64,
        mismatches: options.mismatches ?? "keep",
        walks: stream.state.walks
      }
    ).pipe(
      // A walk that may show that records are gone is over when that was told.
      Stream.map((step) => ((pass === "walk" && catchesUp) || showsMissing(stream) ? notDone(step) : step)),
      Stream.mapError(inStream(name)),
      Stream.runForEach((step) => Effect.andThen(session.keep(stream, step), session.commit("due")))
    )
  }).pipe(
    Effect.catchIf(
      (error) => options.denied === "report" && isDenial(error),
      (error) =>
        Effect.sync(() => {
          stream.denial = error.reason.message
        })
    ),
    Traffic.countedIn(stream.traffic)
  )
}

/** Whether the walk of a stream shows which records are gone: everything was walked through once more. */
const showsMissing = ({ ids, state }: Active): boolean =>
  ids !== undefined && state.kind === "full" && state.ids !== undefined && state.ids.before.length > 0

/**
 * Marks what was there before a walk through everything and did not come in it. A walk that did not bring all shows nothing,
 * nor does one during which records may have moved, where what changed meanwhile was not read.
 */
const tellMissing = Effect.fnUntraced(function* <R>(
  session: Session<R>,
  stream: Active
): Effect.fn.Return<void, ExportError, R> {
  if (!showsMissing(stream) || stream.denial !== undefined) return
  const { catchesUp, planned } = stream
  const isWhole =
    stream.state.walked &&
    !stream.state.owed.some(({ kind }) => kind === "walk") &&
    !stream.state.settled.some(({ id }) => id === null) &&
    (catchesUp || planned.definition.findsChanges !== true)
  // What came in this walk is known to the place that is asked.
  yield* session.commit("always")
  const mark = (ids: ReadonlyArray<string>) =>
    session.remove(
      stream,
      ids.map((id) => ({ id, reason: "missing" }))
    )
  // Ids that are lost do not come back: what went is told from here on.
  if (isWhole) {
    yield* session.missing(stream).pipe(
      Stream.runForEach(mark),
      Effect.catchTag("CheckpointError", (error) => Known.warn(planned.definition.name, error))
    )
  }
  yield* session.update(stream, (state) => ({
    ...state,
    ids: state.ids && { ...state.ids, before: isWhole ? [] : state.ids.before },
    position: { ...state.position, done: true }
  }))
})

const notDone = (step: Step): Step => ({
  ...step,
  reached: { ...step.reached, position: { ...step.reached.position, done: false } }
})

const isDenial = ({ reason }: ExportError): boolean =>
  reason._tag === "IntercomError" && (reason.reason._tag === "Forbidden" || reason.reason._tag === "UnsupportedVersion")

/** After a failure or an interruption. What fails here too must not hide why the export ended. */
const saveWhatIsThere = <R>(session: Session<R>, { sink }: RunOptions<R>): Effect.Effect<void, never, R> =>
  session.commit("always").pipe(
    Effect.andThen(session.report),
    Effect.flatMap((report) => Effect.mapError(sink.finish(report), inStream(undefined))),
    Effect.catchCause((cause) =>
      Effect.logWarning(`The end of the export could not be saved: ${messageOf(Cause.squash(cause))}`)
    )
  )

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const inStream =
  (stream: string | undefined) =>
  (reason: ExportError["reason"]): ExportError =>
    new ExportError({ stream, reason })

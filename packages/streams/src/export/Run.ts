/**
 * A whole export: several streams at once, into a sink, with one checkpoint.
 *
 * @since 0.1.0
 */
import type { IntercomClient } from "@effect-intercom/core"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import type { ExportError } from "../ExportError.ts"
import { latching } from "../ExportSink.ts"
import { endsJob } from "../job/Error.ts"
import type * as Report from "../state/Report.ts"
import { isInStep } from "./InStep.ts"
import * as Known from "./Known.ts"
import { hidesRecords } from "./Ledger.ts"
import * as Plan from "./Plan.ts"
import { overlap } from "./PlannedState.ts"
import type { ExportProgress } from "./Progress.ts"
import type { Step } from "./Reading.ts"
import { steps } from "./Steps.ts"
import * as Traffic from "./Traffic.ts"
import type { NoOthers, RequirementsOf, RunOptions } from "./RunOptions.ts"
import { type Active, inStream, openSession, type Session } from "./Session.ts"

export type { RequirementsOf, RunOptions } from "./RunOptions.ts"

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
            const together: Together = [stream, ...followersOf(stream)]
            for (const one of together) {
              if (pass === "walk") yield* tell("started", one)
              running.add(one)
            }
            yield* read(session, together, pass, options)
            for (const one of together) {
              running.delete(one)
              // A stream that waits for the others before it reads what changed is told of as far as it is.
              yield* tell(ends(one) ? "finished" : "running", one)
            }
          }),
          { concurrency: streamsAtATime, discard: true }
        )
      const leaderOf = (one: Active) => session.active.find(({ planned }) => isInStep(one.planned, planned))
      const leaders = new Map(session.active.map((one) => [one, leaderOf(one)]))
      const followersOf = (stream: Active) => session.active.filter((one) => leaders.get(one) === stream)
      // What changed is read when all walks have ended, so that every stream is as of the end of the export.
      const goesOn = (stream: Active) => stream.catchesUp && stream.denial === undefined
      const marks = ({ planned }: Active) => planned.definition.removes !== undefined
      const walked = session.active.filter((stream) => !marks(stream) && leaders.get(stream) === undefined)
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

/** A stream, and those that stand in its records. */
type Together = readonly [Active, ...ReadonlyArray<Active>]

const read = <R>(
  session: Session<R>,
  together: Together,
  pass: Pass,
  options: RunOptions<R>
): Effect.Effect<void, ExportError, IntercomClient.IntercomClient | R> => {
  const [stream] = together
  const { catchesUp, planned } = stream
  const { definition, selection } = planned
  const { name } = definition
  const isOver = pass === "walk" && stream.state.catchUp !== undefined
  if (isOver) return Effect.void
  return Effect.gen(function* () {
    if (pass === "catch-up" && stream.state.catchUp === undefined) {
      const now = yield* Clock.currentTimeMillis
      for (const one of together) {
        yield* session.update(one, (state) => Plan.catchingUp(state, definition.settle, now + session.skew))
      }
    }
    const { catchUp } = stream.state
    const window = catchUp === undefined ? selection.window : { since: catchUp.since, until: catchUp.until }
    yield* steps(
      definition.inside?.definition ?? definition,
      { ...selection, window },
      {
        from: yield* session.begin(stream),
        overlapFrom: stream.state.horizon - overlap,
        skew: session.skew,
        concurrency: options.concurrency ?? 64,
        mismatches: options.mismatches ?? "keep",
        walks: stream.state.walks,
        onEvent: stream.meter.onEvent
      }
    ).pipe(
      Stream.mapError(inStream(name)),
      Stream.runForEach((step) =>
        Effect.andThen(
          session.keep(
            together.map((one) => {
              // A walk that may show that records are gone is over when that was told.
              const goesOn = (pass === "walk" && catchesUp) || showsMissing(one)
              return [one, goesOn ? notDone(step) : step] as const
            })
          ),
          session.commit("due")
        )
      )
    )
  }).pipe(
    // The next run would follow a job of which nothing comes any more.
    Effect.tapError(({ reason }) =>
      reason._tag === "ExportJobError" && endsJob(reason)
        ? Effect.forEach(together, (one) => session.update(one, Plan.withoutPlace), { discard: true })
        : Effect.void
    ),
    Effect.catchIf(
      (error) => options.denied === "report" && isDenial(error),
      (error) =>
        Effect.sync(() => {
          for (const one of together) one.denial = error.reason.message
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
    !hidesRecords(stream.state.owed, planned.definition.hydration?.(planned.selection)?.yields) &&
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

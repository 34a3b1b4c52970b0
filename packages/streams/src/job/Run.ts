/**
 * Follows a job to its end, and reads its file.
 *
 * @since 0.1.0
 */
import { type IntercomClient, type IntercomError, isIntercomError } from "@effect-intercom/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { endsJob, ExportJobError, type ExportJobKind } from "./Error.ts"
import type { ExportJobEvent } from "./Event.ts"
import type { CancelableJobOptions, ExportJobStream } from "./Options.ts"
import { type BrokenFile, rowsOf } from "./Rows.ts"
import { turnAt } from "./Turn.ts"

/**
 * What can be done with one kind of jobs. Answers are looked at field by field, since their schemas differ.
 *
 * @category models
 * @since 0.1.0
 */
export interface JobOperations {
  readonly kind: ExportJobKind
  /** What processes take turns at, where a workspace has one such job at a time. */
  readonly turn: string | undefined
  readonly start: Call<object>
  readonly look: (id: string) => Call<object>
  readonly download: (id: string) => Stream.Stream<Uint8Array, IntercomError, IntercomClient.IntercomClient>
  /** Undefined where Intercom has no way to. */
  readonly cancel: ((id: string) => Call<object>) | undefined
}

type Call<A> = Effect.Effect<A, IntercomError, IntercomClient.IntercomClient>

/**
 * Starts a job, or takes up the one it is told, waits until it is ready, and hands out its rows.
 *
 * @category constructors
 * @since 0.1.0
 */
export const run = <R>(operations: JobOperations, options: CancelableJobOptions<R>): ExportJobStream<R> =>
  Stream.suspend(() => {
    const { kind: job } = operations
    const tell = (event: ExportJobEvent) => options.onEvent?.(event) ?? Effect.void
    let left: { readonly id: string; readonly isReady: boolean } | undefined

    // A start that was sent may succeed: were it not awaited, the job would run with nobody knowing its id.
    const begin = Effect.gen(function* () {
      const id = options.from ?? (yield* start(operations))
      left = { id, isReady: false }
      if (options.from === undefined) yield* tell({ _tag: "JobStarted", job, id })
      return id
    }).pipe(Effect.uninterruptible)

    const follow = Effect.gen(function* () {
      const giveTurn =
        operations.turn === undefined || options.from !== undefined
          ? Effect.void
          : yield* turnAt(operations.turn, {
              onWaiting: Effect.provideContext(tell({ _tag: "JobWaiting", job }), yield* Effect.context<R>()),
              patience: options.deadline ?? usualDeadline
            })
      const id = yield* begin
      const outcome = yield* wait(operations, id, options)
      yield* giveTurn
      left = { id, isReady: true }
      yield* tell({ _tag: "JobReady", job, id, outcome })
      return outcome === "rows" ? download(operations, id) : Stream.empty
    })

    const leave = Effect.fnUntraced(function* (exit: Exit.Exit<unknown, IntercomError | ExportJobError>) {
      if (left === undefined || Exit.isSuccess(exit) || isOver(exit.cause)) return
      const { id, isReady } = left
      const cancel =
        options.onInterrupt === "cancel" && !isReady && Cause.hasInterrupts(exit.cause) ? operations.cancel : undefined
      const canceled = cancel === undefined ? false : yield* succeeds(cancel(id))
      yield* tell({ _tag: "JobLeft", job, id, canceled })
    })

    return Stream.unwrap(follow).pipe(Stream.onExit(leave))
  })

/**
 * Starts a job and answers with its id.
 *
 * @category constructors
 * @since 0.1.0
 */
export const start = ({
  kind,
  start
}: Pick<JobOperations, "kind" | "start">): Effect.Effect<
  string,
  IntercomError | ExportJobError,
  IntercomClient.IntercomClient
> =>
  Effect.flatMap(start, (answer) => {
    // Older versions misspell it.
    const id = textOf(answer, "job_identifier") ?? textOf(answer, "job_identfier")
    return id === undefined
      ? Effect.fail(unreadable(kind, undefined, "Intercom did not tell the id of the job; start it again"))
      : Effect.succeed(id)
  })

/** Asks until the job is settled. */
const wait = <R>(
  operations: JobOperations,
  id: string,
  options: CancelableJobOptions<R>
): Effect.Effect<"rows" | "no data", IntercomError | ExportJobError, IntercomClient.IntercomClient | R> => {
  const { kind: job } = operations
  const overdue = Effect.suspend(() =>
    Effect.fail(
      new ExportJobError({
        job,
        id,
        outcome: "overdue",
        message: `job ${id} was not ready in time; go on later from its id, or give it a longer deadline`
      })
    )
  )
  return look(operations, id).pipe(
    Effect.tapError((error) =>
      error._tag === "NotReady"
        ? (options.onEvent?.({ _tag: "JobPolled", job, id, status: error.status }) ?? Effect.void)
        : Effect.void
    ),
    Effect.retry({ schedule: options.poll ?? usualPoll, while: ({ _tag }) => _tag === "NotReady" }),
    Effect.catchTag("NotReady", () => overdue),
    Effect.timeoutOrElse({ duration: options.deadline ?? usualDeadline, orElse: () => overdue })
  )
}

const usualDeadline = "1 hour"

const usualPoll = /*#__PURE__*/ Schedule.min([
  /*#__PURE__*/ Schedule.exponential("1 second", 1.5),
  /*#__PURE__*/ Schedule.spaced("30 seconds")
])

class NotReady {
  readonly _tag = "NotReady"
  readonly status: string

  constructor(status: string) {
    this.status = status
  }
}

const look = Effect.fnUntraced(function* (
  operations: JobOperations,
  id: string
): Effect.fn.Return<"rows" | "no data", IntercomError | ExportJobError | NotReady, IntercomClient.IntercomClient> {
  const { kind: job } = operations
  const answer = yield* Effect.mapError(operations.look(id), (error) => expiredOr(job, id, error))
  const status = textOf(answer, "status")
  switch (status) {
    case undefined:
      return yield* unreadable(job, id, `Intercom did not tell the state of job ${id}; go on later from its id`)
    case "completed":
    case "complete":
      return "rows"
    case "no_data":
      return "no data"
    case "failed": {
      const message = `Intercom could not make job ${id}; start another one`
      return yield* new ExportJobError({ job, id, outcome: "failed", message })
    }
    case "canceled":
    case "cancelled": {
      const message = `job ${id} was cancelled; start another one`
      return yield* new ExportJobError({ job, id, outcome: "canceled", message })
    }
    default:
      // The words for a job on its way may grow; the deadline ends what never gets ready.
      return yield* Effect.fail(new NotReady(status))
  }
})

/** The file stays the same, so a download that broke is read again behind the rows that came. */
const download = (operations: JobOperations, id: string) => {
  let delivered = 0
  const tellReplaced = Effect.logWarning(
    `the file of job ${id} has bytes that are not UTF-8, which stand as U+FFFD in its rows`
  )
  return Stream.suspend(() => rowsOf(operations.download(id), tellReplaced).pipe(Stream.drop(delivered))).pipe(
    Stream.mapArray((rows) => {
      delivered += rows.length
      return rows
    }),
    Stream.retry(again),
    Stream.mapError((error) => failureOf(operations.kind, id, error))
  )
}

/** Counted anew wherever rows came. */
const again = Schedule.exponential("1 second").pipe(
  Schedule.setInputType<IntercomError | BrokenFile>(),
  Schedule.upTo({ times: 3 }),
  Schedule.while(({ input }) => !isIntercomError(input) || input.isRetryable)
)

const failureOf = (job: ExportJobKind, id: string, error: IntercomError | BrokenFile): IntercomError | ExportJobError =>
  isIntercomError(error)
    ? expiredOr(job, id, error)
    : unreadable(job, id, `${error.message}; go on later from job ${id}, or start it again`)

const expiredOr = (job: ExportJobKind, id: string, error: IntercomError): IntercomError | ExportJobError =>
  error.reason._tag === "NotFound" || error.reason._tag === "Gone"
    ? new ExportJobError({
        job,
        id,
        outcome: "expired",
        message: `Intercom does not know job ${id}: it keeps them for two days; start it again`
      })
    : error

const unreadable = (job: ExportJobKind, id: string | undefined, message: string): ExportJobError =>
  new ExportJobError({ job, id, outcome: "unreadable", message })

const textOf = (answer: object, field: string): string | undefined => {
  const value = Predicate.hasProperty(answer, field) ? answer[field] : undefined
  return typeof value === "string" && value !== "" ? value : undefined
}

/** Nothing is left to go on from. */
const isOver = (cause: Cause.Cause<IntercomError | ExportJobError>): boolean => {
  const error = Option.getOrUndefined(Cause.findErrorOption(cause))
  return error?._tag === "ExportJobError" && endsJob(error)
}

/** Cancelling is a courtesy: it may fail, and must not keep the program from ending. */
const succeeds = (call: Call<object>): Effect.Effect<boolean, never, IntercomClient.IntercomClient> =>
  call.pipe(Effect.timeout("10 seconds"), Effect.isSuccess)

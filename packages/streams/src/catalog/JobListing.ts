/**
 * Lists the rows of the file that a job makes.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError, Operation } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { ExportJobError, ExportJobEvent, ExportJobRow, ExportJobStream } from "../ExportJob.ts"
import { type JobOperations, start } from "../job/Run.ts"
import { turnAt } from "../job/Turn.ts"
import { secondsOf } from "./Field.ts"
import type { ListedPage, Listing, OnEvent } from "./Listing.ts"

/**
 * Takes what happens to a job.
 *
 * @category models
 * @since 0.1.0
 */
export type OnJobEvent = (event: ExportJobEvent) => Effect.Effect<void>

interface Job extends Pick<JobOperations, "kind" | "start"> {
  /** The rows of the job that was started. */
  readonly rows: (id: string, onEvent?: OnJobEvent) => ExportJobStream
  /** The record of a row, and of its place in the file, from 0. The row itself when left out. */
  readonly recordOf?: (row: ExportJobRow, place: Place) => object
}

/**
 * The job, and how many rows of its file come before.
 *
 * @category models
 * @since 0.1.0
 */
export interface Place {
  readonly id: string
  readonly rows: number
}

/**
 * Lists by one job. While as many jobs of the workspace are pending as may be it waits, for half an hour at most.
 *
 * A cursor is the id of the job, a colon, and the number of rows that were read, so that an export that resumes goes on in
 * the file of the job it started.
 *
 * @category constructors
 * @since 0.1.0
 */
export const jobListing = (operation: Operation.Definition, jobNow: Effect.Effect<Job>): Listing<ExportJobError> => ({
  operation,
  resumable: true,
  count: undefined,
  pageSize: undefined,
  pages: (from, onEvent) =>
    Stream.unwrap(
      Effect.map(jobNow, (job) =>
        from === undefined ? fromTheStart(operation, job, onEvent) : fromRow(job, placeOf(from))
      )
    )
})

/**
 * The first page has no rows: it tells the job, before anything of it is waited for. Other processes that share the budget have
 * their turn when the file is ready.
 */
const fromTheStart = (
  { id: name }: Operation.Definition,
  job: Job,
  onEvent: OnEvent
): Stream.Stream<ListedPage, IntercomError | ExportJobError, IntercomClient.IntercomClient> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const wait = onEvent({ _tag: "JobWaiting" })
      const giveTurn = yield* turnAt(name, { onWaiting: wait, patience })
      const id = yield* startWhenPossible(job, wait)
      yield* onEvent({ _tag: "JobStarted" })
      const rows = fromRow(job, { id, rows: 0 }, (event) => (event._tag === "JobReady" ? giveTurn : Effect.void))
      return Stream.concat(Stream.succeed(page([], `${id}:0`)), rows)
    })
  )

/** An interruption may leave a job whose id nobody knows, for which the next run waits. */
const startWhenPossible = (
  job: Job,
  wait: Effect.Effect<void>
): Effect.Effect<string, IntercomError | ExportJobError, IntercomClient.IntercomClient> =>
  start(job).pipe(
    Effect.retry({
      schedule: Schedule.spaced("15 seconds").pipe(
        Schedule.upTo({ duration: patience }),
        Schedule.tap(() => wait)
      ),
      while: (error) => error._tag === "IntercomError" && error.reason._tag === "JobLimitReached"
    })
  )

/** How long another job is waited for. */
const patience = "30 minutes"

const fromRow = (
  { recordOf = (row) => row, rows: rowsOf }: Job,
  { id, rows }: Place,
  onEvent?: OnJobEvent
): Stream.Stream<ListedPage, IntercomError | ExportJobError, IntercomClient.IntercomClient> => {
  let read = rows
  const pages = rowsOf(id, onEvent).pipe(
    Stream.drop(rows),
    Stream.grouped(1000),
    Stream.map((items) => {
      const before = read
      read += items.length
      return page(
        items.map((row, index) => recordOf(row, { id, rows: before + index })),
        `${id}:${read}`
      )
    })
  )
  return Stream.concat(pages, Stream.succeed(page([], undefined)))
}

const page = (items: ReadonlyArray<object>, cursor: string | undefined): ListedPage => ({
  items,
  cursor,
  totalCount: undefined,
  page: undefined
})

const placeOf = (cursor: string): Place => {
  const colon = cursor.lastIndexOf(":")
  return { id: cursor.slice(0, colon), rows: Number(cursor.slice(colon + 1)) }
}

/**
 * A time in a file, in Unix seconds. Files tell times without their zone, which is UTC.
 *
 * @category conversions
 * @since 0.1.0
 */
export const fileTimeOf = (record: object, field: string): number | undefined => {
  const time = Predicate.hasProperty(record, field) ? record[field] : undefined
  const isZoneless = typeof time === "string" && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(time)
  return secondsOf(isZoneless ? { [field]: `${time.replace(" ", "T")}Z` } : record, field)
}

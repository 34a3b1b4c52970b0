/**
 * The rows of the content data export as a stream that can be exported.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import { DataExport } from "@effect-intercom/resources"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { contentData as rowsOfJob, type ExportJobError, type ExportJobRow } from "../ExportJob.ts"
import { start } from "../job/Run.ts"
import * as Window from "../time/Window.ts"
import { define, type Definition } from "./Definition.ts"
import { secondsOf } from "./Field.ts"
import type { ListedPage } from "./Listing.ts"

/**
 * Who received which outbound message: one job for the whole window, whose rows are those received in it. While another
 * job of the workspace is pending it waits, for half an hour at most.
 *
 * A cursor is the id of the job, a colon, and the number of rows that were read, so that an export that resumes goes on in
 * the file of the job it started.
 *
 * @category constants
 * @since 0.1.0
 */
export const contentData: Definition<ExportJobRow, ExportJobError> = /*#__PURE__*/ define({
  name: "content_data",
  schema: /*#__PURE__*/ Schema.Record(Schema.String, Schema.String),
  idOf: (record) =>
    Predicate.hasProperty(record, "receipt_id") && record.receipt_id !== "" ? String(record.receipt_id) : undefined,
  identity: ["receipt_id"],
  changedAtOf: receivedAtOf,
  list: ({ window }) => ({
    operation: DataExport.create,
    resumable: true,
    count: undefined,
    pageSize: undefined,
    pages: (from) =>
      Stream.unwrap(
        Effect.map(Clock.currentTimeMillis, (now) => {
          const { after = 0, before = Math.floor(now / 1000) } = Window.asked(window, "second")
          const span = { created_at_after: after, created_at_before: before }
          return from === undefined ? fromTheStart(span) : fromRow(span, placeOf(from))
        })
      )
  })
})

/** The first page has no rows: it tells the job, before anything of it is waited for. */
const fromTheStart = (
  span: DataExport.CreateInput
): Stream.Stream<ListedPage, IntercomError | ExportJobError, IntercomClient.IntercomClient> =>
  Stream.fromEffect(startWhenPossible(span)).pipe(
    Stream.flatMap((id) =>
      Stream.concat(
        Stream.succeed(page([], `${id}:0`)),
        Stream.suspend(() => fromRow(span, { id, rows: 0 }))
      )
    )
  )

/** An interruption may leave a job whose id nobody knows, for which the next run waits. */
const startWhenPossible = (
  span: DataExport.CreateInput
): Effect.Effect<string, IntercomError | ExportJobError, IntercomClient.IntercomClient> =>
  start({ kind: "content data", start: DataExport.create(span) }).pipe(
    Effect.retry({
      schedule: Schedule.spaced("15 seconds").pipe(Schedule.upTo({ duration: "30 minutes" })),
      while: (error) => error._tag === "IntercomError" && error.reason._tag === "JobLimitReached"
    })
  )

interface Place {
  readonly id: string
  readonly rows: number
}

const fromRow = (
  span: DataExport.CreateInput,
  { id, rows }: Place
): Stream.Stream<ListedPage, IntercomError | ExportJobError, IntercomClient.IntercomClient> => {
  let read = rows
  const pages = rowsOfJob(span, { from: id }).pipe(
    Stream.drop(rows),
    Stream.grouped(1000),
    Stream.map((items) => {
      read += items.length
      return page(items, `${id}:${read}`)
    })
  )
  return Stream.concat(pages, Stream.succeed(page([], undefined)))
}

const page = (items: ReadonlyArray<ExportJobRow>, cursor: string | undefined): ListedPage => ({
  items,
  cursor,
  totalCount: undefined,
  page: undefined
})

const placeOf = (cursor: string): Place => {
  const colon = cursor.lastIndexOf(":")
  return { id: cursor.slice(0, colon), rows: Number(cursor.slice(colon + 1)) }
}

/** The file tells the time without its zone, which is UTC. */
function receivedAtOf(record: object): number | undefined {
  const time = Predicate.hasProperty(record, "received_at") ? record.received_at : undefined
  const isZoneless = typeof time === "string" && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(time)
  return secondsOf(isZoneless ? { received_at: `${time.replace(" ", "T")}Z` } : record, "received_at")
}

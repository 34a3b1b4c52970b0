/**
 * Exports that Intercom makes in the background: a job is started, asked about until it is ready, and its file read as
 * a stream of rows.
 *
 * **When to use**
 *
 * {@link contentData} for who received which outbound message, {@link reportingData} for the data sets of Intercom's
 * reports. Records themselves (contacts, conversations, …) are read with `Export`, which has `content_data` as one of
 * its streams, too.
 *
 * **Details**
 *
 * Starting the job, waiting for it, downloading, unpacking and taking the table apart are one stream. Rows are records
 * by the names of the heading, every cell a text. It asks after a second, then less and less often, for an hour at most
 * (`deadline`). A download that breaks is read again, behind the rows that came.
 *
 * **Gotchas**
 *
 * - A workspace has one content job at a time, and five for reports: more fail with `JobLimitReached`, which waiting
 *   for the next window of the rate limit does not clear. Processes that share a budget take turns at content jobs.
 * - An interrupted program leaves the job running. Keep the id that `JobStarted` tells, and give it as `from` next
 *   time.
 * - A job that fails, expires or takes too long is an `ExportJobError`, not an `IntercomError`.
 *
 * **Example** (Rows of a data set, and what is told of the job)
 *
 * ```ts
 * import { Effect, Stream } from "effect"
 * import { ExportJob } from "@effect-intercom/streams"
 *
 * const told: Array<string> = []
 * yield* ExportJob.reportingData(
 *   { dataset_id: "conversation", attribute_ids: ["conversation_id"], start_time: 1788220800, end_time: 1790812800 },
 *   { onEvent: (event) => Effect.sync(() => told.push(event._tag)) }
 * ).pipe(Stream.runForEach((row) => Effect.log(row["conversation_id"])))
 * told.at(0) // => "JobStarted"
 * told.at(-1) // => "JobReady"
 * ```
 *
 * @since 0.1.0
 */
import { DataExport, ReportingDataExport } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import type { CancelableJobOptions, ExportJobStream, JobOptions } from "./job/Options.ts"
import { run } from "./job/Run.ts"

export { ExportJobError, type ExportJobKind } from "./job/Error.ts"
export type { ExportJobEvent, JobLeft, JobPolled, JobReady, JobStarted, JobWaiting } from "./job/Event.ts"
export type { CancelableJobOptions, ExportJobStream, JobOptions } from "./job/Options.ts"
export type { ExportJobRow } from "./job/Rows.ts"

/**
 * Who received which outbound message in a span of time, and what came of it.
 *
 * `POST /export/content/data`, then its state and its file, since 2.7. A workspace has one such job at a time: while
 * another is pending it fails with `JobLimitReached`. A span without messages gives no rows.
 *
 * ```ts
 * import { Console, Stream } from "effect"
 * import { ExportJob } from "@effect-intercom/streams"
 *
 * ExportJob.contentData({ created_at_after: 1788220800, created_at_before: 1790812800 }).pipe(
 *   Stream.runForEach((row) => Console.log(row.receipt_id, row.first_open))
 * )
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const contentData = <R = never>(
  span: DataExport.CreateInput,
  options: CancelableJobOptions<R> = {}
): ExportJobStream<R> =>
  run(
    {
      kind: "content data",
      turn: DataExport.create.id,
      start: Effect.suspend(() => DataExport.create(span)),
      look: (job_identifier) => DataExport.get({ job_identifier }),
      download: (job_identifier) => DataExport.download({ job_identifier }),
      cancel: (job_identifier) => DataExport.cancel({ job_identifier })
    },
    options
  )

/**
 * Rows of a data set of reporting, with the attributes asked for. `ReportingDataExport.listDatasets` tells what there is.
 *
 * `POST /export/reporting_data/enqueue`, then its state and its file, since 2.14. A workspace has five such jobs at a time:
 * while they are pending it fails with `JobLimitReached`. They cannot be cancelled.
 *
 * ```ts
 * ExportJob.reportingData(
 *   { dataset_id: "conversation", attribute_ids: ["conversation_id"], start_time: 1788220800, end_time: 1790812800 },
 *   { from: savedId, onEvent: (event) => (event._tag === "JobStarted" ? save(event.id) : Effect.void) }
 * )
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const reportingData = <R = never>(
  request: ReportingDataExport.EnqueueInput,
  options: JobOptions<R> = {}
): ExportJobStream<R> =>
  run(
    {
      kind: "reporting data",
      turn: undefined,
      start: Effect.suspend(() => ReportingDataExport.enqueue(request)),
      look: (job_identifier) => ReportingDataExport.get({ job_identifier }),
      download: (job_identifier) => ReportingDataExport.download({ job_identifier }),
      cancel: undefined
    },
    options
  )

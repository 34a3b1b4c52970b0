/**
 * The rows of the content data export as a stream that can be exported.
 *
 * @since 0.1.0
 */
import { DataExport } from "@effect-intercom/resources"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { contentData as rowsOfJob, type ExportJobError, type ExportJobRow } from "../ExportJob.ts"
import * as Window from "../time/Window.ts"
import { define, type Definition } from "./Definition.ts"
import { fileTimeOf, jobListing, type OnJobEvent } from "./JobListing.ts"

/**
 * Who received which outbound message: one job for the whole window, whose rows are those received in it. While another
 * job of the workspace is pending it waits, for half an hour at most.
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
  changedAtOf: (record) => fileTimeOf(record, "received_at"),
  list: ({ window }) =>
    jobListing(
      DataExport.create,
      Effect.map(Clock.currentTimeMillis, (now) => {
        const { after = 0, before = Math.floor(now / 1000) } = Window.asked(window, "second")
        const span = { created_at_after: after, created_at_before: before }
        return {
          kind: "content data" as const,
          start: DataExport.create(span),
          rows: (id: string, onEvent?: OnJobEvent) => rowsOfJob(span, { from: id, onEvent })
        }
      })
    )
})

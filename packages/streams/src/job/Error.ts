/**
 * Why the rows of an export job do not come.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * The kinds of export jobs.
 *
 * @category models
 * @since 0.1.0
 */
export type ExportJobKind = "content data" | "reporting data"

/**
 * A job ended without its rows, or did not end in time. `message` says what to do about it.
 *
 * `outcome` is `failed` or `canceled` as Intercom tells; `expired` when Intercom does not know the job any more, which it
 * forgets after two days; `overdue` when it was not ready by the deadline, and can be resumed by its id; `unreadable` when
 * its answers or its file are not what they should be.
 *
 * @category errors
 * @since 0.1.0
 */
export class ExportJobError extends Schema.TaggedError<ExportJobError>("@effect-intercom/streams/ExportJobError")(
  "ExportJobError",
  {
    job: Schema.Literals(["content data", "reporting data"]),
    /** Intercom's id of the job, where it told one. */
    id: Schema.optional(Schema.String),
    outcome: Schema.Literals(["failed", "canceled", "expired", "overdue", "unreadable"]),
    message: Schema.String
  }
) {}

/**
 * Whether nothing is left of the job to go on from.
 *
 * @category guards
 * @since 0.1.0
 */
export const endsJob = ({ outcome }: ExportJobError): boolean =>
  outcome === "failed" || outcome === "canceled" || outcome === "expired"

/**
 * Why an export ended before its end.
 *
 * @since 0.1.0
 */
import { IntercomError } from "@effect-intercom/core"
import * as Schema from "effect/Schema"
import { CheckpointError, CheckpointMismatch } from "./Checkpoint.ts"
import { SinkError } from "./ExportSink.ts"
import { ExportJobError } from "./job/Error.ts"

/**
 * The options of an export do not make sense together. Nothing was sent.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidExport extends Schema.TaggedError<InvalidExport>("@effect-intercom/streams/InvalidExport")(
  "InvalidExport",
  { message: Schema.String }
) {}

/**
 * The place holds an export of streams that this run names, and the run does not say what is to happen to it. Nothing was
 * sent, and nothing is changed.
 *
 * @category errors
 * @since 0.1.0
 */
export class PlaceTaken extends Schema.TaggedError<PlaceTaken>("@effect-intercom/streams/PlaceTaken")("PlaceTaken", {
  streams: Schema.Array(Schema.String),
  /** Whether the export of all of them came to its end. */
  finished: Schema.Boolean
}) {
  override get message(): string {
    const streams = this.streams.join(", ")
    return this.finished
      ? `the place holds a finished export of ${streams}: since: "last" adds what changed, full: true walks through ` +
          "everything again, overwrite: true begins anew"
      : `the place holds an export of ${streams} that did not end, or still runs: resume: true or since: "last" goes on with it, ` +
          "overwrite: true begins anew"
  }
}

/**
 * What an export fails with: the stream, where there is one, and the reason as a tagged error.
 *
 * Whatever the reason, the checkpoint holds what is safe in the sink, and an export that resumes goes on from there.
 *
 * ```ts
 * Export.run({ streams: ["contacts"], sink, resume: true }).pipe(
 *   Effect.catchReason("ExportError", "CheckpointMismatch", (mismatch) => Console.error(mismatch.message))
 * )
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class ExportError extends Schema.TaggedError<ExportError>("@effect-intercom/streams/ExportError")(
  "ExportError",
  {
    /** The stream that failed, as `contacts`. */
    stream: Schema.optional(Schema.String),
    reason: Schema.Union([
      IntercomError,
      ExportJobError,
      SinkError,
      CheckpointError,
      CheckpointMismatch,
      InvalidExport,
      PlaceTaken
    ])
  }
) {
  override readonly cause = this.reason

  override get message(): string {
    return this.stream === undefined ? this.reason.message : `${this.stream}: ${this.reason.message}`
  }
}

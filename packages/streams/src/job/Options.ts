/**
 * How a job is followed, and what comes of it.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Schedule from "effect/Schedule"
import type * as Stream from "effect/Stream"
import type { ExportJobError } from "./Error.ts"
import type { ExportJobEvent } from "./Event.ts"
import type { ExportJobRow } from "./Rows.ts"

/**
 * How a job is followed.
 *
 * @category models
 * @since 0.1.0
 */
export interface JobOptions<out R = never> {
  /** The id of a job that was started before: it is followed, and none is started. */
  readonly from?: string | undefined
  /** When to ask again. After a second when left out, then less and less often, down to every 30 seconds. */
  readonly poll?: Schedule.Schedule<unknown> | undefined
  /** How long to wait for the file, from now. An hour when left out. */
  readonly deadline?: Duration.Input | undefined
  /**
   * Told what happens to the job. Keep the id that `JobStarted` brings: with it as `from`, a later run goes on where this
   * one was broken off.
   */
  readonly onEvent?: ((event: ExportJobEvent) => Effect.Effect<void, never, R>) | undefined
}

/**
 * How a job that can be cancelled is followed.
 *
 * @category models
 * @since 0.1.0
 */
export interface CancelableJobOptions<out R = never> extends JobOptions<R> {
  /** What becomes of a job that is not ready when the program is interrupted: `keep` when left out. */
  readonly onInterrupt?: "keep" | "cancel" | undefined
}

/**
 * The rows of a job's file.
 *
 * @category models
 * @since 0.1.0
 */
export type ExportJobStream<R = never> = Stream.Stream<
  ExportJobRow,
  IntercomError | ExportJobError,
  IntercomClient.IntercomClient | R
>

/**
 * What is told of an export job while it is followed.
 *
 * @since 0.1.0
 */
import type { ExportJobKind } from "./Error.ts"

/**
 * Another process of the same shared budget has a job under way, of which the workspace has one at a time. It is waited for,
 * until the `deadline`.
 *
 * @category models
 * @since 0.1.0
 */
export interface JobWaiting {
  readonly _tag: "JobWaiting"
  readonly job: ExportJobKind
}

/**
 * The job was started. From here on it can be resumed by its id.
 *
 * @category models
 * @since 0.1.0
 */
export interface JobStarted {
  readonly _tag: "JobStarted"
  readonly job: ExportJobKind
  readonly id: string
}

/**
 * The job is not ready. `status` is Intercom's word for it, as `pending` or `in_progress`.
 *
 * @category models
 * @since 0.1.0
 */
export interface JobPolled {
  readonly _tag: "JobPolled"
  readonly job: ExportJobKind
  readonly id: string
  readonly status: string
}

/**
 * The job is done: its rows follow, or there are none.
 *
 * @category models
 * @since 0.1.0
 */
export interface JobReady {
  readonly _tag: "JobReady"
  readonly job: ExportJobKind
  readonly id: string
  readonly outcome: "rows" | "no data"
}

/**
 * The program was interrupted, or failed, before it had all rows. Unless the job was cancelled it can be resumed by its id.
 *
 * @category models
 * @since 0.1.0
 */
export interface JobLeft {
  readonly _tag: "JobLeft"
  readonly job: ExportJobKind
  readonly id: string
  readonly canceled: boolean
}

/**
 * Everything that is told.
 *
 * @category models
 * @since 0.1.0
 */
export type ExportJobEvent = JobWaiting | JobStarted | JobPolled | JobReady | JobLeft

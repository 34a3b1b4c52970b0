/**
 * Data events as the workspace holds them.
 *
 * @since 0.1.0
 */
import type { JsonObject } from "../../workspace/Record.ts"

/**
 * An event as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface DataEventRecord {
  readonly id: string
  readonly event_name: string
  /** Unix seconds. */
  readonly created_at: number
  readonly metadata: JsonObject
}

/**
 * How often somebody did something. Times are Unix seconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface EventSummaryRecord {
  readonly name: string
  readonly count: number
  readonly first: number
  readonly last: number
}

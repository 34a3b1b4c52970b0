/**
 * Phone calls as the workspace holds them.
 *
 * @since 0.1.0
 */
import type { Row } from "../../workspace/Record.ts"

/**
 * A phone call as the workspace holds it. Times are Unix seconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface CallRecord extends Row {
  readonly conversation_id: string | null
  readonly admin_id: string | null
  readonly contact_id: string | null
  readonly state: string
  readonly initiated_at: number
  readonly answered_at: number
  readonly ended_at: number
  readonly call_type: string
  readonly direction: string
  readonly ended_reason: string | null
  readonly phone: string | null
  /** What was said, undefined where nothing was written down. */
  readonly transcript: string | undefined
}

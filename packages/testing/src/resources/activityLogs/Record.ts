/**
 * The log of what admins did, as the workspace holds it.
 *
 * @since 0.1.0
 */
import type { Row, JsonObject } from "../../workspace/Record.ts"

/**
 * Something an admin did.
 *
 * @category models
 * @since 0.1.0
 */
export interface ActivityLogRecord extends Row {
  readonly activity_type: string
  readonly activity_description: string
  /** The admin who did it. */
  readonly performed_by: { readonly id: string; readonly email: string; readonly ip: string }
  readonly metadata: JsonObject | null
}

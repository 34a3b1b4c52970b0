/**
 * Visitors as the workspace holds them.
 *
 * @since 0.1.0
 */
import type { Row, JsonObject } from "../../workspace/Record.ts"

/**
 * A visitor as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface VisitorRecord extends Row {
  /** The id the visitor's browser has. */
  readonly user_id: string
  readonly name: string | null
  readonly custom_attributes: JsonObject
}

/**
 * Instances of custom object types as the workspace holds them.
 *
 * @since 0.1.0
 */
import type { Row, JsonObject } from "../../workspace/Record.ts"

/**
 * An instance of a custom object type as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface CustomObjectRecord extends Row {
  /** The identifier of its type, as `Order`. */
  readonly type: string
  readonly external_id: string
  readonly external_created_at: number | null
  readonly external_updated_at: number | null
  readonly custom_attributes: JsonObject
}

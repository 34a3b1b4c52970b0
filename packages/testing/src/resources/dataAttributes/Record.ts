/**
 * Data attributes as the workspace holds them.
 *
 * @since 0.1.0
 */
import type { JsonObject } from "../../workspace/Record.ts"

/**
 * A data attribute as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface DataAttributeRecord {
  /** Undefined for those every workspace has. */
  readonly id: number | undefined
  readonly model: "contact" | "company" | "conversation"
  readonly name: string
  readonly full_name: string
  readonly label: string
  readonly description: string | undefined
  readonly data_type: "string" | "integer" | "float" | "boolean" | "date" | "datetime"
  readonly options: ReadonlyArray<string> | undefined
  readonly api_writable: boolean
  readonly messenger_writable: boolean
  readonly archived: boolean
  /** What is said of an attribute of conversations since 2.16. */
  readonly conversation?: ConversationAttributeRecord | undefined
  readonly created_at: number
  readonly updated_at: number
}

/**
 * What is said of an attribute of conversations since 2.16.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConversationAttributeRecord {
  /** Some of these types are searched as texts. */
  readonly data_type: string
  readonly required: boolean
  readonly visible_to_team_ids: ReadonlyArray<string>
  readonly multiline: boolean
  /** Of a list: those that were put away, too. */
  readonly options: ReadonlyArray<AttributeOptionRecord> | undefined
  readonly reference: JsonObject | null
}

/**
 * An option of a list.
 *
 * @category models
 * @since 0.1.0
 */
export interface AttributeOptionRecord {
  readonly id: string
  readonly label: string
  readonly archived: boolean
}

/**
 * Data attributes as the workspace holds them.
 *
 * @since 0.1.0
 */

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
  readonly created_at: number
  readonly updated_at: number
}

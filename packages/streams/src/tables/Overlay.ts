/**
 * What the schemas do not tell of the tables.
 *
 * @since 0.1.0
 */
import type { ColumnType } from "./Table.ts"

/**
 * Lists of what exists by itself, and is handed out in part only: nothing of them goes. The elements keep their `id`.
 *
 * @category constants
 * @since 0.1.0
 */
export const growing: ReadonlySet<string> = /*#__PURE__*/ new Set([
  "conversation_parts",
  "ticket_parts",
  "side_conversation_parts"
])

/**
 * Objects whose keys are names, and get a table with a row for each: the streams they are read for are short enough.
 *
 * @category constants
 * @since 0.1.0
 */
export const entries: Readonly<Record<string, string>> = {
  "conversations.custom_attributes": "conversation_attributes",
  "tickets.ticket_attributes": "ticket_attributes"
}

/**
 * Fields of any shape, which would be a column for each shape there is.
 *
 * @category constants
 * @since 0.1.0
 */
export const asJson: ReadonlySet<string> = /*#__PURE__*/ new Set(["activity_logs.metadata"])

/**
 * Fields that the export adds to the records, and those of files whose columns no schema tells.
 *
 * @category constants
 * @since 0.1.0
 */
export const added: Readonly<Record<string, Readonly<Record<string, ColumnType>>>> = {
  contact_merges: { contact_id: "text" },
  conversation_handling_events: { conversation_id: "text" },
  side_conversations: { conversation_id: "text" },
  content_data: {
    user_id: "text",
    user_external_id: "text",
    company_id: "text",
    email: "text",
    name: "text",
    ruleset_id: "text",
    content_id: "text",
    content_type: "text",
    content_title: "text",
    ruleset_version_id: "text",
    receipt_id: "text",
    received_at: "timestamptz",
    series_id: "text",
    series_title: "text",
    node_id: "text",
    first_reply: "timestamptz",
    first_completion: "timestamptz",
    first_series_completion: "timestamptz",
    first_series_disengagement: "timestamptz",
    first_series_exit: "timestamptz",
    first_goal_success: "timestamptz",
    first_open: "timestamptz",
    first_click: "timestamptz",
    first_unsubscribe: "timestamptz",
    first_hard_bounce: "timestamptz"
  }
}

/**
 * What the table of a list is called, where the names of stream and field do not tell.
 *
 * @category constants
 * @since 0.1.0
 */
export const names: Readonly<Record<string, string>> = {
  "side_conversations.conversation_parts": "side_conversation_parts"
}

/**
 * What the elements of a list are, where the name of the list does not tell.
 *
 * @category constants
 * @since 0.1.0
 */
export const elements: Readonly<Record<string, string>> = {
  opted_in_subscription_types: "subscription_type",
  opted_out_subscription_types: "subscription_type"
}

/**
 * The type of a column of numbers or text, by the name of its field: schemas do not tell instants and whole numbers from
 * other numbers.
 *
 * @category conversions
 * @since 0.1.0
 */
export const typeOf = (field: string, kinds: ReadonlySet<"text" | "number" | "boolean">): ColumnType => {
  if (field === "id" || field.endsWith("_id")) return "text"
  if (kinds.has("boolean")) return kinds.size === 1 ? "boolean" : "text"
  if (/(^|_)(at|since|until|timestamp)$/.test(field)) return "timestamptz"
  if (kinds.has("text")) return "text"
  return whole.test(field) ? "bigint" : "double"
}

const whole = /^(count|size|order|filesize|width|height)$|_count$|^count_/

/**
 * Tickets as the workspace holds them.
 *
 * @since 0.1.0
 */
import type { Author } from "../../workspace/Author.ts"
import type { TicketStateRecord } from "../ticketTypes/State.ts"
import type { Row, JsonObject } from "../../workspace/Record.ts"
import type { AttachmentRecord } from "../conversations/Record.ts"
import type { AppliedTag } from "../tags/Record.ts"

/**
 * Something that happened to a ticket.
 *
 * @category models
 * @since 0.1.0
 */
export interface TicketPartRecord {
  readonly id: string
  readonly part_type: string
  readonly body: string | null
  readonly created_at: number
  readonly author: Author
  readonly assigned_to: { readonly type: "admin" | "team"; readonly id: string } | null
  /** The state before and after, where it changed. */
  readonly states: {
    readonly before: TicketStateRecord["category"]
    readonly after: TicketStateRecord["category"]
  } | null
  /** What is attached; nothing when left out. */
  readonly attachments?: ReadonlyArray<AttachmentRecord> | undefined
  /** The attribute that changed, and its value as text. */
  readonly attribute: { readonly id: string; readonly label: string; readonly value: string } | null
}

/**
 * A ticket as the workspace holds it. Its parts are made when they are asked for.
 *
 * @category models
 * @since 0.1.0
 */
export interface TicketRecord extends Row {
  /** The number people see. */
  readonly ticket_id: string
  readonly ticket_type_id: string
  readonly ticket_state_id: string
  readonly previous_ticket_state_id: string | null
  readonly ticket_attributes: JsonObject
  /** Ids of contacts. */
  readonly contacts: ReadonlyArray<string>
  readonly company_id: string | null
  readonly admin_assignee_id: number | null
  readonly team_assignee_id: number | null
  readonly open: boolean
  readonly snoozed_until: number | null
  readonly is_shared: boolean
  readonly tags: ReadonlyArray<AppliedTag>
  readonly part_count: number
  /** All parts, oldest first. */
  readonly parts: () => ReadonlyArray<TicketPartRecord>
}

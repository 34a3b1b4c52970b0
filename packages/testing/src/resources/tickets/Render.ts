/**
 * A ticket as responses show it, by version.
 *
 * @since 0.1.0
 */
import type { Json, JsonObject } from "../../workspace/Record.ts"
import type { TicketPartRecord, TicketRecord } from "./Record.ts"
import type { TicketStateRecord } from "../ticketTypes/State.ts"
import type { Workspace } from "../Workspace.ts"
import { renderTicketState, renderTicketType } from "../ticketTypes/Render.ts"
import { renderAttachment } from "../conversations/Attachments.ts"
import type { Seen } from "../Route.ts"
import { isSince } from "../../route/Since.ts"

/** How many linked objects a response shows. */
const inlineLimit = 10

/**
 * A ticket with all its parts.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderTicket = (call: Seen, ticket: TicketRecord): JsonObject => {
  const { version, workspace } = call
  const type = workspace.ticketTypes.get(ticket.ticket_type_id)
  const parts = ticket.parts()
  const shows = (first: Parameters<typeof isSince>[1], fields: JsonObject) => (isSince(version, first) ? fields : {})
  return {
    type: "ticket",
    id: ticket.id,
    ...shows("2.10", { ticket_id: ticket.ticket_id }),
    ticket_attributes: ticket.ticket_attributes,
    ...stateFields(call, workspace.ticketTypes.getState(ticket.ticket_state_id)),
    ticket_type: type === undefined ? null : renderTicketType(call, type),
    contacts: {
      type: "contact.list",
      contacts: ticket.contacts.map((id) => {
        const contact = workspace.contacts.get(id)
        return isSince(version, "2.10")
          ? { type: "contact", id, external_id: contact?.external_id ?? null }
          : { id, role: contact?.role ?? "lead" }
      })
    },
    ...assignees(call, ticket),
    created_at: ticket.created_at,
    updated_at: ticket.updated_at,
    ticket_parts: {
      type: "ticket_part.list",
      ticket_parts: parts.map((part) => renderTicketPart(call, part)),
      total_count: parts.length
    },
    ...shows("2.10", {
      open: ticket.open,
      ...(ticket.snoozed_until === null ? {} : { snoozed_until: ticket.snoozed_until }),
      linked_objects: linkedConversations(workspace, ticket),
      category: type?.category ?? "Customer",
      is_shared: ticket.is_shared
    }),
    ...shows("2.16", { previous_ticket_state_id: ticket.previous_ticket_state_id })
  }
}

/**
 * A part of a ticket.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderTicketPart = ({ version }: Seen, part: TicketPartRecord): JsonObject => ({
  type: "ticket_part",
  id: part.id,
  part_type: part.part_type,
  ...(part.body === null ? {} : { body: part.body }),
  ...(part.states === null ? {} : { ticket_state: part.states.after, previous_ticket_state: part.states.before }),
  created_at: part.created_at,
  updated_at: part.created_at,
  ...(part.assigned_to === null ? {} : { assigned_to: { ...part.assigned_to } }),
  author: {
    type: part.author.type === "lead" ? "user" : part.author.type,
    id: part.author.id,
    name: part.author.name,
    email: part.author.email ?? ""
  },
  attachments: (part.attachments ?? []).map(renderAttachment),
  redacted: false,
  ...(part.attribute === null || !isSince(version, "2.14") ? {} : { updated_attribute_data: changeOf(part.attribute) })
})

/**
 * The tracker a conversation is linked to, as the conversation shows it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const linkedTracker = ({ ticketTypes, tickets }: Workspace, conversationId: string): JsonObject => {
  const tracker = tickets.trackerOf(conversationId)
  return linked(
    tracker === undefined
      ? []
      : [{ type: "ticket", id: tracker.id, category: ticketTypes.get(tracker.ticket_type_id)?.category ?? null }]
  )
}

const linkedConversations = ({ tickets }: Workspace, { id }: TicketRecord): JsonObject =>
  linked(tickets.linkedTo(id).map((id) => ({ type: "conversation", id, category: null })))

const linked = (data: ReadonlyArray<Json>): JsonObject => ({
  type: "list",
  data: data.slice(0, inlineLimit),
  total_count: data.length,
  has_more: data.length > inlineLimit
})

/** A text and two labels up to 2.11, an object since. */
const stateFields = ({ version }: Seen, state: TicketStateRecord | undefined): JsonObject => {
  if (isSince(version, "2.12")) return { ticket_state: state === undefined ? null : renderTicketState(state) }
  return {
    ticket_state: state?.category ?? null,
    ticket_state_internal_label: state?.internal_label ?? "",
    ticket_state_external_label: state?.external_label ?? ""
  }
}

/** Numbers since 2.16, texts before. Zero is nobody. */
const assignees = ({ version }: Seen, { admin_assignee_id, team_assignee_id }: TicketRecord): JsonObject => {
  const render = (id: number | null) => (isSince(version, "2.16") ? (id ?? 0) : String(id ?? 0))
  return { admin_assignee_id: render(admin_assignee_id), team_assignee_id: render(team_assignee_id) }
}

const changeOf = ({ id, label, value }: NonNullable<TicketPartRecord["attribute"]>): JsonObject => ({
  attribute: { type: "attribute", id, label },
  value: { type: "value", id: value, label: value }
})

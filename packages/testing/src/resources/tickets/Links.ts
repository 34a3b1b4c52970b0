/**
 * Tickets that become another type, and the conversations linked to trackers.
 *
 * @since 0.1.0
 */
import type { JsonObject } from "../../workspace/Record.ts"
import type { TicketRecord } from "./Record.ts"
import type { Workspace } from "../Workspace.ts"
import { type Answer, invalid, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { textOf } from "../../route/Body.ts"
import { renderWithParts } from "../conversations/Render.ts"
import { renderTicket } from "./Render.ts"
import type { Call } from "../Route.ts"
import { readAttributes } from "./Input.ts"

/** How many conversations a tracker holds. */
const linkLimit = 2500

/**
 * Gives a ticket another type of its category. Attributes both types have go along.
 *
 * @category actions
 * @since 0.1.0
 */
export const changeType = (call: Call, ticket: TicketRecord): Answer | Refusal => {
  const { body, workspace } = call
  for (const name of ["ticket_type_id", "ticket_state_id"]) {
    if (body[name] === undefined) return refuse(400, "parameter_not_found", `${name} is a required parameter`)
  }
  const before = workspace.ticketTypes.get(ticket.ticket_type_id)
  const after = workspace.ticketTypes.get(textOf(body["ticket_type_id"]))
  if (after === undefined || before === undefined) return refuse(404, "not_found", "Resource Not Found")
  if (after.id === before.id) return invalid("The ticket is of this type already", "ticket_type_id")
  if (after.category !== before.category) return invalid("The new ticket type must be of the same category")
  const state = after.states.find(({ id }) => id === textOf(body["ticket_state_id"]))
  if (state === undefined) return invalid("The new ticket type has no such state", "ticket_state_id")
  const given = readAttributes(after, body["ticket_attributes"])
  if (isRefusal(given)) return given
  const kept = before.attributes.filter(({ data_type, name }) =>
    after.attributes.some((attribute) => attribute.name === name && attribute.data_type === data_type)
  )
  const transferred: JsonObject = Object.fromEntries(
    kept.flatMap(({ name }) => (name in ticket.ticket_attributes ? [[name, ticket.ticket_attributes[name]]] : []))
  )
  const changed = workspace.tickets.update(ticket.id, {
    ticket_type_id: after.id,
    ticket_state_id: state.id,
    previous_ticket_state_id: ticket.ticket_state_id,
    open: state.category !== "resolved",
    ticket_attributes: { ...transferred, ...given }
  })
  return ok(renderTicket(call, changed ?? ticket))
}

/**
 * Links a conversation to a tracker.
 *
 * @category actions
 * @since 0.1.0
 */
export const linkConversation = (call: Call, ticket: TicketRecord): Answer | Refusal => {
  const { workspace } = call
  const { conversation_id } = call.body
  if (conversation_id === undefined) return refuse(400, "parameter_not_found", "conversation_id not specified")
  if (!isTracker(workspace, ticket)) {
    return refuse(400, "invalid_ticket_type", "Conversations are linked to trackers only")
  }
  const conversation = workspace.conversations.get(textOf(conversation_id))
  if (conversation === undefined) return refuse(404, "conversation_not_found", "Conversation not found")
  if (workspace.tickets.trackerOf(conversation.id) !== undefined) {
    return refuse(400, "already_linked_to_tracker", "The conversation is linked to a tracker already")
  }
  if (workspace.tickets.linkedTo(ticket.id).length >= linkLimit) {
    return refuse(400, "linked_conversation_limit_exceeded", `A tracker holds ${linkLimit} conversations at most`)
  }
  workspace.tickets.link(ticket.id, conversation.id)
  return ok(renderWithParts(call, conversation))
}

/**
 * Unlinks a conversation from a tracker.
 *
 * @category actions
 * @since 0.1.0
 */
export const unlinkConversation = (call: Call, ticket: TicketRecord): Answer | Refusal => {
  const { params, workspace } = call
  if (!isTracker(workspace, ticket)) {
    return refuse(400, "invalid_ticket_type", "Conversations are linked to trackers only")
  }
  const conversation = workspace.conversations.get(params["conversation_id"] ?? "")
  if (conversation === undefined || workspace.tickets.trackerOf(conversation.id)?.id !== ticket.id) {
    return refuse(404, "conversation_not_found", "The ticket has no such conversation")
  }
  workspace.tickets.unlink(conversation.id)
  return ok(renderWithParts(call, conversation))
}

const isTracker = ({ ticketTypes }: Workspace, { ticket_type_id }: TicketRecord): boolean =>
  ticketTypes.get(ticket_type_id)?.category === "Tracker"

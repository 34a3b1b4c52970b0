/**
 * Conversations that become tickets.
 *
 * @since 0.1.0
 */
import { Conversations } from "@effect-intercom/resources"
import { type Answer, invalid, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { textOf } from "../../route/Body.ts"
import { withConversation } from "../conversations/Routes.ts"
import { renderTicket } from "./Render.ts"
import type { Call, Route } from "../Route.ts"
import { isSince } from "../../route/Since.ts"
import { readAttributes } from "./Input.ts"

/** A ticket that was a conversation keeps its id, its people and who it is assigned to. */
const convert = (call: Call): Answer | Refusal =>
  withConversation(call, (conversation) => {
    const { body, version, workspace } = call
    const { attributes, ticket_state_id, ticket_type_id } = body
    if (ticket_type_id === undefined) {
      return refuse(400, "parameter_not_found", "ticket_type_id is a required parameter")
    }
    const type = workspace.ticketTypes.get(textOf(ticket_type_id))
    if (type === undefined) return refuse(404, "ticket_type_not_found", "Ticket type not found")
    if (type.category !== "Customer") return invalid("Only a ticket type for customers will do", "ticket_type_id")
    if (workspace.tickets.get(conversation.id) !== undefined) return invalid("The conversation is a ticket already")
    const given = readAttributes(type, attributes)
    if (isRefusal(given)) return given
    const asksForState = ticket_state_id !== undefined && isSince(version, "2.16")
    const state = asksForState ? type.states.find(({ id }) => id === textOf(ticket_state_id)) : type.states[0]
    if (state === undefined) {
      return invalid("The ticket type has no such state", "ticket_state_id")
    }
    const ticket = workspace.tickets.add({
      id: conversation.id,
      ticket_type_id: type.id,
      ticket_state_id: state.id,
      open: state.category !== "resolved",
      ticket_attributes: given,
      contacts: conversation.contacts,
      admin_assignee_id: conversation.admin_assignee_id,
      team_assignee_id: conversation.team_assignee_id,
      tags: conversation.tags,
      is_shared: true,
      created_at: conversation.created_at,
      updated_at: workspace.now()
    })
    return ok(renderTicket(call, ticket))
  })

/**
 * The routes of the conversion.
 *
 * @category routes
 * @since 0.1.0
 */
export const ticketConversionRoutes: ReadonlyArray<Route> = [{ operation: Conversations.convert, handle: convert }]

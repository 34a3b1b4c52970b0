/**
 * Ticket types, their attributes and states as responses show them.
 *
 * @since 0.1.0
 */
import type { JsonObject } from "../../workspace/Record.ts"
import type { TicketAttributeRecord, TicketStateRecord, TicketTypeRecord } from "./State.ts"
import type { Seen } from "../Route.ts"
import { isSince } from "../../route/Since.ts"

/**
 * A ticket type with its attributes.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderTicketType = ({ version, workspace }: Seen, type: TicketTypeRecord): JsonObject => ({
  type: "ticket_type",
  id: type.id,
  name: type.name,
  description: type.description,
  icon: type.icon,
  workspace_id: workspace.id,
  archived: type.archived,
  created_at: type.created_at,
  updated_at: type.updated_at,
  is_internal: type.is_internal,
  ticket_type_attributes: {
    type: "list",
    data: type.attributes.map((attribute) => renderAttribute(workspace.id, type.id, attribute))
  },
  ...(isSince(version, "2.10") ? { category: type.category } : {})
})

/**
 * A ticket type as the endpoints of ticket types show it: with its states.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderTypeWithStates = (call: Seen, type: TicketTypeRecord): JsonObject => ({
  ...renderTicketType(call, type),
  ...(isSince(call.version, "2.12")
    ? { ticket_states: { type: "list", data: type.states.map(renderTicketState) } }
    : {})
})

/**
 * An attribute of a ticket type.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderAttribute = (workspaceId: string, typeId: string, attribute: TicketAttributeRecord): JsonObject => ({
  type: "ticket_type_attribute",
  id: attribute.id,
  workspace_id: workspaceId,
  name: attribute.name,
  description: attribute.description,
  data_type: attribute.data_type,
  input_options: attribute.input_options,
  order: attribute.order,
  required_to_create: attribute.required_to_create,
  required_to_create_for_contacts: attribute.required_to_create_for_contacts,
  visible_on_create: attribute.visible_on_create,
  visible_to_contacts: attribute.visible_to_contacts,
  default: attribute.default,
  ticket_type_id: Number(typeId),
  archived: attribute.archived,
  created_at: attribute.created_at,
  updated_at: attribute.updated_at
})

/**
 * A ticket state.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderTicketState = (state: TicketStateRecord): JsonObject => ({ type: "ticket_state", ...state })

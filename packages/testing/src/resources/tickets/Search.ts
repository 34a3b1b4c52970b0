/**
 * What `POST /tickets/search` takes.
 *
 * @since 0.1.0
 */
import { refuse, type Refusal } from "../../route/Answer.ts"
import { type Field, type FieldNamed, scalar, table } from "../../workspace/Field.ts"
import type { TicketRecord } from "./Record.ts"
import { descriptionAttribute, type TicketTypes, titleAttribute } from "../ticketTypes/State.ts"

/**
 * The fields of tickets. Attributes of ticket types are `ticket_attribute.<id>`.
 *
 * @category constants
 * @since 0.1.0
 */
export const ticketFields = (types: TicketTypes): FieldNamed<TicketRecord> => {
  const known = table<TicketRecord>({
    id: ["string", ({ id }) => id],
    created_at: ["date", ({ created_at }) => created_at],
    updated_at: ["date", ({ updated_at }) => updated_at],
    title: ["string", ({ ticket_attributes }) => scalar(ticket_attributes[titleAttribute])],
    description: ["string", ({ ticket_attributes }) => scalar(ticket_attributes[descriptionAttribute])],
    category: ["string", ({ ticket_type_id }) => categories[types.get(ticket_type_id)?.category ?? "Customer"]],
    ticket_type_id: ["string", ({ ticket_type_id }) => ticket_type_id],
    contact_ids: ["list", ({ contacts }) => contacts],
    teammate_ids: ["list", ({ admin_assignee_id }) => (admin_assignee_id === null ? [] : [String(admin_assignee_id)])],
    // No assignee is zero in this API.
    admin_assignee_id: ["string", ({ admin_assignee_id }) => String(admin_assignee_id ?? 0)],
    team_assignee_id: ["string", ({ team_assignee_id }) => String(team_assignee_id ?? 0)],
    open: ["boolean", ({ open }) => open],
    state: ["string", ({ ticket_state_id }) => types.getState(ticket_state_id)?.category ?? null],
    snoozed_until: ["date", ({ snoozed_until }) => snoozed_until]
  })
  return (name) => known(name) ?? attributeField(types, name)
}

/**
 * What is said of an attribute that was not found; undefined for what is no attribute.
 *
 * @category errors
 * @since 0.1.0
 */
export const attributeNotFound = (name: string): Refusal | undefined =>
  name.startsWith(attributePrefix)
    ? refuse(400, "field_not_found", `${name} was not found: an attribute is named by its id`, "field")
    : undefined

/** Searches call the categories by other names than tickets do. */
const categories = { Customer: "request", "Back-office": "task", Tracker: "tracker" } as const

const attributePrefix = "ticket_attribute."

const attributeField = (types: TicketTypes, name: string): Field<TicketRecord> | undefined => {
  const attribute = name.startsWith(attributePrefix)
    ? types.getAttribute(name.slice(attributePrefix.length))
    : undefined
  if (attribute === undefined) return undefined
  return { name, type: "custom", of: ({ ticket_attributes }) => scalar(ticket_attributes[attribute.name]) }
}

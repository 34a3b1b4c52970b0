/**
 * What people do with a ticket: change it and reply to it.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import { authorOf } from "../admins/Seed.ts"
import type { AdminRecord } from "../admins/Record.ts"
import type { Author } from "../../workspace/Author.ts"
import type { ContactRecord } from "../contacts/Record.ts"
import type { NewTicketPart, TicketFields } from "./State.ts"
import type { TicketRecord } from "./Record.ts"
import type { TicketTypeRecord } from "../ticketTypes/State.ts"
import type { Workspace } from "../Workspace.ts"
import { type Answer, invalid, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { textOf } from "../../route/Body.ts"
import { userNotFound } from "../contacts/Routes.ts"
import { contactAuthor } from "../conversations/Actions.ts"
import { readAttachments } from "../conversations/Attachments.ts"
import { asHtml } from "../../route/Html.ts"
import { renderTicket, renderTicketPart } from "./Render.ts"
import type { Call } from "../Route.ts"
import { isSince } from "../../route/Since.ts"
import { assigneeNotFound, readAttributes } from "./Input.ts"

/**
 * Changes attributes, state, assignee and the rest; each change leaves a part behind.
 *
 * @category actions
 * @since 0.1.0
 */
export const updateTicket = (call: Call, ticket: TicketRecord): Answer | Refusal => {
  const { body, version, workspace } = call
  const type = workspace.ticketTypes.get(ticket.ticket_type_id)
  if (type === undefined) return refuse(404, "ticket_type_not_found", "Ticket type not found")
  const admin = workspace.admins.find(({ id }) => id === textOf(assignmentOf(call).by)) ?? workspace.admins[0]
  if (admin === undefined) return assigneeNotFound
  const author = authorOf(admin)
  let fields: TicketFields = {}
  const parts: Array<NewTicketPart> = []
  for (const change of [changeAttributes, changeState, changeAssignee]) {
    const changed = change(call, ticket, type, author)
    if (isRefusal(changed)) return changed
    fields = { ...fields, ...changed.fields }
    parts.push(...changed.parts)
  }
  const { company_id, is_shared, open, snoozed_until } = body
  if (typeof is_shared === "boolean") fields = { ...fields, is_shared }
  if (typeof company_id === "string" && isSince(version, "2.12")) {
    if (workspace.companies.get(company_id) === undefined) return refuse(404, "company_not_found", "Company Not Found")
    fields = { ...fields, company_id }
  }
  if (isSince(version, "2.10")) {
    if (snoozed_until !== undefined && typeof snoozed_until !== "number") {
      return invalid("snoozed_until must be a Unix timestamp", "snoozed_until")
    }
    if (typeof snoozed_until === "number") parts.push({ part_type: "snoozed", author })
    if (typeof open === "boolean" && open !== (fields.open ?? ticket.open)) {
      parts.push({ part_type: open ? "open" : "close", author })
    }
    fields = {
      ...fields,
      ...(typeof snoozed_until === "number" ? { snoozed_until } : {}),
      ...(typeof open === "boolean" ? { open } : {})
    }
  }
  return ok(renderTicket(call, workspace.tickets.update(ticket.id, fields, parts) ?? ticket))
}

/**
 * Adds what an admin or a contact writes.
 *
 * @category actions
 * @since 0.1.0
 */
export const replyToTicket = (call: Call, ticket: TicketRecord): Answer | Refusal => {
  const { body: given, version, workspace } = call
  const { body, created_at, message_type, type } = given
  if (message_type !== "comment" && message_type !== "note" && message_type !== "quick_reply") {
    return invalid("message_type must be comment, note or quick_reply", "message_type")
  }
  if (message_type !== "quick_reply" && (typeof body !== "string" || body === "")) {
    return refuse(400, "parameter_not_found", "body can't be empty", "body")
  }
  const category = workspace.ticketTypes.get(ticket.ticket_type_id)?.category
  if (message_type === "comment" && category !== "Customer") {
    return refuse(400, "parameter_mismatch", "Comments are for tickets of customers; this one takes notes")
  }
  const author = authorOfReply(call, type, message_type)
  if (isRefusal(author)) return author
  const attachments = readAttachments(given)
  if (isRefusal(attachments)) return attachments
  const changed = workspace.tickets.update(ticket.id, {}, [
    {
      part_type: message_type,
      body: typeof body === "string" && body !== "" ? asHtml(body) : null,
      author,
      attachments,
      ...(typeof created_at === "number" && isSince(version, "2.11") ? { created_at } : {})
    }
  ])
  const part = changed?.parts().at(-1)
  return part === undefined ? refuse(404, "not_found", "Resource Not Found") : ok(renderTicketPart(call, part))
}

interface Change {
  readonly fields: TicketFields
  readonly parts: ReadonlyArray<NewTicketPart>
}

const noChange: Change = { fields: {}, parts: [] }

const changeAttributes = (
  { body }: Call,
  ticket: TicketRecord,
  type: TicketTypeRecord,
  author: Author
): Change | Refusal => {
  const attributes = readAttributes(type, body["ticket_attributes"])
  if (isRefusal(attributes)) return attributes
  const changed = Object.entries(attributes).filter(([name, value]) => ticket.ticket_attributes[name] !== value)
  return {
    fields: { ticket_attributes: { ...ticket.ticket_attributes, ...attributes } },
    parts: changed.map(([name, value]) => ({
      part_type: "ticket_attribute_updated_by_admin",
      author,
      attribute: {
        id: type.attributes.find((attribute) => attribute.name === name)?.id ?? "",
        label: name,
        value: typeof value === "string" ? value : JSON.stringify(value)
      }
    }))
  }
}

/** Up to 2.11 a body names the category of a state, since 2.12 the state's id. */
const changeState = (
  { body, version, workspace }: Call,
  ticket: TicketRecord,
  type: TicketTypeRecord,
  author: Author
): Change | Refusal => {
  const named = isSince(version, "2.12") ? body["ticket_state_id"] : body["state"]
  if (named === undefined || named === null) return noChange
  const state = type.states.find(({ category, id }) => (isSince(version, "2.12") ? id : category) === textOf(named))
  if (state === undefined) {
    return refuse(400, "ticket_state_id_invalid", "The ticket type has no such state")
  }
  if (state.id === ticket.ticket_state_id) return noChange
  const before = workspace.ticketTypes.getState(ticket.ticket_state_id)?.category ?? "submitted"
  return {
    fields: {
      ticket_state_id: state.id,
      previous_ticket_state_id: ticket.ticket_state_id,
      open: state.category !== "resolved"
    },
    parts: [{ part_type: "ticket_state_updated_by_admin", author, states: { before, after: state.category } }]
  }
}

/** Who assigns and to whom: in an object of its own up to 2.13, in the body itself since. */
const assignmentOf = ({ body, version }: Call): { readonly by: unknown; readonly to: unknown } => {
  if (isSince(version, "2.14")) return { by: body["admin_id"], to: body["assignee_id"] }
  const { assignment } = body
  return Predicate.isObject(assignment)
    ? {
        by: "admin_id" in assignment ? assignment.admin_id : undefined,
        to: "assignee_id" in assignment ? assignment.assignee_id : undefined
      }
    : { by: undefined, to: undefined }
}

const changeAssignee = (
  call: Call,
  _ticket: TicketRecord,
  _type: TicketTypeRecord,
  author: Author
): Change | Refusal => {
  const { admins, teams } = call.workspace
  const { by, to } = assignmentOf(call)
  if (to === undefined || to === null) return noChange
  if (by === undefined || admins.every(({ id }) => id !== textOf(by))) return assigneeNotFound
  const id = textOf(to)
  if (id === "0") {
    return {
      fields: { admin_assignee_id: null, team_assignee_id: null },
      parts: [{ part_type: "assignment", author }]
    }
  }
  const isTeam = teams.get(id) !== undefined
  if (!isTeam && admins.every((admin) => admin.id !== id)) return assigneeNotFound
  return {
    fields: isTeam ? { team_assignee_id: Number(id) } : { admin_assignee_id: Number(id) },
    parts: [{ part_type: "assignment", author, assigned_to: { type: isTeam ? "team" : "admin", id } }]
  }
}

const authorOfReply = ({ body, workspace }: Call, type: unknown, messageType: string): Author | Refusal => {
  if (type === "admin") {
    const admin: AdminRecord | undefined = workspace.admins.find(({ id }) => id === textOf(body["admin_id"]))
    return admin === undefined ? refuse(404, "admin_not_found", "Admin not found") : authorOf(admin)
  }
  if (type !== "user") return invalid("type must be user or admin", "type")
  if (messageType !== "comment") return invalid("a contact can only comment", "message_type")
  const contact = contactOf(workspace, body)
  return contact === undefined ? userNotFound : contactAuthor(contact)
}

const contactOf = (workspace: Workspace, body: Call["body"]): ContactRecord | undefined => {
  const { email, intercom_user_id, user_id } = body
  if (typeof intercom_user_id === "string") return workspace.contacts.get(intercom_user_id)
  if (typeof user_id === "string") return workspace.contacts.findByExternalId(user_id)
  return typeof email === "string" ? workspace.contacts.findUserByEmail(email) : undefined
}

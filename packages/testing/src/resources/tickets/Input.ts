/**
 * What a request may say of a ticket.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import type { Json, JsonObject } from "../../workspace/Record.ts"
import type { TicketFields } from "./State.ts"
import type { TicketAttributeRecord, TicketTypeRecord } from "../ticketTypes/State.ts"
import type { Workspace } from "../Workspace.ts"
import { invalid, isRefusal, refuse, type Refusal } from "../../route/Answer.ts"
import { textOf } from "../../route/Body.ts"
import { userNotFound } from "../contacts/Routes.ts"
import type { Call } from "../Route.ts"
import { isSince } from "../../route/Since.ts"

/**
 * A ticket to create, checked, with the contacts its body names. Contacts nobody knows by their e-mail come with it.
 *
 * @category models
 * @since 0.1.0
 */
export interface NewTicket {
  readonly type: TicketTypeRecord
  readonly fields: TicketFields
  readonly contacts: ReadonlyArray<{ readonly id: string } | { readonly email: string }>
  readonly conversationToLink: string | undefined
}

/**
 * Reads the body of a create.
 *
 * @category conversions
 * @since 0.1.0
 */
export const readNewTicket = (call: Call): NewTicket | Refusal => {
  const { body, version, workspace } = call
  const { company_id, conversation_to_link_id: linked, created_at, ticket_attributes, ticket_type_id } = body
  if (ticket_type_id === undefined) return refuse(400, "parameter_not_found", "ticket_type_id is a required parameter")
  const type = workspace.ticketTypes.get(textOf(ticket_type_id))
  if (type === undefined || type.archived) return refuse(404, "ticket_type_not_found", "Ticket type not found")
  const contacts = readContacts(workspace, body["contacts"])
  if (isRefusal(contacts)) return contacts
  const attributes = readAttributes(type, ticket_attributes)
  if (isRefusal(attributes)) return attributes
  const missing = type.attributes.some(
    ({ archived, name, required_to_create }) => required_to_create && !archived && !(name in attributes)
  )
  if (missing) return invalid("An attribute the ticket type requires is missing", "ticket_attributes")
  if (typeof company_id === "string" && workspace.companies.get(company_id) === undefined) {
    return refuse(404, "company_not_found", "Company Not Found")
  }
  if (created_at !== undefined && typeof created_at !== "number") {
    return invalid("created_at must be a Unix timestamp", "created_at")
  }
  const links = typeof linked === "string" && isSince(version, "2.14")
  if (links && workspace.conversations.get(linked) === undefined) {
    return refuse(404, "conversation_not_found", "Conversation not found")
  }
  const assignment = isSince(version, "2.14") ? readAssignment(workspace, body["assignment"]) : {}
  if (isRefusal(assignment)) return assignment
  return {
    type,
    contacts,
    conversationToLink: links ? linked : undefined,
    fields: {
      ticket_type_id: type.id,
      ticket_attributes: attributes,
      ...(typeof company_id === "string" ? { company_id } : {}),
      ...(typeof created_at === "number" && isSince(version, "2.11") ? { created_at } : {}),
      ...assignment
    }
  }
}

/**
 * Reads values of attributes. Refuses those the type does not have, and those not of their type.
 *
 * @category conversions
 * @since 0.1.0
 */
export const readAttributes = (type: TicketTypeRecord, value: unknown): JsonObject | Refusal => {
  if (value === undefined || value === null) return {}
  if (!Predicate.isObject(value)) return invalid("must be an object of attributes", "ticket_attributes")
  const attributes: Record<string, Json> = {}
  for (const [name, given] of Object.entries(value)) {
    const attribute = type.attributes.find((known) => known.name === name && !known.archived)
    if (attribute === undefined) return invalid(`The ticket type has no attribute ${name}`, "ticket_attributes")
    if (!fits(attribute, given)) return invalid(`${name} is not of its type`, "ticket_attributes")
    attributes[name] = given
  }
  return attributes
}

/**
 * Reads who a ticket is assigned to when it is made.
 *
 * @category conversions
 * @since 0.1.0
 */
const readAssignment = (workspace: Workspace, value: unknown): TicketFields | Refusal => {
  if (!Predicate.isObject(value)) return {}
  const { admin_assignee_id, team_assignee_id }: { admin_assignee_id?: unknown; team_assignee_id?: unknown } = value
  if (admin_assignee_id !== undefined && workspace.admins.every(({ id }) => id !== textOf(admin_assignee_id))) {
    return assigneeNotFound
  }
  if (team_assignee_id !== undefined && workspace.teams.get(textOf(team_assignee_id)) === undefined) {
    return assigneeNotFound
  }
  return {
    ...(admin_assignee_id === undefined ? {} : { admin_assignee_id: Number(admin_assignee_id) }),
    ...(team_assignee_id === undefined ? {} : { team_assignee_id: Number(team_assignee_id) })
  }
}

/**
 * 404 for an assignee who is not there.
 *
 * @category errors
 * @since 0.1.0
 */
export const assigneeNotFound: Refusal = /*#__PURE__*/ refuse(404, "assignee_not_found", "Assignee not found")

const readContacts = (workspace: Workspace, value: unknown): NewTicket["contacts"] | Refusal => {
  if (!Array.isArray(value) || value.length === 0) {
    return refuse(400, "parameter_not_found", "contacts can't be empty", "contacts")
  }
  const contacts: Array<{ readonly id: string } | { readonly email: string }> = []
  for (const reference of value) {
    if (!Predicate.isObject(reference)) return invalid("a contact must be an object", "contacts")
    const { email, external_id, id }: { email?: unknown; external_id?: unknown; id?: unknown } = reference
    const found =
      typeof id === "string"
        ? workspace.contacts.get(id)
        : typeof external_id === "string"
          ? workspace.contacts.findByExternalId(external_id)
          : typeof email === "string"
            ? workspace.contacts.findUserByEmail(email)
            : undefined
    if (found !== undefined) contacts.push({ id: found.id })
    else if (typeof email === "string" && id === undefined && external_id === undefined) contacts.push({ email })
    else return userNotFound
  }
  return contacts
}

const fits = ({ data_type, input_options }: TicketAttributeRecord, value: unknown): value is Json => {
  if (value === null) return true
  switch (data_type) {
    case "string":
      return typeof value === "string"
    case "integer":
      return Number.isInteger(value)
    case "decimal":
    case "datetime":
      return typeof value === "number" || typeof value === "string"
    case "boolean":
      return typeof value === "boolean"
    case "list": {
      const options = input_options["list_options"]
      const known = (wanted: unknown) =>
        Array.isArray(options) &&
        options.some(
          (option: unknown) =>
            Predicate.hasProperty(option, "label") &&
            Predicate.hasProperty(option, "id") &&
            (option.label === wanted || option.id === wanted)
        )
      return Array.isArray(value) ? input_options["allow_multiple_values"] === true && value.every(known) : known(value)
    }
    case "files":
      return Array.isArray(value)
  }
}

/**
 * The contacts endpoints.
 *
 * @since 0.1.0
 */
import { Contacts, Search } from "@effect-intercom/resources"
import * as Predicate from "effect/Predicate"
import { contactFields } from "./Search.ts"
import type { Dialect } from "../../search/Query.ts"
import { byCreation } from "../../workspace/ByCreation.ts"
import type { ContactRecord } from "./Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import type { Selection } from "../../workspace/Selection.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { readContactFields } from "./Input.ts"
import * as Pages from "../../route/Pages.ts"
import { renderContact } from "./Render.ts"
import type { Call, Route } from "../Route.ts"
import type { Workspace } from "../Workspace.ts"
import { readSearch } from "../../search/Request.ts"

const limits: Pages.PageLimits = { defaultPerPage: 50, maxPerPage: 150 }

const list = (call: Call): Answer | Refusal => {
  const page = Pages.fromQuery(call, limits)
  return isRefusal(page) ? page : answerPage(call, byCreation("descending"), page)
}

const search = (call: Call): Answer | Refusal => {
  const found = readSearch(call, dialectOf(call), "created_at", limits)
  return isRefusal(found) ? found : answerPage(call, found.selection, found.page)
}

const get = (call: Call): Answer | Refusal => withContact(call, (contact) => ok(renderContact(call, contact)))

const getByExternalId = (call: Call): Answer | Refusal => {
  const { contacts } = call.workspace
  const externalId = call.params["external_id"] ?? ""
  const contact = contacts.findByExternalId(externalId)
  if (contact !== undefined) return ok(renderContact(call, contact))
  const merged = contacts.findMergedByExternalId(externalId)
  return merged === undefined ? userNotFound : goneFrom(call.workspace, merged)
}

const create = (call: Call): Answer | Refusal => {
  const { body, workspace } = call
  const fields = readContactFields(body, workspace)
  if (isRefusal(fields)) return fields
  if (fields.email === undefined && fields.external_id === undefined && fields.role !== "lead") {
    return refuse(400, "parameter_not_found", "one of email, external_id or role must be given")
  }
  const taken = conflictWith(undefined, fields, workspace)
  if (taken !== undefined) return taken
  return ok(renderContact(call, workspace.contacts.add(fields)))
}

const update = (call: Call): Answer | Refusal =>
  withContact(call, (contact) => {
    const { body, workspace } = call
    const fields = readContactFields(body, workspace)
    if (isRefusal(fields)) return fields
    const taken = conflictWith(contact, fields, workspace)
    if (taken !== undefined) return taken
    return ok(renderContact(call, changed(call, contact, merged(contact, fields))))
  })

const remove = (call: Call): Answer | Refusal =>
  withContact(call, (contact) => {
    call.workspace.contacts.remove(contact.id)
    return ok(reference(contact, { deleted: true }))
  })

const archive = (call: Call): Answer | Refusal =>
  withContact(call, (contact) => {
    changed(call, contact, { archived: true })
    return ok(reference(contact, { archived: true }))
  })

const unarchive = (call: Call): Answer | Refusal =>
  withContact(call, (contact) => {
    changed(call, contact, { archived: false, blocked: false })
    return ok(reference(contact, { archived: false }))
  })

const block = (call: Call): Answer | Refusal =>
  withContact(call, (contact) => {
    changed(call, contact, { archived: true, blocked: true })
    return ok(reference(contact, { blocked: true }))
  })

/**
 * The routes of contacts.
 *
 * @category routes
 * @since 0.1.0
 */
export const contactRoutes: ReadonlyArray<Route> = [
  { operation: Contacts.list, handle: list },
  { operation: Contacts.create, handle: create },
  { operation: Contacts.search, handle: search },
  { operation: Contacts.get, handle: get },
  { operation: Contacts.update, handle: update },
  { operation: Contacts.delete, handle: remove },
  { operation: Contacts.getByExternalId, handle: getByExternalId },
  { operation: Contacts.archive, handle: archive },
  { operation: Contacts.unarchive, handle: unarchive },
  { operation: Contacts.block, handle: block }
]

/**
 * 404 for a contact that is not there.
 *
 * @category errors
 * @since 0.1.0
 */
export const userNotFound: Refusal = /*#__PURE__*/ refuse(404, "not_found", "User Not Found")

/**
 * Runs `use` with the contact of the path, and refuses where there is none or where it was merged.
 *
 * @category conversions
 * @since 0.1.0
 */
export const withContact = (
  { params, workspace }: Call,
  use: (contact: ContactRecord) => Answer | Refusal
): Answer | Refusal => {
  const contact = workspace.contacts.get(params["contact_id"] ?? params["id"] ?? "")
  if (contact === undefined) return userNotFound
  return contact.merged_into === null ? use(contact) : goneFrom(workspace, contact)
}

/** How many merges are followed to the contact that remains. */
const followed = 3

const goneFrom = ({ contacts }: Workspace, contact: ContactRecord): Refusal => {
  let remaining = contact
  for (let hop = 0; hop < followed && remaining.merged_into !== null; hop++) {
    remaining = contacts.get(remaining.merged_into) ?? remaining
  }
  return {
    ...refuse(410, "contact_merged", "This contact was merged; the Link header names the one that remains."),
    headers: { link: `</contacts/${remaining.id}>; rel="canonical"` }
  }
}

const dialectOf = ({ version, workspace }: Call): Dialect<ContactRecord> => {
  const isExact = Search.datePrecision("contacts", version) === "second"
  return {
    fields: contactFields,
    dates: { days: isExact ? undefined : workspace.settings.timezone, inclusive: false, orEqual: isExact },
    orEqual: true
  }
}

const answerPage = (call: Call, selection: Selection<ContactRecord>, request: Pages.CursorRequest): Answer => {
  const { workspace } = call
  const { pages, rows, total_count } = Pages.byCursor(workspace, workspace.contacts, selection, request)
  return ok({ type: "list", data: rows.map((contact) => renderContact(call, contact)), total_count, pages })
}

const changed = ({ workspace }: Call, contact: ContactRecord, fields: Partial<ContactRecord>): ContactRecord =>
  workspace.contacts.update(contact.id, fields) ?? contact

const merged = (contact: ContactRecord, fields: Partial<ContactRecord>): Partial<ContactRecord> =>
  fields.custom_attributes === undefined
    ? fields
    : { ...fields, custom_attributes: { ...contact.custom_attributes, ...fields.custom_attributes } }

const reference = (contact: ContactRecord, state: JsonObject): JsonObject => ({
  id: contact.id,
  external_id: contact.external_id,
  type: "contact",
  ...state
})

/** Two users cannot have one e-mail, nor two contacts one external id. */
const conflictWith = (
  contact: ContactRecord | undefined,
  fields: Partial<ContactRecord>,
  workspace: Call["workspace"]
): Refusal | undefined => {
  const role = fields.role ?? contact?.role ?? "user"
  const { email, external_id } = fields
  const byEmail = role === "user" && Predicate.isString(email) ? workspace.contacts.findUserByEmail(email) : undefined
  const byExternalId = Predicate.isString(external_id) ? workspace.contacts.findByExternalId(external_id) : undefined
  const other = [byEmail, byExternalId].find((found) => found !== undefined && found.id !== contact?.id)
  if (other === undefined) return undefined
  return refuse(
    409,
    "conflict",
    other.archived
      ? `An archived contact matching those details already exists with id=${other.id}`
      : `A contact matching those details already exists with id=${other.id}`
  )
}

/**
 * The contacts endpoints.
 *
 * @since 0.1.0
 */
import { Contacts } from "@effect-intercom/resources"
import * as Predicate from "effect/Predicate"
import { contactFields } from "./Search.ts"
import type { Dialect } from "../../search/Query.ts"
import { byCreation } from "../../workspace/ByCreation.ts"
import type { ContactRecord } from "./Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import type { Selection } from "../../workspace/Selection.ts"
import { type Answer, invalid, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { readContactFields } from "./Input.ts"
import * as Pages from "../../route/Pages.ts"
import { renderContact } from "./Render.ts"
import { type Call, type Route } from "../Route.ts"
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
  const contact = call.workspace.contacts.findByExternalId(call.params["external_id"] ?? "")
  return contact === undefined ? userNotFound : ok(renderContact(call, contact))
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

const merge = (call: Call): Answer | Refusal => {
  const { body, workspace } = call
  const { from, into, skip_duplicate_validation } = body
  if (typeof from !== "string" || typeof into !== "string") return invalid("from and into must be ids of contacts")
  const source = workspace.contacts.get(from)
  const target = workspace.contacts.get(into)
  if (source?.merged_into !== null || target?.merged_into !== null) return userNotFound
  if (source.id === target.id || source.role !== "lead" || target.role !== "user") {
    return refuse(400, "invalid_merge", "Only a lead can be merged, and only into a user")
  }
  const same = (a: string | null, b: string | null) => a !== null && a === b
  if (skip_duplicate_validation !== true && !same(source.email, target.email) && !same(source.phone, target.phone)) {
    return refuse(
      400,
      "invalid_merge",
      "Only contacts with the same email or phone can be merged, unless told to skip this check"
    )
  }
  workspace.contacts.update(source.id, { merged_into: target.id })
  const kept = workspace.contacts.update(target.id, {
    phone: target.phone ?? source.phone,
    email: target.email ?? source.email,
    custom_attributes: { ...source.custom_attributes, ...target.custom_attributes },
    tags: [...target.tags, ...source.tags.filter(({ id }) => target.tags.every((tag) => tag.id !== id))],
    companies: [...new Set([...target.companies, ...source.companies])]
  })
  return ok(renderContact(call, kept ?? target))
}

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
  { operation: Contacts.merge, handle: merge },
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
 * @category refusals
 * @since 0.1.0
 */
export const userNotFound: Refusal = /*#__PURE__*/ refuse(404, "not_found", "User Not Found")

/**
 * Runs `use` with the contact of the path, and refuses where there is none or where it was merged.
 *
 * @category lookups
 * @since 0.1.0
 */
export const withContact = (
  { params, workspace }: Call,
  use: (contact: ContactRecord) => Answer | Refusal
): Answer | Refusal => {
  const contact = workspace.contacts.get(params["contact_id"] ?? params["id"] ?? "")
  if (contact === undefined) return userNotFound
  if (contact.merged_into !== null) {
    return {
      ...refuse(410, "contact_merged", "This contact was merged; the Link header names the one that remains."),
      headers: { link: `</contacts/${contact.merged_into}>; rel="canonical"` }
    }
  }
  return use(contact)
}

/** Stable versions match whole days; Preview matches to the second. */
const dialectOf = ({ version, workspace }: Call): Dialect<ContactRecord> => {
  const preview = version === "Preview" || version === "Unstable"
  return {
    fields: contactFields,
    dates: { days: preview ? undefined : workspace.settings.timezone, inclusive: false, orEqual: preview },
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

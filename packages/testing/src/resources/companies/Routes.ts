/**
 * The companies endpoints.
 *
 * @since 0.1.0
 */
import { Companies, Contacts } from "@effect-intercom/resources"
import { companyFields } from "./Sort.ts"
import { byCreation } from "../../workspace/ByCreation.ts"
import type { Field } from "../../workspace/Field.ts"
import type { CompanyRecord } from "./Record.ts"
import type { ContactRecord } from "../contacts/Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import type { Selection } from "../../workspace/Selection.ts"
import type { Workspace } from "../Workspace.ts"
import { type Answer, invalid, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { isCustomAttributes, refusalOf } from "../dataAttributes/Input.ts"
import { withContact } from "../contacts/Routes.ts"
import * as Pages from "../../route/Pages.ts"
import { renderContact } from "../contacts/Render.ts"
import { renderSegment, segmentsOf } from "../segments/Render.ts"
import { renderTagNames } from "../tags/Render.ts"
import type { Call, Route } from "../Route.ts"

const limits: Pages.PageLimits = { defaultPerPage: 15, maxPerPage: 60 }
const scrollPage = 100

/** Answers one company when the query names it, and otherwise a page of those that have a tag or are in a segment. */
const list = (call: Call): Answer | Refusal => {
  const companyId = call.query.get("company_id")
  const name = call.query.get("name")
  if (companyId !== null) {
    const company = call.workspace.companies.findByCompanyId(companyId)
    return company === undefined ? companyNotFound : ok(renderCompany(call.workspace, company))
  }
  if (name !== null) {
    const [company] = call.workspace.companies.page(named(name), { limit: 1, now: call.workspace.now() }).rows
    return company === undefined ? companyNotFound : ok(renderCompany(call.workspace, company))
  }
  return pageOf(call, "/companies", filtered(call))
}

const listAll = (call: Call): Answer | Refusal => {
  const order = call.query.get("order") ?? "desc"
  if (order !== "asc" && order !== "desc") return invalid("order must be asc or desc", "order")
  return pageOf(call, "/companies/list", byCreation(order === "asc" ? "ascending" : "descending"))
}

const scroll = ({ query, workspace }: Call): Answer | Refusal => {
  const now = workspace.settings.nowMillis() / 1000
  const param = query.get("scroll_param")
  const open = param === null ? workspace.scrolls.open(now) : workspace.scrolls.resume(param, now)
  if (open === undefined) {
    return param === null
      ? refuse(400, "scroll_exists", "scroll already exists for this workspace")
      : refuse(404, "not_found", "scroll parameter not found")
  }
  if (open.ended && workspace.settings.scrollEnd === "404") {
    workspace.scrolls.close()
    return refuse(404, "not_found", "scroll parameter not found")
  }
  const page = open.ended
    ? { rows: [], next: undefined }
    : workspace.companies.page(byCreation("ascending"), {
        limit: scrollPage,
        after: open.position,
        now: workspace.now()
      })
  if (open.ended) workspace.scrolls.close()
  open.position = page.next
  open.ended = page.next === undefined
  return ok({
    type: "list",
    data: page.rows.map((company) => renderCompany(workspace, company)),
    pages: null,
    total_count: null,
    scroll_param: open.param
  })
}

const get = (call: Call): Answer | Refusal => withCompany(call, (company) => ok(renderCompany(call.workspace, company)))

const createOrUpdate = (call: Call): Answer | Refusal => {
  const { body, workspace } = call
  const { company_id } = body
  const fields = readFields(call)
  if (isRefusal(fields)) return fields
  if (typeof company_id !== "string" || company_id === "") {
    return refuse(400, "parameter_not_found", "company_id can't be empty", "company_id")
  }
  const known = workspace.companies.findByCompanyId(company_id)
  const company =
    known === undefined
      ? workspace.companies.add({ name: company_id, ...fields, company_id })
      : workspace.companies.update(known.id, withAttributes(known, fields))
  return company === undefined ? companyNotFound : ok(renderCompany(workspace, company))
}

const update = (call: Call): Answer | Refusal =>
  withCompany(call, (company) => {
    const fields = readFields(call)
    if (isRefusal(fields)) return fields
    const changed = call.workspace.companies.update(company.id, withAttributes(company, fields))
    return ok(renderCompany(call.workspace, changed ?? company))
  })

const remove = (call: Call): Answer | Refusal =>
  withCompany(call, ({ id }) => {
    call.workspace.companies.remove(id)
    return ok({ id, object: "company", deleted: true })
  })

const attach = (call: Call): Answer | Refusal =>
  withContact(call, (contact) => {
    const { id } = call.body
    if (typeof id !== "string" || id === "") return refuse(400, "parameter_not_found", "company not specified")
    const company = call.workspace.companies.get(id)
    if (company === undefined) return companyNotFound
    call.workspace.contacts.update(contact.id, { companies: [...new Set([...contact.companies, id])] })
    return ok(renderCompany(call.workspace, company))
  })

const detach = (call: Call): Answer | Refusal =>
  withContact(call, (contact) => {
    const id = call.params["id"] ?? ""
    const company = contact.companies.includes(id) ? call.workspace.companies.get(id) : undefined
    if (company === undefined) return companyNotFound
    call.workspace.contacts.update(contact.id, { companies: contact.companies.filter((other) => other !== id) })
    return ok(renderCompany(call.workspace, company))
  })

const listOfContact = (call: Call): Answer | Refusal =>
  withContact(call, (contact: ContactRecord) => {
    const companies = contact.companies.flatMap((id) => call.workspace.companies.get(id) ?? [])
    return ok({
      type: "list",
      data: companies.map((company) => renderCompany(call.workspace, company)),
      total_count: companies.length,
      pages: { type: "pages", next: null, page: 1, per_page: 50, total_pages: 1 }
    })
  })

const listContacts = (call: Call): Answer | Refusal =>
  withCompany(call, (company) => {
    const request = Pages.numberFromQuery(call, { defaultPerPage: 50, maxPerPage: 60 })
    if (isRefusal(request)) return request
    const members: Selection<ContactRecord> = {
      ...byCreation("descending"),
      key: `members of ${company.id}`,
      matches: (read) => {
        const companies = read(membership)
        return Array.isArray(companies) && companies.includes(company.id)
      }
    }
    const page = Pages.byNumber(call, `/companies/${company.id}/contacts`, call.workspace.contacts, members, request)
    if (isRefusal(page)) return page
    const { pages, rows, total_count } = page
    return ok({
      type: "list",
      data: rows.map((contact) => renderContact(call, contact)),
      total_count,
      pages
    })
  })

const membership: Field<ContactRecord> = { name: "companies", type: "list", of: ({ companies }) => companies }

/**
 * The routes of companies.
 *
 * @category routes
 * @since 0.1.0
 */
export const companyRoutes: ReadonlyArray<Route> = [
  { operation: Companies.listFiltered, handle: list },
  { operation: Companies.create, handle: createOrUpdate },
  { operation: Companies.list, handle: listAll },
  { operation: Companies.scroll, handle: scroll },
  { operation: Companies.get, handle: get },
  { operation: Companies.update, handle: update },
  { operation: Companies.delete, handle: remove },
  { operation: Companies.listContacts, handle: listContacts },
  { operation: Contacts.listCompanies, handle: listOfContact },
  { operation: Companies.attachContact, handle: attach },
  { operation: Companies.detachContact, handle: detach }
]

/**
 * A company as responses show it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderCompany = (workspace: Workspace, company: CompanyRecord): JsonObject => ({
  type: "company",
  company_id: company.company_id,
  id: company.id,
  app_id: workspace.id,
  name: company.name,
  ...(company.remote_created_at === null ? {} : { remote_created_at: company.remote_created_at }),
  created_at: company.created_at,
  updated_at: company.updated_at,
  ...(company.last_request_at === null ? {} : { last_request_at: company.last_request_at }),
  monthly_spend: company.monthly_spend,
  session_count: company.session_count,
  user_count: workspace.companies.userCount(company.id),
  ...(company.size === null ? {} : { size: company.size }),
  ...(company.website === null ? {} : { website: company.website }),
  ...(company.industry === null ? {} : { industry: company.industry }),
  tags: { type: "tag.list", tags: renderTagNames(workspace, company.tags) },
  segments: { type: "segment.list", segments: segmentsOf(workspace, company).map(renderSegment) },
  plan: company.plan === null ? {} : { type: "plan", id: company.plan.toLowerCase(), name: company.plan },
  custom_attributes: company.custom_attributes
})

/**
 * 404 for a company that is not there.
 *
 * @category errors
 * @since 0.1.0
 */
export const companyNotFound: Refusal = /*#__PURE__*/ refuse(404, "company_not_found", "Company Not Found")

/**
 * Runs `use` with the company of the path, and refuses where there is none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const withCompany = (
  { params, workspace }: Call,
  use: (company: CompanyRecord) => Answer | Refusal
): Answer | Refusal => {
  const company = workspace.companies.get(params["company_id"] ?? params["id"] ?? "")
  return company === undefined ? companyNotFound : use(company)
}

const named = (name: string): Selection<CompanyRecord> => {
  const field = companyFields("name")
  return {
    ...byCreation("descending"),
    key: `named ${name}`,
    matches: (read) => field !== undefined && read(field) === name
  }
}

const filtered = ({ query }: Call): Selection<CompanyRecord> => {
  const all = byCreation("descending")
  const tag = query.get("tag_id")
  const segment = query.get("segment_id")
  if (segment !== null) return { ...all, key: `in ${segment}`, matches: (read) => holds(read(segmentIds), segment) }
  if (tag === null) return all
  return {
    ...all,
    key: `tagged ${tag}`,
    matches: (read) => holds(read(tagIds), tag)
  }
}

const holds = (ids: unknown, id: string): boolean => Array.isArray(ids) && ids.includes(id)

const segmentIds: Field<CompanyRecord> = { name: "segments", type: "list", of: ({ segments = [] }) => segments }

const tagIds: Field<CompanyRecord> = { name: "tags", type: "list", of: ({ tags }) => tags.map(({ id }) => id) }

const pageOf = (call: Call, path: string, selection: Selection<CompanyRecord>): Answer | Refusal => {
  const request = Pages.numberFromQuery(call, limits)
  if (isRefusal(request)) return request
  const page = Pages.byNumber(call, path, call.workspace.companies, selection, request)
  if (isRefusal(page)) return page
  const { pages, rows, total_count } = page
  return ok({
    type: "list",
    data: rows.map((company) => renderCompany(call.workspace, company)),
    pages,
    total_count
  })
}

const accepted = new Set([
  "name",
  "plan",
  "size",
  "website",
  "industry",
  "monthly_spend",
  "remote_created_at",
  "custom_attributes",
  "company_id"
])

const readFields = ({ body, workspace }: Call): Partial<CompanyRecord> | Refusal => {
  const fields: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(body)) {
    if (!accepted.has(name)) return refuse(400, "bad_request", `bad '${name}' parameter`)
    if (value === undefined || value === null) continue
    const isNumber = name === "size" || name === "monthly_spend" || name === "remote_created_at"
    const fits =
      name === "custom_attributes" ? isCustomAttributes(value) : typeof value === (isNumber ? "number" : "string")
    if (!fits) return invalid(`${name} is not of its type`, name)
    // Money is kept in whole units.
    fields[name] = name === "monthly_spend" ? Math.trunc(Number(value)) : value
  }
  const attributes = fields["custom_attributes"]
  const refused = isCustomAttributes(attributes) ? refusalOf(workspace, "company", attributes) : undefined
  if (refused !== undefined) return refused
  delete fields["company_id"]
  // Type boundary: every field was checked against the type of its namesake.
  return fields as Partial<CompanyRecord>
}

const withAttributes = (company: CompanyRecord, fields: Partial<CompanyRecord>): Partial<CompanyRecord> =>
  fields.custom_attributes === undefined
    ? fields
    : { ...fields, custom_attributes: { ...company.custom_attributes, ...fields.custom_attributes } }

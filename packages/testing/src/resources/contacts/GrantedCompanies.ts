/**
 * The endpoints of companies a contact is granted.
 *
 * @since 0.1.0
 */
import { Contacts } from "@effect-intercom/resources"
import { type Answer, isRefusal, ok, type Refusal } from "../../route/Answer.ts"
import { listOf, missing, readFields, text } from "../../route/Body.ts"
import { companyNotFound } from "../companies/Routes.ts"
import type { Call, Route } from "../Route.ts"
import type { ContactRecord } from "./Record.ts"
import { withContact } from "./Routes.ts"

const list = (call: Call): Answer | Refusal => withContact(call, (contact) => answer(call, contact))

const replace = (call: Call): Answer | Refusal =>
  withContact(call, (contact) => {
    const fields =
      missing(call.body, ["company_ids"]) ??
      readFields<{ readonly company_ids: ReadonlyArray<string> }>(call.body, { company_ids: listOf(text) })
    if (isRefusal(fields)) return fields
    const granted_companies = [...new Set(fields.company_ids)]
    return granted_companies.every(call.workspace.companies.has)
      ? answer(call, call.workspace.contacts.update(contact.id, { granted_companies }) ?? contact)
      : companyNotFound
  })

const remove = (call: Call): Answer | Refusal =>
  withContact(call, (contact) => {
    const { granted_companies = [] } = contact
    const id = call.params["company_id"] ?? ""
    if (!granted_companies.includes(id)) return companyNotFound
    const others = granted_companies.filter((other) => other !== id)
    return answer(call, call.workspace.contacts.update(contact.id, { granted_companies: others }) ?? contact)
  })

/**
 * The routes of granted companies.
 *
 * @category routes
 * @since 0.1.0
 */
export const grantedCompanyRoutes: ReadonlyArray<Route> = [
  { operation: Contacts.listGrantedCompanies, handle: list },
  { operation: Contacts.replaceGrantedCompanies, handle: replace },
  { operation: Contacts.removeGrantedCompany, handle: remove }
]

const answer = ({ workspace }: Call, { granted_companies = [] }: ContactRecord): Answer => {
  const companies = granted_companies.flatMap((id) => workspace.companies.get(id) ?? [])
  return ok({
    type: "list",
    data: companies.map(({ company_id, id, name }) => ({ type: "company", id, company_id, name })),
    total_count: companies.length
  })
}

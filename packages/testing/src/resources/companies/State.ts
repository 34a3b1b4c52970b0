/**
 * The companies of a workspace, and how tests and requests change them.
 *
 * @since 0.1.0
 */
import { memberCount } from "../contacts/Membership.ts"
import type { Plan } from "../../workspace/seeding/Plan.ts"
import { assertRecordsLike, type Collection, type SavedRecords } from "../../workspace/Collection.ts"
import type { Contacts } from "../contacts/State.ts"
import type { CompanyRecord } from "./Record.ts"
import { type ChangeOptions, indexedAt, type ResourceClock } from "../../workspace/Clock.ts"
import { type Entries, type Persisted, refill } from "../../workspace/Persisted.ts"

/**
 * The companies of a workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface Companies extends Persisted<SavedCompanies> {
  readonly get: (id: string) => CompanyRecord | undefined
  readonly has: (id: string) => boolean
  readonly findByCompanyId: (companyId: string) => CompanyRecord | undefined
  /** How many contacts belong to a company. */
  readonly userCount: (id: string) => number
  /** Adds a company; what is left out has the value of one nobody knows anything of. */
  readonly add: (fields?: Partial<CompanyRecord>, options?: ChangeOptions) => CompanyRecord
  /** Changes fields, and `updated_at` unless it is among them. Undefined where there is no such company. */
  readonly update: (id: string, fields: Partial<CompanyRecord>, options?: ChangeOptions) => CompanyRecord | undefined
  readonly remove: (id: string, options?: ChangeOptions) => void
  readonly page: Collection<CompanyRecord>["page"]
  readonly reset: () => void
}

/**
 * The companies that were touched, as JSON, and what finds them.
 *
 * @category models
 * @since 0.1.0
 */
export interface SavedCompanies {
  readonly added: number
  readonly byCompanyId: Entries<string, string>
  readonly records: SavedRecords
}

/**
 * What the companies of a workspace are made of.
 *
 * @internal
 */
export interface CompanyParts {
  readonly collection: Collection<CompanyRecord>
  readonly indexOfCompanyId: (companyId: string) => number | undefined
  readonly idOf: (index: number) => string
  readonly indexOf: (id: string) => number | undefined
  readonly newId: (counter: number, createdAt: number) => string
  readonly plan: Plan
  readonly contacts: Contacts
  readonly clock: ResourceClock
}

/**
 * Makes the companies of a collection.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeCompanies = ({
  clock,
  collection,
  contacts,
  idOf,
  indexOf,
  indexOfCompanyId,
  newId,
  plan
}: CompanyParts): Companies => {
  let added = 0
  const byCompanyId = new Map<string, string>()
  const memberChanges = countMemberChanges(contacts)

  return {
    get: collection.get,
    has: collection.has,
    page: collection.page,
    findByCompanyId: (companyId) => {
      const index = indexOfCompanyId(companyId)
      const id = byCompanyId.get(companyId) ?? (index === undefined ? undefined : idOf(index))
      const company = id === undefined ? undefined : collection.get(id)
      return company?.company_id === companyId ? company : undefined
    },
    userCount: (id) => {
      const index = indexOf(id)
      const seeded = index === undefined ? 0 : memberCount(index, plan.contacts, plan.companies)
      return seeded + (memberChanges().get(id) ?? 0)
    },
    add: (fields, options) => {
      const created_at = fields?.created_at ?? clock.now()
      const number = ++added
      const company: CompanyRecord = {
        ...unknownCompany,
        company_id: `added-company-${number}`,
        name: `Company ${number}`,
        ...fields,
        id: fields?.id ?? newId(number, created_at),
        created_at,
        updated_at: fields?.updated_at ?? created_at
      }
      byCompanyId.set(company.company_id, company.id)
      collection.put(company, indexedAt(clock, company, options))
      return company
    },
    update: (id, fields, options) => {
      const company = collection.get(id)
      if (company === undefined) return undefined
      const changed: CompanyRecord = { ...company, updated_at: clock.now(), ...fields, id }
      byCompanyId.set(changed.company_id, id)
      collection.put(changed, indexedAt(clock, changed, options))
      return changed
    },
    remove: (id, options) => collection.remove(id, indexedAt(clock, { id }, options)),
    save: () => ({ added, byCompanyId: [...byCompanyId], records: collection.save() }),
    load: (saved) => {
      assertRecordsLike(unknownCompany, saved.records)
      added = saved.added
      refill(byCompanyId, saved.byCompanyId)
      collection.load(saved.records)
    },
    reset: () => {
      added = 0
      byCompanyId.clear()
      collection.reset()
    }
  }
}

/**
 * By how much the members of each company differ from the seeding. Worked out again when a contact changed. Who was
 * archived or merged is no member.
 */
const countMemberChanges = (contacts: Contacts): (() => ReadonlyMap<string, number>) => {
  let revision = 0
  let counts = new Map<string, number>()
  return () => {
    if (revision === contacts.revision()) return counts
    revision = contacts.revision()
    counts = new Map()
    for (const { current, seeded } of contacts.changes()) {
      for (const id of seeded?.companies ?? []) counts.set(id, (counts.get(id) ?? 0) - 1)
      if (current === undefined || current.archived || current.merged_into !== null) continue
      for (const id of current.companies) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    return counts
  }
}

const unknownCompany: Omit<CompanyRecord, "id" | "company_id" | "name" | "created_at" | "updated_at"> = {
  remote_created_at: null,
  last_request_at: null,
  monthly_spend: 0,
  session_count: 0,
  size: null,
  website: null,
  industry: null,
  plan: null,
  tags: [],
  custom_attributes: {}
}

/**
 * The people of a seeded workspace.
 *
 * @since 0.1.0
 */
import type { AppliedTag } from "../tags/Record.ts"
import type { ContactRecord, Location } from "./Record.ts"
import { adminCount, makeAdmin } from "../admins/Seed.ts"
import { companySeeds, hostOf } from "../companies/Seed.ts"
import { companyOf, isLead } from "./Membership.ts"
import * as ObjectId from "../../workspace/seeding/ObjectId.ts"
import { type Plan, salts } from "../../workspace/seeding/Plan.ts"
import { below, fraction, pick, uuid } from "../../workspace/seeding/Random.ts"
import { indexWithin, type Seeds } from "../../workspace/seeding/Seeds.ts"
import { createdAt, updatedAt } from "../../workspace/seeding/Timeline.ts"
import { tagCount, tagIdOf } from "../tags/Seed.ts"
import { browsers, firstNames, languages, lastNames, places, plans, systems } from "../../workspace/seeding/Words.ts"

const salt = salts.contact

/**
 * Contacts of a plan, and the ways to find one by what only it has.
 *
 * @category models
 * @since 0.1.0
 */
export interface ContactSeeds extends Seeds<ContactRecord> {
  readonly machine: string
  readonly indexOfEmail: (email: string) => number | undefined
  readonly indexOfExternalId: (externalId: string) => number | undefined
}

/**
 * The contacts of a plan.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const contactSeeds = (plan: Plan): ContactSeeds => {
  const { companies, contacts: count, seed, timeline } = plan
  const machine = ObjectId.machineOf(seed, salt)
  const companyIdOf = companySeeds(plan).idOf
  const created = (index: number) => createdAt(timeline, count, seed, salt, index)
  const updated = (index: number) => updatedAt(timeline, created(index), seed, salt + 1, index)
  const idOf = (index: number) => ObjectId.make(created(index), machine, index)
  const emailOf = (index: number): string => {
    const company = companyOf(index, companies)
    const host = company === undefined ? "example.com" : hostOf(seed, company)
    return `${nameOf(seed, index).toLowerCase().replace(" ", ".")}.${index + 1}@${host}`
  }
  const externalIdOf = (index: number): string => (isLead(index) ? uuid(seed, salt + 20, index) : String(index + 1))
  const companiesOf = (index: number): ReadonlyArray<string> => {
    const company = companyOf(index, companies)
    return company === undefined ? [] : [companyIdOf(company)]
  }
  const roleOf = (index: number) => (isLead(index) ? "lead" : "user")

  return {
    count,
    machine,
    idOf,
    indexOf: (id) => {
      const index = indexWithin(ObjectId.counterOf(id, machine), count)
      return index !== undefined && idOf(index) === id ? index : undefined
    },
    indexOfEmail: (email) => {
      const digits = /\.([1-9]\d*)@/.exec(email)?.[1]
      const index = digits === undefined ? undefined : indexWithin(Number(digits) - 1, count)
      return index !== undefined && emailOf(index) === email.toLowerCase() ? index : undefined
    },
    indexOfExternalId: (externalId) => {
      const index = /^[1-9]\d*$/.test(externalId) ? indexWithin(Number(externalId) - 1, count) : undefined
      return index !== undefined && externalIdOf(index) === externalId ? index : undefined
    },
    columns: {
      id: idOf,
      created_at: created,
      updated_at: updated,
      role: roleOf,
      email: emailOf,
      external_id: externalIdOf,
      name: (index) => nameOf(seed, index),
      companies: companiesOf,
      signed_up_at: (index) => (isLead(index) ? null : created(index))
    },
    make: (index) => {
      const lead = isLead(index)
      const created_at = created(index)
      const updated_at = updated(index)
      const place = pick(places, seed, salt + 5, index)
      const active = fraction(seed, salt + 6, index) < 0.7
      const written = active && fraction(seed, salt + 7, index) < 0.3
      return {
        id: idOf(index),
        created_at,
        updated_at,
        external_id: externalIdOf(index),
        role: roleOf(index),
        email: emailOf(index),
        phone:
          fraction(seed, salt + 8, index) < 0.4
            ? place.calling + String(1_000_000 + below(9_000_000, seed, salt + 9, index))
            : null,
        name: nameOf(seed, index),
        avatar:
          fraction(seed, salt + 10, index) < 0.2
            ? { type: "avatar", image_url: `https://static.example/avatars/${index + 1}.png` }
            : null,
        owner_id:
          fraction(seed, salt + 11, index) < 0.3 ? makeAdmin(seed, below(adminCount, seed, salt + 12, index)).id : null,
        has_hard_bounced: fraction(seed, salt + 13, index) < 0.01,
        marked_email_as_spam: fraction(seed, salt + 14, index) < 0.005,
        unsubscribed_from_emails: fraction(seed, salt + 15, index) < 0.08,
        signed_up_at: lead ? null : created_at,
        last_seen_at: active ? updated_at : null,
        last_replied_at: written ? updated_at : null,
        last_contacted_at: written ? updated_at : null,
        last_email_opened_at: written ? updated_at : null,
        last_email_clicked_at: null,
        language_override: null,
        browser: active ? pick(browsers, seed, salt + 16, index) : null,
        browser_version: active ? `${100 + below(50, seed, salt + 17, index)}.0` : null,
        browser_language: active ? pick(languages, seed, salt + 18, index) : null,
        os: active ? pick(systems, seed, salt + 19, index) : null,
        location: active ? locationOf(place) : nowhere,
        custom_attributes: lead
          ? {}
          : {
              plan: pick(plans, seed, salt + 21, index).toLowerCase(),
              seats: below(200, seed, salt + 22, index) + 1,
              trial: fraction(seed, salt + 23, index) < 0.15
            },
        tags: tagsOf(seed, created_at, index),
        companies: companiesOf(index),
        archived: false,
        blocked: false,
        merged_into: null
      }
    }
  }
}

const nameOf = (seed: number, index: number): string =>
  `${pick(firstNames, seed, salt + 2, index)} ${pick(lastNames, seed, salt + 3, index)}`

/**
 * The place of a person nobody has seen.
 *
 * @category constants
 * @since 0.1.0
 */
export const nowhere: Location = { country: null, region: null, city: null, country_code: null, continent_code: null }

const locationOf = ({ city, continent_code, country, country_code, region }: (typeof places)[number]): Location => ({
  country,
  region,
  city,
  country_code,
  continent_code
})

/** One in five has up to three tags; one in ninety-seven has more than a response shows inline. */
const tagsOf = (seed: number, created: number, index: number): ReadonlyArray<AppliedTag> => {
  const chance = fraction(seed, salt + 24, index)
  const count = index % 97 === 13 ? 12 : chance < 0.2 ? 1 + Math.floor(chance * 15) : 0
  if (count === 0) return []
  const first = below(tagCount, seed, salt + 25, index)
  const admin = makeAdmin(seed, below(adminCount, seed, salt + 26, index)).id
  return Array.from({ length: count }, (_, nth) => ({
    id: tagIdOf(first + nth),
    applied_at: created + nth,
    applied_by: admin
  }))
}

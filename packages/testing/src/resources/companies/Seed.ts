/**
 * The companies of a seeded workspace.
 *
 * @since 0.1.0
 */
import type { AppliedTag } from "../tags/Record.ts"
import type { CompanyRecord } from "./Record.ts"
import { adminCount, makeAdmin } from "../admins/Seed.ts"
import * as ObjectId from "../../workspace/seeding/ObjectId.ts"
import { type Plan, salts } from "../../workspace/seeding/Plan.ts"
import { below, fraction, pick } from "../../workspace/seeding/Random.ts"
import { indexWithin, type Seeds } from "../../workspace/seeding/Seeds.ts"
import { createdAt, updatedAt } from "../../workspace/seeding/Timeline.ts"
import { tagCount, tagIdOf } from "../tags/Seed.ts"
import { companyKinds, companyNames, industries, plans } from "../../workspace/seeding/Words.ts"

const salt = salts.company

/**
 * The name of company `index`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const nameOf = (seed: number, index: number): string =>
  `${pick(companyNames, seed, salt, index)} ${pick(companyKinds, seed, salt + 1, index)} ${index + 1}`

/**
 * The host of company `index`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const hostOf = (seed: number, index: number): string =>
  `${nameOf(seed, index).toLowerCase().replaceAll(" ", "-")}.example`

/**
 * The companies of a plan.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const companySeeds = ({ companies: count, seed, timeline }: Plan): Seeds<CompanyRecord> => {
  const machine = ObjectId.machineOf(seed, salt)
  const created = (index: number) => createdAt(timeline, count, seed, salt + 2, index)
  const updated = (index: number) => updatedAt(timeline, created(index), seed, salt + 3, index)
  const idOf = (index: number) => ObjectId.make(created(index), machine, index)
  const indexOf = (id: string): number | undefined => {
    const index = indexWithin(ObjectId.counterOf(id, machine), count)
    return index !== undefined && idOf(index) === id ? index : undefined
  }
  return {
    count,
    idOf,
    indexOf,
    columns: {
      created_at: created,
      updated_at: updated,
      company_id: companyIdOf,
      name: (index) => nameOf(seed, index)
    },
    make: (index) => {
      const created_at = created(index)
      return {
        id: idOf(index),
        company_id: companyIdOf(index),
        name: nameOf(seed, index),
        remote_created_at: created_at - below(86_400 * 30, seed, salt + 5, index),
        created_at,
        updated_at: updated(index),
        last_request_at: fraction(seed, salt + 6, index) < 0.5 ? updated(index) : null,
        monthly_spend: below(50, seed, salt + 7, index) * 50,
        session_count: below(4000, seed, salt + 8, index),
        size: below(2000, seed, salt + 9, index) + 1,
        website: `https://www.${hostOf(seed, index)}`,
        industry: pick(industries, seed, salt + 10, index),
        plan: fraction(seed, salt + 11, index) < 0.8 ? pick(plans, seed, salt + 12, index) : null,
        tags: tagsOf(seed, created_at, index),
        custom_attributes: { paid_subscriber: fraction(seed, salt + 13, index) < 0.4 }
      }
    }
  }
}

/**
 * The id a seeded company has outside Intercom.
 *
 * @category conversions
 * @since 0.1.0
 */
export const companyIdOf = (index: number): string => `company-${index + 1}`

/**
 * The index of such an id.
 *
 * @category conversions
 * @since 0.1.0
 */
export const indexOfCompanyId = (companyId: string, count: number): number | undefined => {
  const digits = /^company-([1-9]\d*)$/.exec(companyId)?.[1]
  return digits === undefined ? undefined : indexWithin(Number(digits) - 1, count)
}

const tagsOf = (seed: number, created: number, index: number): ReadonlyArray<AppliedTag> => {
  if (fraction(seed, salt + 14, index) >= 0.25) return []
  const tag = below(tagCount, seed, salt + 15, index)
  const admin = makeAdmin(seed, below(adminCount, seed, salt + 16, index))
  return [{ id: tagIdOf(tag), applied_at: created, applied_by: admin.id }]
}

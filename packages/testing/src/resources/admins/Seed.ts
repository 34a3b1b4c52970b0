/**
 * The teammates of a seeded workspace.
 *
 * @since 0.1.0
 */
import type { AdminRecord } from "./Record.ts"
import type { Author } from "../../workspace/Author.ts"
import { salts } from "../../workspace/seeding/Plan.ts"
import { pick } from "../../workspace/seeding/Random.ts"
import { firstNames, lastNames } from "../../workspace/seeding/Words.ts"

const firstId = 991_267_459

/**
 * How many teammates a seeded workspace has.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const adminCount = 8

/**
 * The ids of the two teams.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const teamIds = [5_017_691, 5_017_692] as const

/**
 * Teammate `index`.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const makeAdmin = (seed: number, index: number): AdminRecord => {
  const first = pick(firstNames, seed, salts.admin, index)
  const last = pick(lastNames, seed, salts.admin + 1, index)
  return {
    id: String(firstId + index),
    name: `${first} ${last}`,
    email: `${first.toLowerCase()}.${last.toLowerCase()}@workspace.example`,
    away_mode_enabled: index === adminCount - 1,
    away_mode_reassign: false,
    away_status_reason_id: null,
    has_inbox_seat: index < adminCount - 2,
    team_ids: [teamIds[index % 2 === 0 ? 0 : 1]]
  }
}

/**
 * A teammate as the author of a message.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const authorOf = (admin: AdminRecord): Author => ({
  type: "admin",
  id: admin.id,
  name: admin.name,
  email: admin.email
})

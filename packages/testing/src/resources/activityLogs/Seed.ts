/**
 * The log of a seeded workspace: every admin logs in once a day.
 *
 * @since 0.1.0
 */
import type { ActivityLogRecord } from "./Record.ts"
import type { AdminRecord } from "../admins/Record.ts"
import type { Plan } from "../../workspace/seeding/Plan.ts"
import { below } from "../../workspace/seeding/Random.ts"

const salt = 7000
const day = 86_400
const tenHours = 36_000

/**
 * The entries, oldest first; none in a workspace without seeded records.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const activityLogSeeds = (
  { companies, contacts, conversations, seed, timeline }: Plan,
  admins: ReadonlyArray<AdminRecord>
): ReadonlyArray<ActivityLogRecord> => {
  if (contacts + companies + conversations === 0) return []
  const days = Math.floor((timeline.end - timeline.start) / day)
  const entries = Array.from({ length: days * admins.length }, (_, index): ActivityLogRecord => {
    const admin = admins[index % admins.length]
    const created_at = timeline.start + Math.floor(index / admins.length) * day + below(tenHours, seed, salt, index)
    return {
      id: String(100_000_001 + index),
      created_at,
      updated_at: created_at,
      activity_type: "admin_login_success",
      activity_description: `${admin?.name ?? "Somebody"} successfully logged in.`,
      performed_by: { id: admin?.id ?? "0", email: admin?.email ?? "", ip: "192.0.2.1" },
      metadata: { sign_in_method: "password", before: null, after: null }
    }
  })
  return entries.toSorted((a, b) => a.created_at - b.created_at)
}

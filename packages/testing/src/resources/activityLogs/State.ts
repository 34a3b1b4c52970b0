/**
 * The log of what the admins of a workspace did.
 *
 * @since 0.1.0
 */
import type { Plan } from "../../workspace/seeding/Plan.ts"
import { makeShelf, type Shelf } from "../../workspace/Shelf.ts"
import type { AdminRecord } from "../admins/Record.ts"
import type { ActivityLogRecord } from "./Record.ts"
import { activityLogSeeds } from "./Seed.ts"

/**
 * Makes the log: log-ins from the start, where the workspace has seeded records.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeActivityLogs = (
  plan: Plan,
  now: () => number,
  admins: ReadonlyArray<AdminRecord>
): Shelf<ActivityLogRecord> =>
  makeShelf({
    now,
    firstId: 900_000_001,
    blank: () => ({
      activity_type: "admin_login_success",
      activity_description: "Somebody logged in",
      performed_by: { id: admins[0]?.id ?? "0", email: admins[0]?.email ?? "", ip: "192.0.2.1" },
      metadata: null
    }),
    seeded: () => activityLogSeeds(plan, admins)
  })

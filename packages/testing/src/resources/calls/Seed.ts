/**
 * The phone calls of a seeded workspace.
 *
 * @since 0.1.0
 */
import { type Plan, salts } from "../../workspace/seeding/Plan.ts"
import { below, fraction } from "../../workspace/seeding/Random.ts"
import { seededRows } from "../../workspace/seeding/Rows.ts"
import type { CallRecord } from "./Record.ts"

const salt = salts.library + 50

/**
 * The calls of a plan, most of them inbound and a few minutes long.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const callSeeds = (plan: Plan): ReadonlyArray<CallRecord> =>
  seededRows(plan, { count: plan.calls, salt, firstId: 10_000_001 }, (index) => ({ index })).map(
    ({ index, ...row }): CallRecord => ({
      ...row,
      updated_at: row.created_at,
      conversation_id: null,
      admin_id: null,
      contact_id: null,
      state: "completed",
      initiated_at: row.created_at,
      answered_at: row.created_at + 1 + below(30, plan.seed, salt + 2, index),
      ended_at: row.created_at + 60 + below(600, plan.seed, salt + 3, index),
      call_type: "phone",
      direction: fraction(plan.seed, salt + 4, index) < 0.7 ? "inbound" : "outbound",
      ended_reason: "hangup",
      phone: `+35315551${String(index % 10_000).padStart(4, "0")}`,
      transcript: undefined
    })
  )

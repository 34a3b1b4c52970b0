/**
 * The phone calls of a workspace.
 *
 * @since 0.1.0
 */
import { makeShelf, type Shelf } from "../../workspace/Shelf.ts"
import type { Plan } from "../../workspace/seeding/Plan.ts"
import { callSeeds } from "./Seed.ts"
import type { CallRecord } from "./Record.ts"

/**
 * Makes the calls of a workspace: those of its plan, since the API makes none.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeCalls = (plan: Plan, now: () => number): Shelf<CallRecord> =>
  makeShelf({
    now,
    firstId: 20_001,
    blank: () => ({
      conversation_id: null,
      admin_id: null,
      contact_id: null,
      state: "completed",
      initiated_at: now() - 120,
      answered_at: now() - 110,
      ended_at: now(),
      call_type: "phone",
      direction: "outbound",
      ended_reason: "hangup",
      phone: "+353155512345",
      transcript: undefined
    }),
    seeded: () => callSeeds(plan)
  })

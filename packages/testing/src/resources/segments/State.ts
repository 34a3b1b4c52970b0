/**
 * The segments of a workspace. Who is in one follows from its rule.
 *
 * @since 0.1.0
 */
import * as ObjectId from "../../workspace/seeding/ObjectId.ts"
import { type Plan, salts } from "../../workspace/seeding/Plan.ts"
import type { ContactRecord } from "../contacts/Record.ts"

/**
 * A segment as the workspace holds it. `user` is a segment of users, `contact` one of leads.
 *
 * @category models
 * @since 0.1.0
 */
export interface SegmentRecord {
  readonly id: string
  readonly name: string
  readonly created_at: number
  readonly person_type: "contact" | "user"
  /** Whether a contact is in it. `today` is the first second of the day. */
  readonly includes: (contact: ContactRecord, today: number) => boolean
}

const month = 30 * 86_400

/** Leads are people of type `contact` here, since that is what the wire calls them. */
const rules: ReadonlyArray<Omit<SegmentRecord, "id" | "created_at">> = [
  {
    name: "New",
    person_type: "user",
    includes: ({ role, signed_up_at }, today) =>
      role === "user" && signed_up_at !== null && signed_up_at >= today - month
  },
  {
    name: "Active",
    person_type: "user",
    includes: ({ last_seen_at, role }, today) =>
      role === "user" && last_seen_at !== null && last_seen_at >= today - month
  },
  {
    name: "Slipping away",
    person_type: "user",
    includes: ({ last_seen_at, role }, today) =>
      role === "user" && last_seen_at !== null && last_seen_at < today - month && last_seen_at >= today - 2 * month
  },
  {
    name: "New leads",
    person_type: "contact",
    includes: ({ created_at, role }, today) => role === "lead" && created_at >= today - month
  }
]

/**
 * The segments of a plan.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const makeSegments = ({ seed, timeline }: Plan): ReadonlyArray<SegmentRecord> =>
  rules.map((rule, index) => ({
    ...rule,
    id: ObjectId.make(timeline.start, ObjectId.machineOf(seed, salts.workspace + 20), index),
    created_at: timeline.start
  }))

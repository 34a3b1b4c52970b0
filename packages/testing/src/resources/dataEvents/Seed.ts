/**
 * What the people of a seeded workspace did.
 *
 * @since 0.1.0
 */
import type { DataEventRecord } from "./Record.ts"
import type { ContactSeeds } from "../contacts/Seed.ts"
import { type Plan, salts } from "../../workspace/seeding/Plan.ts"
import { below, pick, uuid } from "../../workspace/seeding/Random.ts"

const salt = salts.contact + 80

const eventNames = ["logged-in", "created-project", "invited-teammate", "exported-report", "upgraded-plan"] as const

/**
 * The events of a seeded contact, oldest first; none for an id that was not seeded.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const dataEventSeeds =
  ({ seed, timeline }: Plan, contacts: ContactSeeds) =>
  (contactId: string): ReadonlyArray<DataEventRecord> => {
    const index = contacts.indexOf(contactId)
    if (index === undefined) return []
    const { created_at, role } = contacts.make(index)
    const count = role === "lead" ? 0 : below(8, seed, salt, index)
    return Array.from({ length: count }, (_, nth) => {
      const name = pick(eventNames, seed, salt + 1, index * 16 + nth)
      return {
        id: uuid(seed, salt + 2, index * 16 + nth),
        event_name: name,
        created_at: created_at + Math.floor(((timeline.end - created_at) * (nth + 1)) / (count + 1)),
        metadata: name === "upgraded-plan" ? { to: "pro" } : {}
      }
    })
  }

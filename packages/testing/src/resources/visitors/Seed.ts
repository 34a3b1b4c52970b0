/**
 * People on the site of a seeded workspace who have not said who they are: one for every ten contacts.
 *
 * @since 0.1.0
 */
import type { VisitorRecord } from "./Record.ts"
import * as ObjectId from "../../workspace/seeding/ObjectId.ts"
import { type Plan, salts } from "../../workspace/seeding/Plan.ts"
import { uuid } from "../../workspace/seeding/Random.ts"
import { indexWithin, type Seeds } from "../../workspace/seeding/Seeds.ts"
import { createdAt } from "../../workspace/seeding/Timeline.ts"

const salt = salts.contact + 120

/**
 * The visitors of a plan, and the way to find one by the id its browser has for it.
 *
 * @category models
 * @since 0.1.0
 */
export interface VisitorSeeds extends Seeds<VisitorRecord> {
  readonly machine: string
  readonly indexOfUserId: (userId: string) => number | undefined
}

/**
 * The visitors of a plan.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const visitorSeeds = ({ contacts, seed, timeline }: Plan): VisitorSeeds => {
  const count = Math.floor(contacts / 10)
  const machine = ObjectId.machineOf(seed, salt)
  const created = (index: number) => createdAt(timeline, count, seed, salt, index)
  const idOf = (index: number) => ObjectId.make(created(index), machine, index)
  // The last twelve digits lead back to the visitor.
  const userIdOf = (index: number) =>
    `${uuid(seed, salt + 1, index).slice(0, 24)}${index.toString(16).padStart(12, "0")}`
  return {
    count,
    machine,
    idOf,
    indexOf: (id) => {
      const index = indexWithin(ObjectId.counterOf(id, machine), count)
      return index !== undefined && idOf(index) === id ? index : undefined
    },
    indexOfUserId: (userId) => {
      const index = /^[0-9a-f-]{36}$/.test(userId)
        ? indexWithin(Number.parseInt(userId.slice(24), 16), count)
        : undefined
      return index !== undefined && userIdOf(index) === userId ? index : undefined
    },
    columns: { id: idOf, created_at: created },
    make: (index) => ({
      id: idOf(index),
      user_id: userIdOf(index),
      created_at: created(index),
      updated_at: created(index),
      name: null,
      custom_attributes: {}
    })
  }
}

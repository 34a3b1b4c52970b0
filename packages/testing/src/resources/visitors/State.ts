/**
 * People on the site who have not said who they are.
 *
 * @since 0.1.0
 */
import type { VisitorRecord } from "./Record.ts"
import * as ObjectId from "../../workspace/seeding/ObjectId.ts"
import type { VisitorSeeds } from "./Seed.ts"
import type { ResourceClock } from "../../workspace/Clock.ts"
import { type Entries, type Persisted, refill } from "../../workspace/Persisted.ts"

/**
 * The visitors of a workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface Visitors extends Persisted<SavedVisitors> {
  readonly get: (id: string) => VisitorRecord | undefined
  readonly findByUserId: (userId: string) => VisitorRecord | undefined
  readonly add: (fields?: Partial<VisitorRecord>) => VisitorRecord
  readonly update: (id: string, fields: Partial<VisitorRecord>) => VisitorRecord | undefined
  readonly remove: (id: string) => void
  readonly reset: () => void
}

/**
 * The visitors that were touched, as JSON. `null` is one that is gone.
 *
 * @category models
 * @since 0.1.0
 */
export interface SavedVisitors {
  readonly added: number
  readonly byUserId: Entries<string, string>
  readonly records: Entries<string, VisitorRecord | null>
}

/**
 * Makes the visitors of a workspace over the seeded ones.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeVisitors = (
  seeds: VisitorSeeds,
  clock: Pick<ResourceClock, "now">,
  newUserId: () => string
): Visitors => {
  let added = 0
  const touched = new Map<string, VisitorRecord | undefined>()
  const byUserId = new Map<string, string>()

  const get = (id: string): VisitorRecord | undefined => {
    if (touched.has(id)) return touched.get(id)
    const index = seeds.indexOf(id)
    return index === undefined ? undefined : seeds.make(index)
  }

  return {
    get,
    findByUserId: (userId) => {
      const index = seeds.indexOfUserId(userId)
      const id = byUserId.get(userId) ?? (index === undefined ? undefined : seeds.idOf(index))
      return id === undefined ? undefined : get(id)
    },
    add: (fields) => {
      const created_at = fields?.created_at ?? clock.now()
      const visitor: VisitorRecord = {
        user_id: newUserId(),
        name: null,
        custom_attributes: {},
        updated_at: created_at,
        ...fields,
        id: fields?.id ?? ObjectId.make(created_at, seeds.machine, seeds.count + added++),
        created_at
      }
      touched.set(visitor.id, visitor)
      byUserId.set(visitor.user_id, visitor.id)
      return visitor
    },
    update: (id, fields) => {
      const visitor = get(id)
      if (visitor === undefined) return undefined
      const changed = { ...visitor, updated_at: clock.now(), ...fields, id }
      touched.set(id, changed)
      return changed
    },
    remove: (id) => {
      touched.set(id, undefined)
    },
    save: () => ({
      added,
      byUserId: [...byUserId],
      records: [...touched].map(([id, visitor]) => [id, visitor ?? null])
    }),
    load: (saved) => {
      added = saved.added
      refill(byUserId, saved.byUserId)
      refill(
        touched,
        saved.records.map(([id, visitor]) => [id, visitor ?? undefined])
      )
    },
    reset: () => {
      added = 0
      touched.clear()
      byUserId.clear()
    }
  }
}

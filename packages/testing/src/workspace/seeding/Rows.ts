/**
 * Seeded records of which there are few enough to be kept.
 *
 * @since 0.1.0
 */
import type { Row } from "../Record.ts"
import type { Plan } from "./Plan.ts"
import { createdAt, updatedAt } from "./Timeline.ts"

/**
 * How many rows there are, the salt of their traits and the id of the first; the others count on.
 *
 * @category models
 * @since 0.1.0
 */
export interface RowsPlan {
  readonly count: number
  readonly salt: number
  readonly firstId: number
}

/**
 * The rows of a plan, oldest first.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const seededRows = <Fields extends object>(
  { seed, timeline }: Plan,
  { count, firstId, salt }: RowsPlan,
  make: (index: number) => Fields
): ReadonlyArray<Fields & Row> =>
  Array.from({ length: count }, (_, index) => {
    const created_at = createdAt(timeline, count, seed, salt, index)
    return {
      ...make(index),
      id: String(firstId + index),
      created_at,
      updated_at: updatedAt(timeline, created_at, seed, salt + 1, index)
    }
  })

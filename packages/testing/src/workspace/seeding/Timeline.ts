/**
 * When seeded records were made: spread over two years, in the order of their index.
 *
 * @since 0.1.0
 */
import { fraction } from "./Random.ts"

/**
 * The time a workspace's records lie in, in Unix seconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Timeline {
  readonly start: number
  readonly end: number
}

const twoYears = 2 * 365 * 86_400

/**
 * The two years before `end` (Unix seconds).
 *
 * @category constructors
 * @since 0.1.0
 */
export const endingAt = (end: number): Timeline => ({ start: end - twoYears, end })

/**
 * When record `index` of `count` was made. It never decreases with the index, and the first four of every sixteen records
 * share one second, as imports leave them.
 *
 * @category conversions
 * @since 0.1.0
 */
export const createdAt = (
  { end, start }: Timeline,
  count: number,
  seed: number,
  salt: number,
  index: number
): number => {
  const leader = (index & 15) < 4 ? index & ~15 : index
  return start + Math.floor(((leader + fraction(seed, salt, leader)) * (end - start)) / count)
}

/**
 * When a record made at `created` was last changed: often never, mostly soon after, and for one in fifty at the hour of a
 * bulk update, which gives hundreds of records one and the same second.
 *
 * @category conversions
 * @since 0.1.0
 */
export const updatedAt = (
  { end, start }: Timeline,
  created: number,
  seed: number,
  salt: number,
  index: number
): number => {
  const chance = fraction(seed, salt, index)
  if (chance < 0.3) return created
  if (chance < 0.32) return Math.max(created, start + Math.floor((end - start) * 0.75))
  const lag = fraction(seed, salt + 1, index)
  return created + Math.floor(lag * lag * lag * (end - created))
}

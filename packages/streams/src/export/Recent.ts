/**
 * Remembers what was delivered last, in bounded memory.
 *
 * @since 0.1.0
 */

import type { Delivered } from "../state/StreamState.ts"

/**
 * The memory of one stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface Recent {
  /** Whether this version of a record was delivered a short while ago. If not, it counts as delivered from now on. */
  readonly isRepeated: (id: string, changedAt: number | undefined) => boolean
  /** What was delivered that changed so late that the next run lists it again. */
  readonly overlap: () => ReadonlyArray<Delivered>
}

/**
 * Makes a memory of at least the last `size` records and at most twice as many, and of as many that changed at or after
 * `overlapFrom`.
 *
 * Rows come twice where a list shifts under its reader, which is a matter of neighbouring pages, and where the next run's
 * window overlaps this one's. The older half is let go as a whole, so that remembering costs the same however long the
 * export is.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: {
  readonly size: number
  readonly overlapFrom: number
  readonly known: ReadonlyArray<Delivered>
}): Recent => {
  const { known, overlapFrom, size } = options
  let newer = new Map<string, number | undefined>()
  let older = new Map<string, number | undefined>()
  const late = new Map(known)
  let overlap: ReadonlyArray<Delivered> | undefined
  return {
    isRepeated(id, changedAt) {
      if (holds(newer, id, changedAt) || holds(older, id, changedAt) || holds(late, id, changedAt)) return true
      if (newer.size >= size) {
        older = newer
        newer = new Map()
      }
      newer.set(id, changedAt)
      if (changedAt !== undefined && changedAt >= overlapFrom && late.size < size) {
        late.set(id, changedAt)
        overlap = undefined
      }
      return false
    },
    overlap: () => (overlap ??= [...late].filter(([, changedAt]) => changedAt >= overlapFrom))
  }
}

const holds = (versions: ReadonlyMap<string, number | undefined>, id: string, changedAt: number | undefined): boolean =>
  versions.size > 0 && versions.get(id) === changedAt && (changedAt !== undefined || versions.has(id))

/**
 * Remembers what was delivered last, in bounded memory.
 *
 * @since 0.1.0
 */

import { contentOf } from "../catalog/Identifier.ts"
import type { Delivered } from "../state/StreamState.ts"

/**
 * The memory of one stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface Recent {
  /**
   * Whether this version of a record was delivered a short while ago. If not, it counts as delivered from now on. Where no
   * record is given, the row only tells when it changed, and what was not surely the last of its second is not known by that.
   */
  readonly isRepeated: (id: string, changedAt: number | undefined, record?: object) => boolean
  /** Takes a version for delivered. Of one that may not be the last of its second the record is given. */
  readonly add: (id: string, changedAt: number | undefined, record?: object) => void
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
 * Intercom tells in whole seconds when a record changed. What had changed just before it was read may change again within
 * the same second, so versions at or after `freshFrom` are known by what they hold as well.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: {
  readonly size: number
  /** Unix seconds. */
  readonly freshFrom: number
  /** Unix seconds. */
  readonly overlapFrom: number
  readonly known: ReadonlyArray<Delivered>
}): Recent => {
  const { freshFrom, known, overlapFrom, size } = options
  let newer = new Map<string, Version>()
  let older = new Map<string, Version>()
  const late = new Map(known.map(([id, changedAt, content]) => [id, { changedAt, content }]))
  let overlap: ReadonlyArray<Delivered> | undefined
  const add = (id: string, changedAt: number | undefined, content: string | undefined) => {
    if (newer.size >= size) {
      older = newer
      newer = new Map()
    }
    newer.set(id, { changedAt, content })
    if (changedAt !== undefined && changedAt >= overlapFrom && (late.size < size || late.has(id))) {
      late.set(id, { changedAt, content })
      overlap = undefined
    }
  }
  return {
    isRepeated(id, changedAt, record) {
      // What was delivered last decides, wherever it is remembered.
      const held = heldOf(newer, id, changedAt) ?? heldOf(older, id, changedAt) ?? heldOf(late, id, changedAt)
      const isFresh = changedAt !== undefined && changedAt >= freshFrom
      const content = record !== undefined && (isFresh || held?.content !== undefined) ? contentOf(record) : undefined
      if (held !== undefined && held.content === content) return true
      add(id, changedAt, isFresh ? content : undefined)
      return false
    },
    add: (id, changedAt, record) => add(id, changedAt, record === undefined ? undefined : contentOf(record)),
    overlap: () =>
      (overlap ??= [...late].flatMap(([id, { changedAt, content }]): ReadonlyArray<Delivered> => {
        if (changedAt < overlapFrom) return []
        return [content === undefined ? [id, changedAt] : [id, changedAt, content]]
      }))
  }
}

interface Version {
  readonly changedAt: number | undefined
  /** A hash of the record, where it may have changed once more within the second. */
  readonly content: string | undefined
}

const heldOf = <V extends Version>(
  versions: ReadonlyMap<string, V>,
  id: string,
  changedAt: number | undefined
): V | undefined => {
  const held = versions.get(id)
  return held?.changedAt === changedAt ? held : undefined
}

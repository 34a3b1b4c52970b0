/**
 * Remembers what was delivered last, in bounded memory.
 *
 * @since 0.1.0
 */

/**
 * The memory of one stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface Recent {
  /** Whether this version of a record was delivered a short while ago. If not, it counts as delivered from now on. */
  readonly isRepeated: (id: string, changedAt: number | undefined) => boolean
}

/**
 * Makes a memory of at least the last `size` records and at most twice as many.
 *
 * Rows come twice where a list shifts under its reader, which is a matter of neighbouring pages. The older half is let go
 * as a whole, so that remembering costs the same however long the export is.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (size: number): Recent => {
  let newer = new Map<string, number | undefined>()
  let older = new Map<string, number | undefined>()
  const isKnown = (versions: Map<string, number | undefined>, id: string, changedAt: number | undefined): boolean =>
    versions.get(id) === changedAt && (changedAt !== undefined || versions.has(id))
  return {
    isRepeated(id, changedAt) {
      if (isKnown(newer, id, changedAt) || isKnown(older, id, changedAt)) return true
      if (newer.size >= size) {
        older = newer
        newer = new Map()
      }
      newer.set(id, changedAt)
      return false
    }
  }
}

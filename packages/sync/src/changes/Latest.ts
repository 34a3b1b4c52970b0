/**
 * Remembers what was told last of each record, so that the same is not told twice, nor something older after it.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import type { ChangeStream, Found } from "./Change.ts"

interface Told {
  /** Of the record as it was told; undefined where it was told to be gone. */
  readonly content: string | undefined
  readonly changedAt: number | undefined
  /** When it was asked for, in Unix milliseconds. */
  readonly askedAt: number
}

/**
 * The memory of what was told.
 *
 * @category models
 * @since 0.1.0
 */
export interface Latest {
  /**
   * Whether a change is news; it is told from now on. A list that was asked for before a record was read by itself may hold
   * an older state of it, and is not believed: what changed since then is in the next window. Nor is one that shows a version
   * that is older by its own account, as a search does that is behind.
   */
  readonly isNews: (change: Found, askedAt: number) => boolean
  /**
   * Whether this version of a record was told, and asked for when the second in which it changed was surely over. Intercom's
   * clock is `skew` milliseconds ahead of ours.
   */
  readonly isSettled: (stream: ChangeStream, id: string, changedAt: number | undefined, skew: number) => boolean
  /** Whether it was told last that a record is gone. A list that shows it may be behind. */
  readonly isGone: (stream: ChangeStream, id: string) => boolean
}

/**
 * Makes the memory, of the `size` records of each stream that were told last.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (size: number): Latest => {
  const streams = new Map<ChangeStream, Map<string, Told>>()
  return {
    isNews: (change, askedAt) => {
      const known = streams.get(change.stream) ?? new Map<string, Told>()
      streams.set(change.stream, known)
      const last = known.get(change.id)
      if (last !== undefined && askedAt < last.askedAt) return false
      const isRecord = change._tag === "Upsert"
      const content = isRecord ? contentOf(change.record) : undefined
      const changedAt = isRecord ? change.changedAt : undefined
      if (changedAt !== undefined && last?.changedAt !== undefined && changedAt < last.changedAt) return false
      known.delete(change.id)
      known.set(change.id, { content, changedAt, askedAt })
      const [oldest] = known.keys()
      if (known.size > size && oldest !== undefined) known.delete(oldest)
      return last === undefined || last.content !== content || last.changedAt !== changedAt
    },
    isSettled: (stream, id, changedAt, skew) => {
      const last = streams.get(stream)?.get(id)
      if (last === undefined || changedAt === undefined || last.changedAt !== changedAt) return false
      return last.askedAt + skew >= changedAt * 1000 + tie
    },
    isGone: (stream, id) => {
      const last = streams.get(stream)?.get(id)
      return last !== undefined && last.content === undefined
    }
  }
}

/** Milliseconds from the beginning of a second until it is surely over, by clocks that differ a little. */
const tie = 5000

const contentOf = (record: object): string => createHash("sha1").update(JSON.stringify(record)).digest("base64")

/**
 * Remembers what was told last of each record, so that the same is not told twice, nor something older after it.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import type { Found } from "./Change.ts"

interface Told {
  /** Of the record as it was told; undefined where it was told to be gone. */
  readonly content: string | undefined
  readonly changedAt: number | undefined
  /** When it was asked for, in Unix milliseconds. */
  readonly askedAt: number
}

/**
 * Makes the memory, of the `size` records of each stream that were told last. What it answers is whether a change is news.
 *
 * A list that was asked for before a record was read by itself may hold an older state of it, and is not believed. What
 * changed since then is in the next window.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (size: number): ((change: Found, askedAt: number) => boolean) => {
  const streams = new Map<string, Map<string, Told>>()
  return (change, askedAt) => {
    const known = streams.get(change.stream) ?? new Map<string, Told>()
    streams.set(change.stream, known)
    const last = known.get(change.id)
    if (last !== undefined && askedAt < last.askedAt) return false
    const isRecord = change._tag === "Upsert"
    const content = isRecord ? contentOf(change.record) : undefined
    const changedAt = isRecord ? change.changedAt : undefined
    known.delete(change.id)
    known.set(change.id, { content, changedAt, askedAt })
    const [oldest] = known.keys()
    if (known.size > size && oldest !== undefined) known.delete(oldest)
    return last === undefined || last.content !== content || last.changedAt !== changedAt
  }
}

const contentOf = (record: object): string => createHash("sha1").update(JSON.stringify(record)).digest("base64")

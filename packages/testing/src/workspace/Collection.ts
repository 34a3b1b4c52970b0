/**
 * The records of one resource: the seeded ones, made when they are asked for, and over them what was changed since.
 *
 * @since 0.1.0
 */
import type { Seeds } from "./seeding/Seeds.ts"
import { type BaseOrder, makeBaseOrders } from "./BaseOrder.ts"
import type { FieldValue } from "./Field.ts"
import { compareKeys, type SortKey } from "./SortKey.ts"
import { assertLike } from "./Likeness.ts"
import type { Row } from "./Record.ts"
import type { Selection } from "./Selection.ts"
import type { Entries, Persisted } from "./Persisted.ts"

/**
 * Where a page of a selection ends: the sort value and id of its last record.
 *
 * @category models
 * @since 0.1.0
 */
export type Position = SortKey

/**
 * A page of a selection.
 *
 * @category models
 * @since 0.1.0
 */
export interface Page<R> {
  readonly rows: ReadonlyArray<R>
  /** Where to go on, undefined at the end. */
  readonly next: Position | undefined
  /** How many records are selected in all. */
  readonly total: number
}

/**
 * The records of one resource.
 *
 * @category models
 * @since 0.1.0
 */
export interface Collection<R extends Row> extends Persisted<SavedRecords> {
  readonly get: (id: string) => R | undefined
  /** Whether there is such a record; none is made to find out. */
  readonly has: (id: string) => boolean
  /** Adds or replaces a record. The search index learns of it at `indexedAt` (Unix seconds), at once when left out. */
  readonly put: (record: R, indexedAt?: number) => void
  readonly remove: (id: string, indexedAt?: number) => void
  /** At most `limit` records after `after`, or after the first `offset`. */
  readonly page: (selection: Selection<R>, options: PageOptions) => Page<R>
  /** What was changed or added since the seeding: each record as it was seeded and as it is. */
  readonly changes: () => Iterable<Change<R>>
  /** Grows with every change. */
  readonly revision: () => number
  /** Forgets every change. */
  readonly reset: () => void
}

/**
 * Throws where a saved record has not what a blank one has.
 *
 * @category guards
 * @since 0.1.0
 */
export const assertRecordsLike = (blank: object, saved: SavedRecords): void => {
  for (const [id, { current, versions }] of saved) {
    for (const record of [current, ...(versions ?? []).map(({ record }) => record)]) {
      if (record !== null) assertLike({ ...blank, id, created_at: 0, updated_at: 0 }, record)
    }
  }
}

/**
 * A record before and after the changes.
 *
 * @category models
 * @since 0.1.0
 */
export interface Change<R> {
  readonly seeded: R | undefined
  readonly current: R | undefined
}

/**
 * Which part of a selection.
 *
 * @category models
 * @since 0.1.0
 */
export interface PageOptions {
  readonly limit: number
  readonly after?: Position | undefined
  readonly offset?: number | undefined
  /** The time the search index is looked at, in Unix seconds. */
  readonly now: number
}

/**
 * The records that were touched, as JSON: by id the record as it is and, where the search index has yet to learn of it,
 * as the index will see it over time.
 *
 * @category models
 * @since 0.1.0
 */
export type SavedRecords = Entries<string, SavedRecord>

/** `null` stands for a record that is gone, and for a version from the beginning. */
interface SavedRecord {
  readonly current: object | null
  readonly versions?: ReadonlyArray<{ readonly from: number | null; readonly record: object | null }>
}

/** A record that was touched: as it is, and as the search index will see it over time, oldest first. */
interface Touched<R> {
  readonly index: number | undefined
  current: R | undefined
  versions: Array<{ readonly from: number; readonly record: R | undefined }>
}

/**
 * Makes a collection over seeded records. `listed` tells which records lists and searches show at all.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeCollection = <R extends Row>(seeds: Seeds<R>, listed: (record: R) => boolean): Collection<R> => {
  const touched = new Map<string, Touched<R>>()
  const touchedIndexes = new Set<number>()
  const baseOrders = makeBaseOrders(seeds)
  const overlays = new Map<string, Overlay<R>>()
  let revision = 0

  const seeded = (id: string): R | undefined => {
    const index = seeds.indexOf(id)
    return index === undefined ? undefined : seeds.make(index)
  }

  const change = (id: string, record: R | undefined, indexedAt: number | undefined): void => {
    overlays.clear()
    revision++
    let entry = touched.get(id)
    if (entry === undefined) {
      const index = seeds.indexOf(id)
      entry = {
        index,
        current: undefined,
        versions: [{ from: Number.NEGATIVE_INFINITY, record: index === undefined ? undefined : seeds.make(index) }]
      }
      touched.set(id, entry)
      if (index !== undefined) touchedIndexes.add(index)
    }
    entry.current = record
    if (indexedAt === undefined) entry.versions = [{ from: Number.NEGATIVE_INFINITY, record }]
    else entry.versions.push({ from: indexedAt, record })
  }

  /** The touched records a selection shows, sorted, and how many seeded ones they replace. */
  const overlayOf = (selection: Selection<R>, now: number, base: BaseOrder): Overlay<R> => {
    if (touched.size === 0) return { rows: [], replaced: 0 }
    const key = `${selection.indexed} ${selection.key}`
    const known = overlays.get(key)
    if (known !== undefined) return known
    let settled = true
    let replaced = 0
    const rows: Array<R> = []
    for (const entry of touched.values()) {
      if (entry.index !== undefined && base.includes(entry.index)) replaced++
      const record = selection.indexed ? versionAt(entry, now) : entry.current
      if (selection.indexed && (entry.versions.at(-1)?.from ?? 0) > now) settled = false
      if (record !== undefined && listed(record) && (selection.matches?.((field) => field.of(record)) ?? true)) {
        rows.push(record)
      }
    }
    rows.sort((a, b) => compareKeys(keyOf(selection, a), keyOf(selection, b)))
    if (selection.order === "descending") rows.reverse()
    const overlay = { rows, replaced }
    // What the index has yet to learn changes the answer with time alone.
    if (settled) overlays.set(key, overlay)
    return overlay
  }

  const page = (selection: Selection<R>, { after, limit, now, offset = 0 }: PageOptions): Page<R> => {
    const base = baseOrders(selection)
    const overlay = overlayOf(selection, now, base)
    const direction = selection.order === "ascending" ? 1 : -1
    const precedes = (a: SortKey, b: SortKey): boolean => compareKeys(a, b) * direction < 0

    let basePosition = after === undefined ? 0 : base.positionAfter(after, direction)
    let overlayPosition =
      after === undefined ? 0 : overlay.rows.findIndex((row) => precedes(after, keyOf(selection, row)))
    if (overlayPosition === -1) overlayPosition = overlay.rows.length

    const rows: Array<R> = []
    let skip = offset
    if (touched.size === 0) {
      basePosition += skip
      skip = 0
    }
    let last: SortKey | undefined
    for (;;) {
      while (basePosition < base.length && touchedIndexes.has(base.at(basePosition, direction))) basePosition++
      const added = overlay.rows[overlayPosition]
      const index = basePosition < base.length ? base.at(basePosition, direction) : undefined
      if (added === undefined && index === undefined) {
        last = undefined
        break
      }
      if (rows.length === limit) break
      const addedKey = added === undefined ? undefined : keyOf(selection, added)
      const baseKey = index === undefined ? undefined : base.keyOf(index)
      const takesAdded = addedKey !== undefined && (baseKey === undefined || precedes(addedKey, baseKey))
      if (takesAdded) overlayPosition++
      else basePosition++
      if (skip > 0) {
        skip--
        continue
      }
      if (takesAdded && added !== undefined) rows.push(added)
      else if (index !== undefined) rows.push(seeds.make(index))
      last = takesAdded ? addedKey : baseKey
    }
    return { rows, next: last, total: base.length - overlay.replaced + overlay.rows.length }
  }

  return {
    get: (id) => {
      const entry = touched.get(id)
      return entry === undefined ? seeded(id) : entry.current
    },
    has: (id) => {
      const entry = touched.get(id)
      return entry === undefined ? seeds.indexOf(id) !== undefined : entry.current !== undefined
    },
    put: (record, indexedAt) => change(record.id, record, indexedAt),
    remove: (id, indexedAt) => change(id, undefined, indexedAt),
    page,
    changes: function* () {
      for (const { current, index } of touched.values()) {
        yield { seeded: index === undefined ? undefined : seeds.make(index), current }
      }
    },
    revision: () => revision,
    save: () =>
      [...touched].map(([id, { current, versions }]) => {
        const saved: SavedRecord = {
          current: frozen(current),
          ...(versions.length > 1
            ? {
                versions: versions.map(({ from, record }) => ({
                  from: Number.isFinite(from) ? from : null,
                  record: frozen(record)
                }))
              }
            : {})
        }
        return [id, saved] as const
      }),
    load: (saved) => {
      revision++
      touched.clear()
      touchedIndexes.clear()
      overlays.clear()
      for (const [id, { current, versions }] of saved) {
        const index = seeds.indexOf(id)
        if (index !== undefined) touchedIndexes.add(index)
        touched.set(id, {
          index,
          current: thawed<R>(current),
          versions: (versions ?? [{ from: null, record: current }]).map(({ from, record }) => ({
            from: from ?? Number.NEGATIVE_INFINITY,
            record: thawed<R>(record)
          }))
        })
      }
    },
    reset: () => {
      revision++
      touched.clear()
      touchedIndexes.clear()
      overlays.clear()
    }
  }
}

interface Overlay<R> {
  readonly rows: ReadonlyArray<R>
  readonly replaced: number
}

/** A record whose parts are made when they are asked for has them at hand once it is saved. */
const frozen = (record: object | undefined): object | null => {
  if (record === undefined) return null
  return "parts" in record && typeof record.parts === "function" ? { ...record, parts: record.parts() } : record
}

const thawed = <R>(saved: object | null): R | undefined => {
  if (saved === null) return undefined
  const parts = "parts" in saved ? saved.parts : undefined
  // Type boundary: it was saved by `frozen`, which only has put the parts in the place of what makes them.
  return (Array.isArray(parts) ? { ...saved, parts: () => parts } : saved) as R
}

const versionAt = <R>(entry: Touched<R>, now: number): R | undefined =>
  entry.versions.findLast(({ from }) => from <= now)?.record

const keyOf = <R extends Row>({ sort }: Selection<R>, record: R): SortKey => ({
  value: sortable(sort.of(record)),
  id: record.id
})

const sortable = (value: FieldValue): SortKey["value"] =>
  typeof value === "string" || typeof value === "number" ? value : value === null ? null : String(value)

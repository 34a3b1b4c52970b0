/**
 * The records of a resource that fit in memory: those somebody added, and the few a workspace starts with.
 *
 * @since 0.1.0
 */
import { assertLike } from "./Likeness.ts"
import type { Row } from "./Record.ts"
import type { Persisted } from "./Persisted.ts"

/**
 * The records of one resource.
 *
 * @category models
 * @since 0.1.0
 */
export interface Shelf<R extends Row> extends Persisted<SavedShelf<R>> {
  readonly get: (id: string) => R | undefined
  /** Adds a record; what is left out has the value of one nobody has said anything of. */
  readonly add: (fields?: Partial<R>) => R
  /** Changes fields, and `updated_at` unless it is among them. Undefined where there is no such record. */
  readonly update: (id: string, fields: Partial<R>) => R | undefined
  readonly remove: (id: string) => void
  /** Every record, oldest first. */
  readonly all: () => ReadonlyArray<R>
  /** Every record, latest change first. */
  readonly latest: () => ReadonlyArray<R>
  readonly reset: () => void
}

/**
 * The records of a shelf, as JSON, and how many were ever added.
 *
 * @category models
 * @since 0.1.0
 */
export interface SavedShelf<R> {
  readonly added: number
  readonly records: ReadonlyArray<R>
}

/**
 * How the records of a shelf are made.
 *
 * @category models
 * @since 0.1.0
 */
export interface ShelfPlan<R extends Row> {
  /** The server's time in Unix seconds. */
  readonly now: () => number
  /** The id of the first record that is added; those after it count on. */
  readonly firstId: number
  /** What a record has of which nothing was said. */
  readonly blank: (id: string) => Omit<R, keyof Row>
  /** What is there from the start. Asked for when somebody first looks. */
  readonly seeded?: (() => ReadonlyArray<R>) | undefined
}

/**
 * Makes a shelf.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeShelf = <R extends Row>({ blank, firstId, now, seeded }: ShelfPlan<R>): Shelf<R> => {
  let added = 0
  let records: Map<string, R> | undefined

  const stored = (): Map<string, R> => (records ??= new Map(seeded?.().map((record) => [record.id, record])))

  return {
    get: (id) => stored().get(id),
    add: (fields = {}) => {
      const id = fields.id ?? String(firstId + added++)
      const created_at = fields.created_at ?? now()
      const times = { id, created_at, updated_at: fields.updated_at ?? created_at }
      // Type boundary: what a record has is what a blank one has, with an id and two times.
      const record = { ...blank(id), ...fields, ...times } as R
      stored().set(id, record)
      return record
    },
    update: (id, fields) => {
      const record = stored().get(id)
      if (record === undefined) return undefined
      const changed = { ...record, updated_at: now(), ...fields, id }
      stored().set(id, changed)
      return changed
    },
    remove: (id) => void stored().delete(id),
    all: () => [...stored().values()].toSorted((a, b) => a.created_at - b.created_at),
    latest: () => [...stored().values()].toReversed().toSorted((a, b) => b.updated_at - a.updated_at),
    save: () => ({ added, records: [...stored().values()] }),
    load: (saved) => {
      for (const record of saved.records) assertLike({ ...blank(record.id), ...blankRow }, record)
      added = saved.added
      records = new Map(saved.records.map((record) => [record.id, record]))
    },
    reset: () => {
      added = 0
      records = undefined
    }
  }
}

/** What every record has. */
const blankRow: Row = { id: "", created_at: 0, updated_at: 0 }

/**
 * The notes of a workspace.
 *
 * @since 0.1.0
 */
import type { NoteRecord, Noted } from "./Record.ts"
import type { NoteSeeds } from "./Seed.ts"
import type { ResourceClock } from "../../workspace/Clock.ts"
import type { Persisted } from "../../workspace/Persisted.ts"

/**
 * The notes of a workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface Notes extends Persisted<ReadonlyArray<NoteRecord>> {
  readonly get: (id: string) => NoteRecord | undefined
  /** The notes on a contact or a company, latest first. Those on contacts that were merged into one are among its own. */
  readonly on: (noted: Noted) => ReadonlyArray<NoteRecord>
  readonly add: (fields: Omit<NoteRecord, "id" | "created_at"> & Partial<NoteRecord>) => NoteRecord
  readonly reset: () => void
}

/** Ids of what is added lie above those of what was seeded. */
const firstAddedId = 500_000_001

/**
 * Makes the notes of a workspace over the seeded ones.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeNotes = (
  seeds: NoteSeeds,
  clock: Pick<ResourceClock, "now">,
  mergedInto: (contactId: string) => ReadonlyArray<string>
): Notes => {
  const added = new Map<string, NoteRecord>()
  const byNoted = new Map<string, ReadonlyArray<NoteRecord>>()
  const key = ({ id, type }: Noted) => `${type} ${id}`
  const notesOn = (contact: Noted) => [
    ...(byNoted.get(key(contact)) ?? []),
    ...seeds.ofContact(contact.id).toReversed()
  ]
  const keep = (note: NoteRecord): void => {
    added.set(note.id, note)
    byNoted.set(key(note.on), [note, ...(byNoted.get(key(note.on)) ?? [])])
  }
  return {
    get: (id) => added.get(id) ?? seeds.get(id),
    on: (noted) => {
      if (noted.type === "company") return byNoted.get(key(noted)) ?? []
      const own = notesOn(noted)
      const sources = mergedInto(noted.id)
      if (sources.length === 0) return own
      const moved = sources.flatMap((id) => notesOn({ type: "contact", id }).map((note) => ({ ...note, on: noted })))
      return [...own, ...moved].toSorted((a, b) => b.created_at - a.created_at)
    },
    add: (fields) => {
      const note = { id: String(firstAddedId + added.size), created_at: clock.now(), ...fields }
      keep(note)
      return note
    },
    save: () => [...added.values()],
    load: (saved) => {
      added.clear()
      byNoted.clear()
      saved.forEach(keep)
    },
    reset: () => {
      added.clear()
      byNoted.clear()
    }
  }
}

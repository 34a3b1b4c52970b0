/**
 * What the people of a workspace did, and how often.
 *
 * @since 0.1.0
 */
import type { DataEventRecord, EventSummaryRecord } from "./Record.ts"
import { type Entries, type Persisted, refill } from "../../workspace/Persisted.ts"

/**
 * The events of a workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface DataEvents extends Persisted<SavedDataEvents> {
  /** The events of a contact, latest first. */
  readonly of: (contactId: string) => ReadonlyArray<DataEventRecord>
  /** The events of a contact by name, those told as summaries included. */
  readonly summariesOf: (contactId: string) => ReadonlyArray<EventSummaryRecord>
  /** Adds an event, unless the contact has one of that name and second. */
  readonly add: (contactId: string, event: Omit<DataEventRecord, "id">) => void
  readonly addSummary: (contactId: string, summary: EventSummaryRecord) => void
  readonly reset: () => void
}

/**
 * The events that were added, as JSON, by contact.
 *
 * @category models
 * @since 0.1.0
 */
export interface SavedDataEvents {
  readonly added: Entries<string, ReadonlyArray<DataEventRecord>>
  readonly summaries: Entries<string, ReadonlyArray<EventSummaryRecord>>
}

/**
 * Makes the events of a workspace over the seeded ones.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeDataEvents = (
  seeded: (contactId: string) => ReadonlyArray<DataEventRecord>,
  newId: () => string,
  mergedInto: (contactId: string) => ReadonlyArray<string>
): DataEvents => {
  const added = new Map<string, ReadonlyArray<DataEventRecord>>()
  const summaries = new Map<string, ReadonlyArray<EventSummaryRecord>>()
  /** What contacts did that were merged into one, the one that remains did. */
  const all = (contactId: string): ReadonlyArray<DataEventRecord> =>
    [contactId, ...mergedInto(contactId)].flatMap((id) => [...seeded(id), ...(added.get(id) ?? [])])
  return {
    of: (contactId) => all(contactId).toSorted((a, b) => b.created_at - a.created_at),
    summariesOf: (contactId) => {
      const byName = new Map<string, EventSummaryRecord>()
      const single = all(contactId).map(({ created_at: at, event_name: name }) => ({
        name,
        count: 1,
        first: at,
        last: at
      }))
      for (const { count, first, last, name } of [...single, ...(summaries.get(contactId) ?? [])]) {
        const known = byName.get(name)
        byName.set(name, {
          name,
          count: count + (known?.count ?? 0),
          first: Math.min(first, known?.first ?? first),
          last: Math.max(last, known?.last ?? last)
        })
      }
      return [...byName.values()]
    },
    add: (contactId, event) => {
      const isKnown = all(contactId).some(
        ({ created_at, event_name }) => event_name === event.event_name && created_at === event.created_at
      )
      if (!isKnown) added.set(contactId, [...(added.get(contactId) ?? []), { ...event, id: newId() }])
    },
    addSummary: (contactId, summary) => {
      summaries.set(contactId, [...(summaries.get(contactId) ?? []), summary])
    },
    save: () => ({ added: [...added], summaries: [...summaries] }),
    load: (saved) => {
      refill(added, saved.added)
      refill(summaries, saved.summaries)
    },
    reset: () => {
      added.clear()
      summaries.clear()
    }
  }
}

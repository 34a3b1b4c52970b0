/**
 * The tickets of a workspace, and how tests and requests change them.
 *
 * @since 0.1.0
 */
import type { TicketRecord, TicketPartRecord } from "./Record.ts"
import { assertRecordsLike, type Collection, type SavedRecords } from "../../workspace/Collection.ts"
import { type ChangeOptions, indexedAt, type ResourceClock } from "../../workspace/Clock.ts"
import { submittedState } from "../ticketTypes/State.ts"
import { type Entries, type Persisted, refill } from "../../workspace/Persisted.ts"

/**
 * What can be said of a ticket, apart from its parts.
 *
 * @category models
 * @since 0.1.0
 */
export type TicketFields = Partial<Omit<TicketRecord, "parts" | "part_count">>

/**
 * The tickets of a workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface Tickets extends Persisted<SavedTickets> {
  readonly get: (id: string) => TicketRecord | undefined
  /** Adds a ticket; what is left out has the value of one just submitted. */
  readonly add: (fields?: TicketFields, options?: ChangeOptions) => TicketRecord
  /** Changes fields and adds parts. Undefined where there is no such ticket. */
  readonly update: (
    id: string,
    fields: TicketFields,
    parts?: ReadonlyArray<NewTicketPart>,
    options?: ChangeOptions
  ) => TicketRecord | undefined
  readonly remove: (id: string, options?: ChangeOptions) => void
  readonly page: Collection<TicketRecord>["page"]
  /** The tracker a conversation is linked to. */
  readonly trackerOf: (conversationId: string) => TicketRecord | undefined
  /** The ids of the conversations linked to a tracker, oldest first. */
  readonly linkedTo: (ticketId: string) => ReadonlyArray<string>
  readonly link: (ticketId: string, conversationId: string) => void
  readonly unlink: (conversationId: string) => void
  readonly reset: () => void
}

/**
 * A part to add. Made now, by whom it says.
 *
 * @category models
 * @since 0.1.0
 */
export type NewTicketPart = Pick<TicketPartRecord, "part_type" | "author"> & Partial<TicketPartRecord>

/** Ids of what is added lie above those of what was seeded. */
const firstAddedId = 515_470_000_001
const firstAddedPartId = 57_000_000_000_001

/**
 * The tickets that were touched, as JSON, and which conversations are linked to which.
 *
 * @category models
 * @since 0.1.0
 */
export interface SavedTickets {
  readonly added: number
  readonly addedParts: number
  readonly trackers: Entries<string, string>
  readonly records: SavedRecords
}

/**
 * Makes the tickets of a collection, of which `seeded` were there before.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeTickets = (collection: Collection<TicketRecord>, seeded: number, clock: ResourceClock): Tickets => {
  let added = 0
  let addedParts = 0
  const trackers = new Map<string, string>()

  const makePart = (part: NewTicketPart): TicketPartRecord => ({
    body: null,
    created_at: clock.now(),
    assigned_to: null,
    states: null,
    attribute: null,
    ...part,
    id: part.id ?? String(firstAddedPartId + addedParts++)
  })

  const put = (ticket: TicketRecord, options: ChangeOptions | undefined): TicketRecord => {
    collection.put(ticket, indexedAt(clock, ticket, options))
    return ticket
  }

  return {
    get: collection.get,
    page: collection.page,
    add: (fields = {}, options) => {
      const created_at = fields.created_at ?? clock.now()
      const number = added++
      return put(
        {
          ticket_id: String(seeded + number + 1),
          ...submittedTicket,
          ...fields,
          id: fields.id ?? String(firstAddedId + number),
          created_at,
          updated_at: fields.updated_at ?? created_at,
          part_count: 0,
          parts: () => []
        },
        options
      )
    },
    update: (id, fields, parts = [], options) => {
      const ticket = collection.get(id)
      if (ticket === undefined) return undefined
      const all = parts.length === 0 ? undefined : [...ticket.parts(), ...parts.map(makePart)]
      return put(
        {
          ...ticket,
          updated_at: clock.now(),
          ...fields,
          id,
          ...(all === undefined ? {} : { part_count: all.length, parts: () => all })
        },
        options
      )
    },
    remove: (id, options) => {
      for (const [conversation, tracker] of trackers) if (tracker === id) trackers.delete(conversation)
      collection.remove(id, indexedAt(clock, { id }, options))
    },
    trackerOf: (conversationId) => {
      const id = trackers.get(conversationId)
      return id === undefined ? undefined : collection.get(id)
    },
    linkedTo: (ticketId) =>
      [...trackers].flatMap(([conversation, tracker]) => (tracker === ticketId ? [conversation] : [])),
    link: (ticketId, conversationId) => {
      trackers.set(conversationId, ticketId)
    },
    unlink: (conversationId) => {
      trackers.delete(conversationId)
    },
    save: () => ({ added, addedParts, trackers: [...trackers], records: collection.save() }),
    load: (saved) => {
      assertRecordsLike({ ...submittedTicket, ticket_id: "", parts: [] }, saved.records)
      added = saved.added
      addedParts = saved.addedParts
      refill(trackers, saved.trackers)
      collection.load(saved.records)
    },
    reset: () => {
      added = 0
      addedParts = 0
      trackers.clear()
      collection.reset()
    }
  }
}

const submittedTicket: Omit<TicketRecord, "id" | "ticket_id" | "created_at" | "updated_at" | "parts" | "part_count"> = {
  ticket_type_id: "1",
  ticket_state_id: submittedState.id,
  previous_ticket_state_id: null,
  ticket_attributes: {},
  contacts: [],
  company_id: null,
  admin_assignee_id: null,
  team_assignee_id: null,
  open: true,
  snoozed_until: null,
  is_shared: false,
  tags: []
}

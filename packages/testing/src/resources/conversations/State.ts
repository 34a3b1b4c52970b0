/**
 * The conversations of a workspace, and how tests and requests change them.
 *
 * @since 0.1.0
 */
import { assertRecordsLike, type Collection, type SavedRecords } from "../../workspace/Collection.ts"
import { operator } from "../../workspace/Author.ts"
import type { Author } from "../../workspace/Author.ts"
import type { ConversationRecord, PartRecord, SourceRecord } from "./Record.ts"
import { type ChangeOptions, indexedAt, type ResourceClock } from "../../workspace/Clock.ts"
import { type Entries, type Persisted, refill } from "../../workspace/Persisted.ts"

/**
 * What a test may say of a new conversation. `parts` is a number of comments, or the parts themselves.
 *
 * @category models
 * @since 0.1.0
 */
export type NewConversation = Partial<Omit<ConversationRecord, "parts" | "part_count">> & {
  readonly parts?: number | ReadonlyArray<Partial<PartRecord>> | undefined
}

/**
 * The conversations of a workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface Conversations extends Persisted<SavedConversations> {
  /** A conversation. One that was snoozed since the start is open again once its time has come. */
  readonly get: (id: string) => ConversationRecord | undefined
  /** Adds a conversation; what is left out has the value of a message an unknown user has just sent. */
  readonly add: (fields?: NewConversation, options?: ChangeOptions) => ConversationRecord
  /** Changes fields, and `updated_at` unless it is among them. Undefined where there is no such conversation. */
  readonly update: (
    id: string,
    fields: Partial<Omit<ConversationRecord, "parts" | "part_count">>,
    options?: ChangeOptions
  ) => ConversationRecord | undefined
  /** Adds a part at the end, and changes the conversation's `updated_at`. */
  readonly addPart: (
    id: string,
    part?: Partial<PartRecord>,
    fields?: Partial<Omit<ConversationRecord, "parts" | "part_count">>,
    options?: ChangeOptions
  ) => ConversationRecord | undefined
  /** Changes a part in its place, and the conversation's `updated_at`. Undefined where there is no such part. */
  readonly updatePart: (
    id: string,
    partId: string,
    fields: Partial<Omit<PartRecord, "id">>,
    options?: ChangeOptions
  ) => ConversationRecord | undefined
  readonly remove: (id: string, options?: ChangeOptions) => void
  readonly page: Collection<ConversationRecord>["page"]
  /** Those that were removed, and when (Unix seconds), latest first. */
  readonly deleted: () => ReadonlyArray<{ readonly id: string; readonly deleted_at: number }>
  readonly reset: () => void
}

/**
 * The conversations that were touched, as JSON.
 *
 * @category models
 * @since 0.1.0
 */
export interface SavedConversations {
  readonly added: number
  readonly addedParts: number
  readonly deleted: ReadonlyArray<{ readonly id: string; readonly deleted_at: number }>
  readonly snoozed: Entries<string, number>
  readonly records: SavedRecords
}

/** Ids of what is added lie above those of what was seeded. */
const firstAddedId = 315_470_000_001
const firstAddedPartId = 27_000_000_000_001

/**
 * Makes the conversations of a collection.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeConversations = (collection: Collection<ConversationRecord>, clock: ResourceClock): Conversations => {
  let added = 0
  let addedParts = 0
  let deleted: Array<{ readonly id: string; readonly deleted_at: number }> = []
  const snoozed = new Map<string, number>()

  const makePart = (fields: Partial<PartRecord> | undefined, at: number, author: Author): PartRecord => {
    const created_at = fields?.created_at ?? at
    return {
      part_type: "comment",
      body: "<p>And one more thing.</p>",
      author,
      assigned_to: null,
      redacted: false,
      ...fields,
      id: fields?.id ?? String(firstAddedPartId + addedParts++),
      created_at,
      updated_at: fields?.updated_at ?? created_at
    }
  }

  const put = (conversation: ConversationRecord, options: ChangeOptions | undefined): ConversationRecord => {
    const { id, snoozed_until, state } = conversation
    if (state === "snoozed" && snoozed_until !== null) snoozed.set(id, snoozed_until)
    else snoozed.delete(id)
    collection.put(conversation, indexedAt(clock, conversation, options))
    return conversation
  }

  /** Opens what was snoozed until now or earlier. */
  const wake = (): void => {
    if (snoozed.size === 0) return
    const now = clock.now()
    for (const [id, until] of snoozed) {
      const conversation = until <= now ? collection.get(id) : undefined
      if (conversation === undefined) continue
      const parts = [...conversation.parts(), makePart({ part_type: "timer_unsnooze", body: null }, until, operator)]
      put(
        {
          ...conversation,
          state: "open",
          snoozed_until: null,
          updated_at: until,
          part_count: parts.length,
          parts: () => parts
        },
        undefined
      )
    }
  }

  const get = (id: string): ConversationRecord | undefined => {
    wake()
    return collection.get(id)
  }

  return {
    get,
    page: (selection, options) => {
      wake()
      return collection.page(selection, options)
    },
    add: (fields = {}, options) => {
      const { parts: given, ...rest } = fields
      const created_at = fields.created_at ?? clock.now()
      const number = added++
      const author = fields.source?.author ?? unknownAuthor
      const parts = (typeof given === "number" ? Array.from({ length: given }, () => ({})) : (given ?? [])).map(
        (part, nth) => makePart(part, created_at + nth, author)
      )
      return put(
        {
          ...unansweredConversation,
          source: { ...unansweredSource, id: String(503_918_320 + number), author },
          ...rest,
          id: fields.id ?? String(firstAddedId + number),
          created_at,
          updated_at: fields.updated_at ?? Math.max(created_at, parts.at(-1)?.created_at ?? created_at),
          part_count: parts.length,
          parts: () => parts
        },
        options
      )
    },
    update: (id, fields, options) => {
      const conversation = get(id)
      if (conversation === undefined) return undefined
      return put({ ...conversation, updated_at: clock.now(), ...fields, id }, options)
    },
    addPart: (id, part, fields, options) => {
      const conversation = get(id)
      if (conversation === undefined) return undefined
      const at = part?.created_at ?? clock.now()
      const author = conversation.source?.author ?? unknownAuthor
      const parts = [...conversation.parts(), makePart(part, at, author)]
      return put(
        { ...conversation, updated_at: at, ...fields, id, part_count: parts.length, parts: () => parts },
        options
      )
    },
    updatePart: (id, partId, fields, options) => {
      const conversation = get(id)
      if (conversation === undefined) return undefined
      const parts = conversation.parts()
      const position = parts.findIndex((part) => part.id === partId)
      const part = parts[position]
      if (part === undefined) return undefined
      const updated_at = clock.now()
      const changed = parts.with(position, { ...part, updated_at, ...fields, id: partId })
      return put({ ...conversation, updated_at, parts: () => changed }, options)
    },
    remove: (id, options) => {
      snoozed.delete(id)
      deleted.unshift({ id, deleted_at: clock.now() })
      collection.remove(id, indexedAt(clock, { id }, options))
    },
    deleted: () => deleted,
    save: () => ({ added, addedParts, deleted: [...deleted], snoozed: [...snoozed], records: collection.save() }),
    load: (saved) => {
      assertRecordsLike({ ...unansweredConversation, parts: [] }, saved.records)
      added = saved.added
      addedParts = saved.addedParts
      deleted = [...saved.deleted]
      refill(snoozed, saved.snoozed)
      collection.load(saved.records)
    },
    reset: () => {
      deleted = []
      added = 0
      addedParts = 0
      snoozed.clear()
      collection.reset()
    }
  }
}

const unknownAuthor: Author = { type: "user", id: "000000000000000000000000", name: null, email: null }

const unansweredSource: Omit<SourceRecord, "id" | "author"> = {
  type: "conversation",
  delivered_as: "customer_initiated",
  subject: "",
  body: "<p>Hello</p>",
  url: null
}

const unansweredConversation: Omit<
  ConversationRecord,
  "id" | "created_at" | "updated_at" | "source" | "parts" | "part_count"
> = {
  title: null,
  state: "open",
  read: false,
  priority: "not_priority",
  waiting_since: null,
  snoozed_until: null,
  contacts: [],
  admin_assignee_id: null,
  team_assignee_id: null,
  tags: [],
  rating: null,
  custom_attributes: {}
}

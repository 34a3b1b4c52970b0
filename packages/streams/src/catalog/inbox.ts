/**
 * What people and teammates write and say to each other, as streams.
 *
 * @since 0.1.0
 */
import { Calls, ConversationParts, Conversations, Tickets } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Window from "../time/Window.ts"
import { define, type Definition, type Hydration } from "./Definition.ts"
import { idOf, secondsOf } from "./Field.ts"
import { inside } from "./Inner.ts"
import { listing } from "./Listing.ts"
import { inSegments } from "./Segments.ts"
import { anyRecord, fieldOf, oldestFirst, timeWithin } from "./TimeQuery.ts"

/**
 * Conversations: listed or found by the time they changed, and read one by one with their parts.
 *
 * @category constants
 * @since 0.1.0
 */
export const conversations: Definition<Conversations.Conversation> = /*#__PURE__*/ define({
  name: "conversations",
  schema: Conversations.Conversation,
  read: (id) => Conversations.get({ id }),
  findsChanges: true,
  list: ({ segments, window }) => {
    const field = fieldOf(window)
    const within = (span: Window.Window, prefetch: number) =>
      listing(
        Conversations.search,
        { query: timeWithin(field, span, "second") ?? anyRecord, sort: oldestFirst(field) },
        { prefetch }
      )
    return inSegments({
      whole: Window.isBounded(window) ? within(window, 1) : listing(Conversations.list, {}),
      within: (span) => within(span, 0),
      window,
      field,
      precision: "second",
      isOrdered: true,
      segments
    })
  },
  hydration: ({ parts }) => (parts ? wholeConversation : undefined)
})

/**
 * The parts of conversations, a record each, with the `conversation_id` they are of. They come with the conversation: a
 * request for each, which they share with `conversations` where both are exported, and of each the newest 500.
 *
 * @category constants
 * @since 0.1.0
 */
export const conversationParts: Definition<ConversationParts.ConversationPart> = /*#__PURE__*/ inside({
  name: "conversation_parts",
  of: conversations,
  schema: ConversationParts.ConversationPart,
  path: ["conversation_parts", "conversation_parts"],
  parent: "conversation_id"
})

/**
 * Conversations that were deleted, since 2.16: no search shows that they are gone.
 *
 * @category constants
 * @since 0.1.0
 */
export const deletedConversations: Definition<Conversations.DeletedConversationItem> = /*#__PURE__*/ define({
  name: "deleted_conversations",
  schema: Conversations.DeletedConversationItem,
  changedAtOf: (record) => secondsOf(record, "deleted_at"),
  removes: {
    stream: "conversations",
    tombstoneOf: (record) => {
      const id = idOf(record)
      return id === undefined ? undefined : { id, reason: "deleted", at: secondsOf(record, "deleted_at") }
    }
  },
  list: () => listing(Conversations.listDeleted, {})
})

/**
 * Tickets with their parts: only search lists them, with all parts in each row.
 *
 * @category constants
 * @since 0.1.0
 */
export const tickets: Definition<Tickets.Ticket> = /*#__PURE__*/ define({
  name: "tickets",
  schema: Tickets.Ticket,
  read: (id) => Tickets.get({ id }),
  findsChanges: true,
  list: ({ segments, window }) => {
    const field = fieldOf(window)
    const within = (span: Window.Window, prefetch: number) =>
      listing(
        Tickets.search,
        { query: timeWithin(field, span, "second") ?? anyRecord, sort: oldestFirst(field) },
        { prefetch }
      )
    return inSegments({
      whole: within(window, 1),
      within: (span) => within(span, 0),
      window,
      field,
      precision: "second",
      isOrdered: true,
      segments
    })
  }
})

/**
 * The parts of tickets, a record each, with the `ticket_id` they are of. They come with the rows of tickets.
 *
 * @category constants
 * @since 0.1.0
 */
export const ticketParts: Definition<Tickets.TicketPart> = /*#__PURE__*/ inside({
  name: "ticket_parts",
  of: tickets,
  schema: Tickets.TicketPart,
  path: ["ticket_parts", "ticket_parts"],
  parent: "ticket_id"
})

/**
 * Calls, since 2.14.
 *
 * @category constants
 * @since 0.1.0
 */
export const calls: Definition<Calls.Call> = /*#__PURE__*/ define({
  name: "calls",
  schema: Calls.Call,
  read: (id) => Calls.get({ id }),
  list: () => listing(Calls.list, {})
})

const wholeConversation: Hydration = {
  operation: Conversations.get,
  yields: "whole",
  read: (id) => Effect.map(Conversations.get({ id }), Array.of),
  parts: (record) => {
    const list = Predicate.hasProperty(record, "conversation_parts") ? record.conversation_parts : undefined
    const parts = Predicate.hasProperty(list, "conversation_parts") ? list.conversation_parts : undefined
    const total = Predicate.hasProperty(list, "total_count") ? list.total_count : undefined
    return Array.isArray(parts) && typeof total === "number" ? { have: parts.length, total } : undefined
  }
}

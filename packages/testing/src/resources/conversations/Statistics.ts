/**
 * When things first and last happened in a conversation, and how long they took.
 *
 * @since 0.1.0
 */
import { type Author, isFromContact } from "../../workspace/Author.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import type { ConversationRecord, PartRecord } from "./Record.ts"

/**
 * The statistics of a conversation, all of them: what has not happened is null. Times are Unix seconds, durations
 * seconds.
 *
 * @category conversions
 * @since 0.1.0
 */
export const statisticsOf = (conversation: ConversationRecord): JsonObject => {
  const { created_at, part_count, source } = conversation
  const parts = conversation.parts()
  const replies = messagesOf(conversation, parts)
  const fromContact = timesOf(replies.filter(({ author }) => isFromContact(author)))
  const fromAdmin = timesOf(replies.filter(({ author }) => author.type === "admin"))
  const assignments = timesOf(parts.filter(({ assigned_to }) => assigned_to !== null))
  const closings = parts.filter(({ part_type }) => part_type === "close")
  const closed = timesOf(closings)
  const closedBy = closings.at(-1)?.author
  const since = (time: number | null): number | null => (time === null ? null : time - created_at)
  return {
    type: "conversation_statistics",
    time_to_assignment: since(assignments.first),
    time_to_admin_reply: since(fromAdmin.first),
    time_to_first_close: since(closed.first),
    time_to_last_close: since(closed.last),
    median_time_to_reply: median(waits(replies)),
    first_contact_reply_at: fromContact.first,
    first_assignment_at: assignments.first,
    first_admin_reply_at: fromAdmin.first,
    first_close_at: closed.first,
    last_assignment_at: assignments.last,
    last_assignment_admin_reply_at: replyAfter(replies, assignments.last),
    last_contact_reply_at: fromContact.last,
    last_admin_reply_at: fromAdmin.last,
    last_close_at: closed.last,
    last_closed_by_id: closedBy?.type === "admin" ? Number(closedBy.id) : null,
    count_reopens: parts.filter(({ part_type }) => part_type === "open").length,
    count_assignments: parts.filter(({ assigned_to }) => assigned_to !== null).length,
    // Intercom counts the first message too.
    count_conversation_parts: part_count + (source === null ? 0 : 1)
  }
}

/** What was said, by whom and when: the first message, and the comments after it. */
interface Message {
  readonly author: Author
  readonly created_at: number
}

const messagesOf = (
  { created_at, source }: ConversationRecord,
  parts: ReadonlyArray<PartRecord>
): ReadonlyArray<Message> => [
  ...(source === null ? [] : [{ author: source.author, created_at }]),
  ...parts.filter(({ part_type }) => part_type === "comment")
]

const timesOf = (
  messages: ReadonlyArray<{ readonly created_at: number }>
): { readonly first: number | null; readonly last: number | null } => ({
  first: messages[0]?.created_at ?? null,
  last: messages.at(-1)?.created_at ?? null
})

/** How long contacts waited for each answer. */
const waits = (messages: ReadonlyArray<Message>): ReadonlyArray<number> => {
  const found: Array<number> = []
  let asked: number | undefined
  for (const { author, created_at } of messages) {
    if (isFromContact(author)) asked ??= created_at
    else if (asked !== undefined) {
      found.push(created_at - asked)
      asked = undefined
    }
  }
  return found
}

const median = (durations: ReadonlyArray<number>): number | null =>
  durations.toSorted((a, b) => a - b)[Math.floor(durations.length / 2)] ?? null

const replyAfter = (messages: ReadonlyArray<Message>, time: number | null): number | null =>
  time === null
    ? null
    : (messages.find(({ author, created_at }) => author.type === "admin" && created_at >= time)?.created_at ?? null)

/**
 * What conversations are searched and sorted by.
 *
 * @since 0.1.0
 */
import { type Field, type FieldNamed, type FieldType, nothing, table } from "../../workspace/Field.ts"
import type { ConversationRecord } from "./Record.ts"

/**
 * What `POST /conversations/search` takes.
 *
 * @category constants
 * @since 0.1.0
 */
export const conversationFields: FieldNamed<ConversationRecord> = (name) =>
  conversationTable(name) ?? unknownStatistic(name)

const conversationTable = table<ConversationRecord>({
  id: ["id", ({ id }) => id],
  created_at: ["date", ({ created_at }) => created_at],
  updated_at: ["date", ({ updated_at }) => updated_at],
  "source.type": ["string", ({ source }) => source?.type ?? null],
  "source.id": ["string", ({ source }) => source?.id ?? null],
  "source.delivered_as": ["string", ({ source }) => source?.delivered_as ?? null],
  "source.subject": ["string", ({ source }) => source?.subject ?? null],
  "source.body": ["words", ({ source }) => source?.body ?? null],
  "source.author.id": ["string", ({ source }) => source?.author.id ?? null],
  "source.author.type": ["string", ({ source }) => source?.author.type ?? null],
  "source.author.name": ["string", ({ source }) => source?.author.name ?? null],
  "source.author.email": ["string", ({ source }) => source?.author.email ?? null],
  "source.url": ["string", ({ source }) => source?.url ?? null],
  contact_ids: ["list", ({ contacts }) => contacts],
  teammate_ids: ["list", ({ admin_assignee_id }) => (admin_assignee_id === null ? [] : [String(admin_assignee_id)])],
  admin_assignee_id: ["integer", ({ admin_assignee_id }) => admin_assignee_id],
  team_assignee_id: ["integer", ({ team_assignee_id }) => team_assignee_id],
  channel_initiated: ["string", ({ source }) => source?.type ?? null],
  open: ["boolean", ({ state }) => state !== "closed"],
  read: ["boolean", ({ read }) => read],
  state: ["string", ({ state }) => state],
  waiting_since: ["date", ({ waiting_since }) => waiting_since],
  snoozed_until: ["date", ({ snoozed_until }) => snoozed_until],
  tag_ids: ["list", ({ tags }) => tags.map(({ id }) => id)],
  priority: ["string", ({ priority }) => priority],
  title: ["string", ({ title }) => title],
  "statistics.count_conversation_parts": ["integer", ({ part_count }) => part_count + 1],
  "conversation_rating.score": ["integer", ({ rating }) => rating?.rating ?? null],
  "conversation_rating.remark": ["string", ({ rating }) => rating?.remark ?? null],
  "conversation_rating.requested_at": ["date", ({ rating }) => rating?.created_at ?? null],
  "conversation_rating.replied_at": ["date", ({ rating }) => rating?.created_at ?? null],
  "conversation_rating.contact_id": [
    "string",
    ({ contacts, rating }) => (rating === null ? null : (contacts[0] ?? null))
  ],
  ai_agent_participated: ["boolean", () => false],
  "ai_agent.resolution_state": ["string", nothing],
  "ai_agent.last_answer_type": ["string", nothing],
  "ai_agent.rating": ["integer", nothing],
  "ai_agent.rating_remark": ["string", nothing],
  "ai_agent.source_type": ["string", nothing],
  "ai_agent.source_title": ["string", nothing]
})

const statistics: Readonly<Record<string, FieldType>> = {
  time_to_assignment: "integer",
  time_to_admin_reply: "integer",
  time_to_first_close: "integer",
  time_to_last_close: "integer",
  median_time_to_reply: "integer",
  first_contact_reply_at: "date",
  first_assignment_at: "date",
  first_admin_reply_at: "date",
  first_close_at: "date",
  last_assignment_at: "date",
  last_assignment_admin_reply_at: "date",
  last_contact_reply_at: "date",
  last_admin_reply_at: "date",
  last_close_at: "date",
  last_closed_by_id: "string",
  count_reopens: "integer",
  count_assignments: "integer"
}

/** Statistics the fake does not keep: accepted, and null for every conversation. */
const unknownStatistic = (name: string): Field<ConversationRecord> | undefined => {
  const prefix = "statistics."
  const type = name.startsWith(prefix) ? statistics[name.slice(prefix.length)] : undefined
  return type === undefined ? undefined : { name, type, of: nothing }
}

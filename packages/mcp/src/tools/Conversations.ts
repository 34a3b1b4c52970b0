/**
 * Tools about conversations.
 *
 * @since 0.1.0
 */
import { type ConversationParts, Conversations, Search } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Kept } from "../door/Kept.ts"
import { ask } from "../door/Reading.ts"
import { oneLine } from "../text/Clean.ts"
import { attributes, line, time } from "../text/Fields.ts"
import { plain } from "../text/Html.ts"
import { assigned, attached, authorOf } from "./Author.ts"
import { page } from "./Page.ts"
import { cursor, date, dated, id, limit, number, paginated, reading, text } from "./Parameters.ts"
import { section } from "./People.ts"
import { nextOf } from "./Refs.ts"
import { type Entry, timeline } from "./Timeline.ts"

/**
 * What conversations are found by.
 *
 * @internal
 */
export const filters = {
  text: Schema.optionalKey(text(200, "part of the first message or subject")),
  state: Schema.optionalKey(Schema.Literals(["open", "closed", "snoozed"])),
  person_id: Schema.optionalKey(id),
  assignee_id: Schema.optionalKey(number),
  team_id: Schema.optionalKey(number),
  tag_id: Schema.optionalKey(id),
  created_after: date,
  created_before: date,
  updated_after: date
}

/** @internal */
export const find = reading("find_conversations", "Find conversations, latest first.", {
  ...filters,
  limit,
  cursor
})

/** @internal */
export const read = reading("read_conversation", "A conversation as a timeline of its newest 500 parts at most.", {
  id,
  newest_first: Schema.optionalKey(Schema.Boolean),
  cursor
})

type Filters = Schema.Struct<typeof filters>["Type"]

const { and, field, or } = Search.conversations

/**
 * The query of the filters: all conversations where there is none.
 *
 * @internal
 */
export const queryOf = Effect.fnUntraced(function* (of: Filters) {
  const query: Array<Search.Filter<"conversations"> | Search.Group<"conversations">> = []
  if (of.text !== undefined) {
    query.push(or(field("source.body").contains(of.text), field("source.subject").contains(of.text)))
  }
  if (of.state !== undefined) query.push(field("state").equals(of.state))
  if (of.person_id !== undefined) query.push(field("contact_ids").equals(of.person_id))
  if (of.assignee_id !== undefined) query.push(field("admin_assignee_id").equals(Number(of.assignee_id)))
  if (of.team_id !== undefined) query.push(field("team_assignee_id").equals(Number(of.team_id)))
  if (of.tag_id !== undefined) query.push(field("tag_ids").equals(of.tag_id))
  query.push(...(yield* dated(of, { created: field("created_at"), updated: field("updated_at") })))
  return query.length === 0 ? field("created_at").after(0) : and(...query)
})

/** @internal */
export const handleFind = Effect.fnUntraced(function* ({
  cursor,
  limit = 10,
  ...of
}: typeof find.parametersSchema.Type) {
  const query = yield* queryOf(of)
  const pagination = paginated(limit, cursor)
  const sort = { field: "updated_at", order: "descending" } as const
  const found = yield* ask(Conversations.search({ query, pagination, sort }))
  return yield* page({
    what: "conversations",
    total: found.total_count,
    lines: (found.conversations ?? []).map(lineOf),
    cursor: nextOf(found.pages),
    next: "Next: read_conversation with an id."
  })
})

/** @internal */
export const handleRead = Effect.fnUntraced(function* ({
  cursor,
  id,
  newest_first = false
}: typeof read.parametersSchema.Type) {
  const conversation = yield* ask(Conversations.get({ id, display_as: "plaintext" }))
  const parts = (conversation.conversation_parts?.conversation_parts ?? []).map(entryOf)
  const first = firstOf(conversation)
  const entries = [...(first === undefined ? [] : [first]), ...parts]
  return yield* timeline({
    before: `Conversation ${JSON.stringify(id)}.`,
    about: [
      lineOf(conversation),
      ...section(
        "people",
        (conversation.contacts?.contacts ?? []).slice(0, 20).map((contact) => line(["id", contact.id]))
      ),
      ...section("attributes", attributes(conversation.custom_attributes)),
      "timeline:"
    ],
    entries: newest_first ? entries.toReversed() : entries,
    cursor,
    tool: "read_conversation"
  })
})

const lineOf = (conversation: Kept<Conversations.ConversationListItem> | Kept<Conversations.Conversation>): string =>
  line(
    ["id", conversation.id],
    ["state", conversation.state],
    ["priority", usual.has(conversation.priority ?? "") ? undefined : conversation.priority],
    ["title", conversation.title],
    ["subject", plain(conversation.source?.subject ?? "")],
    ["from", authorOf(conversation.source?.author)],
    ["channel", conversation.source?.type],
    ["begins", oneLine(plain(conversation.source?.body ?? ""), 160)],
    ["created", time(conversation.created_at)],
    ["updated", time(conversation.updated_at)],
    ["waiting_since", time(conversation.waiting_since)],
    ["assignee", assigned(conversation.admin_assignee_id)],
    ["team", assigned(conversation.team_assignee_id)],
    ["tags", (conversation.tags?.tags ?? []).map(({ name }) => name).join(", ")],
    ["rating", conversation.conversation_rating?.rating]
  )

/** What an attribute, a priority or tags became, as Intercom tells it. */
const detailsOf = (details: unknown): string | undefined =>
  details === null || details === undefined ? undefined : JSON.stringify(details)

/** Priorities that say nothing. */
const usual: ReadonlySet<string> = new Set(["", "none", "not_priority"])

const firstOf = (conversation: Kept<Conversations.Conversation>): Entry | undefined => {
  const { source } = conversation
  if (source === null || source === undefined) return undefined
  const head = line(
    ["at", time(conversation.created_at)],
    ["by", authorOf(source.author)],
    ["kind", "first message"],
    ["files", attached(source.attachments)]
  )
  return { id: "first", head, body: source.body ?? "" }
}

const entryOf = (part: Kept<ConversationParts.ConversationPart>): Entry => {
  const head = line(
    ["at", time(part.created_at)],
    ["by", authorOf(part.author)],
    ["kind", part.part_type],
    ["assigned_to", part.assigned_to?.id],
    ["details", detailsOf(part.event_details)],
    ["files", attached(part.attachments)],
    ["redacted", part.redacted === true ? true : undefined]
  )
  return { id: String(part.id), head, body: part.body ?? "" }
}

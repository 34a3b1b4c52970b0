/**
 * A conversation as responses show it: in lists without its parts, alone with the newest five hundred.
 *
 * @since 0.1.0
 */
import type { Version } from "@effect-intercom/core"
import type { ConversationRecord, PartRecord, SourceRecord } from "./Record.ts"
import type { Json, JsonObject } from "../../workspace/Record.ts"
import { renderTags } from "../tags/Render.ts"
import { linkedTracker } from "../tickets/Render.ts"
import type { Seen } from "../Route.ts"
import { plain } from "../../route/Html.ts"
import { isSince } from "../../route/Since.ts"
import { isFromContact } from "../../workspace/Author.ts"
import { statisticsOf } from "./Statistics.ts"
import { renderAttachment } from "./Attachments.ts"
import { inVersion } from "../VersionFacts.ts"

/** How many parts a response holds at most. */
const partLimit = 500

/** What stands in the place of a deleted message. */
const deletedText = "<p><i>This message was deleted</i></p>"

/**
 * How texts are shown.
 *
 * @category models
 * @since 0.1.0
 */
export type DisplayAs = "html" | "plaintext"

/**
 * A conversation as a row of a list.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderConversation = (
  seen: Seen,
  conversation: ConversationRecord,
  displayAs: DisplayAs = "html"
): JsonObject => {
  const { version, workspace } = seen
  const { admin_assignee_id, rating, source } = conversation
  return inVersion("conversation", version, {
    type: "conversation",
    id: conversation.id,
    created_at: conversation.created_at,
    updated_at: conversation.updated_at,
    waiting_since: conversation.waiting_since,
    snoozed_until: conversation.snoozed_until,
    source: source === null ? null : renderSource(source, displayAs),
    contacts: {
      type: "contact.list",
      contacts: conversation.contacts.map((id) => ({
        type: "contact",
        id,
        external_id: workspace.contacts.get(id)?.external_id ?? null
      }))
    },
    first_contact_reply:
      source !== null && isFromContact(source.author)
        ? { created_at: conversation.created_at, type: source.type, url: source.url }
        : null,
    admin_assignee_id: assigneeIn(version, admin_assignee_id),
    team_assignee_id: assigneeIn(version, conversation.team_assignee_id),
    open: conversation.state !== "closed",
    state: conversation.state,
    read: conversation.read,
    tags: { type: "tag.list", tags: renderTags(workspace, conversation.tags) },
    priority: priorityIn(version, conversation.priority),
    sla_applied: null,
    statistics: statisticsOf(conversation),
    conversation_rating:
      rating === null
        ? null
        : {
            ...rating,
            contact: { type: "contact", id: conversation.contacts[0] ?? null, external_id: null },
            teammate: { type: "admin", id: String(admin_assignee_id ?? workspace.admins[0]?.id) }
          },
    teammates: {
      type: "admin.list",
      admins: admin_assignee_id === null ? [] : [{ type: "admin", id: String(admin_assignee_id) }]
    },
    title: conversation.title,
    custom_attributes: conversation.custom_attributes,
    topics: {},
    ticket: null,
    linked_objects: linkedTracker(workspace, conversation.id),
    ai_agent: null,
    ai_agent_participated: false
  })
}

const renderSource = (source: SourceRecord, displayAs: DisplayAs): JsonObject => ({
  type: source.type,
  id: source.id,
  delivered_as: source.delivered_as,
  subject: source.subject,
  body: display(source.redacted === true ? deletedText : source.body, displayAs),
  author: { ...source.author },
  attachments: [],
  url: source.url,
  redacted: source.redacted === true
})

/**
 * A conversation with its parts: the newest five hundred, and how many there are.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderWithParts = (
  seen: Seen,
  conversation: ConversationRecord,
  displayAs: DisplayAs = "html"
): JsonObject => {
  const parts = conversation.parts()
  return {
    ...renderConversation(seen, conversation, displayAs),
    conversation_parts: {
      type: "conversation_part.list",
      conversation_parts: parts.slice(-partLimit).map((part) => renderPart(seen, part, conversation, displayAs)),
      total_count: parts.length
    }
  }
}

/**
 * A part of a conversation.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderPart = (
  { version }: Seen,
  part: PartRecord,
  conversation: ConversationRecord,
  displayAs: DisplayAs
): Json =>
  inVersion("conversation_part", version, {
    type: "conversation_part",
    id: part.id,
    part_type: part.part_type,
    body: part.redacted ? display(deletedText, displayAs) : part.body === null ? null : display(part.body, displayAs),
    created_at: part.created_at,
    updated_at: part.updated_at,
    notified_at: part.created_at,
    assigned_to: part.assigned_to === null ? null : { ...part.assigned_to },
    author: { ...part.author, email: part.author.email ?? "" },
    attachments: part.redacted ? [] : (part.attachments ?? []).map(renderAttachment),
    external_id: null,
    redacted: part.redacted,
    email_message_metadata: null,
    state: part.part_type === "close" ? "closed" : conversation.state === "snoozed" ? "snoozed" : "open",
    tags: [],
    event_details: null,
    app_package_code: null
  })

const display = (html: string, displayAs: DisplayAs): string => (displayAs === "html" ? html : plain(html))

/** Nobody is null up to 2.15, and zero since. */
const assigneeIn = (version: Version.Version, assigneeId: number | null): number | null =>
  assigneeId === null && isSince(version, "2.16") ? 0 : assigneeId

/** Two words up to 2.15, five levels since, of which the fake knows `high` and `none`. */
const priorityIn = (version: Version.Version, priority: "priority" | "not_priority"): string => {
  if (!isSince(version, "2.16")) return priority
  return priority === "priority" ? "high" : "none"
}

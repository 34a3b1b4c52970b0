/**
 * Which topics a change belongs to, and what their notifications hold.
 *
 * @since 0.1.0
 */
import type { Version } from "@effect-intercom/core"
import { renderCompany } from "../resources/companies/Routes.ts"
import { renderContact } from "../resources/contacts/Render.ts"
import { renderWithParts } from "../resources/conversations/Render.ts"
import { renderApplied } from "../resources/tags/Render.ts"
import { renderTicket } from "../resources/tickets/Render.ts"
import type { WorkspaceChange } from "../resources/Changes.ts"
import type { AppliedTag } from "../resources/tags/Record.ts"
import type { CompanyRecord } from "../resources/companies/Record.ts"
import type { ContactRecord } from "../resources/contacts/Record.ts"
import type { ConversationRecord, PartRecord } from "../resources/conversations/Record.ts"
import { isSince } from "../route/Since.ts"
import type { JsonObject } from "../workspace/Record.ts"
import type { TicketPartRecord, TicketRecord } from "../resources/tickets/Record.ts"
import type { Workspace } from "../resources/Workspace.ts"

/**
 * Something a webhook may be told.
 *
 * @category models
 * @since 0.1.0
 */
export interface Event {
  /** As `contact.user.created`. */
  readonly topic: string
  readonly item: JsonObject
}

/**
 * Where events are made.
 *
 * @category models
 * @since 0.1.0
 */
export interface Surroundings {
  readonly workspace: Workspace
  /** The version the items are in. */
  readonly version: Version.Version
  /** Scheme and host of the API, for links. */
  readonly origin: string
}

/**
 * The events of a change; none for one that no topic is about.
 *
 * @category conversions
 * @since 0.1.0
 */
export const eventsOf = (around: Surroundings, change: WorkspaceChange): ReadonlyArray<Event> => {
  switch (change.resource) {
    case "contact":
      return contactEvents(around, change.before, change.after)
    case "company":
      return companyEvents(around, change.before, change.after)
    case "conversation":
      return conversationEvents(around, change.before, change.after)
    case "ticket":
      return ticketEvents(around, change.before, change.after)
  }
}

const contactEvents = (
  around: Surroundings,
  before: ContactRecord | undefined,
  after: ContactRecord | undefined
): ReadonlyArray<Event> => {
  const { workspace } = around
  const contact = after ?? before
  if (contact === undefined) return []
  const item = renderContact(around, contact)
  const event = (topic: string): Event => ({ topic, item })
  if (after === undefined) return [deleted("contact", contact.id)]
  if (before === undefined) return [event(`contact.${after.role}.created`)]
  const signedUp = before.role === "lead" && after.role === "user"
  const hasNewEmail = before.email !== after.email && after.email !== null
  return [
    ...(before.merged_into === null ? mergeEvents(around, after) : []),
    ...(!before.archived && after.archived ? [event("contact.archived")] : []),
    ...(before.archived && !after.archived ? [event("contact.unarchive")] : []),
    ...(signedUp ? [event("contact.lead.signed_up")] : []),
    ...(hasNewEmail && after.role === "lead" && before.email === null ? [event("contact.lead.added_email")] : []),
    ...(hasNewEmail && before.email !== null ? [event("contact.email.updated")] : []),
    ...(!before.unsubscribed_from_emails && after.unsubscribed_from_emails ? [event("contact.unsubscribed")] : []),
    ...(before.unsubscribed_from_emails && !after.unsubscribed_from_emails ? [event("contact.subscribed")] : []),
    ...attachments(before.companies, after.companies).flatMap(({ id, name }) => {
      const company = workspace.companies.get(id)
      if (company === undefined) return []
      const pair = { type: "company", company: renderCompany(workspace, company), contact: item }
      return [{ topic: `company.contact.${name}`, item: pair }]
    }),
    ...(differ(before, after, ["tags", "companies", "updated_at", "archived", "merged_into"])
      ? [event(`contact.${after.role}.updated`)]
      : []),
    ...tagEvents(workspace, before.tags, after.tags).map(({ name, tag }) => ({
      topic: `contact.${after.role}.tag.${name}`,
      item: { type: "contact_tag", created_at: workspace.now(), tag, contact: item }
    }))
  ]
}

/** What is gone is told by its id alone. */
const deleted = (type: string, id: string): Event => ({
  topic: `${type}.deleted`,
  item: { type, id, deleted: true }
})

/** A merge is told with the contact that stays. */
const mergeEvents = (around: Surroundings, { id, merged_into }: ContactRecord): ReadonlyArray<Event> => {
  const remaining = merged_into === null ? undefined : around.workspace.contacts.get(merged_into)
  return remaining === undefined
    ? []
    : [{ topic: "contact.merged", item: { ...renderContact(around, remaining), merged_from: id } }]
}

const companyEvents = (
  { workspace }: Surroundings,
  before: CompanyRecord | undefined,
  after: CompanyRecord | undefined
): ReadonlyArray<Event> => {
  const company = after ?? before
  if (company === undefined) return []
  if (after === undefined) return [deleted("company", company.id)]
  const name = before === undefined ? "created" : "updated"
  return [{ topic: `company.${name}`, item: renderCompany(workspace, company) }]
}

const conversationEvents = (
  around: Surroundings,
  before: ConversationRecord | undefined,
  after: ConversationRecord | undefined
): ReadonlyArray<Event> => {
  const conversation = after ?? before
  if (conversation === undefined) return []
  const event = (topic: string, part?: PartRecord): Event => ({ topic, item: about(around, conversation, part) })
  if (after === undefined) return [deleted("conversation", conversation.id)]
  if (before === undefined) {
    const byAdmin = after.source?.author.type === "admin"
    return [event(byAdmin ? "conversation.admin.single.created" : "conversation.user.created")]
  }
  const added = after.part_count > before.part_count ? after.parts().slice(before.part_count) : []
  return [
    ...added.flatMap((part) => {
      const topic = topicOfPart(part)
      return topic === undefined ? [] : [event(topic, part)]
    }),
    ...(!before.read && after.read ? [event("conversation.read")] : []),
    ...attachments(before.contacts, after.contacts).map(({ name }) => event(`conversation.contact.${name}`)),
    ...(before.priority === after.priority ? [] : [event("conversation.priority.updated")]),
    ...(before.rating === null && after.rating !== null ? [event("conversation.rating.added")] : []),
    ...tagEvents(around.workspace, before.tags, after.tags)
      .filter(({ name }) => name === "created")
      .map(() => event("conversation_part.tag.created"))
  ]
}

/** Whose replies a topic is about. */
const repliers = { admin: "admin", bot: "operator", user: "user", lead: "user" } as const

const topicOfPart = ({ author, part_type }: PartRecord): string | undefined => {
  switch (part_type) {
    case "comment":
      return `conversation.${repliers[author.type]}.replied`
    case "note":
      return "conversation.admin.noted"
    case "assignment":
      return "conversation.admin.assigned"
    case "close":
      return "conversation.admin.closed"
    case "open":
      // Who answers in a closed conversation opens it.
      return repliers[author.type] === "user" ? "conversation.user.replied" : "conversation.admin.opened"
    case "snoozed":
      return "conversation.admin.snoozed"
    case "unsnoozed":
      return "conversation.admin.unsnoozed"
    default:
      return undefined
  }
}

/** The conversation with the part the notification is about, and no other. */
const about = (around: Surroundings, conversation: ConversationRecord, part: PartRecord | undefined): JsonObject => {
  const parts = part === undefined ? [] : [part]
  return renderWithParts(around, { ...conversation, part_count: parts.length, parts: () => parts })
}

/** What was put on a list, and what was taken off. */
const attachments = (
  before: ReadonlyArray<string>,
  after: ReadonlyArray<string>
): ReadonlyArray<{ readonly name: "attached" | "detached"; readonly id: string }> => [
  ...after.filter((id) => !before.includes(id)).map((id) => ({ name: "attached" as const, id })),
  ...before.filter((id) => !after.includes(id)).map((id) => ({ name: "detached" as const, id }))
]

const ticketEvents = (
  { origin, version, workspace }: Surroundings,
  before: TicketRecord | undefined,
  after: TicketRecord | undefined
): ReadonlyArray<Event> => {
  if (after === undefined) return []
  const call = { workspace, version, origin, params: {}, query: new URLSearchParams(), body: {} }
  const event = (topic: string): Event => ({ topic, item: renderTicket(call, after) })
  if (before === undefined) return [event("ticket.created")]
  const isAssigned = before.admin_assignee_id !== after.admin_assignee_id && after.admin_assignee_id !== null
  const isWithTeam = before.team_assignee_id !== after.team_assignee_id && after.team_assignee_id !== null
  const isResolved = ({ ticket_state_id }: TicketRecord): boolean =>
    workspace.ticketTypes.getState(ticket_state_id)?.category === "resolved"
  const added = after.part_count > before.part_count ? after.parts().slice(before.part_count) : []
  return [
    ...(before.ticket_state_id === after.ticket_state_id ? [] : [event("ticket.state.updated")]),
    ...(!isResolved(before) && isResolved(after) ? [event("ticket.resolved")] : []),
    ...(before.open && !after.open ? [closed(version, event("ticket.closed"))] : []),
    ...(isAssigned ? [event("ticket.admin.assigned")] : []),
    ...(isWithTeam ? [event("ticket.team.assigned")] : []),
    ...added.flatMap((part) => {
      const topic = topicOfTicketPart(version, part)
      return topic === undefined ? [] : [event(topic)]
    }),
    ...attachments(before.contacts, after.contacts).map(({ name }) => event(`ticket.contact.${name}`)),
    ...(JSON.stringify(before.ticket_attributes) === JSON.stringify(after.ticket_attributes)
      ? []
      : [event("ticket.attribute.updated")])
  ]
}

const topicOfTicketPart = (version: Version.Version, { author, part_type }: TicketPartRecord): string | undefined => {
  switch (part_type) {
    case "note":
      return "ticket.note.created"
    case "comment":
      return author.type === "admin" || author.type === "bot" ? "ticket.admin.replied" : "ticket.contact.replied"
    case "snoozed":
    case "unsnoozed":
      return isSince(version, "2.16") ? `ticket.admin.${part_type}` : undefined
    default:
      return undefined
  }
}

/** Since 2.15 the ticket stands inside an item. */
const closed = (version: Version.Version, { item, topic }: Event): Event => ({
  topic,
  item: isSince(version, "2.15") ? { ticket: item } : item
})

const tagEvents = (
  workspace: Workspace,
  before: ReadonlyArray<AppliedTag>,
  after: ReadonlyArray<AppliedTag>
): ReadonlyArray<{ readonly name: "created" | "deleted"; readonly tag: JsonObject }> => {
  const missing = (tags: ReadonlyArray<AppliedTag>, from: ReadonlyArray<AppliedTag>) =>
    tags.filter(({ id }) => from.every((tag) => tag.id !== id))
  const rendered = (name: "created" | "deleted") => (tag: AppliedTag) => ({
    name,
    tag: renderApplied(tag, workspace.tags.get(tag.id)?.name ?? "")
  })
  return [...missing(after, before).map(rendered("created")), ...missing(before, after).map(rendered("deleted"))]
}

const differ = (before: ContactRecord, after: ContactRecord, except: ReadonlyArray<keyof ContactRecord>): boolean =>
  JSON.stringify({ ...before, ...blank(except) }) !== JSON.stringify({ ...after, ...blank(except) })

const blank = (names: ReadonlyArray<string>): Readonly<Record<string, null>> =>
  Object.fromEntries(names.map((name) => [name, null]))

/**
 * The topics an app may subscribe to, as data.
 *
 * @since 0.1.0
 */
import type { Version } from "@effect-intercom/core"
import {
  ActivityLogs,
  Admins,
  Articles,
  Audiences,
  Calls,
  Companies,
  Contacts,
  ContentImportSources,
  ContentSnippets,
  Conversations,
  DataEvents,
  Tickets
} from "@effect-intercom/resources"
import type * as Schema from "effect/Schema"
import * as Items from "./Items.ts"

/**
 * What the item of each topic is.
 *
 * @category models
 * @since 0.1.0
 */
export interface ItemByTopic {
  readonly "admin.activity_log_event.created": ActivityLogs.ActivityLog
  readonly "admin.added_to_workspace": Admins.Admin
  readonly "admin.away_mode_updated": Admins.Admin
  readonly "admin.logged_in": Admins.Admin
  readonly "admin.logged_out": Admins.Admin
  readonly "admin.removed_from_workspace": Admins.Admin
  readonly "api.request.completed": Items.OpenItem
  readonly "article.created": Articles.Article
  readonly "article.deleted": Items.DeletedItem
  readonly "article.published": Articles.Article
  readonly "article.unpublished": Articles.Article
  readonly "article.updated": Articles.Article
  readonly "audience.created": Audiences.Audience
  readonly "audience.deleted": Items.DeletedItem
  readonly "audience.member_added": Items.OpenItem
  readonly "audience.member_removed": Items.OpenItem
  readonly "audience.updated": Audiences.Audience
  readonly "call.ended": Calls.Call
  readonly "call.recording_available": Calls.Call
  readonly "call.started": Calls.Call
  readonly "call.transcription_available": Calls.Call
  readonly "company.contact.attached": Items.CompanyContact
  readonly "company.contact.detached": Items.CompanyContact
  readonly "company.created": Companies.Company
  readonly "company.deleted": Items.DeletedItem
  readonly "company.updated": Companies.Company
  readonly "contact.archived": Contacts.Contact
  readonly "contact.deleted": Items.DeletedItem
  readonly "contact.email.updated": Contacts.Contact
  readonly "contact.lead.added_email": Contacts.Contact
  readonly "contact.lead.created": Contacts.Contact
  readonly "contact.lead.signed_up": Contacts.Contact
  readonly "contact.lead.tag.created": Items.ContactTag
  readonly "contact.lead.tag.deleted": Items.ContactTag
  readonly "contact.lead.updated": Contacts.Contact
  readonly "contact.merged": Items.MergedContact
  readonly "contact.subscribed": Contacts.Contact
  readonly "contact.unarchive": Contacts.Contact
  readonly "contact.unsubscribed": Contacts.Contact
  readonly "contact.user.created": Contacts.Contact
  readonly "contact.user.tag.created": Items.ContactTag
  readonly "contact.user.tag.deleted": Items.ContactTag
  readonly "contact.user.updated": Contacts.Contact
  readonly "content_import_source.created": ContentImportSources.ContentImportSource
  readonly "content_import_source.deleted": Items.DeletedItem
  readonly "content_import_source.updated": ContentImportSources.ContentImportSource
  readonly "content_snippet.created": ContentSnippets.ContentSnippet
  readonly "content_snippet.deleted": Items.DeletedItem
  readonly "content_snippet.updated": ContentSnippets.ContentSnippet
  readonly "content_stat.banner": Items.OpenItem
  readonly "content_stat.carousel": Items.OpenItem
  readonly "content_stat.chat": Items.OpenItem
  readonly "content_stat.checklist": Items.OpenItem
  readonly "content_stat.custom_bot": Items.OpenItem
  readonly "content_stat.email": Items.OpenItem
  readonly "content_stat.news_item": Items.OpenItem
  readonly "content_stat.post": Items.OpenItem
  readonly "content_stat.push": Items.OpenItem
  readonly "content_stat.series": Items.OpenItem
  readonly "content_stat.series.webhook": Items.OpenItem
  readonly "content_stat.sms": Items.OpenItem
  readonly "content_stat.survey": Items.OpenItem
  readonly "content_stat.tooltip_group": Items.OpenItem
  readonly "content_stat.tour": Items.OpenItem
  readonly "conversation.admin.assigned": Conversations.Conversation
  readonly "conversation.admin.closed": Conversations.Conversation
  readonly "conversation.admin.noted": Conversations.Conversation
  readonly "conversation.admin.open.assigned": Conversations.Conversation
  readonly "conversation.admin.opened": Conversations.Conversation
  readonly "conversation.admin.replied": Conversations.Conversation
  readonly "conversation.admin.replied.translated": Conversations.Conversation
  readonly "conversation.admin.single.created": Conversations.Conversation
  readonly "conversation.admin.snoozed": Conversations.Conversation
  readonly "conversation.admin.unsnoozed": Conversations.Conversation
  readonly "conversation.company.updated": Conversations.Conversation
  readonly "conversation.contact.attached": Conversations.Conversation
  readonly "conversation.contact.detached": Conversations.Conversation
  readonly "conversation.deleted": Items.DeletedItem
  readonly "conversation.operator.replied": Conversations.Conversation
  readonly "conversation.priority.updated": Conversations.Conversation
  readonly "conversation.rating.added": Conversations.Conversation
  readonly "conversation.read": Conversations.Conversation
  readonly "conversation.user.created": Conversations.Conversation
  readonly "conversation.user.replied": Conversations.Conversation
  readonly "conversation_part.redacted": Conversations.Conversation
  readonly "conversation_part.tag.created": Conversations.Conversation
  readonly "data_connector.execution.completed": Items.OpenItem
  readonly "event.created": DataEvents.DataEvent
  readonly "granular.subscribe": Items.OpenItem
  readonly "granular.unsubscribe": Items.OpenItem
  readonly "job.completed": Items.OpenItem
  readonly ping: Items.Ping
  readonly "procedure.hitl_notification.created": Items.OpenItem
  readonly "ticket.admin.assigned": Tickets.Ticket
  readonly "ticket.admin.replied": Tickets.Ticket
  readonly "ticket.admin.replied.translated": Tickets.Ticket
  readonly "ticket.admin.snoozed": Tickets.Ticket
  readonly "ticket.admin.unsnoozed": Tickets.Ticket
  readonly "ticket.attribute.updated": Tickets.Ticket
  readonly "ticket.closed": Items.ClosedTicket
  readonly "ticket.contact.attached": Tickets.Ticket
  readonly "ticket.contact.detached": Tickets.Ticket
  readonly "ticket.contact.replied": Tickets.Ticket
  readonly "ticket.created": Tickets.Ticket
  readonly "ticket.note.created": Tickets.Ticket
  readonly "ticket.rating.provided": Tickets.Ticket
  readonly "ticket.resolved": Tickets.Ticket
  readonly "ticket.state.updated": Tickets.Ticket
  readonly "ticket.team.assigned": Tickets.Ticket
  readonly "visitor.signed_up": Contacts.Contact
}

/**
 * A topic, as Intercom spells it.
 *
 * @category models
 * @since 0.1.0
 */
export type Topic = keyof ItemByTopic

/**
 * What a topic is about, in Intercom's names.
 *
 * @category models
 * @since 0.1.0
 */
export type TopicResource =
  | "admin"
  | "api_request"
  | "article"
  | "audience"
  | "call"
  | "company"
  | "contact"
  | "content_import_source"
  | "content_snippet"
  | "content_stat"
  | "conversation"
  | "data_connector_execution"
  | "data_event"
  | "job"
  | "ping"
  | "procedure"
  | "subscription"
  | "ticket"
  | "visitor"

/**
 * What is known of a topic.
 *
 * @category models
 * @since 0.1.0
 */
export interface TopicInfo<Item> {
  /** The first version of the API that has it; `2.7`, the oldest known here, where it is as old or older. */
  readonly since: Version.Version
  readonly resource: TopicResource
  readonly item: Schema.Codec<Item>
}

const topic = <Item>(
  resource: TopicResource,
  item: Schema.Codec<Item>,
  since: Version.Version = "2.7"
): TopicInfo<Item> => ({ since, resource, item })

/**
 * Every topic with what is known of it.
 *
 * ```ts
 * import { Webhooks } from "@effect-intercom/app"
 *
 * Webhooks.topics["ticket.admin.snoozed"].since // => "2.16"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const topics: { readonly [T in Topic]: TopicInfo<ItemByTopic[T]> } = {
  "admin.activity_log_event.created": topic("admin", ActivityLogs.ActivityLog),
  "admin.added_to_workspace": topic("admin", Admins.Admin),
  "admin.away_mode_updated": topic("admin", Admins.Admin),
  "admin.logged_in": topic("admin", Admins.Admin),
  "admin.logged_out": topic("admin", Admins.Admin),
  "admin.removed_from_workspace": topic("admin", Admins.Admin),
  "api.request.completed": topic("api_request", Items.OpenItem),
  "article.created": topic("article", Articles.Article),
  "article.deleted": topic("article", Items.DeletedItem),
  "article.published": topic("article", Articles.Article),
  "article.unpublished": topic("article", Articles.Article),
  "article.updated": topic("article", Articles.Article),
  "audience.created": topic("audience", Audiences.Audience, "Preview"),
  "audience.deleted": topic("audience", Items.DeletedItem, "Preview"),
  "audience.member_added": topic("audience", Items.OpenItem, "Preview"),
  "audience.member_removed": topic("audience", Items.OpenItem, "Preview"),
  "audience.updated": topic("audience", Audiences.Audience, "Preview"),
  "call.ended": topic("call", Calls.Call),
  "call.recording_available": topic("call", Calls.Call),
  "call.started": topic("call", Calls.Call),
  "call.transcription_available": topic("call", Calls.Call),
  "company.contact.attached": topic("company", Items.CompanyContact),
  "company.contact.detached": topic("company", Items.CompanyContact),
  "company.created": topic("company", Companies.Company),
  "company.deleted": topic("company", Items.DeletedItem),
  "company.updated": topic("company", Companies.Company),
  "contact.archived": topic("contact", Contacts.Contact),
  "contact.deleted": topic("contact", Items.DeletedItem),
  "contact.email.updated": topic("contact", Contacts.Contact),
  "contact.lead.added_email": topic("contact", Contacts.Contact),
  "contact.lead.created": topic("contact", Contacts.Contact),
  "contact.lead.signed_up": topic("contact", Contacts.Contact),
  "contact.lead.tag.created": topic("contact", Items.ContactTag),
  "contact.lead.tag.deleted": topic("contact", Items.ContactTag),
  "contact.lead.updated": topic("contact", Contacts.Contact),
  "contact.merged": topic("contact", Items.MergedContact),
  "contact.subscribed": topic("contact", Contacts.Contact),
  "contact.unarchive": topic("contact", Contacts.Contact),
  "contact.unsubscribed": topic("contact", Contacts.Contact),
  "contact.user.created": topic("contact", Contacts.Contact),
  "contact.user.tag.created": topic("contact", Items.ContactTag),
  "contact.user.tag.deleted": topic("contact", Items.ContactTag),
  "contact.user.updated": topic("contact", Contacts.Contact),
  "content_import_source.created": topic("content_import_source", ContentImportSources.ContentImportSource, "Preview"),
  "content_import_source.deleted": topic("content_import_source", Items.DeletedItem, "Preview"),
  "content_import_source.updated": topic("content_import_source", ContentImportSources.ContentImportSource, "Preview"),
  "content_snippet.created": topic("content_snippet", ContentSnippets.ContentSnippet),
  "content_snippet.deleted": topic("content_snippet", Items.DeletedItem),
  "content_snippet.updated": topic("content_snippet", ContentSnippets.ContentSnippet),
  "content_stat.banner": topic("content_stat", Items.OpenItem),
  "content_stat.carousel": topic("content_stat", Items.OpenItem),
  "content_stat.chat": topic("content_stat", Items.OpenItem),
  "content_stat.checklist": topic("content_stat", Items.OpenItem),
  "content_stat.custom_bot": topic("content_stat", Items.OpenItem),
  "content_stat.email": topic("content_stat", Items.OpenItem),
  "content_stat.news_item": topic("content_stat", Items.OpenItem),
  "content_stat.post": topic("content_stat", Items.OpenItem),
  "content_stat.push": topic("content_stat", Items.OpenItem),
  "content_stat.series": topic("content_stat", Items.OpenItem),
  "content_stat.series.webhook": topic("content_stat", Items.OpenItem),
  "content_stat.sms": topic("content_stat", Items.OpenItem),
  "content_stat.survey": topic("content_stat", Items.OpenItem),
  "content_stat.tooltip_group": topic("content_stat", Items.OpenItem),
  "content_stat.tour": topic("content_stat", Items.OpenItem),
  "conversation.admin.assigned": topic("conversation", Conversations.Conversation),
  "conversation.admin.closed": topic("conversation", Conversations.Conversation),
  "conversation.admin.noted": topic("conversation", Conversations.Conversation),
  "conversation.admin.open.assigned": topic("conversation", Conversations.Conversation),
  "conversation.admin.opened": topic("conversation", Conversations.Conversation),
  "conversation.admin.replied": topic("conversation", Conversations.Conversation),
  "conversation.admin.replied.translated": topic("conversation", Conversations.Conversation, "2.16"),
  "conversation.admin.single.created": topic("conversation", Conversations.Conversation),
  "conversation.admin.snoozed": topic("conversation", Conversations.Conversation),
  "conversation.admin.unsnoozed": topic("conversation", Conversations.Conversation),
  "conversation.company.updated": topic("conversation", Conversations.Conversation),
  "conversation.contact.attached": topic("conversation", Conversations.Conversation),
  "conversation.contact.detached": topic("conversation", Conversations.Conversation),
  "conversation.deleted": topic("conversation", Items.DeletedItem),
  "conversation.operator.replied": topic("conversation", Conversations.Conversation),
  "conversation.priority.updated": topic("conversation", Conversations.Conversation),
  "conversation.rating.added": topic("conversation", Conversations.Conversation),
  "conversation.read": topic("conversation", Conversations.Conversation),
  "conversation.user.created": topic("conversation", Conversations.Conversation),
  "conversation.user.replied": topic("conversation", Conversations.Conversation),
  "conversation_part.redacted": topic("conversation", Conversations.Conversation),
  "conversation_part.tag.created": topic("conversation", Conversations.Conversation),
  "data_connector.execution.completed": topic("data_connector_execution", Items.OpenItem),
  "event.created": topic("data_event", DataEvents.DataEvent),
  "granular.subscribe": topic("subscription", Items.OpenItem),
  "granular.unsubscribe": topic("subscription", Items.OpenItem),
  "job.completed": topic("job", Items.OpenItem),
  ping: topic("ping", Items.Ping),
  "procedure.hitl_notification.created": topic("procedure", Items.OpenItem, "Preview"),
  "ticket.admin.assigned": topic("ticket", Tickets.Ticket),
  "ticket.admin.replied": topic("ticket", Tickets.Ticket),
  "ticket.admin.replied.translated": topic("ticket", Tickets.Ticket, "2.16"),
  "ticket.admin.snoozed": topic("ticket", Tickets.Ticket, "2.16"),
  "ticket.admin.unsnoozed": topic("ticket", Tickets.Ticket, "2.16"),
  "ticket.attribute.updated": topic("ticket", Tickets.Ticket),
  "ticket.closed": topic("ticket", Items.ClosedTicket),
  "ticket.contact.attached": topic("ticket", Tickets.Ticket),
  "ticket.contact.detached": topic("ticket", Tickets.Ticket),
  "ticket.contact.replied": topic("ticket", Tickets.Ticket),
  "ticket.created": topic("ticket", Tickets.Ticket),
  "ticket.note.created": topic("ticket", Tickets.Ticket),
  "ticket.rating.provided": topic("ticket", Tickets.Ticket),
  "ticket.resolved": topic("ticket", Tickets.Ticket),
  "ticket.state.updated": topic("ticket", Tickets.Ticket),
  "ticket.team.assigned": topic("ticket", Tickets.Ticket),
  "visitor.signed_up": topic("visitor", Contacts.Contact)
}

/**
 * Tells whether a topic is one of {@link topics}.
 *
 * @category guards
 * @since 0.1.0
 */
export const isTopic = (name: string): name is Topic => Object.hasOwn(topics, name)

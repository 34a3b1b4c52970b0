/** What is to be said about components: where shared records live, and which names mean the same. */

/** Components that versions renamed, or that are the same thing twice: the name on the left becomes the one on the right. */
export const aliases: Readonly<Record<string, string>> = {
  // 2.11 called it otherwise; the records are the same.
  search_articles_response: "article_search_response",
  // The first versions of ticket replies called every reply a note.
  ticket_note: "ticket_reply",
  // One endpoint answers with events or, when asked for, with their summary; which it is, `type` tells.
  data_event_summary: "data_event_list",
  data_event_summary_item: "data_event",
  // 2.11 alone calls it so; the fields are the same.
  contact_company: "company_data"
}

/** Components described as one of several records that nothing tells apart: one record with the fields of all. */
export const joined: ReadonlySet<string> = new Set(["conversation_attribute"])

/** Components that only name a scalar: written out where they are used. */
export const inlined: ReadonlySet<string> = new Set(["datetime"])

/** Components whose type is written by hand in `packages/resources/src/handwritten.ts`, because the descriptions are narrower than the API. */
export const handwrittenComponents: Readonly<Record<string, string>> = {
  // The descriptions allow strings, integers and lists; the API gives and takes every JSON value.
  custom_attributes: "CustomAttributes",
  ticket_custom_attributes: "CustomAttributes",
  ticket_request_custom_attributes: "CustomAttributes"
}

/** Fields that hold custom attributes, whatever a description says of their values. */
export const customAttributeFields: ReadonlySet<string> = new Set(["custom_attributes", "ticket_attributes"])

/** Fields of bodies that take a number as well as a text: descriptions call them texts, examples send both. */
export const driftingIds: ReadonlySet<string> = new Set(["admin_id", "assignee_id"])

/** The components that recorded records are, by their `type`, where the component is called otherwise or is one of several. */
export const recordedAs: Readonly<Record<string, ReadonlyArray<string>>> = {
  admin_message: ["message"],
  article: ["article", "article_list_item"],
  conversation: ["conversation", "conversation_list_item"],
  user_message: ["message"]
}

/** Components that are one thing: in one answer whole, in another in short. */
export const sameThings: ReadonlyArray<ReadonlyArray<string>> = [
  ["article", "article_list_item", "content_search_article_item"],
  ["conversation", "conversation_list_item"],
  ["tag", "tag_basic", "tag_create_response"]
]

/** What things are found by where it is not called `id`: as much identity as that. */
export const identifiers: ReadonlySet<string> = new Set(["job_identifier", "view_id"])

/** Parts of records that are there only when something has happened, however often they were seen. */
export const blocks: ReadonlySet<string> = new Set([
  "conversation_parts",
  "conversation_rating",
  "first_contact_reply",
  "source",
  "statistics",
  "ticket_parts"
])

/** Components whose fields are locales, more than a description lists, and the component that stands under each. */
export const byLocale: Readonly<Record<string, string>> = {
  article_translated_content: "article_content",
  group_translated_content: "group_content"
}

/** The file under `records/` of components that several resources share: the longest matching beginning decides. */
export const homes: Readonly<Record<string, string>> = {
  cursor_pages: "Paging",
  starting_after_paging: "Paging",
  pages_link: "Paging",
  reference: "Reference",
  addressable_list: "Reference",
  translation: "Translation",
  group_: "GroupContent",
  admin: "Admin",
  team_priority_level: "Admin",
  tag: "Tag",
  segment: "Segment",
  company: "Company",
  contact: "Contact",
  social_profile: "Contact",
  company_data: "Contact",
  contact_reference: "ContactReference",
  merge_history_item: "Contact",
  subscription_type: "SubscriptionType",
  custom_object: "CustomObject",
  conversation_part: "ConversationPart",
  part_attachment: "ConversationPart",
  email_: "EmailMetadata",
  event_details: "ConversationEvent",
  conversation_attribute_updated: "ConversationEvent",
  custom_action: "ConversationEvent",
  operator_workflow_event: "ConversationEvent",
  conversation_tags_updated: "ConversationEvent",
  snoozed: "ConversationEvent",
  priority_changed: "ConversationEvent",
  conversation_sla_: "ConversationSlaEvent",
  call_summary: "ConversationEvent",
  conversation_scorecard: "ConversationQuality",
  conversation_monitor_evaluation: "ConversationQuality",
  conversation: "Conversation",
  source_email_message_metadata: "Conversation",
  sla_applied: "Conversation",
  linked_object: "LinkedObject",
  ai_: "AiAgent",
  content_source: "AiAgent",
  sales_agent: "AiAgent",
  message: "Message",
  ticket: "Ticket",
  ticket_type: "TicketType",
  ticket_state: "TicketType",
  file_attribute: "Ticket",
  jobs: "Job",
  newsfeed_assignment: "NewsItem",
  news_item: "NewsItem",
  paginated_news_item_response: "NewsItem"
}

/** The same for components that one resource alone uses, where its file of records would be long. */
export const ownHomes: Readonly<Record<string, string>> = {
  article_search: "ArticleSearch",
  article_version: "ArticleVersion",
  merge_preview: "MergePreview"
}

/** The resource whose namespace a file of shared records belongs to, beside those whose operations answer with them. */
export const homeResources: Readonly<Record<string, string>> = {
  Admin: "Admins",
  Tag: "Tags",
  Segment: "Segments",
  Company: "Companies",
  Contact: "Contacts",
  SubscriptionType: "SubscriptionTypes",
  CustomObject: "CustomObjects",
  ConversationPart: "ConversationParts",
  ConversationEvent: "ConversationParts",
  ConversationSlaEvent: "ConversationParts",
  Conversation: "Conversations",
  ConversationQuality: "Conversations",
  AiAgent: "Conversations",
  Message: "Messages",
  Ticket: "Tickets",
  TicketType: "TicketTypes",
  Job: "Jobs",
  NewsItem: "NewsItems",
  ArticleSearch: "Articles",
  ArticleVersion: "Articles",
  MergePreview: "Contacts"
}

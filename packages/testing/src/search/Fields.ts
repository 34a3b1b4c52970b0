/**
 * The fields searches take, per resource.
 *
 * @since 0.1.0
 */
import { type Field, type FieldNamed, type FieldType, type FieldValue, table } from "../workspace/Field.ts"
import type { CompanyRecord, ContactRecord, ConversationRecord, Json } from "../workspace/Record.ts"

/**
 * What `POST /contacts/search` takes. Custom attributes are `custom_attributes.<name>`.
 *
 * @category fields
 * @since 0.1.0
 */
export const contactFields: FieldNamed<ContactRecord> = (name) => contactTable(name) ?? customAttribute(name)

const never = (): null => null

const contactTable = table<ContactRecord>({
  id: ["string", ({ id }) => id],
  role: ["string", ({ role }) => role],
  name: ["string", ({ name }) => name],
  avatar: ["string", ({ avatar }) => avatar?.image_url ?? null],
  owner_id: ["string", ({ owner_id }) => owner_id],
  email: ["string", ({ email }) => email],
  email_domain: ["string", ({ email }) => email?.split("@")[1] ?? null],
  phone: ["string", ({ phone }) => phone],
  formatted_phone: ["string", ({ phone }) => phone],
  external_id: ["string", ({ external_id }) => external_id],
  created_at: ["date", ({ created_at }) => created_at],
  signed_up_at: ["date", ({ signed_up_at }) => signed_up_at],
  updated_at: ["date", ({ updated_at }) => updated_at],
  last_seen_at: ["date", ({ last_seen_at }) => last_seen_at],
  last_contacted_at: ["date", ({ last_contacted_at }) => last_contacted_at],
  last_replied_at: ["date", ({ last_replied_at }) => last_replied_at],
  last_email_opened_at: ["date", ({ last_email_opened_at }) => last_email_opened_at],
  last_email_clicked_at: ["date", ({ last_email_clicked_at }) => last_email_clicked_at],
  language_override: ["string", ({ language_override }) => language_override],
  browser: ["string", ({ browser }) => browser],
  browser_language: ["string", ({ browser_language }) => browser_language],
  os: ["string", ({ os }) => os],
  "location.country": ["string", ({ location }) => location.country],
  "location.region": ["string", ({ location }) => location.region],
  "location.city": ["string", ({ location }) => location.city],
  unsubscribed_from_emails: ["boolean", ({ unsubscribed_from_emails }) => unsubscribed_from_emails],
  marked_email_as_spam: ["boolean", ({ marked_email_as_spam }) => marked_email_as_spam],
  has_hard_bounced: ["boolean", ({ has_hard_bounced }) => has_hard_bounced],
  ios_last_seen_at: ["date", never],
  ios_app_version: ["string", never],
  ios_device: ["string", never],
  ios_app_device: ["string", never],
  ios_os_version: ["string", never],
  ios_app_name: ["string", never],
  ios_sdk_version: ["string", never],
  android_last_seen_at: ["date", never],
  android_app_version: ["string", never],
  android_device: ["string", never],
  android_app_name: ["string", never],
  andoid_sdk_version: ["string", never],
  segment_id: ["list", () => []],
  tag_id: ["list", ({ tags }) => tags.map(({ id }) => id)]
})

const customAttribute = (name: string): Field<ContactRecord> | undefined => {
  const prefix = "custom_attributes."
  if (!name.startsWith(prefix)) return undefined
  const attribute = name.slice(prefix.length)
  return { name, type: "custom", of: ({ custom_attributes }) => scalar(custom_attributes[attribute]) }
}

const scalar = (value: Json | undefined): FieldValue =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null

/**
 * What `POST /conversations/search` takes.
 *
 * @category fields
 * @since 0.1.0
 */
export const conversationFields: FieldNamed<ConversationRecord> = (name) =>
  conversationTable(name) ?? unknownStatistic(name)

const conversationTable = table<ConversationRecord>({
  id: ["string", ({ id }) => id],
  created_at: ["date", ({ created_at }) => created_at],
  updated_at: ["date", ({ updated_at }) => updated_at],
  "source.type": ["string", ({ source }) => source.type],
  "source.id": ["string", ({ source }) => source.id],
  "source.delivered_as": ["string", ({ source }) => source.delivered_as],
  "source.subject": ["string", ({ source }) => source.subject],
  "source.body": ["words", ({ source }) => source.body],
  "source.author.id": ["string", ({ source }) => source.author.id],
  "source.author.type": ["string", ({ source }) => source.author.type],
  "source.author.name": ["string", ({ source }) => source.author.name],
  "source.author.email": ["string", ({ source }) => source.author.email],
  "source.url": ["string", ({ source }) => source.url],
  contact_ids: ["list", ({ contacts }) => contacts],
  teammate_ids: ["list", ({ admin_assignee_id }) => (admin_assignee_id === null ? [] : [String(admin_assignee_id)])],
  admin_assignee_id: ["integer", ({ admin_assignee_id }) => admin_assignee_id],
  team_assignee_id: ["integer", ({ team_assignee_id }) => team_assignee_id],
  channel_initiated: ["string", ({ source }) => source.type],
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
  "ai_agent.resolution_state": ["string", never],
  "ai_agent.last_answer_type": ["string", never],
  "ai_agent.rating": ["integer", never],
  "ai_agent.rating_remark": ["string", never],
  "ai_agent.source_type": ["string", never],
  "ai_agent.source_title": ["string", never]
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
  return type === undefined ? undefined : { name, type, of: never }
}

/**
 * What lists of companies sort by.
 *
 * @category fields
 * @since 0.1.0
 */
export const companyFields: FieldNamed<CompanyRecord> = table<CompanyRecord>({
  created_at: ["date", ({ created_at }) => created_at],
  updated_at: ["date", ({ updated_at }) => updated_at],
  name: ["string", ({ name }) => name],
  company_id: ["string", ({ company_id }) => company_id]
})

/**
 * Records as Intercom answers them, for stubs: whole, and with what a test says of them.
 *
 * **When to use**
 *
 * In the handlers of `IntercomTest.stub`, and wherever a function takes a record. Records of a `FakeIntercom` are made
 * by its `workspace`.
 *
 * **Details**
 *
 * Every field is there that Intercom sends. The same fields give the same record, id included; other fields give
 * another one. {@link contactList} and {@link conversationList} are pages of them.
 *
 * **Gotchas**
 *
 * - Two records made without fields are the same record. Give them an `id`, or anything else that differs.
 * - What is given replaces a field as a whole, objects and lists too.
 * - Times are Unix seconds of New Year 2026, unless given.
 *
 * **Example** (A record of which one field matters)
 *
 * ```ts
 * import { Fixtures } from "@effect-intercom/testing"
 *
 * const lead = Fixtures.contact({ id: "6762f0dd1bb69f9f2193bb83", role: "lead" })
 * lead.role // => "lead"
 * lead.created_at // => 1767225600
 *
 * const again = Fixtures.contact({ id: "6762f0dd1bb69f9f2193bb83", role: "lead" })
 * again.email === lead.email // => true
 * ```
 *
 * @since 0.1.0
 */
import type { Admins, Companies, Contacts, Conversations, Tags, Tickets } from "@effect-intercom/resources"
import * as Hash from "effect/Hash"
import { below, hex, pick } from "./workspace/seeding/Random.ts"
import { companyNames, firstNames, lastNames } from "./workspace/seeding/Words.ts"

/**
 * A contact, as `Contacts.get` answers it.
 *
 * @category models
 * @since 0.1.0
 */
export type Contact = (typeof Contacts.get)["success"]["Type"]

/**
 * A company, as `Companies.get` answers it.
 *
 * @category models
 * @since 0.1.0
 */
export type Company = (typeof Companies.get)["success"]["Type"]

/**
 * A conversation with its parts, as `Conversations.get` answers it, and as lists show it.
 *
 * @category models
 * @since 0.1.0
 */
export type Conversation = (typeof Conversations.get)["success"]["Type"] & ConversationList["conversations"][number]

/**
 * A page of contacts, as `Contacts.list` and `Contacts.search` answer it.
 *
 * @category models
 * @since 0.1.0
 */
export type ContactList = (typeof Contacts.list)["success"]["Type"]

/**
 * A page of conversations, as `Conversations.list` and `Conversations.search` answer it.
 *
 * @category models
 * @since 0.1.0
 */
export type ConversationList = (typeof Conversations.list)["success"]["Type"]

/**
 * A part of a conversation.
 *
 * @category models
 * @since 0.1.0
 */
export type ConversationPart = NonNullable<Conversation["conversation_parts"]>["conversation_parts"][number]

/**
 * An admin, as `Admins.get` answers it.
 *
 * @category models
 * @since 0.1.0
 */
export type Admin = NonNullable<(typeof Admins.get)["success"]["Type"]>

/**
 * A tag, as `Tags.tagContact` answers it.
 *
 * @category models
 * @since 0.1.0
 */
export type Tag = (typeof Tags.tagContact)["success"]["Type"]

/**
 * A ticket, as `Tickets.get` answers it.
 *
 * @category models
 * @since 0.1.0
 */
export type Ticket = NonNullable<(typeof Tickets.get)["success"]["Type"]>

/** 2026-01-01, in Unix seconds. */
const newYear = 1_767_225_600
const workspaceId = "fixture1"

/**
 * A user with a name, an e-mail and an external id.
 *
 * ```ts
 * import { Contacts } from "@effect-intercom/resources"
 * import { Fixtures, IntercomTest } from "@effect-intercom/testing"
 *
 * IntercomTest.stub(Contacts.get, ({ id }) => Fixtures.contact({ id, role: "lead" }))
 * ```
 *
 * @category fixtures
 * @since 0.1.0
 */
export const contact = (fields: Partial<Contact> = {}): Contact => {
  const seed = seedOf(fields)
  const { email, name } = personOf(seed)
  const { created_at = newYear, id = objectId(seed) } = fields
  const list = (of: string) => ({
    type: "list",
    data: [],
    url: `/contacts/${id}/${of}`,
    total_count: 0,
    has_more: false
  })
  return {
    type: "contact",
    workspace_id: workspaceId,
    external_id: hex(8, seed, 3, 0),
    role: "user",
    email,
    phone: null,
    name,
    avatar: null,
    owner_id: null,
    social_profiles: { type: "list", data: [] },
    has_hard_bounced: false,
    marked_email_as_spam: false,
    unsubscribed_from_emails: false,
    sms_consent: false,
    unsubscribed_from_sms: false,
    updated_at: created_at,
    signed_up_at: created_at,
    last_seen_at: null,
    last_replied_at: null,
    last_contacted_at: null,
    last_email_opened_at: null,
    last_email_clicked_at: null,
    language_override: null,
    browser: null,
    browser_version: null,
    browser_language: null,
    os: null,
    location: {
      type: "location",
      country: null,
      region: null,
      city: null,
      country_code: null,
      continent_code: null
    },
    android_app_name: null,
    android_app_version: null,
    android_device: null,
    android_os_version: null,
    android_sdk_version: null,
    android_last_seen_at: null,
    ios_app_name: null,
    ios_app_version: null,
    ios_device: null,
    ios_os_version: null,
    ios_sdk_version: null,
    ios_last_seen_at: null,
    custom_attributes: {},
    tags: list("tags"),
    notes: list("notes"),
    companies: list("companies"),
    opted_out_subscription_types: list("subscriptions"),
    opted_in_subscription_types: list("subscriptions"),
    utm_campaign: null,
    utm_content: null,
    utm_medium: null,
    utm_source: null,
    utm_term: null,
    referrer: null,
    enabled_push_messaging: null,
    ...fields,
    id,
    created_at
  }
}

/**
 * A company without members.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const company = (fields: Partial<Company> = {}): Company => {
  const seed = seedOf(fields)
  const { created_at = newYear } = fields
  return {
    type: "company",
    company_id: hex(8, seed, 3, 0),
    id: objectId(seed),
    app_id: workspaceId,
    name: pick(companyNames, seed, 1, 0),
    updated_at: created_at,
    monthly_spend: 0,
    session_count: 0,
    user_count: 0,
    tags: { type: "tag.list", tags: [] },
    segments: { type: "segment.list", segments: [] },
    plan: {},
    custom_attributes: {},
    ...fields,
    created_at
  }
}

/**
 * An open conversation that a contact began, with the given parts.
 *
 * ```ts
 * Fixtures.conversation({ id: "7" }, [Fixtures.part({ body: "<p>Thanks</p>" })])
 * ```
 *
 * @category fixtures
 * @since 0.1.0
 */
export const conversation = (
  fields: Partial<Conversation> = {},
  parts: ReadonlyArray<ConversationPart> = []
): Conversation => {
  const seed = seedOf(fields)
  const { created_at = newYear } = fields
  const author = { type: "user", id: objectId(seed), ...personOf(seed) }
  return {
    type: "conversation",
    id: String(215_470_000_000 + below(1_000_000_000, seed, 4, 0)),
    updated_at: Math.max(created_at, ...parts.map((part) => part.created_at)),
    waiting_since: created_at,
    snoozed_until: null,
    source: {
      type: "conversation",
      id: String(403_918_320 + below(1_000_000, seed, 5, 0)),
      delivered_as: "customer_initiated",
      subject: "",
      body: "<p>Hello</p>",
      author,
      attachments: [],
      url: null,
      redacted: false
    },
    contacts: { type: "contact.list", contacts: [{ type: "contact", id: author.id, external_id: null }] },
    first_contact_reply: { created_at, type: "conversation", url: null },
    admin_assignee_id: 0,
    team_assignee_id: 0,
    open: true,
    state: "open",
    read: false,
    tags: { type: "tag.list", tags: [] },
    priority: "none",
    sla_applied: null,
    statistics: {
      type: "conversation_statistics",
      count_reopens: 0,
      count_assignments: 0,
      count_conversation_parts: parts.length + 1
    },
    conversation_rating: null,
    teammates: null,
    title: null,
    custom_attributes: {},
    topics: {},
    ticket: null,
    linked_objects: { type: "list", data: [], total_count: 0, has_more: false },
    ai_agent: null,
    ai_agent_participated: false,
    conversation_parts: {
      type: "conversation_part.list",
      conversation_parts: parts,
      total_count: parts.length
    },
    ...fields,
    created_at
  }
}

/**
 * A comment by an admin.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const part = (fields: Partial<ConversationPart> = {}): ConversationPart => {
  const seed = seedOf(fields)
  const { created_at = newYear } = fields
  const { email, id, name } = admin()
  return {
    type: "conversation_part",
    id: String(17_000_000_000 + below(1_000_000_000, seed, 4, 0)),
    part_type: "comment",
    body: "<p>How can I help?</p>",
    updated_at: created_at,
    notified_at: created_at,
    assigned_to: null,
    author: { type: "admin", id, name: name ?? null, email: email ?? null },
    attachments: [],
    external_id: null,
    redacted: false,
    email_message_metadata: null,
    state: "open",
    tags: [],
    event_details: null,
    app_package_code: null,
    ...fields,
    created_at
  }
}

/**
 * An admin who is there and has a seat in the inbox.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const admin = (fields: Partial<Admin> = {}): Admin => {
  const seed = seedOf(fields)
  return {
    type: "admin",
    id: String(991_267_000 + below(1000, seed, 4, 0)),
    ...personOf(seed),
    away_mode_enabled: false,
    away_mode_reassign: false,
    away_status_reason_id: null,
    has_inbox_seat: true,
    team_ids: [],
    team_priority_level: {},
    ...fields
  }
}

/**
 * A tag.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const tag = (fields: Partial<Tag> = {}): Tag => ({
  type: "tag",
  id: String(7_522_000 + below(1000, seedOf(fields), 4, 0)),
  name: "VIP",
  ...fields
})

/**
 * A ticket that was just submitted.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const ticket = (fields: Partial<Ticket> = {}): Ticket => {
  const seed = seedOf(fields)
  const { created_at = newYear } = fields
  const submitted = {
    type: "ticket_state",
    id: "8321",
    category: "submitted",
    internal_label: "Submitted",
    external_label: "Submitted"
  }
  return {
    type: "ticket",
    id: String(215_480_000_000 + below(1_000_000_000, seed, 4, 0)),
    ticket_id: String(1 + below(10_000, seed, 5, 0)),
    ticket_attributes: { _default_title_: "It does not work", _default_description_: "" },
    ticket_state: submitted,
    ticket_type: {
      type: "ticket_type",
      id: "1",
      name: "Bug report",
      description: "Something does not work",
      icon: "🐞",
      workspace_id: workspaceId,
      archived: false,
      created_at: newYear,
      updated_at: newYear,
      category: "Customer",
      is_internal: false,
      ticket_states: { type: "list", data: [submitted] },
      ticket_type_attributes: { type: "list", data: [] }
    },
    contacts: { type: "contact.list", contacts: [{ type: "contact", id: objectId(seed), external_id: null }] },
    admin_assignee_id: 0,
    team_assignee_id: 0,
    updated_at: created_at,
    ticket_parts: { type: "ticket_part.list", ticket_parts: [], total_count: 0 },
    open: true,
    linked_objects: { type: "list", data: [], total_count: 0, has_more: false },
    category: "Customer",
    is_shared: true,
    previous_ticket_state_id: null,
    ...fields,
    created_at
  }
}

/**
 * A page of contacts that has no page after it.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const contactList = (contacts: ReadonlyArray<Contact> = []): ContactList => ({
  type: "list",
  data: contacts,
  ...lastPage(contacts)
})

/**
 * A page of conversations, without their parts as in every list, that has no page after it.
 *
 * ```ts
 * IntercomTest.stub(Conversations.search, () => Fixtures.conversationList([Fixtures.conversation({ id: "7" })]))
 * ```
 *
 * @category fixtures
 * @since 0.1.0
 */
export const conversationList = (conversations: ReadonlyArray<Conversation> = []): ConversationList => ({
  type: "conversation.list",
  conversations: conversations.map(withoutParts),
  ...lastPage(conversations)
})

const withoutParts = (conversation: Conversation): ConversationList["conversations"][number] => {
  const { conversation_parts: _, ...row } = conversation
  return row
}

const lastPage = ({ length }: ReadonlyArray<unknown>) => ({
  total_count: length,
  pages: { type: "pages", page: 1, per_page: Math.max(1, length), total_pages: 1 }
})

const seedOf = (fields: object): number => Hash.string(JSON.stringify(fields))

const objectId = (seed: number): string => hex(24, seed, 2, 0)

const personOf = (seed: number): { readonly name: string; readonly email: string } => {
  const first = pick(firstNames, seed, 0, 0)
  const last = pick(lastNames, seed, 1, 0)
  return { name: `${first} ${last}`, email: `${first}.${last}@example.com`.toLowerCase() }
}

/**
 * The streams that can be exported.
 *
 * @since 0.1.0
 */
import { Version } from "@effect-intercom/core"
import { Admins, Companies, Contacts, Conversations } from "@effect-intercom/resources"
import * as Predicate from "effect/Predicate"
import { type ExportDefinition, type Hydration, listing, wholeList } from "./ExportDefinition.ts"
import * as Window from "./Window.ts"

/**
 * Contacts: listed as a whole, or found by the time they changed.
 *
 * @category definitions
 * @since 0.1.0
 */
export const contacts: ExportDefinition<Contacts.Contact> = {
  name: "contacts",
  settle: 300,
  tellsChanges: true,
  schema: Contacts.Contact,
  list: ({ version, window }) => {
    const query = changedWithin(window, Window.contactPrecision(version))
    if (query === undefined) return listing(Contacts.list, {})
    return listing(Contacts.search, Version.compare(version, "2.16") < 0 ? { query } : { query, sort: oldestFirst })
  }
}

/**
 * Companies: always scrolled through as a whole, since their list ends at 10,000. The window is applied afterwards.
 *
 * @category definitions
 * @since 0.1.0
 */
export const companies: ExportDefinition<Companies.Company> = {
  name: "companies",
  settle: 60,
  tellsChanges: true,
  schema: Companies.Company,
  list: () => listing(Companies.scroll, {})
}

/**
 * Conversations: listed or found by the time they changed, and read one by one with their parts.
 *
 * @category definitions
 * @since 0.1.0
 */
export const conversations: ExportDefinition<Conversations.Conversation> = {
  name: "conversations",
  settle: 60,
  tellsChanges: true,
  schema: Conversations.Conversation,
  list: ({ window }) => {
    const query = changedWithin(window, "second")
    return query === undefined ? listing(Conversations.list, {}) : listing(Conversations.search, { query })
  },
  hydration: ({ parts }) => (parts ? wholeConversation : undefined)
}

/**
 * Admins: one answer holds them all. They do not tell when they changed, so every export holds all of them.
 *
 * @category definitions
 * @since 0.1.0
 */
export const admins: ExportDefinition<Admins.Admin> = {
  name: "admins",
  settle: 60,
  tellsChanges: false,
  schema: Admins.Admin,
  list: () => wholeList(Admins.list, Admins.list(), (output) => output.admins)
}

/**
 * All of them by name.
 *
 * @category definitions
 * @since 0.1.0
 */
export const definitions = { contacts, companies, conversations, admins } as const

/**
 * The name of a stream that can be exported.
 *
 * @category models
 * @since 0.1.0
 */
export type StreamName = keyof typeof definitions

/**
 * The names of all streams that can be exported.
 *
 * @category definitions
 * @since 0.1.0
 */
export const streamNames: ReadonlyArray<StreamName> = ["contacts", "companies", "conversations", "admins"]

const oldestFirst = { field: "updated_at", order: "ascending" } as const

/** Intercom refuses `>=` and `<=` for dates, so both bounds lie outside the window. */
const changedWithin = (window: Window.Window, precision: Window.Precision) => {
  const { after, before } = Window.asked(window, precision)
  const later = { field: "updated_at", operator: ">", value: after ?? 0 } as const
  if (before === undefined) return after === undefined ? undefined : later
  const earlier = { field: "updated_at", operator: "<", value: before } as const
  return after === undefined ? earlier : ({ operator: "AND", value: [later, earlier] } as const)
}

const wholeConversation: Hydration = {
  operation: Conversations.get,
  read: (id) => Conversations.get({ id }),
  parts: (record) => {
    const list = Predicate.hasProperty(record, "conversation_parts") ? record.conversation_parts : undefined
    const parts = Predicate.hasProperty(list, "conversation_parts") ? list.conversation_parts : undefined
    const total = Predicate.hasProperty(list, "total_count") ? list.total_count : undefined
    return Array.isArray(parts) && typeof total === "number" ? { have: parts.length, total } : undefined
  }
}

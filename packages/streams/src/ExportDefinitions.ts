/**
 * The streams that can be exported.
 *
 * @since 0.1.0
 */
import { Version } from "@effect-intercom/core"
import {
  ActivityLogs,
  Admins,
  Articles,
  AwayStatusReasons,
  Brands,
  Calls,
  Collections,
  Companies,
  Contacts,
  Conversations,
  DataAttributes,
  HelpCenters,
  InternalArticles,
  Macros,
  Newsfeeds,
  NewsItems,
  Segments,
  SubscriptionTypes,
  Tags,
  Teams,
  Tickets,
  TicketStates,
  TicketTypes
} from "@effect-intercom/resources"
import * as Predicate from "effect/Predicate"
import {
  countOf,
  define,
  type ExportDefinition,
  type Hydration,
  inSlices,
  listing,
  secondsOf,
  wholeList
} from "./ExportDefinition.ts"
import { inSegments } from "./ExportSegments.ts"
import * as Window from "./Window.ts"

/**
 * Contacts: listed as a whole, in segments where there are many, or found by the time they changed.
 *
 * @category definitions
 * @since 0.1.0
 */
export const contacts: ExportDefinition<Contacts.Contact> = /*#__PURE__*/ define({
  name: "contacts",
  settle: 300,
  schema: Contacts.Contact,
  list: ({ segments, version, window }) => {
    const search = (field: "created_at" | "updated_at", within: Window.Window) => {
      const query = timeWithin(field, within, Window.contactPrecision(version)) ?? any
      const sort = { field, order: "ascending" } as const
      return listing(Contacts.search, Version.compare(version, "2.16") < 0 ? { query } : { query, sort })
    }
    if (Window.isBounded(window)) return search("updated_at", window)
    return inSegments({
      whole: listing(Contacts.list, {}),
      within: (span) => search("created_at", span),
      segments,
      minimum: 20_000
    })
  }
})

/**
 * Companies: always scrolled through as a whole, since their list ends at 10,000. The window is applied afterwards.
 *
 * @category definitions
 * @since 0.1.0
 */
export const companies: ExportDefinition<Companies.Company> = /*#__PURE__*/ define({
  name: "companies",
  schema: Companies.Company,
  list: () => ({ ...listing(Companies.scroll, {}), count: countOf(Companies.list, {}) })
})

/**
 * Conversations: listed or found by the time they changed, and read one by one with their parts.
 *
 * @category definitions
 * @since 0.1.0
 */
export const conversations: ExportDefinition<Conversations.Conversation> = /*#__PURE__*/ define({
  name: "conversations",
  schema: Conversations.Conversation,
  list: ({ window }) => {
    const query = timeWithin("updated_at", window, "second")
    return query === undefined ? listing(Conversations.list, {}) : listing(Conversations.search, { query })
  },
  hydration: ({ parts }) => (parts ? wholeConversation : undefined)
})

/**
 * Conversations that were deleted, since 2.16: no search shows that they are gone.
 *
 * @category definitions
 * @since 0.1.0
 */
export const deletedConversations: ExportDefinition<Conversations.DeletedConversationItem> = /*#__PURE__*/ define({
  name: "deleted_conversations",
  schema: Conversations.DeletedConversationItem,
  changedAtOf: (record) => secondsOf(record, "deleted_at"),
  list: () => listing(Conversations.listDeleted, {})
})

/**
 * Tickets with their parts: only search lists them, with all parts in each row.
 *
 * @category definitions
 * @since 0.1.0
 */
export const tickets: ExportDefinition<Tickets.Ticket> = /*#__PURE__*/ define({
  name: "tickets",
  schema: Tickets.Ticket,
  list: ({ window }) =>
    listing(Tickets.search, {
      query: timeWithin("updated_at", window, "second") ?? any
    })
})

/**
 * What admins did. The log comes newest first, so a window is read week by week from its start.
 *
 * @category definitions
 * @since 0.1.0
 */
export const activityLogs: ExportDefinition<ActivityLogs.ActivityLog> = /*#__PURE__*/ define({
  name: "activity_logs",
  schema: ActivityLogs.ActivityLog,
  changedAtOf: createdAtOf,
  list: ({ window }) =>
    inSlices(ActivityLogs.list, weeksOf(window), createdAtOf, (slice) => {
      const { after, before } = Window.asked(slice, "second")
      return listing(ActivityLogs.list, {
        created_at_after: String(after ?? 0),
        created_at_before: before === undefined ? undefined : String(before)
      })
    })
})

/**
 * Calls, since 2.14.
 *
 * @category definitions
 * @since 0.1.0
 */
export const calls: ExportDefinition<Calls.Call> = /*#__PURE__*/ define({
  name: "calls",
  schema: Calls.Call,
  list: () => listing(Calls.list, {})
})

/**
 * Articles of the help centers.
 *
 * @category definitions
 * @since 0.1.0
 */
export const articles: ExportDefinition<Articles.ArticleListItem> = /*#__PURE__*/ define({
  name: "articles",
  schema: Articles.ArticleListItem,
  list: () => listing(Articles.list, {})
})

/**
 * Articles for teammates, since 2.13.
 *
 * @category definitions
 * @since 0.1.0
 */
export const internalArticles: ExportDefinition<InternalArticles.InternalArticleListItem> = /*#__PURE__*/ define({
  name: "internal_articles",
  schema: InternalArticles.InternalArticleListItem,
  list: () => listing(InternalArticles.list, {})
})

/**
 * Collections of the help centers.
 *
 * @category definitions
 * @since 0.1.0
 */
export const collections: ExportDefinition<Collections.Collection> = /*#__PURE__*/ define({
  name: "collections",
  schema: Collections.Collection,
  list: () => listing(Collections.list, {})
})

/**
 * Help centers.
 *
 * @category definitions
 * @since 0.1.0
 */
export const helpCenters: ExportDefinition<HelpCenters.HelpCenter> = /*#__PURE__*/ define({
  name: "help_centers",
  schema: HelpCenters.HelpCenter,
  list: () => wholeList(HelpCenters.list, HelpCenters.list(), ({ data }) => data)
})

/**
 * News items.
 *
 * @category definitions
 * @since 0.1.0
 */
export const newsItems: ExportDefinition<NewsItems.NewsItem> = /*#__PURE__*/ define({
  name: "news_items",
  schema: NewsItems.NewsItem,
  list: () => listing(NewsItems.list, {})
})

/**
 * Newsfeeds.
 *
 * @category definitions
 * @since 0.1.0
 */
export const newsfeeds: ExportDefinition<Newsfeeds.Newsfeed> = /*#__PURE__*/ define({
  name: "newsfeeds",
  schema: Newsfeeds.Newsfeed,
  list: () => listing(Newsfeeds.list, {})
})

/**
 * Macros, since 2.16.
 *
 * @category definitions
 * @since 0.1.0
 */
export const macros: ExportDefinition<Macros.Macro> = /*#__PURE__*/ define({
  name: "macros",
  schema: Macros.Macro,
  list: () => listing(Macros.list, {})
})

/**
 * Admins.
 *
 * @category definitions
 * @since 0.1.0
 */
export const admins: ExportDefinition<Admins.Admin> = /*#__PURE__*/ define({
  name: "admins",
  tellsChanges: false,
  schema: Admins.Admin,
  list: () => wholeList(Admins.list, Admins.list(), (answer) => answer.admins)
})

/**
 * Teams.
 *
 * @category definitions
 * @since 0.1.0
 */
export const teams: ExportDefinition<Teams.Team> = /*#__PURE__*/ define({
  name: "teams",
  tellsChanges: false,
  schema: Teams.Team,
  list: () => wholeList(Teams.list, Teams.list(), (answer) => answer.teams)
})

/**
 * Reasons for being away, since 2.14.
 *
 * @category definitions
 * @since 0.1.0
 */
export const awayStatusReasons: ExportDefinition<AwayStatusReasons.AwayStatusReason> = /*#__PURE__*/ define({
  name: "away_status_reasons",
  tellsChanges: false,
  schema: AwayStatusReasons.AwayStatusReason,
  list: () =>
    wholeList(AwayStatusReasons.list, AwayStatusReasons.list(), (answer) =>
      // The description says it is a list; some versions answer with its rows alone.
      Array.isArray(answer) ? answer : answer.data
    )
})

/**
 * Tags.
 *
 * @category definitions
 * @since 0.1.0
 */
export const tags: ExportDefinition<Tags.Tag> = /*#__PURE__*/ define({
  name: "tags",
  tellsChanges: false,
  schema: Tags.Tag,
  list: () => wholeList(Tags.list, Tags.list(), ({ data }) => data)
})

/**
 * Segments, whose `updated_at` does not tell when their members changed: every export holds all of them.
 *
 * @category definitions
 * @since 0.1.0
 */
export const segments: ExportDefinition<Segments.Segment> = /*#__PURE__*/ define({
  name: "segments",
  tellsChanges: false,
  schema: Segments.Segment,
  list: () => wholeList(Segments.list, Segments.list({ include_count: true }), (answer) => answer.segments)
})

/**
 * Data attributes of contacts, companies and conversations, the archived ones too. Those Intercom brings along have no id,
 * so they are told apart by model and full name.
 *
 * @category definitions
 * @since 0.1.0
 */
export const dataAttributes: ExportDefinition<DataAttributes.DataAttribute> = /*#__PURE__*/ define({
  name: "data_attributes",
  tellsChanges: false,
  schema: DataAttributes.DataAttribute,
  idOf: (record) =>
    Predicate.hasProperty(record, "model") && Predicate.hasProperty(record, "full_name")
      ? `${String(record.model)}.${String(record.full_name)}`
      : undefined,
  list: () => wholeList(DataAttributes.list, DataAttributes.list({ include_archived: true }), ({ data }) => data)
})

/**
 * Subscription types.
 *
 * @category definitions
 * @since 0.1.0
 */
export const subscriptionTypes: ExportDefinition<SubscriptionTypes.SubscriptionType> = /*#__PURE__*/ define({
  name: "subscription_types",
  tellsChanges: false,
  schema: SubscriptionTypes.SubscriptionType,
  list: () => wholeList(SubscriptionTypes.list, SubscriptionTypes.list(), ({ data }) => data)
})

/**
 * Ticket types, since 2.9.
 *
 * @category definitions
 * @since 0.1.0
 */
export const ticketTypes: ExportDefinition<TicketTypes.TicketType> = /*#__PURE__*/ define({
  name: "ticket_types",
  tellsChanges: false,
  schema: TicketTypes.TicketType,
  list: () => wholeList(TicketTypes.list, TicketTypes.list(), (answer) => answer.data ?? answer.ticket_types)
})

/**
 * Ticket states, since 2.12.
 *
 * @category definitions
 * @since 0.1.0
 */
export const ticketStates: ExportDefinition<TicketStates.TicketStateDetailed> = /*#__PURE__*/ define({
  name: "ticket_states",
  tellsChanges: false,
  schema: TicketStates.TicketStateDetailed,
  list: () => wholeList(TicketStates.list, TicketStates.list(), ({ data }) => data)
})

/**
 * Brands, since 2.15.
 *
 * @category definitions
 * @since 0.1.0
 */
export const brands: ExportDefinition<Brands.Brand> = /*#__PURE__*/ define({
  name: "brands",
  schema: Brands.Brand,
  list: () => wholeList(Brands.list, Brands.list(), ({ data }) => data)
})

/**
 * All of them by name.
 *
 * @category definitions
 * @since 0.1.0
 */
export const definitions = {
  contacts,
  companies,
  conversations,
  deleted_conversations: deletedConversations,
  tickets,
  ticket_types: ticketTypes,
  ticket_states: ticketStates,
  calls,
  articles,
  internal_articles: internalArticles,
  collections,
  help_centers: helpCenters,
  news_items: newsItems,
  newsfeeds,
  macros,
  admins,
  teams,
  away_status_reasons: awayStatusReasons,
  activity_logs: activityLogs,
  tags,
  segments,
  data_attributes: dataAttributes,
  subscription_types: subscriptionTypes,
  brands
} as const

/**
 * The name of a stream that can be exported.
 *
 * @category models
 * @since 0.1.0
 */
export type StreamName = keyof typeof definitions

/**
 * The records of a stream.
 *
 * @category models
 * @since 0.1.0
 */
export type RecordOf<Name extends StreamName> = (typeof definitions)[Name] extends ExportDefinition<infer A> ? A : never

/**
 * The names of all streams that can be exported.
 *
 * @category definitions
 * @since 0.1.0
 */
// Type boundary: the keys of an object are text to the compiler.
export const streamNames: ReadonlyArray<StreamName> = Object.keys(definitions) as Array<StreamName>

/** Every record: a search needs a query. */
const any = { field: "created_at", operator: ">", value: 0 } as const

/** Intercom refuses `>=` and `<=` for dates, so both bounds lie outside the window. */
const timeWithin = <Field extends "created_at" | "updated_at">(
  field: Field,
  window: Window.Window,
  precision: Window.Precision
) => {
  const { after, before } = Window.asked(window, precision)
  const later = { field, operator: ">", value: after ?? 0 } as const
  if (before === undefined) return after === undefined ? undefined : later
  const earlier = { field, operator: "<", value: before } as const
  return after === undefined ? earlier : ({ operator: "AND", value: [later, earlier] } as const)
}

function createdAtOf(record: object): number | undefined {
  return secondsOf(record, "created_at")
}

const weeksOf = ({ since, until }: Window.Window): ReadonlyArray<Window.Window> =>
  since === undefined || until === undefined ? [{ since, until }] : Window.slices({ since, until }, 7 * 24 * 3600)

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

/**
 * The streams that can be exported.
 *
 * @since 0.1.0
 */
import { IntercomClient, type Operation, Version } from "@effect-intercom/core"
import {
  ActivityLogs,
  Articles,
  Calls,
  Collections,
  Companies,
  Contacts,
  Conversations,
  DataEvents,
  InternalArticles,
  NewsItems,
  Notes,
  Tickets
} from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import { contentData } from "./contentData.ts"
import {
  children,
  countOf,
  define,
  type Definition,
  type Hydration,
  idOf,
  inSlices,
  listing,
  secondsOf
} from "./Definition.ts"
import { paged } from "./Expansion.ts"
import { inSegments } from "./Segments.ts"
import * as PaginationFailure from "../paging/Failure.ts"
import * as Setup from "./setup.ts"
import * as Window from "../time/Window.ts"

/**
 * Contacts: listed as a whole, in segments where there are many, or found by the time they changed.
 *
 * @category definitions
 * @since 0.1.0
 */
export const contacts: Definition<Contacts.Contact> = /*#__PURE__*/ define({
  name: "contacts",
  settle: 300,
  schema: Contacts.Contact,
  findsChanges: true,
  expansions: [
    { field: "tags", read: (id) => Effect.map(Contacts.listTags({ id }), ({ data }) => data) },
    paged("companies", Contacts.listCompanies, (id) => ({ id })),
    paged("notes", Notes.listForContact, (contact_id) => ({ contact_id }))
  ],
  list: ({ segments, version, window }) => {
    const search = (field: "created_at" | "updated_at", within: Window.Window) => {
      const query = timeWithin(field, within, Window.contactPrecision(version)) ?? any
      const sort = oldestFirst(field)
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
 * Notes of contacts: a request for each contact, whatever the window.
 *
 * @category definitions
 * @since 0.1.0
 */
export const notes: Definition<Notes.Note> = /*#__PURE__*/ define({
  name: "notes",
  schema: Notes.Note,
  changedAtOf: createdAtOf,
  list: () => listing(Contacts.list, {}),
  hydration: () => children(Notes.listForContact, (contact_id) => ({ contact_id }))
})

/**
 * Data events of contacts: a request for each contact, whatever the window. Intercom lists those of the last 90 days.
 *
 * @category definitions
 * @since 0.1.0
 */
export const dataEvents: Definition<DataEvents.DataEvent> = /*#__PURE__*/ define({
  name: "data_events",
  schema: DataEvents.DataEvent,
  retention: 90 * 24 * 3600,
  idOf: (record) => idOf(record) ?? eventKeyOf(record),
  changedAtOf: createdAtOf,
  list: () => listing(Contacts.list, {}),
  hydration: () => children(DataEvents.list, (intercom_user_id) => ({ type: "user" as const, intercom_user_id }))
})

/**
 * Merges of contacts, since 2.16: a request for each contact, whatever the window. The contact that stayed is added as
 * `contact_id`, which Intercom's rows do not tell.
 *
 * @category definitions
 * @since 0.1.0
 */
export const contactMerges: Definition<Contacts.MergeHistoryItem> = /*#__PURE__*/ define({
  name: "contact_merges",
  schema: Contacts.MergeHistoryItem,
  idOf: (record) => textOf(record, "source_contact_id"),
  changedAtOf: (record) => secondsOf(record, "merged_at"),
  list: () => listing(Contacts.list, {}),
  hydration: () => ({ operation: Contacts.listMergeHistory, yields: "children", read: mergesInto })
})

/**
 * Companies: always scrolled through as a whole, since their list ends at 10,000. The window is applied afterwards.
 *
 * @category definitions
 * @since 0.1.0
 */
export const companies: Definition<Companies.Company> = /*#__PURE__*/ define({
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
export const conversations: Definition<Conversations.Conversation> = /*#__PURE__*/ define({
  name: "conversations",
  schema: Conversations.Conversation,
  findsChanges: true,
  list: ({ window }) => {
    const query = timeWithin("updated_at", window, "second")
    return query === undefined
      ? listing(Conversations.list, {})
      : listing(Conversations.search, { query, sort: oldestFirst("updated_at") })
  },
  hydration: ({ parts }) => (parts ? wholeConversation : undefined)
})

/**
 * Conversations that were deleted, since 2.16: no search shows that they are gone.
 *
 * @category definitions
 * @since 0.1.0
 */
export const deletedConversations: Definition<Conversations.DeletedConversationItem> = /*#__PURE__*/ define({
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
export const tickets: Definition<Tickets.Ticket> = /*#__PURE__*/ define({
  name: "tickets",
  schema: Tickets.Ticket,
  findsChanges: true,
  list: ({ window }) => {
    const query = timeWithin("updated_at", window, "second")
    return listing(Tickets.search, {
      query: query ?? any,
      sort: oldestFirst(query === undefined ? "created_at" : "updated_at")
    })
  }
})

/**
 * What admins did. The log comes newest first, so a window is read week by week from its start.
 *
 * @category definitions
 * @since 0.1.0
 */
export const activityLogs: Definition<ActivityLogs.ActivityLog> = /*#__PURE__*/ define({
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
export const calls: Definition<Calls.Call> = /*#__PURE__*/ define({
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
export const articles: Definition<Articles.ArticleListItem> = /*#__PURE__*/ define({
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
export const internalArticles: Definition<InternalArticles.InternalArticleListItem> = /*#__PURE__*/ define({
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
export const collections: Definition<Collections.Collection> = /*#__PURE__*/ define({
  name: "collections",
  schema: Collections.Collection,
  list: () => listing(Collections.list, {})
})

/**
 * News items.
 *
 * @category definitions
 * @since 0.1.0
 */
export const newsItems: Definition<NewsItems.NewsItem> = /*#__PURE__*/ define({
  name: "news_items",
  schema: NewsItems.NewsItem,
  list: () => listing(NewsItems.list, {})
})

/**
 * All of them by name.
 *
 * @category definitions
 * @since 0.1.0
 */
export const definitions = {
  contacts,
  notes,
  data_events: dataEvents,
  contact_merges: contactMerges,
  companies,
  conversations,
  deleted_conversations: deletedConversations,
  tickets,
  ticket_types: Setup.ticketTypes,
  ticket_states: Setup.ticketStates,
  calls,
  articles,
  internal_articles: internalArticles,
  collections,
  help_centers: Setup.helpCenters,
  news_items: newsItems,
  newsfeeds: Setup.newsfeeds,
  macros: Setup.macros,
  admins: Setup.admins,
  teams: Setup.teams,
  away_status_reasons: Setup.awayStatusReasons,
  activity_logs: activityLogs,
  tags: Setup.tags,
  segments: Setup.segments,
  data_attributes: Setup.dataAttributes,
  subscription_types: Setup.subscriptionTypes,
  brands: Setup.brands,
  content_data: contentData
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
export type RecordOf<Name extends StreamName> = (typeof definitions)[Name] extends Definition<infer A> ? A : never

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

/**
 * A row that changes while pages are read moves behind those to come, or out of the window, and never before the place
 * that was reached.
 */
const oldestFirst = (field: "created_at" | "updated_at") => ({ field, order: "ascending" }) as const

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

/** Only users have merges: for a lead the history is not found. */
const mergesInto = (contact_id: string) =>
  Stream.paginate(undefined as string | undefined, (cursor) =>
    Effect.flatMap(
      Contacts.listMergeHistory({ id: contact_id, ...(cursor === undefined ? {} : { cursor }), order: "asc" }),
      ({ data, has_more, next_cursor }) => {
        const next = has_more === true && typeof next_cursor === "string" ? Option.some(next_cursor) : Option.none()
        return Option.contains(next, cursor)
          ? circle(Contacts.listMergeHistory)
          : Effect.succeed([(data ?? []).map((merge) => ({ ...merge, contact_id })), next] as const)
      }
    )
  ).pipe(
    Stream.runCollect,
    Effect.catchReason("IntercomError", "NotFound", () => Effect.succeed([]))
  )

const circle = (operation: Operation.Definition) =>
  IntercomClient.IntercomClient.use(({ baseUrl }) =>
    Effect.fail(
      PaginationFailure.fromProblem({ operation, baseUrl }, 1, {
        kind: "cycle",
        message: "The cursor of the next page has been used before"
      })
    )
  )

function textOf(record: object, field: string): string | undefined {
  const text = Predicate.hasProperty(record, field) ? record[field] : undefined
  return typeof text === "string" && text !== "" ? text : undefined
}

function createdAtOf(record: object): number | undefined {
  return secondsOf(record, "created_at")
}

/** An event without an id is told apart by who did what when. */
const eventKeyOf = (record: object): string | undefined => {
  const field = (name: string): unknown => (Predicate.hasProperty(record, name) ? record[name] : undefined)
  const who = field("intercom_user_id") ?? field("user_id") ?? field("email")
  const key = [who, field("event_name"), field("created_at")]
  return key.includes(undefined) ? undefined : key.map(String).join(" ")
}

const weeksOf = ({ since, until }: Window.Window): ReadonlyArray<Window.Window> =>
  since === undefined || until === undefined ? [{ since, until }] : Window.slices({ since, until }, 7 * 24 * 3600)

const wholeConversation: Hydration = {
  operation: Conversations.get,
  yields: "whole",
  read: (id) => Effect.map(Conversations.get({ id }), Array.of),
  parts: (record) => {
    const list = Predicate.hasProperty(record, "conversation_parts") ? record.conversation_parts : undefined
    const parts = Predicate.hasProperty(list, "conversation_parts") ? list.conversation_parts : undefined
    const total = Predicate.hasProperty(list, "total_count") ? list.total_count : undefined
    return Array.isArray(parts) && typeof total === "number" ? { have: parts.length, total } : undefined
  }
}

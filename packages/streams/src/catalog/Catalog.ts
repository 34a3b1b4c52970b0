/**
 * The streams that can be exported.
 *
 * @since 0.1.0
 */
import type { ExportJobError } from "../job/Error.ts"
import { activityLogs } from "./activityLogs.ts"
import { contentData } from "./contentData.ts"
import type { Definition } from "./Definition.ts"
import * as Inbox from "./inbox.ts"
import * as Knowledge from "./knowledge.ts"
import * as People from "./people.ts"
import * as Setup from "./setup.ts"

/**
 * All of them by name.
 *
 * @category constants
 * @since 0.1.0
 */
export const catalog = {
  contacts: People.contacts,
  notes: People.notes,
  data_events: People.dataEvents,
  contact_merges: People.contactMerges,
  companies: People.companies,
  conversations: Inbox.conversations,
  deleted_conversations: Inbox.deletedConversations,
  tickets: Inbox.tickets,
  ticket_types: Setup.ticketTypes,
  ticket_states: Setup.ticketStates,
  calls: Inbox.calls,
  articles: Knowledge.articles,
  internal_articles: Knowledge.internalArticles,
  collections: Knowledge.collections,
  help_centers: Knowledge.helpCenters,
  news_items: Knowledge.newsItems,
  newsfeeds: Knowledge.newsfeeds,
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
  audiences: Setup.audiences,
  content_data: contentData
} as const

/**
 * The name of a stream that can be exported.
 *
 * @category models
 * @since 0.1.0
 */
export type StreamName = keyof typeof catalog

/**
 * A stream by its name, or one of one's own.
 *
 * @category models
 * @since 0.1.0
 */
export type Source = StreamName | Definition<unknown>

/**
 * The records of a stream.
 *
 * @category models
 * @since 0.1.0
 */
export type RecordOf<S extends Source> =
  (S extends StreamName ? (typeof catalog)[S] : S) extends Definition<infer A, ExportJobError> ? A : never

/**
 * What reading a stream fails with beside errors of operations.
 *
 * @category models
 * @since 0.1.0
 */
export type FailureOf<S extends Source> =
  (S extends StreamName ? (typeof catalog)[S] : S) extends Definition<unknown, infer E> ? E : never

/**
 * What is known of a stream.
 *
 * @category conversions
 * @since 0.1.0
 */
export const definitionOf = (source: Source): Definition<unknown, ExportJobError> =>
  typeof source === "string" ? catalog[source] : source

/**
 * The name of a stream.
 *
 * @category conversions
 * @since 0.1.0
 */
export const nameOf = (source: Source): string => (typeof source === "string" ? source : source.name)

/**
 * The names of all streams that can be exported.
 *
 * @category constants
 * @since 0.1.0
 */
// Type boundary: the keys of an object are text to the compiler.
export const streamNames: ReadonlyArray<StreamName> = Object.keys(catalog) as Array<StreamName>

/**
 * The streams that can be exported.
 *
 * @since 0.1.0
 */
import type { ExportJobError } from "../job/Error.ts"
import * as Aside from "./aside.ts"
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
  call_transcripts: Aside.callTranscripts,
  conversation_handling_events: Aside.handlingEvents,
  side_conversations: Aside.sideConversations,
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
 * Streams of what stands in lists inside the records of others, by name: for lines, where a table of a database holds the
 * elements of a list anyway.
 *
 * @category constants
 * @since 0.1.0
 */
export const inner = {
  conversation_parts: Inbox.conversationParts,
  ticket_parts: Inbox.ticketParts,
  company_segments: People.companySegments,
  side_conversation_parts: Aside.sideConversationParts
} as const

/**
 * The name of a stream of what stands inside the records of another.
 *
 * @category models
 * @since 0.1.0
 */
export type InnerStreamName = keyof typeof inner

/**
 * A stream by its name, or one of one's own.
 *
 * @category models
 * @since 0.1.0
 */
export type Source = StreamName | InnerStreamName | Definition<unknown, ExportJobError>

/**
 * The records of a stream.
 *
 * @category models
 * @since 0.1.0
 */
export type RecordOf<S extends Source> = DefinitionOf<S> extends Definition<infer A, ExportJobError> ? A : never

/**
 * What reading a stream fails with beside errors of operations.
 *
 * @category models
 * @since 0.1.0
 */
export type FailureOf<S extends Source> = DefinitionOf<S> extends Definition<unknown, infer E> ? E : never

type DefinitionOf<S> = S extends StreamName ? (typeof catalog)[S] : S extends InnerStreamName ? (typeof inner)[S] : S

/**
 * What is known of a stream.
 *
 * @category conversions
 * @since 0.1.0
 */
export const definitionOf = (source: Source): Definition<unknown, ExportJobError> =>
  typeof source === "string" ? (isInner(source) ? inner[source] : catalog[source]) : source

/**
 * Whether a name is one of a stream of what stands inside the records of another.
 *
 * @category guards
 * @since 0.1.0
 */
export const isInner = (name: string): name is InnerStreamName => Object.hasOwn(inner, name)

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

/**
 * The names of the streams of what stands in lists inside the records of others: parts of conversations and of tickets, and
 * the segments of companies, a record each. Beside the stream they are of they take no request of their own.
 *
 * @category constants
 * @since 0.1.0
 */
// Type boundary: the keys of an object are text to the compiler.
export const innerStreamNames: ReadonlyArray<InnerStreamName> = Object.keys(inner) as Array<InnerStreamName>

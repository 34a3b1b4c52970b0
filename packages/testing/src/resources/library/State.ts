/**
 * What a workspace publishes and writes down: articles, collections, help centers, news, calls, custom objects, and the
 * log of what its admins did.
 *
 * @since 0.1.0
 */
import { activityLogSeeds } from "../activityLogs/Seed.ts"
import type { Plan } from "../../workspace/seeding/Plan.ts"
import type { AdminRecord, AppliedTag, JsonObject, Row } from "../../workspace/Record.ts"
import { makeShelf, type Shelf } from "../../workspace/Shelf.ts"

/**
 * An article as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface ArticleRecord extends Row {
  readonly title: string
  readonly description: string
  /** HTML. */
  readonly body: string
  readonly body_markdown: string | null
  readonly author_id: number
  readonly state: "draft" | "published"
  /** The collection it is in. */
  readonly parent_id: number | null
  readonly translated_content: JsonObject | null
  readonly tags: ReadonlyArray<AppliedTag>
  /** What was changed and is not published yet. `updated_at` is when. */
  readonly draft: Partial<ArticleRecord> | null
  readonly ai_chatbot_availability: boolean
  readonly ai_copilot_availability: boolean
  readonly ai_sales_agent_availability: boolean
}

/**
 * A collection of articles as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface CollectionRecord extends Row {
  readonly name: string
  readonly description: string | null
  readonly parent_id: string | null
  readonly help_center_id: number | null
  readonly order: number
}

/**
 * A help center as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface HelpCenterRecord extends Row {
  readonly identifier: string
  readonly display_name: string
  readonly website_turned_on: boolean
  readonly custom_domain: string | null
  readonly default: boolean
}

/**
 * An address that leads to an article or a collection.
 *
 * @category models
 * @since 0.1.0
 */
export interface RedirectRecord extends Row {
  readonly help_center_id: string
  readonly from_url: string
  readonly locale: string
  readonly target_type: "article" | "collection"
  readonly target_id: string
}

/**
 * An article for teammates as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface InternalArticleRecord extends Row {
  readonly title: string
  readonly body: string
  readonly body_markdown: string | null
  readonly author_id: number
  readonly owner_id: number
  readonly locale: string
  readonly folder_id: number | null
  readonly tags: ReadonlyArray<AppliedTag>
  readonly ai_chatbot_availability: boolean
  readonly ai_copilot_availability: boolean
  readonly ai_sales_agent_availability: boolean
}

/**
 * A news item as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface NewsItemRecord extends Row {
  readonly title: string
  readonly body: string
  readonly sender_id: number
  readonly state: "draft" | "live"
  readonly deliver_silently: boolean
  readonly labels: ReadonlyArray<string>
  readonly reactions: ReadonlyArray<string | null>
  readonly newsfeed_assignments: ReadonlyArray<{ readonly newsfeed_id: number; readonly published_at: number }>
}

/**
 * A newsfeed as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface NewsfeedRecord extends Row {
  readonly name: string
}

/**
 * Something an admin did.
 *
 * @category models
 * @since 0.1.0
 */
export interface ActivityLogRecord extends Row {
  readonly activity_type: string
  readonly activity_description: string
  /** The admin who did it. */
  readonly performed_by: { readonly id: string; readonly email: string; readonly ip: string }
  readonly metadata: JsonObject | null
}

/**
 * A phone call as the workspace holds it. Times are Unix seconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface CallRecord extends Row {
  readonly conversation_id: string | null
  readonly admin_id: string | null
  readonly contact_id: string | null
  readonly state: string
  readonly initiated_at: number
  readonly answered_at: number
  readonly ended_at: number
  readonly call_type: string
  readonly direction: string
  readonly ended_reason: string | null
  readonly phone: string | null
  /** What was said, undefined where nothing was written down. */
  readonly transcript: string | undefined
}

/**
 * An instance of a custom object type as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface CustomObjectRecord extends Row {
  /** The identifier of its type, as `Order`. */
  readonly type: string
  readonly external_id: string
  readonly external_created_at: number | null
  readonly external_updated_at: number | null
  readonly custom_attributes: JsonObject
}

/**
 * The resources of a library, by name.
 *
 * @category models
 * @since 0.1.0
 */
export interface Library {
  readonly articles: Shelf<ArticleRecord>
  readonly collections: Shelf<CollectionRecord>
  /** One from the start: the API makes none. */
  readonly helpCenters: Shelf<HelpCenterRecord>
  readonly redirects: Shelf<RedirectRecord>
  readonly internalArticles: Shelf<InternalArticleRecord>
  readonly newsItems: Shelf<NewsItemRecord>
  /** One from the start: the API makes none. */
  readonly newsfeeds: Shelf<NewsfeedRecord>
  /** Log-ins from the start, where the workspace has seeded records. */
  readonly activityLogs: Shelf<ActivityLogRecord>
  readonly calls: Shelf<CallRecord>
  readonly customObjects: Shelf<CustomObjectRecord>
}

/**
 * Makes the library of a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeLibrary = (plan: Plan, now: () => number, admins: ReadonlyArray<AdminRecord>): Library => {
  const somebody = () => Number(admins[0]?.id ?? 0)
  const founded = { created_at: plan.timeline.start, updated_at: plan.timeline.start }
  return {
    articles: makeShelf({
      now,
      firstId: 6_871_119,
      blank: () => ({
        title: "Getting started",
        description: "",
        body: "<p>Welcome.</p>",
        body_markdown: null,
        author_id: somebody(),
        state: "draft",
        parent_id: null,
        translated_content: null,
        tags: [],
        draft: null,
        ...answersFrom
      })
    }),
    collections: makeShelf({
      now,
      firstId: 145,
      blank: () => ({
        name: "Questions",
        description: null,
        parent_id: null,
        help_center_id: Number(helpCenter.id),
        order: 1
      })
    }),
    helpCenters: makeShelf({
      now,
      firstId: Number(helpCenter.id) + 1,
      blank: (id) => ({ ...helpCenter, identifier: `help-center-${id}`, default: false }),
      seeded: () => [{ ...helpCenter, ...founded }]
    }),
    redirects: makeShelf({
      now,
      firstId: 5001,
      blank: (id) => ({
        help_center_id: helpCenter.id,
        from_url: `https://help.example/old/${id}`,
        locale: "en",
        target_type: "article",
        target_id: "1"
      })
    }),
    internalArticles: makeShelf({
      now,
      firstId: 391,
      blank: () => ({
        title: "How we work",
        body: "<p>Be kind.</p>",
        body_markdown: null,
        author_id: somebody(),
        owner_id: somebody(),
        locale: "en",
        folder_id: null,
        tags: [],
        ...answersFrom
      })
    }),
    newsItems: makeShelf({
      now,
      firstId: 29_001,
      blank: () => ({
        title: "We have news",
        body: "<p>Hello there.</p>",
        sender_id: somebody(),
        state: "draft",
        deliver_silently: false,
        labels: [],
        reactions: [],
        newsfeed_assignments: []
      })
    }),
    newsfeeds: makeShelf({
      now,
      firstId: 69,
      blank: (id) => ({ name: `Newsfeed ${id}` }),
      seeded: () => [{ id: "68", name: "All visitors", ...founded }]
    }),
    activityLogs: makeShelf({
      now,
      firstId: 900_000_001,
      blank: () => ({
        activity_type: "admin_login_success",
        activity_description: "Somebody logged in",
        performed_by: { id: String(somebody()), email: admins[0]?.email ?? "", ip: "192.0.2.1" },
        metadata: null
      }),
      seeded: () => activityLogSeeds(plan, admins)
    }),
    calls: makeShelf({
      now,
      firstId: 20_001,
      blank: () => ({
        conversation_id: null,
        admin_id: null,
        contact_id: null,
        state: "completed",
        initiated_at: now() - 120,
        answered_at: now() - 110,
        ended_at: now(),
        call_type: "phone",
        direction: "outbound",
        ended_reason: "hangup",
        phone: "+353155512345",
        transcript: undefined
      })
    }),
    customObjects: makeShelf({
      now,
      firstId: 30_001,
      blank: (id) => ({
        type: "Order",
        external_id: `external-${id}`,
        external_created_at: null,
        external_updated_at: null,
        custom_attributes: {}
      })
    })
  }
}

/** Whether the assistants may answer from it. */
const answersFrom = {
  ai_chatbot_availability: true,
  ai_copilot_availability: true,
  ai_sales_agent_availability: false
} as const

const helpCenter: Omit<HelpCenterRecord, "created_at" | "updated_at"> = {
  id: "79",
  identifier: "help-center-1",
  display_name: "Help Center",
  website_turned_on: true,
  custom_domain: null,
  default: true
}

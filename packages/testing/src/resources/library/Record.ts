/**
 * What the library holds: articles, collections, help centers, news.
 *
 * @since 0.1.0
 */
import type { Row, JsonObject } from "../../workspace/Record.ts"
import type { AppliedTag } from "../tags/Record.ts"

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
  /** What it was before it was changed, oldest first. */
  readonly earlier: ReadonlyArray<ArticleVersionRecord>
  /** The number of the version that holds, counted from 1. */
  readonly version: number
  readonly ai_chatbot_availability: boolean
  readonly ai_copilot_availability: boolean
  readonly ai_sales_agent_availability: boolean
}

/**
 * What an article was.
 *
 * @category models
 * @since 0.1.0
 */
export interface ArticleVersionRecord extends Pick<
  ArticleRecord,
  "id" | "title" | "description" | "body" | "body_markdown" | "author_id" | "state" | "created_at"
> {}

/**
 * A folder of internal articles as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface FolderRecord extends Row {
  readonly name: string
  readonly description: string | null
  readonly emoji: string | null
  readonly parent_folder_id: number | null
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

/**
 * What a workspace publishes: articles, collections, help centers, news.
 *
 * @since 0.1.0
 */
import type {
  ArticleRecord,
  CollectionRecord,
  FolderRecord,
  HelpCenterRecord,
  RedirectRecord,
  InternalArticleRecord,
  NewsItemRecord,
  NewsfeedRecord
} from "./Record.ts"
import type { Plan } from "../../workspace/seeding/Plan.ts"
import type { AdminRecord } from "../admins/Record.ts"
import { articleSeeds, collectionSeeds, internalArticleSeeds, newsItemSeeds } from "./Seed.ts"
import type { Row } from "../../workspace/Record.ts"
import { makeShelf, type Shelf } from "../../workspace/Shelf.ts"

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
  readonly folders: Shelf<FolderRecord>
  readonly newsItems: Shelf<NewsItemRecord>
  /** One from the start: the API makes none. */
  readonly newsfeeds: Shelf<NewsfeedRecord>
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
  const article = (): Omit<ArticleRecord, keyof Row> => ({
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
    earlier: [],
    version: 1,
    ...answersFrom
  })

  const collection = (): Omit<CollectionRecord, keyof Row> => ({
    name: "Questions",
    description: null,
    parent_id: null,
    help_center_id: Number(helpCenter.id),
    order: 1
  })

  const internalArticle = (): Omit<InternalArticleRecord, keyof Row> => ({
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

  const newsItem = (): Omit<NewsItemRecord, keyof Row> => ({
    title: "We have news",
    body: "<p>Hello there.</p>",
    sender_id: somebody(),
    state: "draft",
    deliver_silently: false,
    labels: [],
    reactions: [],
    newsfeed_assignments: []
  })

  return {
    articles: makeShelf({
      now,
      firstId: 6_871_119,
      blank: article,
      seeded: () => articleSeeds(plan, article)
    }),
    collections: makeShelf({
      now,
      firstId: 145,
      blank: collection,
      seeded: () => collectionSeeds(plan, collection)
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
      blank: internalArticle,
      seeded: () => internalArticleSeeds(plan, internalArticle)
    }),
    folders: makeShelf({
      now,
      firstId: 3001,
      blank: (id) => ({ name: `Folder ${id}`, description: null, emoji: null, parent_folder_id: null })
    }),
    newsItems: makeShelf({
      now,
      firstId: 29_001,
      blank: newsItem,
      seeded: () => newsItemSeeds(plan, newsItem)
    }),
    newsfeeds: makeShelf({
      now,
      firstId: 69,
      blank: (id) => ({ name: `Newsfeed ${id}` }),
      seeded: () => [{ id: "68", name: "All visitors", ...founded }]
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

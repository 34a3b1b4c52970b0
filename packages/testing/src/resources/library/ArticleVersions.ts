/**
 * The endpoints of an article's versions: what it was, and what it is.
 *
 * @since 0.1.0
 */
import { Articles } from "@effect-intercom/resources"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, ok, type Refusal } from "../../route/Answer.ts"
import { listOfRows, rowNotFound, withRow } from "../../route/Rows.ts"
import type { Call, Route } from "../Route.ts"
import type { ArticleRecord, ArticleVersionRecord } from "./Record.ts"

/** How many versions are kept beside the one that holds. */
const kept = 100

/**
 * What an article keeps of itself when it is changed.
 *
 * @category conversions
 * @since 0.1.0
 */
export const superseded = (article: ArticleRecord): Pick<ArticleRecord, "earlier" | "version"> => ({
  earlier: [...article.earlier, versionOf(article)].slice(-kept),
  version: article.version + 1
})

const versionOf = (article: ArticleRecord): ArticleVersionRecord => ({
  id: `${article.id}${String(article.version).padStart(4, "0")}`,
  title: article.title,
  description: article.description,
  body: article.body,
  body_markdown: article.body_markdown,
  author_id: article.author_id,
  state: article.state,
  created_at: article.updated_at
})

/** Latest first. */
const versionsOf = (article: ArticleRecord): ReadonlyArray<ArticleVersionRecord> =>
  [...article.earlier, versionOf(article)].toReversed()

const list = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.articles, (article) =>
    listOfRows(call, `/articles/${article.id}/versions`, versionsOf(article), (version) => render(article, version))
  )

const get = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.articles, (article) => {
    const version = versionsOf(article).find(({ id }) => id === call.params["version_id"])
    if (version === undefined) return rowNotFound
    const { body, body_markdown, created_at } = version
    return ok({ ...render(article, version), body, body_markdown, updated_at: created_at })
  })

/**
 * The routes of versions.
 *
 * @category routes
 * @since 0.1.0
 */
export const articleVersionRoutes: ReadonlyArray<Route> = [
  { operation: Articles.listVersions, handle: list },
  { operation: Articles.getVersion, handle: get }
]

const render = (article: ArticleRecord, version: ArticleVersionRecord): JsonObject => ({
  type: "article_version",
  id: version.id,
  article_id: article.id,
  title: version.title,
  description: version.description,
  author_id: String(version.author_id),
  created_by_id: String(version.author_id),
  created_via: "api",
  from_version_id: null,
  state: version.state,
  created_at: version.created_at
})

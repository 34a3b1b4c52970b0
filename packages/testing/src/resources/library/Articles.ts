/**
 * The articles endpoints.
 *
 * @since 0.1.0
 */
import { Articles } from "@effect-intercom/resources"
import type { ArticleRecord } from "./Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import type { Workspace } from "../Workspace.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { flag, object, oneOf, orNull, readFields, text, wholeNumber } from "../../route/Body.ts"
import { superseded } from "./ArticleVersions.ts"
import { adminId } from "../admins/Teammate.ts"
import { renderTags } from "../tags/Render.ts"
import type { Call, Route } from "../Route.ts"
import { listOfRows, pageOfRows, rowLimits, withRow } from "../../route/Rows.ts"
import { isSince } from "../../route/Since.ts"

const list = (call: Call): Answer | Refusal =>
  listOfRows(call, "/articles", call.workspace.articles.latest(), (article) => renderArticle(call, article))

/** Every word has to stand somewhere in the title, the description or the body. */
const search = (call: Call): Answer | Refusal => {
  const { query, workspace } = call
  const words = wordsOf(query.get("phrase") ?? "")
  const state = query.get("state") ?? "all"
  const helpCenter = query.get("help_center_id")
  const found = workspace.articles.latest().filter((article) => {
    const said = `${article.title} ${article.description} ${plain(article.body)}`.toLowerCase()
    return (
      words.every((word) => said.includes(word)) &&
      (state === "all" || article.state === state) &&
      (helpCenter === null || helpCenterOf(workspace, article) === helpCenter)
    )
  })
  return pageOfRows(call, "/articles/search", found, rowLimits, ({ pages, rows, total_count }) => ({
    type: "list",
    total_count,
    data: {
      articles: rows.map((article) => renderArticle(call, article)),
      highlights: query.get("highlight") === "true" ? rows.map((article) => highlight(article, words)) : []
    },
    pages
  }))
}

const get = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.articles, (article) => ok(renderArticle(call, article)))

const create = (call: Call): Answer | Refusal => {
  const { body, workspace } = call
  const fields = readArticle(call)
  if (isRefusal(fields)) return fields
  if (body["title"] === undefined) return required("title")
  if (body["author_id"] === undefined) return required("author_id")
  return ok(renderArticle(call, workspace.articles.add({ body: "", ...fields })))
}

const update = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.articles, (article) => {
    const fields = readArticle(call)
    if (isRefusal(fields)) return fields
    const { translated_content } = fields
    const changed = call.workspace.articles.update(article.id, {
      ...superseded(article),
      ...fields,
      ...(translated_content === undefined || translated_content === null
        ? {}
        : { translated_content: { ...article.translated_content, ...translated_content } })
    })
    return ok(renderArticle(call, changed ?? article))
  })

const remove = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.articles, ({ id }) => {
    call.workspace.articles.remove(id)
    return ok({ id, object: "article", deleted: true })
  })

/**
 * The routes of articles.
 *
 * @category routes
 * @since 0.1.0
 */
export const articleRoutes: ReadonlyArray<Route> = [
  { operation: Articles.list, handle: list },
  { operation: Articles.create, handle: create },
  { operation: Articles.search, handle: search },
  { operation: Articles.get, handle: get },
  { operation: Articles.update, handle: update },
  { operation: Articles.delete, handle: remove }
]

const required = (name: string): Refusal =>
  refuse(
    400,
    "parameter_not_found",
    `${name} must be in the main body or default locale translated_content object`,
    name
  )

/**
 * Reads what a body says of an article.
 *
 * @category conversions
 * @since 0.1.0
 */
export const readArticle = ({ body, workspace }: Call): Partial<ArticleRecord> | Refusal => {
  const fields = readFields<ArticleRecord>(body, {
    title: text,
    description: text,
    body: text,
    body_markdown: orNull(text),
    author_id: adminId(workspace),
    state: oneOf("draft", "published"),
    parent_id: orNull(wholeNumber),
    translated_content: orNull(object),
    ai_chatbot_availability: flag,
    ai_copilot_availability: flag,
    ai_sales_agent_availability: flag
  })
  if (isRefusal(fields)) return fields
  const { author_id, parent_id } = fields
  const parent = parent_id === undefined || parent_id === null ? parent_id : Number(parent_id)
  if (typeof parent === "number" && workspace.collections.get(String(parent)) === undefined) {
    return refuse(404, "not_found", "Collection Not Found", "parent_id")
  }
  return {
    ...fields,
    ...(author_id === undefined ? {} : { author_id: Number(author_id) }),
    ...(parent === undefined ? {} : { parent_id: parent })
  }
}

/**
 * An article as responses show it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderArticle = ({ version, workspace }: Call, article: ArticleRecord): JsonObject => ({
  type: "article",
  id: article.id,
  workspace_id: workspace.id,
  content_id: article.id,
  title: article.title,
  description: article.description,
  body: article.body,
  author_id: article.author_id,
  state: article.state,
  created_at: article.created_at,
  updated_at: article.updated_at,
  url: article.state === "published" ? `https://help.example/en/articles/${article.id}` : null,
  parent_ids: article.parent_id === null ? [] : [article.parent_id],
  default_locale: "en",
  ...(article.translated_content === null ? {} : { translated_content: article.translated_content }),
  ...(article.state === "published" ? { statistics: unread } : {}),
  ...(isSince(version, "2.13") ? { tags: { type: "tag.list", tags: renderTags(workspace, article.tags) } } : {}),
  ...(isSince(version, "2.16")
    ? {
        body_markdown: article.body_markdown,
        has_unpublished_changes: article.draft !== null,
        draft_updated_at: article.draft?.updated_at ?? null,
        ai_chatbot_availability: article.ai_chatbot_availability,
        ai_copilot_availability: article.ai_copilot_availability,
        ai_sales_agent_availability: article.ai_sales_agent_availability,
        created_by_id: article.author_id,
        updated_by_id: article.author_id
      }
    : { parent_id: article.parent_id, parent_type: article.parent_id === null ? null : "collection" })
})

const unread: JsonObject = {
  type: "article_statistics",
  views: 0,
  conversations: 0,
  reactions: 0,
  happy_reaction_percentage: 0,
  neutral_reaction_percentage: 0,
  sad_reaction_percentage: 0
}

const helpCenterOf = ({ collections }: Workspace, { parent_id }: ArticleRecord): string | undefined => {
  const id = parent_id === null ? undefined : collections.get(String(parent_id))?.help_center_id
  return id === undefined || id === null ? undefined : String(id)
}

const wordsOf = (phrase: string): ReadonlyArray<string> =>
  phrase
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "")

const plain = (html: string): string => html.replace(/<[^<>]*>/g, " ")

/** The title in pieces: those that were searched for are highlights. */
const highlight = ({ description, id, title }: ArticleRecord, words: ReadonlyArray<string>): JsonObject => ({
  article_id: id,
  highlighted_title: pieces(title, words),
  highlighted_summary: [pieces(description, words)]
})

const pieces = (said: string, words: ReadonlyArray<string>): ReadonlyArray<JsonObject> =>
  said
    .split(/(\s+)/)
    .filter((piece) => piece !== "")
    .map((piece) => ({ type: words.includes(piece.toLowerCase()) ? "highlight" : "plain", text: piece }))

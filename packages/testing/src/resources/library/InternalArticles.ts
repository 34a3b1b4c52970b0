/**
 * The internal articles endpoints.
 *
 * @since 0.1.0
 */
import { InternalArticles } from "@effect-intercom/resources"
import type { InternalArticleRecord } from "./Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { flag, orNull, readFields, text, wholeNumber } from "../../route/Body.ts"
import { adminId } from "../admins/Teammate.ts"
import { renderTags } from "../tags/Render.ts"
import type { Call, Route } from "../Route.ts"
import { listOfRows, pageOfRows, rowLimits, withRow } from "../../route/Rows.ts"
import { isSince } from "../../route/Since.ts"

const list = (call: Call): Answer | Refusal =>
  listOfRows(call, "/internal_articles", call.workspace.internalArticles.latest(), (article) => render(call, article))

/** It knows no phrase: a folder is all that can be asked for. */
const search = (call: Call): Answer | Refusal => {
  const folder = call.query.get("folder_id")
  const found = call.workspace.internalArticles
    .latest()
    .filter(({ folder_id }) => folder === null || String(folder_id) === folder)
  return pageOfRows(call, "/internal_articles/search", found, rowLimits, ({ pages, rows, total_count }) => ({
    type: "list",
    total_count,
    data: { internal_articles: rows.map((article) => render(call, article)) },
    pages
  }))
}

const get = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.internalArticles, (article) => ok(render(call, article)))

const create = (call: Call): Answer | Refusal => {
  const fields = readArticle(call)
  if (isRefusal(fields)) return fields
  for (const name of ["title", "author_id", "owner_id"]) {
    if (call.body[name] === undefined) return refuse(400, "parameter_not_found", `${name} is required`, name)
  }
  return ok(render(call, call.workspace.internalArticles.add({ body: "", ...fields })))
}

const update = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.internalArticles, (article) => {
    const fields = readArticle(call)
    if (isRefusal(fields)) return fields
    return ok(render(call, call.workspace.internalArticles.update(article.id, fields) ?? article))
  })

const remove = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.internalArticles, ({ id }) => {
    call.workspace.internalArticles.remove(id)
    return ok({ id, object: "internal_article", deleted: true })
  })

/**
 * The routes of internal articles.
 *
 * @category routes
 * @since 0.1.0
 */
export const internalArticleRoutes: ReadonlyArray<Route> = [
  { operation: InternalArticles.list, handle: list },
  { operation: InternalArticles.create, handle: create },
  { operation: InternalArticles.search, handle: search },
  { operation: InternalArticles.get, handle: get },
  { operation: InternalArticles.update, handle: update },
  { operation: InternalArticles.delete, handle: remove }
]

const readArticle = ({ body, workspace }: Call): Partial<InternalArticleRecord> | Refusal => {
  const fields = readFields<InternalArticleRecord>(body, {
    title: text,
    body: text,
    body_markdown: orNull(text),
    author_id: adminId(workspace),
    owner_id: adminId(workspace),
    locale: text,
    folder_id: orNull(wholeNumber),
    ai_chatbot_availability: flag,
    ai_copilot_availability: flag,
    ai_sales_agent_availability: flag
  })
  if (isRefusal(fields)) return fields
  const { author_id, owner_id } = fields
  return {
    ...fields,
    ...(author_id === undefined ? {} : { author_id: Number(author_id) }),
    ...(owner_id === undefined ? {} : { owner_id: Number(owner_id) })
  }
}

const render = ({ version, workspace }: Call, article: InternalArticleRecord): JsonObject => ({
  type: "internal_article",
  id: article.id,
  title: article.title,
  body: article.body,
  owner_id: article.owner_id,
  author_id: article.author_id,
  created_at: article.created_at,
  updated_at: article.updated_at,
  locale: article.locale,
  ...(isSince(version, "2.16")
    ? {
        body_markdown: article.body_markdown,
        ai_chatbot_availability: article.ai_chatbot_availability,
        ai_copilot_availability: article.ai_copilot_availability,
        ai_sales_agent_availability: article.ai_sales_agent_availability
      }
    : {}),
  ...(isSince(version, "Preview")
    ? {
        folder_id: article.folder_id,
        tags: { type: "tag.list", tags: renderTags(workspace, article.tags) }
      }
    : {})
})

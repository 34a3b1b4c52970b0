/**
 * The endpoints of drafts: changes to an article that nobody sees until they are published.
 *
 * @since 0.1.0
 */
import { Articles } from "@effect-intercom/resources"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { superseded } from "./ArticleVersions.ts"
import { readArticle, renderArticle } from "./Articles.ts"
import type { Call, Route } from "../Route.ts"
import { rowNotFound, withRow } from "../../route/Rows.ts"

const get = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.articles, (article) =>
    article.draft === null ? rowNotFound : ok(renderArticle(call, { ...article, ...article.draft }))
  )

const stage = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.articles, (article) => {
    const fields = readArticle(call)
    if (isRefusal(fields)) return fields
    const { articles, now } = call.workspace
    const draft = { ...article.draft, ...fields, updated_at: now() }
    const staged = articles.update(article.id, { draft, updated_at: article.updated_at }) ?? article
    return ok(renderArticle(call, { ...staged, ...draft }))
  })

const publish = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.articles, (article) => {
    const { articles, now } = call.workspace
    if (article.draft === null) return refuse(400, "bad_request", "There are no changes to publish")
    const published = articles.update(article.id, {
      ...superseded(article),
      ...article.draft,
      state: "published",
      draft: null,
      updated_at: now()
    })
    return ok(renderArticle(call, published ?? article))
  })

/**
 * The routes of drafts.
 *
 * @category routes
 * @since 0.1.0
 */
export const articleDraftRoutes: ReadonlyArray<Route> = [
  { operation: Articles.getDraft, handle: get },
  { operation: Articles.stageDraft, handle: stage },
  { operation: Articles.publishDraft, handle: publish }
]

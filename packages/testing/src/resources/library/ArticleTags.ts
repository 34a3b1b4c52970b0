/**
 * Tags on articles, internal articles and content snippets.
 *
 * @since 0.1.0
 */
import { Tags } from "@effect-intercom/resources"
import type { AppliedTag } from "../tags/Record.ts"
import type { Row } from "../../workspace/Record.ts"
import { type Answer, isRefusal, ok, type Refusal } from "../../route/Answer.ts"
import { textOf } from "../../route/Body.ts"
import { renderApplied } from "../tags/Render.ts"
import { actingAdmin } from "../admins/Teammate.ts"
import type { Call, Route } from "../Route.ts"
import { rowNotFound, withRow } from "../../route/Rows.ts"

interface Tagged extends Row {
  readonly tags: ReadonlyArray<AppliedTag>
}

/** The part of a shelf that tags need, whatever else its records are. */
interface TaggedShelf {
  readonly get: (id: string) => Tagged | undefined
  readonly update: (id: string, fields: Pick<Tagged, "tags">) => unknown
}

/** Where the articles of a kind are, and the placeholder that has the id of one. */
interface Kind {
  readonly placeholder: string
  readonly shelf: (call: Call) => TaggedShelf
}

/** A tag that is on already stays as it is. */
const tag =
  ({ placeholder, shelf }: Kind) =>
  (call: Call): Answer | Refusal =>
    withRow(
      call,
      shelf(call),
      ({ id, tags }) => {
        const { body, workspace } = call
        const tag = workspace.tags.get(textOf(body["id"]))
        if (tag === undefined) return rowNotFound
        const admin = actingAdmin(workspace, body["admin_id"])
        if (isRefusal(admin)) return admin
        const known = tags.find((applied) => applied.id === tag.id)
        const applied = known ?? { id: tag.id, applied_at: workspace.now(), applied_by: admin.id }
        if (known === undefined) shelf(call).update(id, { tags: [...tags, applied] })
        return ok(renderApplied(applied, tag.name))
      },
      placeholder
    )

const untag =
  ({ placeholder, shelf }: Kind) =>
  (call: Call): Answer | Refusal =>
    withRow(
      call,
      shelf(call),
      ({ id, tags }) => {
        const applied = tags.find((applied) => applied.id === call.params["id"])
        const tag = applied === undefined ? undefined : call.workspace.tags.get(applied.id)
        if (applied === undefined || tag === undefined) return rowNotFound
        shelf(call).update(id, { tags: tags.filter((other) => other !== applied) })
        return ok(renderApplied(applied, tag.name))
      },
      placeholder
    )

const articles: Kind = { placeholder: "article_id", shelf: ({ workspace }) => workspace.articles }

const internalArticles: Kind = {
  placeholder: "internal_article_id",
  shelf: ({ workspace }) => workspace.internalArticles
}

const contentSnippets: Kind = {
  placeholder: "content_snippet_id",
  shelf: ({ workspace }) => workspace.contentSnippets
}

/**
 * The routes of tags on what is published.
 *
 * @category routes
 * @since 0.1.0
 */
export const articleTagRoutes: ReadonlyArray<Route> = [
  { operation: Tags.tagArticle, handle: tag(articles) },
  { operation: Tags.untagArticle, handle: untag(articles) },
  { operation: Tags.tagInternalArticle, handle: tag(internalArticles) },
  { operation: Tags.untagInternalArticle, handle: untag(internalArticles) },
  { operation: Tags.tagContentSnippet, handle: tag(contentSnippets) },
  { operation: Tags.untagContentSnippet, handle: untag(contentSnippets) }
]

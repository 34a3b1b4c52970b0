/**
 * Tags on articles and internal articles.
 *
 * @since 0.1.0
 */
import type { AppliedTag } from "../tags/Record.ts"
import type { Row } from "../../workspace/Record.ts"
import { type Answer, isRefusal, ok, type Refusal } from "../../route/Answer.ts"
import { renderApplied } from "../tags/Render.ts"
import { actingAdmin } from "../admins/Teammate.ts"
import type { Call, Route } from "../../route/Route.ts"
import { rowNotFound, withRow } from "../../route/Rows.ts"

interface Tagged extends Row {
  readonly tags: ReadonlyArray<AppliedTag>
}

/** The part of a shelf that tags need, whatever else its records are. */
interface TaggedShelf {
  readonly get: (id: string) => Tagged | undefined
  readonly update: (id: string, fields: Pick<Tagged, "tags">) => unknown
}

/** A tag that is on already stays as it is. */
const tag = (call: Call, shelf: TaggedShelf): Answer | Refusal =>
  withRow(call, shelf, ({ id, tags }) => {
    const { body, workspace } = call
    const tag = workspace.tags.get(String(body["id"]))
    if (tag === undefined) return rowNotFound
    const admin = actingAdmin(workspace, body["admin_id"])
    if (isRefusal(admin)) return admin
    const known = tags.find((applied) => applied.id === tag.id)
    const applied = known ?? { id: tag.id, applied_at: workspace.now(), applied_by: admin.id }
    if (known === undefined) shelf.update(id, { tags: [...tags, applied] })
    return ok(renderApplied(applied, tag.name))
  })

const untag = (call: Call, shelf: TaggedShelf): Answer | Refusal =>
  withRow(call, shelf, ({ id, tags }) => {
    const applied = tags.find((applied) => applied.id === call.params["tag_id"])
    const tag = applied === undefined ? undefined : call.workspace.tags.get(applied.id)
    if (applied === undefined || tag === undefined) return rowNotFound
    shelf.update(id, { tags: tags.filter((other) => other !== applied) })
    return ok(renderApplied(applied, tag.name))
  })

const routesAt = (path: string, shelfOf: (call: Call) => TaggedShelf): ReadonlyArray<Route> => [
  { method: "POST", path: `${path}/{id}/tags`, since: "2.16", handle: (call) => tag(call, shelfOf(call)) },
  { method: "DELETE", path: `${path}/{id}/tags/{tag_id}`, since: "2.16", handle: (call) => untag(call, shelfOf(call)) }
]

/**
 * The routes of tags on articles.
 *
 * @category routes
 * @since 0.1.0
 */
export const articleTagRoutes: ReadonlyArray<Route> = [
  ...routesAt("/articles", ({ workspace }) => workspace.articles),
  ...routesAt("/internal_articles", ({ workspace }) => workspace.internalArticles)
]

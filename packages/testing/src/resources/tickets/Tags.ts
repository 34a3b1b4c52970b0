/**
 * Tags on tickets.
 *
 * @since 0.1.0
 */
import type { TicketRecord } from "./Record.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { textOf } from "../../route/Body.ts"
import { renderApplied } from "../tags/Render.ts"
import { actingAdmin } from "../admins/Teammate.ts"
import type { Call } from "../Route.ts"

/**
 * Tags a ticket. A tag that is on already stays as it is.
 *
 * @category actions
 * @since 0.1.0
 */
export const tagTicket = ({ body, workspace }: Call, ticket: TicketRecord): Answer | Refusal => {
  const tag = workspace.tags.get(textOf(body["id"]))
  if (tag === undefined) return tagNotFound
  const admin = actingAdmin(workspace, body["admin_id"])
  if (isRefusal(admin)) return admin
  const known = ticket.tags.find(({ id }) => id === tag.id)
  const applied = known ?? { id: tag.id, applied_at: workspace.now(), applied_by: admin.id }
  if (known === undefined) workspace.tickets.update(ticket.id, { tags: [...ticket.tags, applied] })
  return ok(renderApplied(applied, tag.name))
}

/**
 * Takes a tag off a ticket.
 *
 * @category actions
 * @since 0.1.0
 */
export const untagTicket = ({ params, workspace }: Call, ticket: TicketRecord): Answer | Refusal => {
  const applied = ticket.tags.find(({ id }) => id === params["id"])
  const tag = applied === undefined ? undefined : workspace.tags.get(applied.id)
  if (applied === undefined || tag === undefined) return tagNotFound
  workspace.tickets.update(ticket.id, { tags: ticket.tags.filter((other) => other !== applied) })
  return ok(renderApplied(applied, tag.name))
}

const tagNotFound: Refusal = /*#__PURE__*/ refuse(404, "tag_not_found", "Tag not found")

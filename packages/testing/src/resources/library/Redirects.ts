/**
 * The endpoints of a help center's redirects.
 *
 * @since 0.1.0
 */
import { HelpCenters } from "@effect-intercom/resources"
import type { RedirectRecord } from "./Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { oneOf, readFields, text } from "../../route/Body.ts"
import type { Call, Route } from "../Route.ts"
import { listOfRows, rowNotFound, withRow } from "../../route/Rows.ts"

const list = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.helpCenters, ({ id }) =>
    listOfRows(
      call,
      `/help_center/help_centers/${id}/redirects`,
      call.workspace.redirects.latest().filter(({ help_center_id }) => help_center_id === id),
      render
    )
  )

const create = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.helpCenters, ({ id }) => {
    const { articles, collections, redirects } = call.workspace
    for (const name of ["from_url", "locale", "target_type", "target_id"]) {
      if (call.body[name] === undefined) return refuse(400, "parameter_not_found", `${name} is required`, name)
    }
    const fields = readFields<RedirectRecord>(call.body, {
      from_url: text,
      locale: text,
      target_type: oneOf("article", "collection"),
      target_id: text
    })
    if (isRefusal(fields)) return fields
    const targets = fields.target_type === "article" ? articles : collections
    if (targets.get(fields.target_id ?? "") === undefined) return rowNotFound
    return ok(render(redirects.add({ ...fields, help_center_id: id })))
  })

const get = (call: Call): Answer | Refusal => withRedirect(call, (redirect) => ok(render(redirect)))

const remove = (call: Call): Answer | Refusal =>
  withRedirect(call, ({ id }) => {
    call.workspace.redirects.remove(id)
    return ok({ id, object: "help_center_redirect", deleted: true })
  })

/**
 * The routes of redirects.
 *
 * @category routes
 * @since 0.1.0
 */
export const redirectRoutes: ReadonlyArray<Route> = [
  { operation: HelpCenters.listRedirects, handle: list },
  { operation: HelpCenters.createRedirect, handle: create },
  { operation: HelpCenters.getRedirect, handle: get },
  { operation: HelpCenters.deleteRedirect, handle: remove }
]

const withRedirect = (call: Call, use: (redirect: RedirectRecord) => Answer | Refusal): Answer | Refusal => {
  const redirect = call.workspace.redirects.get(call.params["redirect_id"] ?? "")
  return redirect === undefined || redirect.help_center_id !== call.params["id"] ? rowNotFound : use(redirect)
}

const render = (redirect: RedirectRecord): JsonObject => ({
  id: redirect.id,
  type: "help_center_redirect",
  from_url: redirect.from_url,
  locale: redirect.locale,
  help_center_id: redirect.help_center_id,
  target_type: redirect.target_type,
  target_id: redirect.target_id,
  created_at: redirect.created_at,
  updated_at: redirect.updated_at
})

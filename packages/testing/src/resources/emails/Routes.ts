/**
 * The endpoints of the addresses a workspace writes from.
 *
 * @since 0.1.0
 */
import { Emails } from "@effect-intercom/resources"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, ok, refuse, type Refusal } from "../../route/Answer.ts"
import type { Call, Route } from "../Route.ts"
import type { EmailSettingRecord } from "./State.ts"

const list = ({ workspace }: Call): Answer => ok({ type: "list", data: workspace.emails.all().map(render) })

const get = ({ params, workspace }: Call): Answer | Refusal => {
  const setting = workspace.emails.get(params["id"] ?? "")
  return setting === undefined ? refuse(404, "not_found", "Email setting not found") : ok(render(setting))
}

/**
 * The routes of addresses.
 *
 * @category routes
 * @since 0.1.0
 */
export const emailRoutes: ReadonlyArray<Route> = [
  { operation: Emails.list, handle: list },
  { operation: Emails.get, handle: get }
]

const render = (setting: EmailSettingRecord): JsonObject => ({
  type: "email_setting",
  id: setting.id,
  email: setting.email,
  verified: setting.verified,
  domain: setting.email.split("@").at(-1),
  brand_id: setting.brand_id,
  forwarding_enabled: setting.forwarding_enabled,
  forwarded_email_last_received_at: setting.forwarded_email_last_received_at,
  created_at: setting.created_at,
  updated_at: setting.updated_at
})

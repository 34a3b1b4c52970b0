/**
 * The admins endpoints, and who a token belongs to.
 *
 * @since 0.1.0
 */
import { Admins } from "@effect-intercom/resources"
import type { Version } from "@effect-intercom/core"
import * as DateTime from "effect/DateTime"
import type { AdminRecord } from "./Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, ok, refuse, type Refusal } from "../../route/Answer.ts"
import type { Call, Route } from "../Route.ts"
import { inVersion } from "../VersionFacts.ts"

const list = ({ version, workspace }: Call): Answer =>
  ok({ type: "admin.list", admins: workspace.admins.map((admin) => inVersion("admin", version, renderAdmin(admin))) })

const get = ({ params, version, workspace }: Call): Answer | Refusal => {
  const admin = workspace.admins.find(({ id }) => id === params["id"])
  return admin === undefined ? refuse(404, "admin_not_found", "Admin not found") : ok(renderAdminFor(version, admin))
}

const me = ({ workspace }: Call): Answer | Refusal => {
  const [admin] = workspace.admins
  if (admin === undefined) return refuse(404, "admin_not_found", "Admin not found")
  return ok({
    type: "admin",
    id: admin.id,
    email: admin.email,
    name: admin.name,
    email_verified: true,
    app: {
      type: "app",
      id_code: workspace.id,
      name: "Fake workspace",
      created_at: workspace.plan.timeline.start,
      secure: false,
      identity_verification: false,
      timezone: DateTime.zoneToString(workspace.settings.timezone),
      region: workspace.settings.region.toUpperCase()
    },
    avatar: { type: "avatar", image_url: `https://static.example/admins/${admin.id}.png` },
    has_inbox_seat: admin.has_inbox_seat
  })
}

/**
 * The routes of admins.
 *
 * @category routes
 * @since 0.1.0
 */
export const adminRoutes: ReadonlyArray<Route> = [
  { operation: Admins.identify, handle: me },
  { operation: Admins.list, handle: list },
  { operation: Admins.get, handle: get }
]

/**
 * An admin alone, as a version shows one.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderAdminFor = (version: Version.Version, admin: AdminRecord): JsonObject =>
  inVersion("admin", version, { ...renderAdmin(admin), away_status_reason_id: admin.away_status_reason_id })

/**
 * An admin as the author of a note: in every version with the reason of being away, as recordings show it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderNoteAuthor = (version: Version.Version, admin: AdminRecord): JsonObject => ({
  ...inVersion("admin", version, renderAdmin(admin)),
  away_status_reason_id: admin.away_status_reason_id
})

const renderAdmin = (admin: AdminRecord): JsonObject => ({
  type: "admin",
  email: admin.email,
  id: admin.id,
  name: admin.name,
  away_mode_enabled: admin.away_mode_enabled,
  away_mode_reassign: admin.away_mode_reassign,
  has_inbox_seat: admin.has_inbox_seat,
  team_ids: admin.team_ids,
  team_priority_level: { primary_team_ids: admin.team_ids, secondary_team_ids: [] }
})

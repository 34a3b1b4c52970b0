/**
 * Admins who go away and come back, and the reasons they give.
 *
 * @since 0.1.0
 */
import { Admins, AwayStatusReasons } from "@effect-intercom/resources"
import { awayStatusReasons } from "./AwayStatusReasons.ts"
import { renderAdminFor } from "./Routes.ts"
import { type Answer, invalid, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { textOf } from "../../route/Body.ts"
import type { Call, Route } from "../Route.ts"
import { isSince } from "../../route/Since.ts"

const setAway = ({ body, params, version, workspace }: Call): Answer | Refusal => {
  const { away_mode_enabled, away_mode_reassign, away_status_reason_id: reasonId } = body
  const admin = workspace.admins.find(({ id }) => id === params["id"])
  if (admin === undefined) return refuse(404, "admin_not_found", "Admin not found")
  if (typeof away_mode_enabled !== "boolean") return invalid("away_mode_enabled must be a boolean", "away_mode_enabled")
  if (typeof away_mode_reassign !== "boolean") {
    return invalid("away_mode_reassign must be a boolean", "away_mode_reassign")
  }
  const givesReason = isSince(version, "2.14") && reasonId !== undefined && reasonId !== null
  const reason = givesReason ? awayStatusReasons.find(({ id }) => id === textOf(reasonId)) : undefined
  if (givesReason && reason === undefined) return invalid("There is no such reason", "away_status_reason_id")
  if (reason?.deleted === true) return invalid("The reason is no longer in use", "away_status_reason_id")
  const changed = workspace.updateAdmin(admin.id, {
    away_mode_enabled,
    away_mode_reassign,
    away_status_reason_id: away_mode_enabled ? (reason?.id ?? null) : null
  })
  return ok(renderAdminFor(version, changed ?? admin))
}

const listReasons = ({ workspace }: Call): Answer => {
  const { start } = workspace.plan.timeline
  return ok({
    type: "list",
    data: awayStatusReasons.map((reason) => ({
      type: "away_status_reason",
      ...reason,
      created_at: start,
      updated_at: start
    }))
  })
}

/**
 * The routes of away mode.
 *
 * @category routes
 * @since 0.1.0
 */
export const awayModeRoutes: ReadonlyArray<Route> = [
  { operation: Admins.setAway, handle: setAway },
  { operation: AwayStatusReasons.list, handle: listReasons }
]

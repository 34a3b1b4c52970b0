/**
 * The teams endpoints.
 *
 * @since 0.1.0
 */
import { Teams } from "@effect-intercom/resources"
import { byCreation } from "../../workspace/ByCreation.ts"
import type { Field } from "../../workspace/Field.ts"
import type { ConversationRecord } from "../conversations/Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import type { TeamRecord } from "./State.ts"
import { type Answer, invalid, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { textOf } from "../../route/Body.ts"
import type { Call, Route } from "../Route.ts"
import { isSince } from "../../route/Since.ts"

const list = (call: Call): Answer =>
  ok({ type: "team.list", teams: call.workspace.teams.all().map((team) => renderTeam(call, team)) })

const get = (call: Call): Answer | Refusal => withTeam(call, (team) => ok(renderTeam(call, team)))

const update = (call: Call): Answer | Refusal =>
  withTeam(call, (team) => {
    const { admin_ids, admin_priority_level, ...others } = call.body
    const [other] = Object.keys(others)
    if (other !== undefined) {
      return invalid(`admin_ids and admin_priority_level are all that can be changed of a team, not ${other}`)
    }
    const members = adminIds(call, admin_ids)
    if (isRefusal(members)) return members
    const priority = priorityOf(admin_priority_level, members)
    if (isRefusal(priority)) return priority
    call.workspace.teams.setMembers(team.id, members)
    return ok(renderTeam(call, call.workspace.teams.update(team.id, priority) ?? team))
  })

/** Counts what is assigned to each member: idle is what nobody touched for the threshold. */
const listMetrics = (call: Call): Answer | Refusal =>
  withTeam(call, ({ id }) => {
    const threshold = call.query.get("idle_threshold") ?? "1800"
    if (!/^\d+$/.test(threshold)) return invalid("idle_threshold must be a number of seconds", "idle_threshold")
    const idleBefore = call.workspace.now() - Number(threshold)
    return ok({
      type: "team_metric.list",
      data: call.workspace.teams.members(id).map((adminId) => ({
        type: "team_metric",
        admin_id: String(adminId),
        open: count(call, adminId, "open", ({ state }) => state === "open"),
        idle: count(
          call,
          adminId,
          `idle since ${idleBefore}`,
          ({ state, updated_at }) => state === "open" && updated_at < idleBefore
        ),
        snoozed: count(call, adminId, "snoozed", ({ state }) => state === "snoozed")
      }))
    })
  })

/**
 * The routes of teams.
 *
 * @category routes
 * @since 0.1.0
 */
export const teamRoutes: ReadonlyArray<Route> = [
  { operation: Teams.list, handle: list },
  { operation: Teams.get, handle: get },
  { operation: Teams.update, handle: update },
  { operation: Teams.listMetrics, handle: listMetrics }
]

const renderTeam = ({ version, workspace }: Call, team: TeamRecord): JsonObject => {
  const { assignment_limit, distribution_method, id, name, primary_admin_ids, secondary_admin_ids } = team
  return {
    type: "team",
    id,
    name,
    admin_ids: workspace.teams.members(id),
    ...(isSince(version, "2.8") ? { admin_priority_level: { primary_admin_ids, secondary_admin_ids } } : {}),
    ...(isSince(version, "2.14") ? { assignment_limit, distribution_method } : {})
  }
}

const withTeam = ({ params, workspace }: Call, use: (team: TeamRecord) => Answer | Refusal): Answer | Refusal => {
  const team = workspace.teams.get(params["id"] ?? "")
  return team === undefined ? refuse(404, "team_not_found", "Team not found") : use(team)
}

const adminIds = ({ workspace }: Call, value: unknown): ReadonlyArray<number> | Refusal => {
  if (!Array.isArray(value)) return invalid("admin_ids must be an array", "admin_ids")
  const ids: Array<number> = []
  for (const id of value) {
    if (typeof id !== "number") return invalid("admin_ids takes numbers only", "admin_ids")
    if (workspace.admins.every((admin) => admin.id !== textOf(id))) {
      return invalid(`admin_ids names ${id}, who is no admin of this workspace`, "admin_ids")
    }
    ids.push(id)
  }
  return ids
}

const priorityOf = (
  level: unknown,
  members: ReadonlyArray<number>
): Pick<TeamRecord, "primary_admin_ids" | "secondary_admin_ids"> | Refusal => {
  const given: Record<string, unknown> = typeof level === "object" && level !== null ? { ...level } : {}
  const idsOf = (value: unknown) => (Array.isArray(value) ? value.filter((id) => typeof id === "number") : [])
  const primary_admin_ids = idsOf(given["primary_admin_ids"])
  const secondary_admin_ids = idsOf(given["secondary_admin_ids"])
  const all = [...primary_admin_ids, ...secondary_admin_ids]
  const stranger = all.find((id) => !members.includes(id))
  if (stranger !== undefined) return invalid(`admin_priority_level names ${stranger}, who is not on the team`)
  const twice = all.find((id, index) => all.indexOf(id) !== index)
  return twice === undefined
    ? { primary_admin_ids, secondary_admin_ids }
    : invalid(`admin_priority_level gives ${twice} two levels`)
}

const count = (
  { workspace }: Call,
  adminId: number,
  what: string,
  counts: (conversation: ConversationRecord) => boolean
): number => {
  const matching: Field<ConversationRecord> = {
    name: "counted for a team",
    type: "boolean",
    of: (conversation) => conversation.admin_assignee_id === adminId && counts(conversation)
  }
  return workspace.conversations.page(
    { ...byCreation("ascending"), key: `${what}, of ${adminId}`, matches: (read) => read(matching) === true },
    { limit: 1, now: workspace.now() }
  ).total
}

/**
 * The activity logs endpoints.
 *
 * @since 0.1.0
 */
import { ActivityLogs } from "@effect-intercom/resources"
import { textOf } from "../../route/Body.ts"
import { activityTypes } from "./ActivityType.ts"
import type { ActivityLogRecord } from "./Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, invalid, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import type { PageLimits } from "../../route/Pages.ts"
import type { Call, Route } from "../Route.ts"
import { pageOfRows } from "../../route/Rows.ts"

const limits: PageLimits = { defaultPerPage: 20, maxPerPage: 250 }

const list = (call: Call): Answer | Refusal =>
  within(
    call,
    (name) => call.query.get(name),
    (logs) => pageOf(call, "/admins/activity_logs", logs)
  )

const search = (call: Call): Answer | Refusal => {
  const { event_types = null, page, per_page } = call.body
  if (event_types !== null && !Array.isArray(event_types)) return invalid("event_types must be a list", "event_types")
  const types: ReadonlyArray<unknown> | null = event_types
  return within(
    call,
    (name) => call.body[name],
    (logs) =>
      pageOf(
        { ...call, query: pageQuery({ page, per_page }) },
        "/admins/activity_logs/search",
        logs.filter(({ activity_type }) => types === null || types.length === 0 || types.includes(activity_type))
      )
  )
}

/**
 * The routes of activity logs.
 *
 * @category routes
 * @since 0.1.0
 */
export const activityLogRoutes: ReadonlyArray<Route> = [
  { operation: ActivityLogs.list, handle: list },
  { operation: ActivityLogs.search, handle: search },
  {
    operation: ActivityLogs.listEventTypes,
    handle: () => ok({ type: "activity_log_event_type.list", event_types: activityTypes })
  }
]

/** The entries of a span of time, newest first. Both bounds belong to it. */
const within = (
  { workspace }: Call,
  read: (name: string) => unknown,
  use: (logs: ReadonlyArray<ActivityLogRecord>) => Answer | Refusal
): Answer | Refusal => {
  const after = secondsOf(read("created_at_after"), undefined, "created_at_after")
  if (isRefusal(after)) return after
  const before = secondsOf(read("created_at_before"), workspace.now(), "created_at_before")
  if (isRefusal(before)) return before
  return use(
    workspace.activityLogs
      .all()
      .filter(({ created_at }) => created_at >= after.seconds && created_at <= before.seconds)
      .toReversed()
  )
}

const secondsOf = (
  value: unknown,
  otherwise: number | undefined,
  name: string
): { readonly seconds: number } | Refusal => {
  if (value === undefined || value === null) {
    return otherwise === undefined
      ? refuse(400, "parameter_not_found", `${name} is required`, name)
      : { seconds: otherwise }
  }
  const text = textOf(value)
  const seconds = Number(text)
  if (Number.isFinite(seconds) && text !== "") return { seconds }
  const date = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date)
    ? invalid(`${name} must be a Unix timestamp or a date`, name)
    : { seconds: Math.floor(date / 1000) }
}

const pageQuery = (fields: Readonly<Record<string, unknown>>): URLSearchParams =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) =>
      typeof value === "number" || typeof value === "string" ? [[name, String(value)]] : []
    )
  )

const pageOf = (call: Call, path: string, logs: ReadonlyArray<ActivityLogRecord>): Answer | Refusal =>
  pageOfRows(call, path, logs, limits, ({ pages, rows }) => ({
    type: "activity_log.list",
    pages,
    activity_logs: rows.map(render)
  }))

const render = (log: ActivityLogRecord): JsonObject => ({
  id: log.id,
  performed_by: { type: "admin", id: log.performed_by.id, email: log.performed_by.email, ip: log.performed_by.ip },
  metadata: log.metadata,
  created_at: log.created_at,
  activity_type: log.activity_type,
  activity_description: log.activity_description
})

/**
 * The endpoints of office hours and of their exceptions.
 *
 * @since 0.1.0
 */
import { OfficeHours } from "@effect-intercom/resources"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, isRefusal, ok, type Refusal, unprocessable } from "../../route/Answer.ts"
import { type Check, flag, listOf, missing, oneOf, orNull, readFields, text } from "../../route/Body.ts"
import { rowNotFound } from "../../route/Rows.ts"
import { shelved } from "../../route/Shelved.ts"
import type { Call, Route } from "../Route.ts"
import type { Workspace } from "../Workspace.ts"
import { isAlways, type OfficeHoursExceptionRecord, type OfficeHoursRecord } from "./State.ts"

const interval: Check = (value) =>
  Predicate.isObject(value) &&
  Number.isInteger(value["start_minute"]) &&
  Number.isInteger(value["end_minute"]) &&
  Number(value["start_minute"]) < Number(value["end_minute"])
    ? undefined
    : "must have a start_minute before its end_minute"

const timeZone: Check = (value) =>
  Predicate.isString(value) && Option.isSome(DateTime.zoneFromString(value)) ? undefined : "must name a time zone"

const day: Check = (value) =>
  Predicate.isString(value) && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
    ? undefined
    : "must be a day as 2026-12-25"

const readSchedule = ({ body }: Call, known: OfficeHoursRecord | undefined): Partial<OfficeHoursRecord> | Refusal => {
  const lacking = known === undefined ? missing(body, ["name", "time_zone_name", "time_intervals"]) : undefined
  const fields =
    lacking ??
    readFields<OfficeHoursRecord>(body, { name: text, time_zone_name: timeZone, time_intervals: listOf(interval) })
  return isRefusal(fields) ? unprocessable(fields) : fields
}

const renderSchedule = (_: Call, schedule: OfficeHoursRecord): JsonObject => ({
  type: "office_hours_schedule",
  id: schedule.id,
  name: schedule.name,
  time_zone_name: schedule.time_zone_name,
  time_intervals: schedule.time_intervals,
  twenty_four_seven: isAlways(schedule),
  created_at: schedule.created_at,
  updated_at: schedule.updated_at
})

const schedules = shelved<Workspace, OfficeHoursRecord>({
  shelf: (workspace) => workspace.officeHours,
  read: readSchedule,
  render: renderSchedule,
  created: 201,
  removed: (_, { id }) => ({ id, object: "office_hours_schedule", deleted: true })
})

const list = (call: Call): Answer =>
  ok({
    type: "office_hours_schedule.list",
    data: call.workspace.officeHours.all().map((schedule) => renderSchedule(call, schedule))
  })

/** Its exceptions go with it. */
const remove = (call: Call): Answer | Refusal =>
  schedules.withOne(call, ({ id }) => {
    for (const exception of exceptionsOf(call, id)) call.workspace.officeHoursExceptions.remove(exception.id)
    return schedules.remove(call)
  })

const exceptionsOf = ({ workspace }: Call, scheduleId: string): ReadonlyArray<OfficeHoursExceptionRecord> =>
  workspace.officeHoursExceptions.all().filter(({ schedule_id }) => schedule_id === scheduleId)

const readException = (
  { body, params }: Call,
  known: OfficeHoursExceptionRecord | undefined
): Partial<OfficeHoursExceptionRecord> | Refusal => {
  const lacking = known === undefined ? missing(body, ["exception_date", "exception_type"]) : undefined
  const fields =
    lacking ??
    readFields<OfficeHoursExceptionRecord>(body, {
      exception_date: day,
      exception_type: oneOf("closed", "custom_hours"),
      name: orNull(text),
      time_intervals: orNull(listOf(interval)),
      recurring_annually: flag
    })
  if (isRefusal(fields)) return unprocessable(fields)
  const type = fields.exception_type ?? known?.exception_type
  const intervals =
    type === "closed" ? null : fields.time_intervals === undefined ? known?.time_intervals : fields.time_intervals
  if (type === "custom_hours" && (intervals === null || intervals === undefined)) {
    return unprocessable(missing({}, ["time_intervals"]) ?? rowNotFound)
  }
  return { ...fields, schedule_id: params["id"] ?? "", time_intervals: intervals ?? null }
}

const renderException = (_: Call, exception: OfficeHoursExceptionRecord): JsonObject => ({
  type: "office_hours_exception",
  id: exception.id,
  office_hours_schedule_id: exception.schedule_id,
  exception_date: exception.exception_date,
  exception_type: exception.exception_type,
  name: exception.name,
  time_intervals: exception.time_intervals,
  recurring_annually: exception.recurring_annually,
  created_at: exception.created_at,
  updated_at: exception.updated_at
})

const exceptions = shelved<Workspace, OfficeHoursExceptionRecord>(
  {
    shelf: (workspace) => workspace.officeHoursExceptions,
    read: readException,
    render: renderException,
    created: 201,
    removed: (_, { id }) => ({ id, object: "office_hours_exception", deleted: true })
  },
  "exception_id"
)

const listExceptions = (call: Call): Answer | Refusal =>
  schedules.withOne(call, ({ id }) =>
    ok({
      type: "office_hours_exception.list",
      data: exceptionsOf(call, id).map((exception) => renderException(call, exception))
    })
  )

/** An exception is found below its own schedule only. */
const ofSchedule =
  (handle: Route["handle"]): Route["handle"] =>
  (call) =>
    exceptions.withOne(call, ({ schedule_id }) => (schedule_id === call.params["id"] ? handle(call) : rowNotFound))

/**
 * The routes of office hours.
 *
 * @category routes
 * @since 0.1.0
 */
export const officeHoursRoutes: ReadonlyArray<Route> = [
  { operation: OfficeHours.list, handle: list },
  { operation: OfficeHours.create, handle: schedules.create },
  { operation: OfficeHours.get, handle: schedules.get },
  { operation: OfficeHours.update, handle: schedules.update },
  { operation: OfficeHours.delete, handle: remove },
  { operation: OfficeHours.listExceptions, handle: listExceptions },
  {
    operation: OfficeHours.createException,
    handle: (call) => schedules.withOne(call, () => exceptions.create(call))
  },
  { operation: OfficeHours.getException, handle: ofSchedule(exceptions.get) },
  { operation: OfficeHours.updateException, handle: ofSchedule(exceptions.update) },
  { operation: OfficeHours.deleteException, handle: ofSchedule(exceptions.remove) }
]

/**
 * When somebody is there: the schedules of a workspace, one from the start, and the days that are otherwise.
 *
 * @since 0.1.0
 */
import type { JsonObject, Row } from "../../workspace/Record.ts"
import { makeShelf, type Shelf } from "../../workspace/Shelf.ts"

/**
 * A schedule of office hours.
 *
 * @category models
 * @since 0.1.0
 */
export interface OfficeHoursRecord extends Row {
  readonly name: string
  readonly time_zone_name: string
  /** `start_minute` and `end_minute`, counted from Monday, and the `day_of_week`. */
  readonly time_intervals: ReadonlyArray<JsonObject>
}

/**
 * A day on which a schedule does not hold.
 *
 * @category models
 * @since 0.1.0
 */
export interface OfficeHoursExceptionRecord extends Row {
  readonly schedule_id: string
  /** As 2026-12-25. */
  readonly exception_date: string
  readonly exception_type: "closed" | "custom_hours"
  readonly name: string | null
  readonly time_intervals: ReadonlyArray<JsonObject> | null
  readonly recurring_annually: boolean
}

const day = 24 * 60

/** Nine to five, Monday to Friday. */
const weekdays: ReadonlyArray<JsonObject> = Array.from({ length: 5 }, (_, day_of_week) => ({
  start_minute: day_of_week * day + 9 * 60,
  end_minute: day_of_week * day + 17 * 60,
  day_of_week
}))

/**
 * Makes the schedules of a workspace that exists from `start` (Unix seconds).
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeOfficeHours = (now: () => number, start: number): Shelf<OfficeHoursRecord> =>
  makeShelf({
    now,
    firstId: 124,
    blank: (id) => ({ name: `Office hours ${id}`, time_zone_name: "UTC", time_intervals: weekdays }),
    seeded: () => [
      {
        id: "123",
        name: "Office hours",
        time_zone_name: "UTC",
        time_intervals: weekdays,
        created_at: start,
        updated_at: start
      }
    ]
  })

/**
 * Makes the exceptions of a workspace: none from the start.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeOfficeHoursExceptions = (now: () => number): Shelf<OfficeHoursExceptionRecord> =>
  makeShelf({
    now,
    firstId: 456,
    blank: () => ({
      schedule_id: "123",
      exception_date: "2026-12-25",
      exception_type: "closed",
      name: null,
      time_intervals: null,
      recurring_annually: false
    })
  })

/**
 * Whether intervals leave no minute of the week.
 *
 * @category guards
 * @since 0.1.0
 */
export const isAlways = ({ time_intervals }: OfficeHoursRecord): boolean =>
  time_intervals.reduce((sum, { end_minute, start_minute }) => sum + Number(end_minute) - Number(start_minute), 0) >=
  7 * day

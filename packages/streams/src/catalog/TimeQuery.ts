/**
 * Searches by the time of a record.
 *
 * @since 0.1.0
 */
import * as Window from "../time/Window.ts"

/**
 * Every record: a search needs a query.
 *
 * @category constants
 * @since 0.1.0
 */
export const anyRecord = { field: "created_at", operator: ">", value: 0 } as const

/**
 * The time a window is searched by: of the change, or where it is open, of the creation, which never changes.
 *
 * @category conversions
 * @since 0.1.0
 */
export const fieldOf = (window: Window.Window) => (Window.isBounded(window) ? "updated_at" : "created_at")

/**
 * A row that changes while pages are read moves behind those to come, or out of the window, and never before the place
 * that was reached.
 *
 * @category constants
 * @since 0.1.0
 */
export const oldestFirst = (field: "created_at" | "updated_at") => ({ field, order: "ascending" }) as const

/**
 * Intercom refuses `>=` and `<=` for dates, so both bounds lie outside the window.
 *
 * @category conversions
 * @since 0.1.0
 */
export const timeWithin = <Field extends "created_at" | "updated_at">(
  field: Field,
  window: Window.Window,
  precision: Window.Precision
) => {
  const { after, before } = Window.asked(window, precision)
  const later = { field, operator: ">", value: after ?? 0 } as const
  if (before === undefined) return after === undefined ? undefined : later
  const earlier = { field, operator: "<", value: before } as const
  return after === undefined ? earlier : ({ operator: "AND", value: [later, earlier] } as const)
}

/**
 * What admins did, as a stream.
 *
 * @since 0.1.0
 */
import { ActivityLogs } from "@effect-intercom/resources"
import * as Window from "../time/Window.ts"
import { define, type Definition } from "./Definition.ts"
import { createdAtOf } from "./Field.ts"
import { inSlices, listing } from "./Listing.ts"

/**
 * What admins did. The log comes newest first, so a window is read week by week from its start.
 *
 * @category constants
 * @since 0.1.0
 */
export const activityLogs: Definition<ActivityLogs.ActivityLog> = /*#__PURE__*/ define({
  name: "activity_logs",
  schema: ActivityLogs.ActivityLog,
  changedAtOf: createdAtOf,
  list: ({ window }) =>
    inSlices(ActivityLogs.list, weeksOf(window), createdAtOf, (slice) => {
      const { after, before } = Window.asked(slice, "second")
      return listing(ActivityLogs.list, {
        created_at_after: String(after ?? 0),
        created_at_before: before === undefined ? undefined : String(before)
      })
    })
})

const weeksOf = ({ since, until }: Window.Window): ReadonlyArray<Window.Window> =>
  since === undefined || until === undefined ? [{ since, until }] : Window.slices({ since, until }, 7 * 24 * 3600)

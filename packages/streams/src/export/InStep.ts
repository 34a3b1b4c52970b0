/**
 * Which streams are read together.
 *
 * @since 0.1.0
 */
import type { StreamState } from "../state/StreamState.ts"
import type { PlannedStream } from "./PlannedState.ts"

/**
 * Whether a stream stands where another does, in the records of which it is found: one reading brings both.
 *
 * @category guards
 * @since 0.1.0
 */
export const isInStep = (one: PlannedStream, other: PlannedStream): boolean =>
  one.definition.inside?.definition.name === other.definition.name &&
  isHydrated(one) === isHydrated(other) &&
  placeOf(one.state) === placeOf(other.state)

const isHydrated = ({ definition, selection }: PlannedStream): boolean =>
  definition.hydration?.(selection) !== undefined

const placeOf = ({ catchUp, horizon, kind, overlap, owed, position, walked, walks, window }: StreamState): string => {
  // What was counted of records differs.
  const caughtUp = catchUp && [catchUp.since, catchUp.until]
  return JSON.stringify([window, horizon, kind, walks, walked, position, owed, overlap, caughtUp])
}

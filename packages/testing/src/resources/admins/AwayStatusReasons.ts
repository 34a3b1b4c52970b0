/**
 * The reasons a workspace's admins can give for being away.
 *
 * @since 0.1.0
 */

/**
 * A reason for being away.
 *
 * @category models
 * @since 0.1.0
 */
export interface AwayStatusReasonRecord {
  readonly id: string
  readonly label: string
  readonly emoji: string
  readonly order: number
  readonly deleted: boolean
}

/**
 * The reasons of every workspace. The last one is no longer in use.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const awayStatusReasons: ReadonlyArray<AwayStatusReasonRecord> = [
  { id: "1", label: "On a break", emoji: "☕", order: 1, deleted: false },
  { id: "2", label: "In a meeting", emoji: "📅", order: 2, deleted: false },
  { id: "3", label: "Out of office", emoji: "🌴", order: 3, deleted: false },
  { id: "4", label: "Training", emoji: "🎓", order: 4, deleted: true }
]

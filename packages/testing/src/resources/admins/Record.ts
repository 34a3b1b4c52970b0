/**
 * Admins as the workspace holds them.
 *
 * @since 0.1.0
 */

/**
 * A teammate.
 *
 * @category models
 * @since 0.1.0
 */
export interface AdminRecord {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly away_mode_enabled: boolean
  readonly away_mode_reassign: boolean
  readonly away_status_reason_id: string | null
  readonly has_inbox_seat: boolean
  readonly team_ids: ReadonlyArray<number>
}

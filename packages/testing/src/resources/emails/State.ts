/**
 * The addresses a workspace writes from: one from the start. The API makes none.
 *
 * @since 0.1.0
 */
import type { Row } from "../../workspace/Record.ts"
import { makeShelf, type Shelf } from "../../workspace/Shelf.ts"

/**
 * An address a workspace writes from.
 *
 * @category models
 * @since 0.1.0
 */
export interface EmailSettingRecord extends Row {
  readonly email: string
  readonly verified: boolean
  readonly brand_id: string | null
  readonly forwarding_enabled: boolean
  /** Unix seconds. */
  readonly forwarded_email_last_received_at: number | null
}

/**
 * Makes the addresses of a workspace that exists from `start` (Unix seconds).
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeEmails = (now: () => number, start: number, workspaceId: string): Shelf<EmailSettingRecord> =>
  makeShelf<EmailSettingRecord>({
    now,
    firstId: 2,
    blank: (id) => ({
      email: `support-${id}@example.com`,
      verified: false,
      brand_id: null,
      forwarding_enabled: false,
      forwarded_email_last_received_at: null
    }),
    seeded: () => [
      {
        id: "1",
        email: "support@example.com",
        verified: true,
        brand_id: workspaceId,
        forwarding_enabled: true,
        forwarded_email_last_received_at: start,
        created_at: start,
        updated_at: start
      }
    ]
  })

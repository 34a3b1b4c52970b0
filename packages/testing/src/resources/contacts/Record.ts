/**
 * Contacts as the workspace holds them.
 *
 * @since 0.1.0
 */
import type { Row, JsonObject } from "../../workspace/Record.ts"
import type { AppliedTag } from "../tags/Record.ts"

/**
 * A contact as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface ContactRecord extends Row {
  readonly external_id: string | null
  readonly role: "user" | "lead"
  readonly email: string | null
  readonly phone: string | null
  readonly name: string | null
  readonly avatar: Avatar | null
  readonly owner_id: string | null
  readonly has_hard_bounced: boolean
  readonly marked_email_as_spam: boolean
  readonly unsubscribed_from_emails: boolean
  readonly signed_up_at: number | null
  readonly last_seen_at: number | null
  readonly last_replied_at: number | null
  readonly last_contacted_at: number | null
  readonly last_email_opened_at: number | null
  readonly last_email_clicked_at: number | null
  readonly language_override: string | null
  readonly browser: string | null
  readonly browser_version: string | null
  readonly browser_language: string | null
  readonly os: string | null
  readonly location: Location
  readonly custom_attributes: JsonObject
  readonly tags: ReadonlyArray<AppliedTag>
  /** Ids of companies. */
  readonly companies: ReadonlyArray<string>
  /** Ids of companies it was granted; none when left out. */
  readonly granted_companies?: ReadonlyArray<string> | undefined
  readonly archived: boolean
  readonly blocked: boolean
  /** The id of the contact this one was merged into. */
  readonly merged_into: string | null
}

/**
 * The picture of a contact.
 *
 * @category models
 * @since 0.1.0
 */
export interface Avatar {
  readonly type: "avatar"
  readonly image_url: string | null
}

/**
 * Where a contact was last seen.
 *
 * @category models
 * @since 0.1.0
 */
export interface Location {
  readonly country: string | null
  readonly region: string | null
  readonly city: string | null
  readonly country_code: string | null
  readonly continent_code: string | null
}

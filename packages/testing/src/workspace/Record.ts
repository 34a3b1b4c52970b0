/**
 * What a workspace holds. Field names are the wire's; what a response derives (inline lists, counts) is not stored.
 *
 * @since 0.1.0
 */

/**
 * A value as JSON has it.
 *
 * @category models
 * @since 0.1.0
 */
export type Json = string | number | boolean | null | ReadonlyArray<Json> | JsonObject

/**
 * An object as JSON has it.
 *
 * @category models
 * @since 0.1.0
 */
export interface JsonObject {
  readonly [name: string]: Json | undefined
}

/**
 * What every record has: an id and two times in Unix seconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Row {
  readonly id: string
  readonly created_at: number
  readonly updated_at: number
}

/**
 * A tag on a record: which, since when (Unix seconds), by which admin.
 *
 * @category models
 * @since 0.1.0
 */
export interface AppliedTag {
  readonly id: string
  readonly applied_at: number
  readonly applied_by: string
}

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

/**
 * A company as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface CompanyRecord extends Row {
  readonly company_id: string
  readonly name: string
  readonly remote_created_at: number
  readonly last_request_at: number | null
  readonly monthly_spend: number
  readonly session_count: number
  readonly size: number | null
  readonly website: string | null
  readonly industry: string | null
  readonly plan: string | null
  readonly tags: ReadonlyArray<AppliedTag>
  readonly custom_attributes: JsonObject
}

/**
 * Who wrote a message.
 *
 * @category models
 * @since 0.1.0
 */
export interface Author {
  readonly type: "admin" | "user" | "lead" | "bot"
  readonly id: string
  readonly name: string | null
  readonly email: string | null
}

/**
 * A part of a conversation after its first message.
 *
 * @category models
 * @since 0.1.0
 */
export interface PartRecord {
  readonly id: string
  readonly part_type: string
  readonly body: string | null
  readonly created_at: number
  readonly updated_at: number
  readonly author: Author
  readonly assigned_to: Assignee | null
  readonly redacted: boolean
}

/**
 * Who a conversation was assigned to; nobody, where rules found no one.
 *
 * @category models
 * @since 0.1.0
 */
export type Assignee =
  | { readonly type: "admin" | "team"; readonly id: string }
  | { readonly type: "nobody_admin"; readonly id: null }

/**
 * A conversation as the workspace holds it. Its parts are made when they are asked for.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConversationRecord extends Row {
  readonly title: string | null
  readonly state: "open" | "closed" | "snoozed"
  readonly read: boolean
  readonly priority: "priority" | "not_priority"
  readonly waiting_since: number | null
  readonly snoozed_until: number | null
  readonly source: {
    readonly type: string
    readonly id: string
    readonly delivered_as: string
    readonly subject: string
    readonly body: string
    readonly author: Author
    readonly url: string | null
    /** Whether the message was deleted. `false` when left out. */
    readonly redacted?: boolean | undefined
  }
  /** Ids of contacts. */
  readonly contacts: ReadonlyArray<string>
  readonly admin_assignee_id: number | null
  readonly team_assignee_id: number | null
  readonly tags: ReadonlyArray<AppliedTag>
  readonly rating: { readonly rating: number; readonly remark: string; readonly created_at: number } | null
  readonly custom_attributes: JsonObject
  readonly part_count: number
  /** All parts, oldest first. */
  readonly parts: () => ReadonlyArray<PartRecord>
}

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

/**
 * A tag.
 *
 * @category models
 * @since 0.1.0
 */
export interface TagRecord {
  readonly id: string
  readonly name: string
}

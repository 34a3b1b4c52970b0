/**
 * Conversations as the workspace holds them.
 *
 * @since 0.1.0
 */
import type { Author } from "../../workspace/Author.ts"
import type { Row, JsonObject } from "../../workspace/Record.ts"
import type { AppliedTag } from "../tags/Record.ts"

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
  /** What is attached; nothing when left out. */
  readonly attachments?: ReadonlyArray<AttachmentRecord> | undefined
}

/**
 * A file attached to a part.
 *
 * @category models
 * @since 0.1.0
 */
export interface AttachmentRecord {
  readonly name: string
  readonly url: string
  readonly content_type: string
  /** Bytes. */
  readonly filesize: number
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
  /** The message it began with; null where nobody wrote first. */
  readonly source: SourceRecord | null
  /** Ids of contacts. */
  readonly contacts: ReadonlyArray<string>
  readonly admin_assignee_id: number | null
  readonly team_assignee_id: number | null
  readonly tags: ReadonlyArray<AppliedTag>
  readonly rating: { readonly rating: number; readonly remark: string; readonly created_at: number } | null
  readonly custom_attributes: JsonObject
  /** Threads teammates began from it, oldest first; none when left out. */
  readonly side_conversations?: ReadonlyArray<SideConversationRecord> | undefined
  /** When teammates stopped to work on it and went on, oldest first; never when left out. */
  readonly handling_events?: ReadonlyArray<HandlingEventRecord> | undefined
  readonly part_count: number
  /** All parts, oldest first. */
  readonly parts: () => ReadonlyArray<PartRecord>
}

/**
 * The message a conversation began with.
 *
 * @category models
 * @since 0.1.0
 */
export interface SourceRecord {
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

/**
 * A thread teammates began from a conversation.
 *
 * @category models
 * @since 0.1.0
 */
export interface SideConversationRecord {
  readonly id: string
  readonly parts: ReadonlyArray<PartRecord>
}

/**
 * A teammate stopped to work on a conversation, or went on.
 *
 * @category models
 * @since 0.1.0
 */
export interface HandlingEventRecord {
  readonly type: "paused" | "resumed"
  /** The id of an admin. */
  readonly teammate: string
  /** Unix seconds. */
  readonly at: number
  readonly reason: string | null
}

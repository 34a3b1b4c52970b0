/**
 * The messages admins of a workspace sent first.
 *
 * @since 0.1.0
 */
import type { Persisted } from "../../workspace/Persisted.ts"

/**
 * A message as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface MessageRecord {
  readonly id: string
  /** Unix seconds. */
  readonly created_at: number
  readonly message_type: "inapp" | "email" | "sms" | "whatsapp"
  readonly subject: string
  readonly body: string
  /** The id of an admin. */
  readonly from: string
  /** Ids of contacts. */
  readonly to: ReadonlyArray<string>
  readonly conversation_id: string | null
  /** The name of the template of a WhatsApp message. */
  readonly template: string | null
}

/**
 * The messages of a workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface Messages extends Persisted<ReadonlyArray<MessageRecord>> {
  /** All of them, oldest first. */
  readonly all: () => ReadonlyArray<MessageRecord>
  readonly add: (message: Omit<MessageRecord, "id"> & { readonly id?: string }) => MessageRecord
  readonly reset: () => void
}

/**
 * Makes the messages of a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeMessages = (): Messages => {
  let all: Array<MessageRecord> = []
  return {
    all: () => all,
    add: (fields) => {
      const message = { ...fields, id: fields.id ?? String(all.length + 1) }
      all.push(message)
      return message
    },
    save: () => [...all],
    load: (saved) => {
      all = [...saved]
    },
    reset: () => {
      all = []
    }
  }
}

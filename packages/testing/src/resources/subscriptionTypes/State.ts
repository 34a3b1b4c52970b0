/**
 * What contacts of a workspace may opt in to or out of, and who did.
 *
 * @since 0.1.0
 */
import { type Entries, type Persisted, refill } from "../../workspace/Persisted.ts"

/**
 * A subscription type as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface SubscriptionTypeRecord {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly consent_type: "opt_in" | "opt_out"
  readonly content_types: ReadonlyArray<"email" | "sms_message">
}

/**
 * The subscription types of a workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface SubscriptionTypes extends Persisted<Entries<string, ReadonlyArray<string>>> {
  readonly all: ReadonlyArray<SubscriptionTypeRecord>
  readonly get: (id: string) => SubscriptionTypeRecord | undefined
  /** What a contact has opted in to or out of, oldest first. */
  readonly of: (contactId: string) => ReadonlyArray<SubscriptionTypeRecord>
  readonly attach: (contactId: string, id: string) => void
  readonly detach: (contactId: string, id: string) => void
  readonly reset: () => void
}

const all: ReadonlyArray<SubscriptionTypeRecord> = [
  {
    id: "91",
    name: "Newsletter",
    description: "What we wrote this month",
    consent_type: "opt_out",
    content_types: ["email"]
  },
  {
    id: "92",
    name: "Product updates",
    description: "What is new in the product",
    consent_type: "opt_out",
    content_types: ["email"]
  },
  {
    id: "93",
    name: "Text messages",
    description: "Reminders on your phone",
    consent_type: "opt_in",
    content_types: ["sms_message"]
  }
]

/**
 * Makes the subscription types of a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeSubscriptionTypes = (): SubscriptionTypes => {
  const chosen = new Map<string, ReadonlySet<string>>()
  const get = (id: string) => all.find((type) => type.id === id)
  return {
    all,
    get,
    of: (contactId) => [...(chosen.get(contactId) ?? [])].flatMap((id) => get(id) ?? []),
    attach: (contactId, id) => {
      chosen.set(contactId, new Set([...(chosen.get(contactId) ?? []), id]))
    },
    detach: (contactId, id) => {
      chosen.set(contactId, new Set([...(chosen.get(contactId) ?? [])].filter((other) => other !== id)))
    },
    save: () => [...chosen].map(([contact, ids]) => [contact, [...ids]]),
    load: (saved) =>
      refill(
        chosen,
        saved.map(([contact, ids]) => [contact, new Set(ids)])
      ),
    reset: () => chosen.clear()
  }
}

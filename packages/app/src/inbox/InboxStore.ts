/**
 * Where an inbox keeps notifications: a queue of Effect's, and what a queue alone cannot tell of its elements.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type * as PersistedQueue from "effect/persistence/PersistedQueue"

/**
 * An element that was given up, as it stands in the store.
 *
 * @internal
 */
export interface FailedElement {
  readonly id: string
  readonly element: unknown
  readonly attempts: number
  /** What the last attempt failed with, where the store keeps it. */
  readonly failure: string | undefined
}

/**
 * A queue whose elements can be counted, listed, sent again and erased.
 *
 * @internal
 */
export interface InboxStore {
  readonly queue: PersistedQueue.PersistedQueueStore["Service"]
  /** How many elements are not settled yet. */
  readonly waiting: Effect.Effect<number, PersistedQueue.PersistedQueueError>
  /** Elements that were given up, oldest first. */
  readonly failed: (
    offset: number,
    limit: number
  ) => Effect.Effect<ReadonlyArray<FailedElement>, PersistedQueue.PersistedQueueError>
  /** Puts an element that was given up back into the queue; false where there is none with this id. */
  readonly resend: (id: string) => Effect.Effect<boolean, PersistedQueue.PersistedQueueError>
  /** Takes away the contents of elements that are not handled; their ids stay known. Tells how many there were. */
  readonly erase: (matches: (element: unknown) => boolean) => Effect.Effect<number, PersistedQueue.PersistedQueueError>
  /** Takes away the contents of what was handled. */
  readonly sweep: Effect.Effect<void, PersistedQueue.PersistedQueueError>
}

/**
 * The name of the queue in its store.
 *
 * @internal
 */
export const queueName = "webhooks"

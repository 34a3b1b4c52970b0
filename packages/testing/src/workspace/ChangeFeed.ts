/**
 * What changes in a workspace, told at once to whoever listens: by a request or by a test, it makes no difference.
 *
 * @since 0.1.0
 */
import type { Collection } from "./Collection.ts"
import type { CompanyRecord, ContactRecord, ConversationRecord } from "./Record.ts"
import type { TicketRecord } from "../resources/tickets/State.ts"

/**
 * The resources whose changes are told, and their records.
 *
 * @category models
 * @since 0.1.0
 */
export interface Observed {
  readonly contact: ContactRecord
  readonly company: CompanyRecord
  readonly conversation: ConversationRecord
  readonly ticket: TicketRecord
}

/**
 * A record before and after: no `before` where it is new, no `after` where it is gone.
 *
 * @category models
 * @since 0.1.0
 */
export type WorkspaceChange = {
  readonly [Resource in keyof Observed]: {
    readonly resource: Resource
    readonly before: Observed[Resource] | undefined
    readonly after: Observed[Resource] | undefined
  }
}[keyof Observed]

/**
 * Tells changes.
 *
 * @category models
 * @since 0.1.0
 */
export interface ChangeFeed {
  readonly publish: (change: WorkspaceChange) => void
  /** Calls `listener` with every change from now on, until the function it answers with is called. */
  readonly subscribe: (listener: (change: WorkspaceChange) => void) => () => void
  /** Whether anybody listens. */
  readonly isHeard: () => boolean
}

/**
 * Makes a feed nobody listens to.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeChangeFeed = (): ChangeFeed => {
  const listeners = new Set<(change: WorkspaceChange) => void>()
  return {
    publish: (change) => {
      for (const listener of listeners) listener(change)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    isHeard: () => listeners.size > 0
  }
}

/**
 * A collection whose changes a feed tells. Bringing it back to the beginning is no change.
 *
 * @category constructors
 * @since 0.1.0
 */
export const observe = <Resource extends keyof Observed>(
  feed: ChangeFeed,
  resource: Resource,
  collection: Collection<Observed[Resource]>
): Collection<Observed[Resource]> => {
  const changed = (id: string, after: Observed[Resource] | undefined, change: () => void): void => {
    if (!feed.isHeard()) return change()
    const before = collection.get(id)
    change()
    // Type boundary: TypeScript does not see that a resource and its records belong together.
    if (before !== undefined || after !== undefined) feed.publish({ resource, before, after } as WorkspaceChange)
  }
  return {
    ...collection,
    put: (record, indexedAt) => changed(record.id, record, () => collection.put(record, indexedAt)),
    remove: (id, indexedAt) => changed(id, undefined, () => collection.remove(id, indexedAt))
  }
}

/**
 * What changes in a workspace, told at once to whoever listens: by a request or by a test, it makes no difference.
 *
 * @since 0.1.0
 */
import type { Collection } from "./Collection.ts"
import type { Row } from "./Record.ts"

/**
 * A record before and after: no `before` where it is new, no `after` where it is gone. `Observed` has the records of
 * each resource whose changes are told.
 *
 * @category models
 * @since 0.1.0
 */
export type Change<Observed> = {
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
export interface Feed<Observed> {
  readonly publish: (change: Change<Observed>) => void
  /** Calls `listener` with every change from now on, until the function it answers with is called. */
  readonly subscribe: (listener: (change: Change<Observed>) => void) => () => void
  /** Whether anybody listens. */
  readonly isHeard: () => boolean
}

/**
 * Makes a feed nobody listens to.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeFeed = <Observed>(): Feed<Observed> => {
  const listeners = new Set<(change: Change<Observed>) => void>()
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
export const observe = <
  Observed extends { readonly [Resource in keyof Observed]: Row },
  Resource extends keyof Observed
>(
  feed: Feed<Observed>,
  resource: Resource,
  collection: Collection<Observed[Resource]>
): Collection<Observed[Resource]> => {
  const changed = (id: string, after: Observed[Resource] | undefined, change: () => void): void => {
    if (!feed.isHeard()) return change()
    const before = collection.get(id)
    change()
    // Type boundary: TypeScript does not see that a resource and its records belong together.
    if (before !== undefined || after !== undefined) feed.publish({ resource, before, after } as Change<Observed>)
  }
  return {
    ...collection,
    put: (record, indexedAt) => changed(record.id, record, () => collection.put(record, indexedAt)),
    remove: (id, indexedAt) => changed(id, undefined, () => collection.remove(id, indexedAt))
  }
}

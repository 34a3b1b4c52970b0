/**
 * Lists inside records, of which Intercom sends the first ten.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError, Operation } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import * as IntercomStream from "../IntercomStream.ts"

/**
 * A list inside the records of a stream, and how all of it is read.
 *
 * @category models
 * @since 0.1.0
 */
export interface Expansion {
  /** The field of the record that holds the list, with its `data` and `has_more`. */
  readonly field: string
  readonly read: (id: string) => Effect.Effect<ReadonlyArray<unknown>, IntercomError, IntercomClient.IntercomClient>
}

/**
 * A list that an operation with pages reads.
 *
 * @category constructors
 * @since 0.1.0
 */
export const paged = <Input, Page, Item>(
  field: string,
  operation: Operation.Paginated<Input, Page, Item>,
  inputOf: (id: string) => Input
): Expansion => ({ field, read: (id) => Stream.runCollect(IntercomStream.items(operation, inputOf(id))) })

/**
 * The record with the whole of its lists. Only those that say there is more are read; a record without any is returned
 * as it is. One that is deleted in the meantime keeps what came with it.
 *
 * @category combinators
 * @since 0.1.0
 */
export const expand = (
  expansions: ReadonlyArray<Expansion>,
  id: string,
  record: object
): Effect.Effect<object, IntercomError, IntercomClient.IntercomClient> => {
  const shortened = expansions.flatMap(({ field, read }) => {
    const list = Predicate.hasProperty(record, field) ? record[field] : undefined
    return Predicate.hasProperty(list, "has_more") && list.has_more === true ? [{ field, list, read }] : []
  })
  if (shortened.length === 0) return Effect.succeed(record)
  return Effect.forEach(shortened, ({ field, list, read }) =>
    // An answer without the list is no reason to lose the part there is.
    Effect.map(read(id), (data) => [field, Array.isArray(data) ? { ...list, data, has_more: false } : list] as const)
  ).pipe(
    Effect.map((lists) => ({ ...record, ...Object.fromEntries(lists) })),
    Effect.catchReason("IntercomError", "NotFound", () => Effect.succeed(record)),
    Effect.catchReason("IntercomError", "Gone", () => Effect.succeed(record))
  )
}

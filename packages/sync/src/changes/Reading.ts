/**
 * Reads a record by its id, and tells what became of it.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import { ExportStream } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type { ChangeStream, Found } from "./Change.ts"

/**
 * Whether a record of a stream can be read by its id.
 *
 * @category guards
 * @since 0.1.0
 */
export const isReadable = (stream: ChangeStream): boolean => ExportStream.facts(stream).read !== undefined

/**
 * The record as it is now, or that it is gone; of a contact that was merged, both, and the one that stayed. `goneAt` is when
 * it went, where that is known.
 *
 * @category conversions
 * @since 0.1.0
 */
export const read = Effect.fnUntraced(function* (
  stream: ChangeStream,
  id: string,
  goneAt?: number
): Effect.fn.Return<ReadonlyArray<Found>, IntercomError, IntercomClient.IntercomClient> {
  const found: Array<Found> = []
  const asked = new Set<string>()
  let next: string | undefined = id
  // Contacts that were merged again and again lead on.
  while (next !== undefined && !asked.has(next) && asked.size < hops) {
    asked.add(next)
    const { change, into }: One = yield* readOne(stream, next, goneAt)
    if (change !== undefined) found.push(change)
    next = into
  }
  return found
})

const hops = 10

interface One {
  readonly change: Found | undefined
  readonly into: string | undefined
}

const readOne = (
  stream: ChangeStream,
  id: string,
  at: number | undefined
): Effect.Effect<One, IntercomError, IntercomClient.IntercomClient> => {
  const { changedAtOf, read } = ExportStream.facts(stream)
  if (read === undefined) return Effect.succeed({ change: undefined, into: undefined })
  return read(id).pipe(
    Effect.map((record): One => {
      const change = Predicate.isObject(record)
        ? ({ _tag: "Upsert", stream, id, record, changedAt: changedAtOf(record) } as const)
        : undefined
      return { change, into: undefined }
    }),
    Effect.catchIf(
      ({ reason }) => reason._tag === "NotFound" || reason._tag === "Gone",
      ({ reason }): Effect.Effect<One> => {
        const into = reason._tag === "Gone" ? reason.mergedInto : undefined
        return Effect.succeed(
          into === undefined || stream !== "contacts"
            ? { change: { _tag: "Delete", stream, id, reason: "deleted", at }, into: undefined }
            : { change: { _tag: "Merge", stream, id, into, at }, into }
        )
      }
    )
  )
}

/**
 * Whether a failure of any kind says that the token may not read a stream.
 *
 * @category guards
 * @since 0.1.0
 */
export const isDenial = (error: unknown): boolean =>
  Predicate.hasProperty(error, "reason") && Predicate.isTagged(error.reason, "Forbidden")

/**
 * Whether a failure is of one record, and says nothing of others.
 *
 * @category guards
 * @since 0.1.0
 */
export const isOfOne = ({ reason }: IntercomError): boolean =>
  reason._tag === "ServerError" || reason._tag === "DecodeError" || reason._tag === "InvalidInput"

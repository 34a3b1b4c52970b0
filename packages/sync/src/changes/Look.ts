/**
 * What is learned of a stream while it is looked at.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import { type Export, ExportStream } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type { ChangeStream, Found } from "./Change.ts"
import * as Reading from "./Reading.ts"

/**
 * A look at a stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface Look {
  /** What elements of an export mean. */
  readonly take: (
    elements: ReadonlyArray<Export.Exported<unknown>>
  ) => Effect.Effect<ReadonlyArray<Found>, IntercomError, IntercomClient.IntercomClient>
  /** Reads a record by its id. One that cannot be read is owed. */
  readonly read: (
    stream: ChangeStream,
    id: string
  ) => Effect.Effect<ReadonlyArray<Found>, IntercomError, IntercomClient.IntercomClient>
  readonly owed: () => ReadonlyArray<string>
  /** Whether every record could be read. */
  readonly isWhole: () => boolean
  /** Whether what could not be read is known by id, so that nothing else has to be read again for it. */
  readonly isKept: () => boolean
}

/**
 * Begins a look. `streams` are those that are followed: a record may tell that one of another stream is gone.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (stream: ChangeStream, streams: ReadonlySet<string>): Look => {
  const { changedAtOf, removes } = ExportStream.facts(stream)
  const owed = new Set<string>()
  let isWhole = true
  let isKept = true

  const owe = (id: string | undefined): void => {
    isWhole = false
    if (id !== undefined && Reading.isReadable(stream) && owed.size < mostOwed) owed.add(id)
    else isKept = false
  }

  const read: Look["read"] = (of, id) =>
    Effect.catchIf(Reading.read(of, id), Reading.isOfOne, () =>
      Effect.sync((): ReadonlyArray<Found> => {
        owe(id)
        return []
      })
    )

  const told = (id: string, record: object): ReadonlyArray<Found> => {
    const upsert: Found = { _tag: "Upsert", stream, id, record, changedAt: changedAtOf(record) }
    const gone = removes === undefined || !streams.has(removes.stream) ? undefined : removes.tombstoneOf(record)
    if (gone === undefined) return [upsert]
    return gone.mergedInto === undefined
      ? [upsert, { _tag: "Delete", stream: "conversations", id: gone.id, reason: "deleted", at: gone.at }]
      : [upsert, { _tag: "Merge", stream: "contacts", id: gone.id, into: gone.mergedInto, at: gone.at }]
  }

  return {
    take: Effect.fnUntraced(function* (elements) {
      const found: Array<Found> = []
      for (const element of elements) {
        switch (element.kind) {
          case "record":
            if (Predicate.isObject(element.record) && element.id !== "") found.push(...told(element.id, element.record))
            break
          case "gone":
            found.push(...(yield* read(stream, element.id)))
            break
          case "dead-letter":
            owe(element.id)
            yield* Effect.logWarning(`${stream}: a record could not be read, and is asked for again: ${element.reason}`)
            break
          case "truncated":
            // The record came, with the parts that Intercom hands out.
            break
        }
      }
      return found
    }),
    read,
    owed: () => [...owed],
    isWhole: () => isWhole,
    isKept: () => isKept
  }
}

/** More that cannot be read are not kept one by one. */
const mostOwed = 1000

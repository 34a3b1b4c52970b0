/**
 * One stream of an export as a stream of steps: records to deliver, and where to go on once they are.
 *
 * @since 0.1.0
 */
import { CallOptions, type IntercomClient, type IntercomError, type Operation } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import type { Definition, Selection } from "../catalog/Definition.ts"
import { expand } from "../catalog/Expansion.ts"
import { hydrated } from "./Hydration.ts"
import { makeReading, type Reading, type Settings, type Step } from "./Reading.ts"

/**
 * Reads a stream from where it is. The last step's position is `done`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const steps = <A, E>(
  definition: Definition<A, E>,
  selection: Selection,
  settings: Settings
): Stream.Stream<Step, IntercomError | E, IntercomClient.IntercomClient> =>
  Stream.unwrap(
    Effect.map(Clock.currentTimeMillis, (begunAt) => {
      const listing = definition.list(selection)
      const hydration = definition.hydration?.(selection)
      const reading = makeReading(definition, selection, { listing, hydration }, settings, begunAt)
      const read =
        hydration === undefined
          ? Stream.concat(
              owed(reading, definition, { selection, settings, operation: listing.operation }),
              Stream.mapEffect(reading.pages, (page) => reading.deliver(page))
            )
          : hydrated(reading, hydration, settings)
      return Stream.concat(read, Stream.fromEffect(reading.end)).pipe(withTrustedResponses)
    })
  )

/** Records that an earlier run could not read, one by one, where the stream reads whole pages otherwise. */
const owed = <A, E>(
  reading: Reading<E>,
  { expansions = [], read }: Definition<A, E>,
  {
    operation,
    selection,
    settings
  }: { readonly operation: Operation.Definition; readonly selection: Selection; readonly settings: Settings }
): Stream.Stream<Step, IntercomError, IntercomClient.IntercomClient> => {
  if (read === undefined || settings.from.position.pending.length === 0) return Stream.empty
  const whole = (id: string) =>
    Effect.flatMap(read(id), (record) =>
      selection.lists && Predicate.isObject(record) ? expand(expansions, id, record) : Effect.succeed(record)
    )
  return hydrated(
    { ...reading, pages: Stream.empty },
    { operation, yields: "whole", read: (id) => Effect.map(whole(id), Array.of) },
    settings
  )
}

/** Records are checked one by one where they are to be checked; looking at whole pages as well would cost twice. */
const withTrustedResponses = <A, E, R>(stream: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
  Stream.unwrap(
    Effect.map(CallOptions.CurrentCallOptions, (outer) =>
      Stream.provideService(stream, CallOptions.CurrentCallOptions, CallOptions.merge({ responses: "trust" }, outer))
    )
  )

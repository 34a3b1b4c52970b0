/**
 * One stream of an export as a stream of steps: records to deliver, and where to go on once they are.
 *
 * @since 0.1.0
 */
import { CallOptions, type IntercomClient, type IntercomError } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Definition, Selection } from "../catalog/Definition.ts"
import { hydrated } from "./Hydration.ts"
import { makeReading, type Settings, type Step } from "./Reading.ts"

/**
 * Reads a stream from where it is. The last step's position is `done`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const steps = <A>(
  definition: Definition<A>,
  selection: Selection,
  settings: Settings
): Stream.Stream<Step, IntercomError, IntercomClient.IntercomClient> =>
  Stream.suspend(() => {
    const listing = definition.list(selection)
    const hydration = definition.hydration?.(selection)
    const reading = makeReading(definition, selection, { listing, hydration }, settings)
    const read =
      hydration === undefined
        ? Stream.mapEffect(reading.pages, (page) => reading.deliver(page))
        : hydrated(reading, hydration, settings)
    return Stream.concat(read, Stream.sync(reading.end)).pipe(withTrustedResponses)
  })

/** Records are checked one by one where they are to be checked; looking at whole pages as well would cost twice. */
const withTrustedResponses = <A, E, R>(stream: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
  Stream.unwrap(
    Effect.map(CallOptions.CurrentCallOptions, (outer) =>
      Stream.provideService(stream, CallOptions.CurrentCallOptions, CallOptions.merge({ responses: "trust" }, outer))
    )
  )

/**
 * Reads what belongs to the rows of a list, where a row is not the record.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import type { Hydration } from "../catalog/Definition.ts"
import * as Problem from "../state/Problem.ts"
import type { Reading, Settings, Step } from "./Reading.ts"

/**
 * Reads what belongs to every listed row, several rows at a time, and delivers it as it arrives. Rows still on their way
 * are in the position, so that a later run reads exactly them again.
 *
 * @category constructors
 * @since 0.1.0
 */
export const hydrated = (
  reading: Reading,
  hydration: Hydration,
  { concurrency, from }: Settings
): Stream.Stream<Step, IntercomError, IntercomClient.IntercomClient> => {
  let failedInARow = 0
  const read = (id: string): Effect.Effect<Arrival, IntercomError, IntercomClient.IntercomClient> =>
    hydration.read(id).pipe(
      Effect.map((found): Arrival => {
        failedInARow = 0
        return { id, found, problem: truncation(id, found, hydration) }
      }),
      Effect.catch((error) => {
        const problem = Problem.fromFailure(id, error)
        if (problem === undefined) return Effect.fail(error)
        // What failed before says nothing of how Intercom does today.
        if (reading.isOwed(id)) return Effect.succeed<Arrival>({ id, found: [], problem })
        failedInARow = problem.kind === "dead-letter" ? failedInARow + 1 : 0
        // One record that Intercom cannot hand out is put aside; when none comes any more, Intercom is what fails.
        return failedInARow >= mostFailedInARow
          ? Effect.fail(error)
          : Effect.succeed<Arrival>({ id, found: [], problem })
      })
    )
  const listed = Stream.flattenIterable(
    Stream.map(reading.pages, (page) => {
      const rows = reading.admit(page)
      for (const { id } of rows) reading.expect(id)
      // The page itself comes first, so that its counts are told although none of its rows is in the window.
      return [undefined, ...rows.map(({ id }) => id)]
    })
  )
  return Stream.concat(Stream.fromIterable<string | undefined>(from.position.pending), listed).pipe(
    Stream.mapEffect((id) => (id === undefined ? Effect.undefined : read(id)), { concurrency, unordered: true }),
    Stream.mapEffect((arrival) => {
      if (arrival === undefined) return Effect.succeed(reading.step([]))
      const rows = reading.arrived(arrival.id, arrival.found, arrival.problem)
      return Effect.map(reading.check(rows, hydration.operation), (valid) =>
        reading.step(valid.map(({ record }) => record))
      )
    })
  )
}

interface Arrival {
  readonly id: string
  readonly found: ReadonlyArray<unknown>
  readonly problem: Problem.Problem | undefined
}

const mostFailedInARow = 10

/** Intercom hands out 500 parts at most. Some counts include the message that opened the conversation. */
const truncation = (
  id: string,
  [record]: ReadonlyArray<unknown>,
  hydration: Hydration
): Problem.Truncated | undefined => {
  const parts = Predicate.isObject(record) ? hydration.parts?.(record) : undefined
  if (parts === undefined) return undefined
  const { have, total } = parts
  const missing = total > have && !(total === have + 1 && have < mostParts)
  return missing ? { kind: "truncated", id, have, total } : undefined
}

const mostParts = 500

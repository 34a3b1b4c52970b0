/**
 * Reads what belongs to the rows of a list, where a row is not the record.
 *
 * @since 0.1.0
 */
import { CallOptions, type IntercomClient, type IntercomError } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { Hydration } from "../catalog/Definition.ts"
import * as Problem from "../state/Problem.ts"
import type { Arrived, Reading, Settings, Step } from "./Reading.ts"

/**
 * Reads what belongs to every listed row, several rows at a time, and delivers it as it arrives. Rows still on their way
 * are in the position, so that a later run reads exactly them again.
 *
 * Nobody tells how large a record is before it comes. So each is read as if it were small; one that is larger is read
 * again with more room, which it waits for. No more is held than the room in all, until it has been delivered.
 *
 * @category constructors
 * @since 0.1.0
 */
export const hydrated = <E>(
  reading: Reading<E>,
  hydration: Hydration,
  { concurrency, from }: Settings
): Stream.Stream<Step, IntercomError | E, IntercomClient.IntercomClient> => {
  let failedInARow = 0
  const free = Semaphore.makeUnsafe(room)
  const sizes = [...new Set([Math.max(Math.floor(room / concurrency), smallest), middle, room])].toSorted(
    (one, other) => one - other
  )
  /** Reads within the first of the sizes that is enough. */
  const readWithin = (
    id: string,
    [size = room, ...larger]: ReadonlyArray<number>
  ): Effect.Effect<Sized, IntercomError, IntercomClient.IntercomClient> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.andThen(
        restore(free.take(size)),
        restore(asked(within(hydration.read(id), larger.length === 0 ? undefined : size))).pipe(
          Effect.map((answer): Sized => ({ ...answer, size })),
          Effect.onError(() => free.release(size))
        )
      )
    ).pipe(
      Effect.catchIf(
        (error) => larger.length > 0 && isTooLarge(error),
        () => readWithin(id, larger)
      )
    )
  const read = (id: string): Effect.Effect<Arrival, IntercomError, IntercomClient.IntercomClient> =>
    readWithin(id, sizes).pipe(
      Effect.map((sized): Arrival => {
        failedInARow = 0
        return { id, ...sized, problem: truncation(id, sized.found, hydration) }
      }),
      Effect.catch((error) => {
        const problem = Problem.fromFailure(id, error)
        if (problem === undefined) return Effect.fail(error)
        // What failed before says nothing of how Intercom does today.
        const nothing: Arrival = { id, found: [], askedAt: 0, size: 0, problem }
        if (reading.isOwed(id)) return Effect.succeed(nothing)
        failedInARow = problem.kind === "dead-letter" ? failedInARow + 1 : 0
        // One record that Intercom cannot hand out is put aside; when none comes any more, Intercom is what fails.
        return failedInARow >= Problem.mostInARow ? Effect.fail(error) : Effect.succeed(nothing)
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
      if (arrival === undefined) return Effect.succeed({ step: reading.step([]), size: 0 })
      const rows = reading.arrived(arrival)
      return Effect.map(reading.check(rows, hydration.operation), (valid) => ({
        step: reading.step(valid.map(({ record }) => record)),
        size: arrival.size
      }))
    }),
    // What is asked for next comes when this has been delivered.
    Stream.flatMap(({ size, step }) =>
      size === 0
        ? Stream.succeed(step)
        : Stream.concat(Stream.succeed(step), Stream.fromEffectDrain(free.release(size)))
    )
  )
}

/** Bytes of answers that are held at a time. What is made of them takes a few times as much. */
const room = 64 * 1024 * 1024

/** What half a dozen larger records may have. */
const middle = room / 8

/** Less is not worth a second request. */
const smallest = 64 * 1024

/** Reads answers of at most so many bytes, where the caller has not set a lower bound. */
const within = <A, E, R>(effect: Effect.Effect<A, E, R>, size: number | undefined): Effect.Effect<A, E, R> =>
  size === undefined
    ? effect
    : Effect.flatMap(CallOptions.CurrentCallOptions, ({ maxBodyBytes = size }) =>
        CallOptions.withOptions(effect, { maxBodyBytes: Math.min(maxBodyBytes, size) })
      )

const isTooLarge = ({ reason }: IntercomError): boolean => reason._tag === "DecodeError" && reason.kind === "tooLarge"

/** What was found, and when it was asked for: Unix milliseconds of our clock. */
interface Answer {
  readonly found: ReadonlyArray<unknown>
  readonly askedAt: number
}

const asked = <E, R>(found: Effect.Effect<ReadonlyArray<unknown>, E, R>): Effect.Effect<Answer, E, R> =>
  Effect.flatMap(Clock.currentTimeMillis, (askedAt) => Effect.map(found, (all) => ({ found: all, askedAt })))

interface Sized extends Answer {
  /** The room that it takes until it has been delivered. */
  readonly size: number
}

interface Arrival extends Arrived, Sized {}

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

/**
 * How many readers at a time keep the rate limit busy.
 *
 * @since 0.1.0
 */
import type { Observer, RateLimit } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Page } from "../paging/Page.ts"
import { weightOf } from "../paging/Size.ts"

/**
 * What is known of the pages of a list: how long they take, what they weigh, and what the client may ask for.
 *
 * @category models
 * @since 0.1.0
 */
export interface Pace {
  /** How many readers use up the rate limit, as far as memory allows; one at least. */
  readonly readers: () => number
  /** Whether requests wait for the rate limit: more readers would wait with them. */
  readonly isLimited: () => boolean
  /** Measures the pages that one reader reads. */
  readonly meter: () => Meter
}

/**
 * Measures one reader.
 *
 * @category models
 * @since 0.1.0
 */
export interface Meter {
  /** To be told of the reader's requests. */
  readonly observe: Observer.Observer
  readonly measured: <A extends Page<unknown>, E, R>(pages: Stream.Stream<A, E, R>) => Stream.Stream<A, E, R>
}

/** Pages that tell how it is now. */
const remembered = 16

/** Readers where Intercom does not tell the rate limit. */
const usual = 8

/** Characters of JSON that may wait at a time, in pages read ahead. */
const heaviest = 32 * 1024 * 1024

/** Milliseconds of waiting that are the rate limit's, and not those of a timer. */
const noticeable = 50

/** Milliseconds of a window of the rate limit. */
const windowLength = 10_000

/**
 * Makes the pace of one list. There are never more than `most` readers.
 *
 * As many requests have to be on their way as the rate limit allows while one is answered. What is counted is how long half
 * of the last answers took at most, without waiting for the rate limit: a repetition or a slow neighbour is no reason for
 * more readers.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (most: number): Pace => {
  const last: Array<{ readonly millis: number; readonly weight: number }> = []
  let budget: RateLimit.Budget | undefined
  let isLimited = false

  const needed = (): number => {
    if (budget === undefined) return usual
    const times = last.map(({ millis }) => millis).toSorted((one, other) => one - other)
    const millis = times[times.length >> 1]
    return millis === undefined ? 1 : Math.ceil((budget.limit / windowLength) * millis) + 1
  }

  const fitting = (): number => Math.floor(heaviest / last.reduce((weight, page) => Math.max(weight, page.weight), 1))

  const meter = (): Meter => {
    let waited = 0
    return {
      observe: (event) =>
        Effect.sync(() => {
          if (event._tag !== "Attempted") return
          waited += event.waitedMillis
          isLimited = event.waitedMillis > noticeable
          budget = event.budget ?? budget
        }),
      measured: <A extends Page<unknown>, E, R>(pages: Stream.Stream<A, E, R>) =>
        Stream.transformPull(pages, (pull) =>
          Effect.succeed(
            Effect.flatMap(Clock.currentTimeMillis, (startedAt) => {
              waited = 0
              return Effect.tap(pull, (chunk) =>
                Effect.map(Clock.currentTimeMillis, (now) => {
                  const weight = chunk.reduce((sum, { items }) => sum + weightOf(items), 0)
                  last.push({ millis: Math.max(now - startedAt - waited, 0), weight })
                  if (last.length > remembered) last.shift()
                })
              )
            })
          )
        )
    }
  }

  return {
    readers: () => Math.max(Math.min(most, needed(), fitting()), 1),
    isLimited: () => isLimited,
    meter
  }
}

/**
 * Reads a list as a whole where it is short, and in spans of time where it is long.
 *
 * @since 0.1.0
 */
import { type IntercomClient, InvalidInput, type IntercomError, Observer } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"
import * as PaginationFailure from "../paging/Failure.ts"
import type { ListedPage, Listing, OnEvent, SpanOptions } from "./Listing.ts"
import * as Pace from "./Pace.ts"
import * as Span from "./Span.ts"
import { fromCursor, type SpanPlace, toCursor } from "./SpanPlace.ts"
import * as Spans from "./Spans.ts"

/**
 * How a list is divided.
 *
 * @category models
 * @since 0.1.0
 */
export interface SegmentOptions extends Omit<SpanOptions, "pageSize"> {
  /** The list as a whole, for when it is too short to be divided. */
  readonly whole: Listing
  /** How many spans are read at once, at most. */
  readonly segments: number
}

/**
 * How many spans of a list are read at once where nothing else is said: with 1,667 requests in ten seconds and 250
 * milliseconds an answer 42 are of use.
 *
 * @category constants
 * @since 0.1.0
 */
export const mostSegments = 64

/**
 * A list in spans of the time of a field.
 *
 * Its reading begins with one span, at the oldest record. Whenever pages are waited for while the rate limit and memory
 * allow more requests, the longest spans are divided so that about as many rows lie on either side, also while they are
 * read: what lies behind the cut is then read from there. The cursor holds every span that is not at its end, with the
 * place in it.
 *
 * `created_at` never changes. A record whose `updated_at` changes moves out of a window that has ended; where the window
 * has not, its end is read when all else has been.
 *
 * @category constructors
 * @since 0.1.0
 */
export const inSegments = (options: SegmentOptions): Listing => ({
  ...options.whole,
  resumable: true,
  spans: spanOptions(options),
  pages: (from, onEvent) =>
    Stream.unwrap(
      from === undefined
        ? begin(options, onEvent)
        : Effect.flatMap(read(options, from), (place) =>
            "whole" in place
              ? Effect.succeed(inWhole(options.whole.pages(place.whole ?? undefined, onEvent)))
              : Spans.pages(spanOptions(options), place, Pace.make(options.segments), onEvent)
          )
    )
})

/** The first page tells how long the list is. A short one is read on, a long one from its beginning in spans. */
const begin = Effect.fnUntraced(function* (
  options: SegmentOptions,
  onEvent: OnEvent
): Effect.fn.Return<
  Stream.Stream<ListedPage, IntercomError, IntercomClient.IntercomClient>,
  IntercomError,
  IntercomClient.IntercomClient | Scope.Scope
> {
  const { isOrdered, segments, whole } = options
  const pages = whole.pages(undefined, onEvent)
  if (segments < 2) return inWhole(pages)
  const pace = Pace.make(segments)
  const meter = pace.meter()
  const [first, rest] = yield* Observer.observed(
    Stream.peel(meter.measured(pages), Sink.head<ListedPage>()),
    meter.observe
  )
  const total = Option.getOrUndefined(first)?.totalCount
  return total === undefined || !Spans.isLong(total, pageSizeOf(options))
    ? inWhole(Stream.concat(Stream.fromIterable(Option.toArray(first)), rest))
    : yield* Spans.pages(spanOptions(options), { spans: [Span.make({ isOrdered })], total: null }, pace, onEvent)
})

const pageSizeOf = ({ whole }: SegmentOptions): number => whole.pageSize ?? 150

const spanOptions = (options: SegmentOptions): SpanOptions => ({ ...options, pageSize: pageSizeOf(options) })

const inWhole = <E, R>(pages: Stream.Stream<ListedPage, E, R>): Stream.Stream<ListedPage, E, R> =>
  Stream.map(pages, (page) => ({
    ...page,
    cursor: page.cursor === undefined ? undefined : toCursor({ whole: page.cursor })
  }))

const read = (
  { whole }: SegmentOptions,
  cursor: string
): Effect.Effect<SpanPlace, IntercomError, IntercomClient.IntercomClient> => {
  const place = fromCursor(cursor)
  return place === undefined
    ? PaginationFailure.fail(
        whole.operation,
        new InvalidInput({ issues: [{ path: "from", message: "Expected the cursor of a page" }] })
      )
    : Effect.succeed(place)
}

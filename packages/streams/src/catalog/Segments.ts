/**
 * Reads a long list in spans of the time of creation, several at once.
 *
 * @since 0.1.0
 */
import { IntercomClient, type IntercomError } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"
import { refused } from "../paging/Failure.ts"
import type { Page } from "../paging/Page.ts"
import type { ShortSegment } from "../state/StreamState.ts"
import * as Window from "../time/Window.ts"
import { secondsOf } from "./Field.ts"
import { mergeInTurns } from "./InTurns.ts"
import type { ListedPage, Listing } from "./Listing.ts"

/**
 * What a list is divided with.
 *
 * @category models
 * @since 0.1.0
 */
export interface SegmentOptions {
  /** The list as a whole, for when it is too short to be divided. */
  readonly whole: Listing
  /** The records created within a span. It may list a little more. */
  readonly within: (span: Window.Window) => Listing
  /** How many spans are read at once. */
  readonly segments: number
  /** The most rows of a list that is not divided. */
  readonly minimum: number
}

/**
 * A list in spans of `created_at`, which never changes: no record moves from one span to another while they are read.
 *
 * The spans are chosen once, by asking how many records there are before a time, so that each holds about as many. Its
 * cursor holds the spans and the place in each, and therefore goes on with the same ones.
 *
 * @category constructors
 * @since 0.1.0
 */
export const inSegments = (options: SegmentOptions): Listing => ({
  ...options.whole,
  resumable: true,
  pages: (from, onRestart) =>
    Stream.unwrap(
      from === undefined
        ? begin(options, onRestart)
        : Effect.map(read(options, from), (place) =>
            "whole" in place
              ? inWhole(options.whole.pages(place.whole ?? undefined, onRestart))
              : merged(options, place, onRestart)
          )
    )
})

/** The first page tells how long the list is. A short one is read on, a long one from its beginning in segments. */
const begin = Effect.fnUntraced(function* (options: SegmentOptions, onRestart: Effect.Effect<void>) {
  const pages = options.whole.pages(undefined, onRestart)
  if (options.segments < 2) return inWhole(pages)
  const [first, rest] = yield* Stream.peel(pages, Sink.head<Page<unknown>>())
  const total = Option.getOrUndefined(first)?.totalCount
  const division = total === undefined || total <= options.minimum ? undefined : yield* plan(options)
  return division === undefined
    ? inWhole(Stream.concat(Stream.fromIterable(Option.toArray(first)), rest))
    : merged(options, division, onRestart)
})

const inWhole = <E, R>(pages: Stream.Stream<Page<unknown>, E, R>): Stream.Stream<Page<unknown>, E, R> =>
  Stream.map(pages, (page) => ({
    ...page,
    cursor: page.cursor === undefined ? undefined : JSON.stringify({ whole: page.cursor })
  }))

/** Where a list is: in the whole of it, or in each of its segments. */
type Place = { readonly whole: string | null } | Division

interface Division {
  /** Unix seconds at which one segment ends and the next begins. */
  readonly bounds: ReadonlyArray<number>
  /** The cursor of each segment: null at its beginning, false at its end. */
  readonly cursors: ReadonlyArray<string | null | false>
  readonly total: number
  /** Rows Intercom announced for each segment, and those that came. Neighbours may share days, and count their rows both. */
  readonly counts: ReadonlyArray<{ readonly expected: number; readonly seen: number }>
}

const Place: Schema.Codec<Place> = /*#__PURE__*/ Schema.Union([
  Schema.Struct({ whole: Schema.NullOr(Schema.String) }),
  Schema.Struct({
    bounds: Schema.Array(Schema.Number),
    cursors: Schema.Array(Schema.Union([Schema.String, Schema.Null, Schema.Literal(false)])),
    total: Schema.Number,
    counts: Schema.Array(Schema.Struct({ expected: Schema.Number, seen: Schema.Number }))
  })
])

const readPlace = /*#__PURE__*/ Schema.decodeUnknownOption(/*#__PURE__*/ Schema.fromJsonString(Place))

const read = (
  { whole }: SegmentOptions,
  cursor: string
): Effect.Effect<Place, IntercomError, IntercomClient.IntercomClient> => {
  const place = readPlace(cursor)
  return Option.isSome(place)
    ? Effect.succeed(place.value)
    : IntercomClient.IntercomClient.use(({ baseUrl }) =>
        Effect.fail(refused({ operation: whole.operation, baseUrl }, "from", "Expected the cursor of a page"))
      )
}

const merged = (
  options: SegmentOptions,
  { bounds, counts: counted, cursors: begun, total }: Division,
  onRestart: Effect.Effect<void>
): Stream.Stream<ListedPage, IntercomError, IntercomClient.IntercomClient> => {
  const cursors = [...begun]
  const counts = [...counted]
  const segments = spansOf(bounds).flatMap((span, index) => {
    const cursor = cursors[index]
    if (cursor === false) return []
    return [Stream.map(options.within(span).pages(cursor ?? undefined, onRestart), (page) => ({ index, page, span }))]
  })
  return mergeInTurns(segments, options.segments).pipe(
    // Only here do the pages come one after the other, so only here is it known what has been handed out.
    Stream.mapEffect(
      Effect.fnUntraced(function* ({
        index,
        page,
        span
      }): Effect.fn.Return<ListedPage, IntercomError, IntercomClient.IntercomClient> {
        const { expected, seen: before } = counts[index] ?? { expected: 0, seen: 0 }
        const seen = before + page.items.length
        counts[index] = { expected, seen }
        cursors[index] = page.cursor ?? false
        const isShort = page.cursor === undefined && seen < expected
        const short = isShort ? yield* shortOf(options, span, { expected, seen }) : undefined
        return {
          ...page,
          items: page.items.filter((item) => !Predicate.isObject(item) || belongsTo(span, item)),
          cursor: cursors.every((cursor) => cursor === false)
            ? undefined
            : JSON.stringify({ bounds, cursors, total, counts }),
          totalCount: total,
          short
        }
      })
    )
  )
}

/** Records that were deleted in the meantime are not missing, so the count is asked for again. */
const shortOf = (
  { within }: SegmentOptions,
  span: Window.Window,
  { expected, seen }: { readonly expected: number; readonly seen: number }
): Effect.Effect<ShortSegment | undefined, IntercomError, IntercomClient.IntercomClient> =>
  Effect.map(within(span).count ?? Effect.undefined, (rows) => {
    const announced = Math.min(rows ?? expected, expected)
    return seen < announced
      ? { since: span.since ?? null, until: span.until ?? null, expected: announced, seen }
      : undefined
  })

const plan = Effect.fnUntraced(function* (
  options: SegmentOptions
): Effect.fn.Return<Division | undefined, IntercomError, IntercomClient.IntercomClient> {
  const { segments, within } = options
  const count = (span: Window.Window) => Effect.map(within(span).count ?? Effect.succeed(0), (rows) => rows ?? 0)
  const total = yield* count({ since: 0, until: undefined })
  const now = Window.horizon(yield* Clock.currentTimeMillis, 0)
  const found = yield* Effect.forEach(
    Array.from({ length: segments - 1 }, (_, index) => Math.round((total * (index + 1)) / segments)),
    (target) => timeOf(target, { count, now, tolerance: total / segments / 8 }),
    { concurrency: segments }
  )
  const bounds = [...new Set(found)].toSorted((one, other) => one - other)
  const spans = spansOf(bounds)
  const rows = yield* Effect.forEach(spans, count, { concurrency: segments })
  // Where searches know whole days only, neighbours share days: with all records from a few days it would not pay.
  const read = rows.reduce((sum, each) => sum + each, 0)
  return bounds.length === 0 || read > total * 1.25
    ? undefined
    : {
        bounds,
        cursors: spans.map(() => null),
        total,
        counts: rows.map((expected) => ({ expected, seen: 0 }))
      }
})

/** The time before which about `target` records were created, within a day. */
const timeOf = Effect.fnUntraced(function* (
  target: number,
  options: {
    readonly count: (span: Window.Window) => Effect.Effect<number, IntercomError, IntercomClient.IntercomClient>
    readonly now: number
    readonly tolerance: number
  }
): Effect.fn.Return<number, IntercomError, IntercomClient.IntercomClient> {
  let earliest = beforeIntercom
  let latest = options.now
  while (latest - earliest > 24 * 3600) {
    const middle = Math.floor((earliest + latest) / 2)
    const rows = yield* options.count({ since: undefined, until: middle })
    if (Math.abs(rows - target) <= options.tolerance) return middle
    if (rows < target) earliest = middle
    else latest = middle
  }
  return latest
})

/** 2011, when the first workspace was opened. Records with an earlier time belong to the first segment. */
const beforeIntercom = 1_293_840_000

const spansOf = (bounds: ReadonlyArray<number>): ReadonlyArray<Window.Window> =>
  [...bounds, undefined].map((until, index) => ({ since: index === 0 ? undefined : bounds[index - 1], until }))

/** A record that does not tell when it was created would come with every segment; it belongs to the first. */
const belongsTo = (span: Window.Window, record: object): boolean => {
  const createdAt = secondsOf(record, "created_at")
  return createdAt === undefined ? span.since === undefined : Window.contains(span, createdAt)
}

/**
 * Reads spans of time, as many at once as keep the rate limit busy, and divides the longest where there are too few.
 *
 * @since 0.1.0
 */
import { type IntercomClient, type IntercomError, Observer } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { ShortSegment, Spans } from "../state/StreamState.ts"
import * as Window from "../time/Window.ts"
import * as Cuts from "./Cuts.ts"
import { secondsOf } from "./Field.ts"
import * as InTurns from "./InTurns.ts"
import type { ListedPage, Listing, OnEvent, SpanOptions } from "./Listing.ts"
import type { Meter, Pace } from "./Pace.ts"
import * as Span from "./Span.ts"
import { type Divided, toCursor } from "./SpanPlace.ts"

/** Pages a span has at least: a cut costs requests, and its neighbours read some rows twice. */
const fewestPages = 6

/**
 * Whether a list of so many rows is long enough to be divided.
 *
 * @category guards
 * @since 0.1.0
 */
export const isLong = (rows: number, pageSize: number): boolean => rows >= 2 * fewestPages * pageSize

/** Seconds before a division that are read last: search shows a change a while later. */
const settling = 300

/** 2011, when the first workspace was opened. */
const beforeIntercom = 1_293_840_000

/** A span, and what is being done with it. */
interface Entry {
  span: Span.Span
  /** A reader that stops may have left pages that were not handed out: it waits when all of them were. */
  phase: "waiting" | "reading" | "stopping" | "ended"
  /** Whether it was tried to divide it, in vain. */
  isWhole: boolean
}

/** A page of a span; none when its reader has ended. */
interface Read {
  readonly entry: Entry
  readonly page: ListedPage | undefined
}

type Needs = IntercomClient.IntercomClient

/**
 * The pages of all spans, each with the place after it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const pages = Effect.fnUntraced(function* (
  options: SpanOptions,
  place: Divided,
  pace: Pace,
  onEvent: OnEvent
): Effect.fn.Return<Stream.Stream<ListedPage, IntercomError, Needs>, IntercomError, Needs | Scope.Scope> {
  const { field, pageSize, precision, window, within } = options
  const fewest = fewestPages * pageSize
  const scope = yield* Effect.scope
  const entries: Array<Entry> = place.spans.map((span) => ({ span, phase: "waiting", isWhole: false }))
  const timeOf: Span.TimeOf = (row) => (Predicate.isObject(row) ? secondsOf(row, field) : undefined)
  let total = place.total
  let told: Spans = { atOnce: 0, undivided: null }
  let isDividing = false

  const listing = (since: number | null, until: number | null): Listing =>
    within({ since: since ?? window.since, until: until ?? window.until })
  const count = (since: number | null) => listing(since, null).count ?? Effect.undefined
  const readers = (): number => entries.filter(({ phase }) => phase === "reading").length
  const isAlive = ({ phase }: Entry): boolean => phase !== "ended"

  const read = (
    entry: Entry,
    { asked, cursor, since }: Span.Span,
    { measured }: Meter
  ): Stream.Stream<Read, IntercomError, Needs> =>
    listing(since, asked)
      .pages(cursor ?? undefined, onEvent)
      .pipe(
        measured,
        Stream.map((page): Read => ({ entry, page })),
        Stream.takeUntil(({ page }) => {
          const stops =
            entry.phase !== "reading" ||
            (page !== undefined && Span.endsWith(entry.span, page, timeOf)) ||
            readers() > pace.readers()
          if (stops && entry.phase === "reading") entry.phase = "stopping"
          return stops
        }),
        Stream.concat(Stream.succeed({ entry, page: undefined }))
      )

  const start = (entry: Entry): Effect.Effect<void, never, Needs> =>
    Effect.suspend(() => {
      entry.phase = "reading"
      told = { ...told, atOnce: Math.max(told.atOnce, readers()) }
      const meter = pace.meter()
      return Observer.observed(turns.join(read(entry, entry.span, meter)), meter.observe)
    })

  /** Starts readers of spans that wait for one: a first one always, more where they can be used. */
  const startWaiting: Effect.Effect<void, never, Needs> = Effect.suspend(() => {
    const others = entries.filter((entry) => isAlive(entry) && !entry.span.isLast)
    const waiting = entries.filter(({ phase, span }) => phase === "waiting" && (!span.isLast || others.length === 0))
    const free = pace.isLimited() ? 0 : pace.readers() - readers()
    const first = readers() === 0 ? 1 : 0
    return Effect.forEach(waiting.slice(0, Math.max(free, first)), start, { discard: true })
  })

  const divide = Effect.fnUntraced(function* (
    entry: Entry,
    parts: number
  ): Effect.fn.Return<void, IntercomError, Needs> {
    const now = Window.horizon(yield* Clock.currentTimeMillis, 0)
    const { after, at, since, until } = entry.span
    const rows = Span.left(entry.span)
    const end = Math.min(until ?? window.until ?? now, now)
    const cuts = yield* Cuts.find({
      from: { at: Math.max(at ?? 0, since ?? window.since ?? beforeIntercom), rows: rows + after },
      until: { at: end, rows: after },
      parts,
      precision,
      // Asking must not cost more than a part of the pages that are left.
      mostCounts: rows / pageSize / 3,
      count
    })
    if (cuts.length === 0) {
      entry.isWhole = true
      if (rows > (told.undivided?.rows ?? 0)) told = { ...told, undivided: { since, until, rows } }
      return
    }
    // What changes from now on has a time that lies behind, where the window goes on.
    const moves = field === "updated_at" && until === null && (window.until === undefined || window.until > now)
    const last = moves ? { at: now - settling, rows: (yield* count(now - settling)) ?? 0 } : undefined
    if (!isAlive(entry)) return
    const [first, ...others] = Span.divide(entry.span, cuts, last)
    entry.span = first
    entries.push(...others.map((span): Entry => ({ span, phase: "waiting", isWhole: false })))
  })

  const isDivisible = ({ isWhole, phase, span }: Entry): boolean =>
    !isWhole &&
    !span.isLast &&
    (phase === "waiting" && span.cursor === null ? true : phase === "reading" && span.isOrdered && span.at !== null)

  /** Divides the spans that are longer than they would be if all readers had as much to do. */
  const divideLong: Effect.Effect<void, IntercomError, Needs> = Effect.suspend(() => {
    const share = Math.max(
      entries.filter(isAlive).reduce((sum, { span }) => sum + Span.left(span), 0) / pace.readers(),
      fewest
    )
    const long = entries.flatMap((entry) => {
      const rows = Span.left(entry.span)
      const parts = Math.min(Math.round(rows / share), Math.floor(rows / fewest))
      return parts > 1 && isDivisible(entry) ? [{ entry, parts }] : []
    })
    return Effect.forEach(long, ({ entry, parts }) => divide(entry, parts), { concurrency: "unbounded", discard: true })
  })

  /** Pages are waited for: more readers are of use, if there is something left for them. */
  const grow: Effect.Effect<void, never, Needs> = Effect.andThen(
    startWaiting,
    Effect.suspend(() => {
      if (isDividing || pace.isLimited() || readers() >= pace.readers()) return Effect.void
      isDividing = true
      return divideLong.pipe(
        Effect.andThen(startWaiting),
        Effect.catchCause(turns.fail),
        Effect.ensuring(Effect.sync(() => (isDividing = false))),
        Effect.forkIn(scope)
      )
    })
  )

  /** Records that were deleted or changed meanwhile are not missing, so they are counted again. */
  const shortOf = ({ expected, seen, since, until }: Span.Span) =>
    Effect.map(
      Effect.all([count(since), until === null ? Effect.succeed(0) : count(until)], { concurrency: 2 }),
      ([rows, after]): ShortSegment | undefined => {
        const announced = Math.min((rows ?? expected) - (after ?? 0), expected)
        return seen < announced ? { since, until, expected: announced, seen } : undefined
      }
    )

  // Only here do the pages come one after the other, so only here is it known what has been handed out.
  const handOut = Effect.fnUntraced(function* ({
    entry,
    page
  }: Read): Effect.fn.Return<ListedPage | undefined, IntercomError, Needs> {
    if (page === undefined) {
      if (isAlive(entry)) entry.phase = "waiting"
      yield* startWaiting
      return undefined
    }
    if (!isAlive(entry)) return undefined
    if (total === null && page.totalCount !== undefined) {
      total = page.totalCount
      entry.span = { ...entry.span, expected: total }
    }
    const { isOver, items, span } = Span.take(entry.span, page, timeOf)
    entry.span = span
    if (isOver) entry.phase = "ended"
    const alive = entries.filter(isAlive)
    return {
      ...page,
      items,
      cursor: alive.length === 0 ? undefined : toCursor({ spans: alive.map(({ span }) => span), total }),
      totalCount: total ?? undefined,
      short: isOver && span.seen < span.expected ? yield* shortOf(span) : undefined,
      spans: told
    }
  })

  const turns = yield* InTurns.make<Read, IntercomError, Needs>(grow)
  const [only] = entries
  if (!options.isOrdered && only !== undefined && total === null) {
    total = (yield* count(null)) ?? null
    only.span = { ...only.span, expected: total ?? 0 }
    yield* divideLong
  }
  return turns.elements.pipe(
    Stream.mapEffect(handOut),
    Stream.filter((page) => page !== undefined),
    Stream.takeUntil(({ cursor }) => cursor === undefined)
  )
})

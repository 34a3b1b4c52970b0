/**
 * A list in pieces of about as many rows each, that are read by themselves, wherever that is.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Window from "../time/Window.ts"
import * as Cuts from "./Cuts.ts"
import type { Listing } from "./Listing.ts"
import * as Pace from "./Pace.ts"
import * as Span from "./Span.ts"
import { fromCursor } from "./SpanPlace.ts"
import * as Spans from "./Spans.ts"

/**
 * A piece of a list: rows that were created, or changed, at or after `since` and before `until`. Unix seconds, null where it is
 * open; open on both sides it is the list as a whole.
 *
 * @category models
 * @since 0.1.0
 */
export interface Piece {
  readonly since: number | null
  readonly until: number | null
  /** Rows Intercom announced in it; null where it does not tell. */
  readonly expected: number | null
  /** Rows Intercom announced from `until` on. */
  readonly after: number
}

/** 2011, when the first workspace was opened. */
const beforeIntercom = 1_293_840_000

/** How often what is still too long is divided once more. Rows that lie within seconds are not told apart. */
const depth = 12

/**
 * Divides a list by counts. A list that no time finds, or that is short, is one piece.
 *
 * @category constructors
 * @since 0.1.0
 */
export const find = Effect.fnUntraced(function* (
  { spans }: Listing<unknown>,
  rows: number
): Effect.fn.Return<ReadonlyArray<Piece>, IntercomError, IntercomClient.IntercomClient> {
  if (spans === undefined) return [{ since: null, until: null, expected: null, after: 0 }]
  const { precision, window, within } = spans
  const count = (since: number | null) =>
    within({ since: since ?? window.since, until: window.until }).count ?? Effect.undefined
  const total = yield* count(null)
  const now = Window.horizon(yield* Clock.currentTimeMillis, 0)
  const cut = (from: Cuts.Cut, until: Cuts.Cut, level: number): Cutting =>
    Effect.gen(function* () {
      const parts = Math.round((from.rows - until.rows) / rows)
      if (parts < 2 || level === 0) return []
      const found = yield* Cuts.find({ from, until, parts, precision, mostCounts: parts * 4 + 24, count })
      if (found.length === 0) return []
      const line = [from, ...found, until]
      const within = yield* Effect.forEach(line.slice(1), (next, index) => cut(line[index] ?? from, next, level - 1), {
        concurrency: 4
      })
      return within.flatMap((cuts, index) => [...cuts, ...(found[index] === undefined ? [] : [found[index]])])
    })
  const begin = { at: window.since ?? beforeIntercom, rows: total ?? 0 }
  const cuts = yield* cut(begin, { at: Math.min(window.until ?? now, now), rows: 0 }, depth)
  if (cuts.length === 0) return [{ since: null, until: null, expected: total ?? null, after: 0 }]
  return Span.divide(Span.make({ expected: total ?? 0 }), cuts, undefined).map(
    ({ after, expected, since, until }): Piece => ({ since, until, expected, after })
  )
})

type Cutting = Effect.Effect<ReadonlyArray<Cuts.Cut>, IntercomError, IntercomClient.IntercomClient>

/**
 * The list of one piece. Its pages hold no rows of others, and its end tells whether all came that were announced.
 *
 * @category constructors
 * @since 0.1.0
 */
export const listing = <E>(whole: Listing<E>, { after, expected, since, until }: Piece): Listing<E> => {
  const { spans } = whole
  if (spans === undefined || (since === null && until === null)) return whole
  const { isOrdered } = spans
  const begun = Span.make({ since, until, expected: expected ?? 0, after, isOrdered })
  return {
    ...whole,
    resumable: true,
    pages: (from, onEvent) => {
      const place = from === undefined ? undefined : fromCursor(from)
      const spansOf = place !== undefined && "spans" in place ? place.spans : [begun]
      return Stream.unwrap(Spans.pages(spans, { spans: spansOf, total: expected ?? 0 }, Pace.make(1), onEvent)).pipe(
        // A search by whole days counts some of the neighbours' rows. The span says whether all of its own came.
        Stream.map((page) => ({ ...page, totalCount: undefined }))
      )
    }
  }
}

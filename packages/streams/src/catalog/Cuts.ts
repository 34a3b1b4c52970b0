/**
 * Where a span of time is cut, so that its parts hold about as many rows.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Window from "../time/Window.ts"

/**
 * A time at which one part ends and the next begins, in Unix seconds, and how many rows search finds from it on. Where it
 * knows whole days only, it finds some from before.
 *
 * @category models
 * @since 0.1.0
 */
export interface Cut {
  readonly at: number
  readonly rows: number
}

/**
 * A span to be cut.
 *
 * @category models
 * @since 0.1.0
 */
export interface CutOptions<E, R> {
  readonly from: Cut
  readonly until: Cut
  /** Into how many parts, at most. */
  readonly parts: number
  readonly precision: Window.Precision
  /** How often it may be asked, at most. */
  readonly mostCounts: number
  /** Asks how many rows there are from a time on; undefined where Intercom does not tell. */
  readonly count: (from: number) => Effect.Effect<number | undefined, E, R>
}

/**
 * The cuts that were found, oldest first: at times that lie evenly in the span, and where all of its rows lie between two of
 * them, between those. There are none where the rows lie too close together to be told apart, or to be found.
 *
 * @category constructors
 * @since 0.1.0
 */
export const find = Effect.fnUntraced(function* <E, R>({
  count,
  from,
  mostCounts,
  parts,
  precision,
  until
}: CutOptions<E, R>): Effect.fn.Return<ReadonlyArray<Cut>, E, R> {
  const share = Math.max((from.rows - until.rows) / parts, 1)
  const price = precision === "day" ? 2 : 1
  let [low, high] = [from, until]
  let wanted = parts - 1
  let counts = 0
  for (;;) {
    const possible = Math.floor((high.at - low.at) / finest[precision]) - 1
    const places = Math.min(wanted, possible, Math.floor((mostCounts - counts) / price))
    if (places < 1) return []
    counts += places * price
    const step = (high.at - low.at) / (places + 1)
    const times = Array.from({ length: places }, (_, index) => Math.round(low.at + step * (index + 1)))
    const asked = yield* Effect.forEach(times, (at) => sampleAt(at, { count, high, precision }), {
      concurrency: "unbounded"
    })
    const samples = asked.filter((sample) => sample !== undefined)
    if (samples.length < places) return []
    const cuts = chosen(samples, { low, high, share })
    if (cuts.length > 0) return cuts
    ;[low, high] = densest([low, ...samples, high])
    wanted = Math.max(wanted, fewest)
  }
})

/** The neighbours with the most rows between them. */
const densest = (line: ReadonlyArray<Cut>): [Cut, Cut] => {
  const pairs = line.slice(1).flatMap((later, index): Array<[Cut, Cut]> => {
    const earlier = line[index]
    return earlier === undefined ? [] : [[earlier, later]]
  })
  return pairs.reduce((most, pair) => (pair[0].rows - pair[1].rows > most[0].rows - most[1].rows ? pair : most))
}

/** Parts that are shorter would be read nearly whole by their neighbours too. */
const finest: Record<Window.Precision, number> = { second: 1, day: 3 * 24 * 3600 }

/** Times asked for at once where those before lay all outside of where the rows are. */
const fewest = 7

/** Rows from a time on, and how many of them may be older than it. */
interface Sample extends Cut {
  readonly shared: number
}

const sampleAt = <E, R>(
  at: number,
  { count, high, precision }: Pick<CutOptions<E, R>, "count" | "precision"> & { readonly high: Cut }
): Effect.Effect<Sample | undefined, E, R> => {
  const later = at + Window.blur
  const surelyLater =
    precision === "second" ? Effect.succeed(undefined) : later >= high.at ? Effect.succeed(high.rows) : count(later)
  return Effect.map(Effect.all([count(at), surelyLater], { concurrency: 2 }), ([rows, rowsLater]) =>
    rows === undefined ? undefined : { at, rows, shared: Math.max(rows - (rowsLater ?? rows), 0) }
  )
}

/** Every time by which enough rows have come together for a part, and enough are left for the next. */
const chosen = (
  samples: ReadonlyArray<Sample>,
  { high, low, share }: { readonly low: Cut; readonly high: Cut; readonly share: number }
): ReadonlyArray<Cut> => {
  const enough = share * 0.6
  const cuts: Array<Cut> = []
  let before = low.rows
  for (const { at, rows, shared } of samples) {
    if (before - rows < enough || rows - high.rows < enough || shared > share / 2) continue
    cuts.push({ at, rows })
    before = rows
  }
  return cuts
}

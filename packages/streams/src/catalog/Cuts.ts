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
  /** Asks how many rows there are from a time on; undefined where Intercom does not tell. */
  readonly count: (from: number) => Effect.Effect<number | undefined, E, R>
}

/**
 * The cuts that were found, oldest first. Where there are none, the rows lie so close together that search cannot tell
 * them apart.
 *
 * @category constructors
 * @since 0.1.0
 */
export const find = Effect.fnUntraced(function* <E, R>({
  count,
  from,
  parts,
  precision,
  until
}: CutOptions<E, R>): Effect.fn.Return<ReadonlyArray<Cut>, E, R> {
  const share = Math.max((from.rows - until.rows) / parts, 1)
  let [low, high] = [from, until]
  let wanted = parts - 1
  for (;;) {
    const places = Math.min(wanted, Math.floor((high.at - low.at) / finest[precision]) - 1)
    if (places < 1) return []
    const step = (high.at - low.at) / (places + 1)
    const times = Array.from({ length: places }, (_, index) => Math.round(low.at + step * (index + 1)))
    const asked = yield* Effect.forEach(times, (at) => samplesOf(at, { count, high, precision }), {
      concurrency: "unbounded"
    })
    const samples = asked.filter((sample) => sample !== undefined)
    if (samples.length < places) return []
    const cuts = chosen(samples, { low, high, share })
    if (cuts.length > 0) return cuts
    const line = [low, ...samples, high]
    const densest = line.slice(1).reduce((found, { rows }, index) => {
      const best = (line[found]?.rows ?? 0) - (line[found + 1]?.rows ?? 0)
      return (line[index]?.rows ?? 0) - rows > best ? index : found
    }, 0)
    low = line[densest] ?? low
    high = line[densest + 1] ?? high
    wanted = Math.max(wanted, fewest)
  }
})

/** Parts that are shorter would be read nearly whole by their neighbours too. */
const finest: Record<Window.Precision, number> = { second: 1, day: 3 * 24 * 3600 }

/** Times asked for at once where those before lay all outside of where the rows are. */
const fewest = 7

/** Rows from a time on, and how many of them may be older than it. */
interface Sample extends Cut {
  readonly shared: number
}

const samplesOf = <E, R>(
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

/**
 * The progress of an export on stderr: bars that are redrawn on a terminal, and a line every few seconds elsewhere.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Terminal from "effect/Terminal"
import * as ProgressLines from "./ProgressLines.ts"
import * as Table from "./Table.ts"

/**
 * Draws progress.
 *
 * @category models
 * @since 0.1.0
 */
export interface Display {
  readonly show: (standing: ProgressLines.Standing) => Effect.Effect<void>
  /** Leaves what was drawn last, with the cursor below it. */
  readonly leave: Effect.Effect<void>
  /** Takes away what can be drawn over, for a report that says more. */
  readonly clear: Effect.Effect<void>
  /** What a line printed in between has to begin with. */
  readonly before: string
}

/** Seconds between two lines where nothing can be redrawn. */
const plainInterval = 5

/** A terminal that does not tell its size: stdout leads elsewhere, or it is a very old one. */
const usualSize = { columns: 80, rows: 24 }

/**
 * Makes the display that fits where stderr leads. `streams` is how many there are to export, and `sharesTerminal` says that
 * stdout takes data, which may come to the same terminal.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  streams: number,
  sharesTerminal = false
): Effect.fn.Return<Display, never, Stdio.Stdio | Terminal.Terminal> {
  const stdio = yield* Stdio.Stdio
  const terminal = yield* Terminal.Terminal
  const write = (text: string) => Effect.ignore(Stream.run(Stream.make(text), stdio.stderr()))
  const isDrawnInto = sharesTerminal && (yield* stdio.stdoutIsTerminal)
  if (isDrawnInto || !(yield* stdio.stderrIsTerminal)) return plain(write)
  const size = Effect.map(
    Effect.all({ columns: terminal.columns, rows: terminal.rows }),
    ({ columns, rows }): Terminal.Size => ({
      columns: columns === 0 ? usualSize.columns : columns,
      rows: rows === 0 ? usualSize.rows : rows
    })
  )
  return live(write, size, streams, yield* Clock.currentTimeMillis)
})

/**
 * The display that shows nothing.
 *
 * @category constructors
 * @since 0.1.0
 */
export const silent: Display = { before: "", show: () => Effect.void, leave: Effect.void, clear: Effect.void }

type Write = (text: string) => Effect.Effect<void>

const eraseToEndOfLine = "\x1b[K"
const eraseToEndOfScreen = "\x1b[J"

/** The cursor rests at the beginning of what is drawn, so that it can be drawn over. */
const live = (write: Write, size: Effect.Effect<Terminal.Size>, streams: number, startedAt: number): Display => {
  const latest = new Map<string, ProgressLines.Standing>()
  let budget: ProgressLines.Standing["budget"]
  const draw = Effect.fnUntraced(function* (isLast: boolean) {
    const { columns, rows } = yield* size
    const now = yield* Clock.currentTimeMillis
    const lines = ProgressLines.bars([...latest.values()], {
      // The last column stays free: some terminals wrap a line that fills it.
      columns: Math.max(columns - 1, 20),
      // What has scrolled away cannot be drawn over, so only the last drawing may be taller than the terminal.
      rows: isLast ? undefined : Math.max(rows - 1, 3),
      streams,
      startedAt,
      budget,
      now
    })
    const up = isLast ? "" : `\x1b[${lines.length}A`
    yield* write(`\r${lines.map((line) => `${line}${eraseToEndOfLine}\n`).join("")}${eraseToEndOfScreen}${up}`)
  })
  const before = `\r${eraseToEndOfScreen}`
  return {
    before,
    show: (standing) =>
      Effect.suspend(() => {
        latest.set(standing.stream, standing)
        budget = standing.budget ?? budget
        return draw(false)
      }),
    leave: Effect.suspend(() => (latest.size === 0 ? Effect.void : draw(true))),
    clear: Effect.suspend(() => (latest.size === 0 ? Effect.void : write(before)))
  }
}

const plain = (write: Write): Display => {
  const latest = new Map<string, ProgressLines.Standing>()
  let printedAt: number | undefined
  return {
    before: "",
    show: Effect.fnUntraced(function* (standing) {
      const now = yield* Clock.currentTimeMillis
      printedAt ??= now
      const { budget, event, rows, stream, waiting } = standing
      const waited = latest.get(stream)?.waiting
      latest.set(stream, standing)
      if (event === "finished") return yield* write(`${stream}: ${Table.plural(rows, "row")}\n`)
      const notice = ProgressLines.notice(standing)
      if (notice !== undefined && waiting !== waited) yield* write(`${notice}\n`)
      if (now - printedAt < plainInterval * 1000) return
      printedAt = now
      yield* write(`${ProgressLines.line([...latest.values()], { budget, now })}\n`)
    }),
    leave: Effect.void,
    clear: Effect.void
  }
}

/**
 * The progress of an export on stderr: lines that are redrawn on a terminal, and a line every few seconds elsewhere.
 *
 * @since 0.1.0
 */
import type { Export } from "@effect-intercom/streams"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Terminal from "effect/Terminal"
import * as Table from "./Table.ts"

/**
 * Draws progress.
 *
 * @category models
 * @since 0.1.0
 */
export interface Display {
  readonly show: (progress: Export.ExportProgress) => Effect.Effect<void>
  /** Leaves what was drawn last, with the cursor below it. */
  readonly end: Effect.Effect<void>
  /** What a line printed in between has to begin with. */
  readonly before: string
}

/** Erases from the cursor to the end of the screen. */
const eraseBelow = "\x1b[J"

/** Seconds between two lines where nothing can be redrawn. */
const plainInterval = 5

/**
 * Makes the display that fits where stderr leads.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make: Effect.Effect<Display, never, Stdio.Stdio | Terminal.Terminal> = Effect.gen(function* () {
  const stdio = yield* Stdio.Stdio
  const { columns, rows } = yield* Terminal.Terminal
  const write = (text: string) => Effect.ignore(Stream.run(Stream.make(text), stdio.stderr()))
  return (yield* stdio.stderrIsTerminal) ? live(write, Effect.all({ columns, rows })) : plain(write)
})

type Write = (text: string) => Effect.Effect<void>

/** The cursor rests at the beginning of what is drawn, so that it can be drawn over. */
const live = (write: Write, size: Effect.Effect<Terminal.Size>): Display => {
  const latest = new Map<string, Export.ExportProgress>()
  const draw = (end: boolean) =>
    Effect.flatMap(size, ({ columns, rows }) => {
      // What has scrolled away cannot be drawn over, so only the end may be taller than the terminal.
      const lines = linesOf([...latest.values()], end ? undefined : Math.max(rows - 1, 3)).map((line) =>
        line.slice(0, Math.max(columns - 1, 20))
      )
      const up = end || lines.length === 0 ? "" : `\x1b[${lines.length}A`
      return write(`\r${eraseBelow}${lines.map((line) => `${line}\n`).join("")}${up}`)
    })
  return {
    before: `\r${eraseBelow}`,
    show: (progress) =>
      Effect.suspend(() => {
        latest.set(progress.stream, progress)
        return draw(false)
      }),
    end: Effect.suspend(() => (latest.size === 0 ? Effect.void : draw(true)))
  }
}

const plain = (write: Write): Display => {
  const latest = new Map<string, Export.ExportProgress>()
  let printedAt: number | undefined
  return {
    before: "",
    show: Effect.fnUntraced(function* (progress) {
      const now = yield* Clock.currentTimeMillis
      printedAt ??= now
      latest.set(progress.stream, progress)
      if (progress.event === "finished")
        return yield* write(`${progress.stream}: ${Table.plural(progress.rows, "row")}\n`)
      if (now - printedAt < plainInterval * 1000) return
      printedAt = now
      yield* write(`${plainLine([...latest.values()])}\n`)
    }),
    end: Effect.void
  }
}

/**
 * One line a stream, and one for the budget. Where that is more than `most` lines, streams that ended share one.
 *
 * @category rendering
 * @since 0.1.0
 */
export const linesOf = (all: ReadonlyArray<Export.ExportProgress>, most?: number): ReadonlyArray<string> => {
  const budget = budgetOf(all)
  const last = budget === undefined ? [] : [budget]
  if (most === undefined || all.length + last.length <= most) return [...table(all), ...last]
  const ended = all.filter(({ event }) => event === "finished")
  const others = all.filter(({ event }) => event !== "finished").slice(0, most - last.length - 1)
  const rows = ended.reduce((sum, { rows }) => sum + rows, 0)
  return [...table(others), `${ended.length} streams done, ${Table.plural(rows, "row")}`, ...last]
}

const table = (all: ReadonlyArray<Export.ExportProgress>): ReadonlyArray<string> => {
  const rows = all.map((progress) => [
    progress.stream,
    Table.count(progress.rows),
    progress.expected === undefined ? "" : `of ${Table.count(progress.expected)}`,
    percent(progress),
    progress.event === "finished" ? "done" : `${Table.count(progress.rowsPerSecond)}/s`,
    progress.event === "finished" ? "" : remark(progress)
  ])
  if (rows.length === 0) return []
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)))
  return rows.map((cells) =>
    cells
      .map((cell, column) =>
        column === 0 || column === 5 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
      )
      .join("  ")
      .trimEnd()
  )
}

/**
 * Everything in one line.
 *
 * @category rendering
 * @since 0.1.0
 */
export const plainLine = (all: ReadonlyArray<Export.ExportProgress>): string => {
  const streams = all
    .filter(({ event }) => event !== "finished")
    .map((progress) => {
      const expected = progress.expected === undefined ? "" : ` of ${Table.count(progress.expected)}`
      const details = [percent(progress), `${Table.count(progress.rowsPerSecond)}/s`, remark(progress)]
      return `${progress.stream} ${Table.count(progress.rows)}${expected} (${details.filter((text) => text !== "").join(", ")})`
    })
  return [...streams, budgetOf(all)].filter((text) => text !== undefined).join("; ")
}

const percent = ({ expected, rows }: Export.ExportProgress): string =>
  expected === undefined || expected === 0 ? "" : `${Math.min(Math.floor((rows / expected) * 100), 100)} %`

const remark = ({ secondsLeft, waiting }: Export.ExportProgress): string => {
  if (waiting !== undefined) return waiting === "rate limit" ? "waits for the rate limit" : "waits for Intercom"
  return secondsLeft === undefined ? "" : `${Table.duration(secondsLeft * 1000)} left`
}

/** Streams share one budget; the one told last is the newest. */
const budgetOf = (all: ReadonlyArray<Export.ExportProgress>): string | undefined => {
  const budget = all.map(({ budget }) => budget).findLast((budget) => budget !== undefined)
  if (budget === undefined) return undefined
  return `budget ${Table.count(budget.remaining)} of ${Table.count(budget.limit)} requests left`
}

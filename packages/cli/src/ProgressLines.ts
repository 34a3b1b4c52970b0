/**
 * What the progress of an export looks like: bars on a terminal, one line elsewhere.
 *
 * @since 0.1.0
 */
import type { Export } from "@effect-intercom/streams"
import { isBelonging } from "./Streams.ts"
import * as Table from "./Table.ts"
import { wrapped } from "./Wrapping.ts"

/**
 * How far a stream is.
 *
 * @category models
 * @since 0.1.0
 */
export type Standing = Export.ExportProgress

/**
 * What is known of the whole.
 *
 * @category models
 * @since 0.1.0
 */
export interface Whole {
  /** What is left of the rate limit, which all streams share, as it was told last. */
  readonly budget: Standing["budget"]
  /** Unix milliseconds. */
  readonly now: number
}

/**
 * What bars are drawn into.
 *
 * @category models
 * @since 0.1.0
 */
export interface Frame extends Whole {
  /** Characters a line may have. */
  readonly columns: number
  /** Lines there may be; any number when left out. */
  readonly rows?: number | undefined
  /** How many streams the export has, those to come included. */
  readonly streams: number
  /** Unix milliseconds. */
  readonly startedAt: number
}

/**
 * A bar for each stream that has begun, then what there is to know of waits, and a line about the whole. Where that is too
 * much for the frame, streams that ended share a line.
 *
 * @category conversions
 * @since 0.1.0
 */
export const bars = (all: ReadonlyArray<Standing>, frame: Frame): ReadonlyArray<string> => {
  // A line that the terminal wraps cannot be drawn over.
  const below = [...notices(all), status(all, frame)].flatMap((text) => wrapped(text, frame.columns))
  const room = Math.max((frame.rows ?? Number.POSITIVE_INFINITY) - below.length, 2)
  const [shown, hidden] = all.length <= room ? [all, []] : withinRoom(all, room)
  return [...table(shown, frame.columns), ...summary(hidden), ...below]
}

/**
 * Everything in one line.
 *
 * @category conversions
 * @since 0.1.0
 */
export const line = (all: ReadonlyArray<Standing>, whole: Whole): string => {
  const streams = all
    .filter(({ event }) => event !== "finished")
    .map((standing) => {
      const expected = expectedOf(standing)
      const details = [percent(standing), speed(standing), remark(standing)].filter((text) => text !== "")
      return `${standing.stream} ${Table.count(standing.rows)}${expected === undefined ? "" : ` of ${Table.count(expected)}`} (${details.join(", ")})`
    })
  return [...streams, budgetText(whole)].filter((text) => text !== undefined).join("; ")
}

/**
 * What is said of a stream that waits for a scroll or a job which is not its own; undefined where it does not.
 *
 * @category conversions
 * @since 0.1.0
 */
export const notice = ({ stream, waiting }: Pick<Standing, "stream" | "waiting">): string | undefined => {
  switch (waiting) {
    case "scroll":
      return `${stream}: an earlier scroll of the workspace is still open. Intercom ends it a minute after its last page; the export goes on by itself then`
    case "job":
      return `${stream}: another export of content data is under way, and Intercom makes one at a time; the export goes on by itself when it is done`
    default:
      return undefined
  }
}

const notices = (all: ReadonlyArray<Standing>): ReadonlyArray<string> =>
  all.map(notice).filter((text) => text !== undefined)

/** Those that run, and as many of those that ended as there is room for beside them and the line for the others. */
const withinRoom = (all: ReadonlyArray<Standing>, room: number) => {
  const running = all.filter((standing) => !isDone(standing)).slice(0, room - 1)
  const left = room - 1 - running.length
  const done = left === 0 ? [] : all.filter(isDone).slice(-left)
  const shown = new Set([...running, ...done])
  return [all.filter((standing) => shown.has(standing)), all.filter((standing) => !shown.has(standing))] as const
}

const summary = (hidden: ReadonlyArray<Standing>): ReadonlyArray<string> => {
  if (hidden.length === 0) return []
  const more = Table.plural(hidden.length, "more stream")
  const done = hidden.filter(isDone).length
  const which = done === hidden.length ? `${more} done` : `${more}, ${done} of them done`
  return [`${which}, ${Table.plural(rowsOf(hidden), "row")}`]
}

const status = (all: ReadonlyArray<Standing>, frame: Frame): string => {
  const { now, startedAt, streams } = frame
  const texts = [
    `${all.filter(isDone).length} of ${Table.plural(streams, "stream")} done`,
    Table.plural(rowsOf(all), "row"),
    Table.clock(now - startedAt),
    budgetText(frame)
  ]
  return texts.filter((text) => text !== undefined).join(", ")
}

const table = (all: ReadonlyArray<Standing>, columns: number): ReadonlyArray<string> => {
  const rows = all.map((standing) => ({ standing, cells: cellsOf(standing) }))
  const widths = columnsOf.map(({ least }, column) =>
    Math.max(least, ...rows.map(({ cells }) => cells[column]?.length ?? 0))
  )
  const taken = widths.reduce((sum, width) => sum + width + gap.length, 0)
  const free = Math.min(columns - taken, longestBar)
  return rows.map(({ cells, standing }) => {
    const padded = cells.map((cell, column) =>
      columnsOf[column]?.side === "right" ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
    )
    const [name = "", ...others] = padded
    const drawn = free < shortestBar ? [] : [bar(standing, free)]
    return [name, ...drawn, ...others].join(gap).trimEnd().slice(0, columns)
  })
}

const gap = "  "
const shortestBar = 6
const longestBar = 30

/** The widest texts of the last columns are reserved, so that nothing moves when they change. */
const columnsOf = [
  { side: "left", least: 0 },
  { side: "right", least: 0 },
  { side: "right", least: 4 },
  { side: "right", least: 7 },
  { side: "left", least: "waits: rate limit".length }
] as const

const cellsOf = (standing: Standing): ReadonlyArray<string> => {
  const { rows, stream } = standing
  const expected = expectedOf(standing)
  const total = expected === undefined ? "" : `/${Table.count(expected)}`
  // As wide as it will be at the end.
  const count = Table.count(rows).padStart(Math.max(total.length - 1, 0))
  if (isDone(standing)) return [stream, count + total, percent(standing), "done", ""]
  return [stream, count + total, percent(standing), speed(standing), remark(standing)]
}

/** Nothing is drawn where it is not known how much there is. */
const bar = (standing: Standing, width: number): string => {
  const share = shareOf(standing)
  return share === undefined ? " ".repeat(width) : Table.bar(share, width)
}

/** An export that is done is, whatever was announced. */
const shareOf = (standing: Standing): number | undefined => {
  if (isDone(standing)) return 1
  const { rows } = standing
  const expected = expectedOf(standing)
  return expected === undefined || expected === 0 ? undefined : Math.min(rows / expected, 1)
}

/** Where contacts or others are announced and what belongs to them comes, the number tells nothing of this. */
const expectedOf = ({ expected, stream }: Standing): number | undefined => (isBelonging(stream) ? undefined : expected)

const percent = (standing: Standing): string => {
  const share = isDone(standing) ? undefined : shareOf(standing)
  return share === undefined ? "" : `${Math.floor(share * 100)}%`
}

const speed = ({ rowsPerSecond }: Standing): string => `${Table.count(rowsPerSecond)}/s`

const remark = (standing: Standing): string => {
  const { secondsLeft, waiting } = standing
  if (waiting !== undefined) return `waits: ${waits[waiting]}`
  return secondsLeft === undefined || expectedOf(standing) === undefined
    ? ""
    : `${Table.clock(secondsLeft * 1000)} left`
}

const waits = { "rate limit": "rate limit", intercom: "Intercom", scroll: "old scroll", job: "other job" } as const

const budgetText = ({ budget, now }: Whole): string | undefined => {
  if (budget === undefined) return undefined
  const seconds = Math.ceil((budget.resetAt - now) / 1000)
  const renewal = seconds > 0 ? `, new in ${seconds} s` : ""
  return `budget ${Table.count(budget.remaining)} of ${Table.count(budget.limit)}${renewal}`
}

const isDone = ({ event }: Standing): boolean => event === "finished"

const rowsOf = (all: ReadonlyArray<Standing>): number => all.reduce((sum, { rows }) => sum + rows, 0)

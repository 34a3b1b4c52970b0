/**
 * Parts in order of time, as text that is cut where it gets too long, and goes on there.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { answer, mostBytes } from "../text/Answer.ts"
import { barred, clean } from "../text/Clean.ts"
import { bytesOf, fitting } from "../text/Cut.ts"

/**
 * A part: what is known of it on one line, and what somebody wrote.
 *
 * @internal
 */
export interface Entry {
  /** What a cursor names it by. */
  readonly id: string
  /** One line without anything that was not made harmless. */
  readonly head: string
  readonly body: string
}

/**
 * As many entries as fit. The cursor is the id of the entry that comes next and how many of its characters were shown.
 *
 * @internal
 */
export const timeline = Effect.fnUntraced(function* (of: {
  readonly before: string
  /** Lines above the entries, shown at the beginning only. */
  readonly about: ReadonlyArray<string>
  readonly entries: ReadonlyArray<Entry>
  readonly cursor: string | undefined
  /** The tool that is asked again. */
  readonly tool: string
}): Effect.fn.Return<string, string> {
  const start = of.cursor === undefined ? { at: 0, from: 0 } : positionOf(of.cursor, of.entries)
  if (start === undefined) {
    return yield* Effect.fail(
      `The cursor names nothing that is here: it is of another record, or the part is gone. Next: call ${of.tool} without cursor.`
    )
  }
  const lines: Array<string> = of.cursor === undefined ? [...of.about] : []
  let room = mostBytes - aroundData - bytesOf([of.before, ...lines].join("\n"))
  let { at, from } = start
  while (at < of.entries.length) {
    const entry = of.entries[at]
    if (entry === undefined) break
    const head = from === 0 ? entry.head : `${entry.head} (goes on)`
    // What was cut out of a body by characters is a body again.
    const body = clean(entry.body).slice(from)
    const whole = body === "" ? head : `${head}\n${barred(body)}`
    const needed = bytesOf(whole) + 1
    if (needed <= room) {
      lines.push(whole)
      room -= needed
      at++
      from = 0
      continue
    }
    // Each line of it may cost two bytes more. A short rest is better left for the next answer.
    const fits = fitting(body, 0, Math.floor((room - bytesOf(head) - 10) / 3))
    if (fits >= leastOfBody || lines.length === 0) {
      lines.push(`${head}\n${barred(body.slice(0, Math.max(fits, 1)))} …`)
      from += Math.max(fits, 1)
    }
    break
  }
  const next = of.entries[at]
  const shownUntil = `${at} of ${of.entries.length}`
  return yield* answer({
    before: `${of.before} ${next === undefined ? "This is the end." : `Parts until ${shownUntil}; more: cursor ${JSON.stringify(`${next.id}:${from}`)}.`}`,
    data: lines.length === 0 ? "(nothing)" : lines.join("\n"),
    after: next === undefined ? undefined : `Next: ${of.tool} with the cursor, if more is needed.`
  })
})

/** Markers, cursor and what is next. */
const aroundData = 800
const leastOfBody = 200

const positionOf = (cursor: string, entries: ReadonlyArray<Entry>) => {
  const [, id, from] = /^(.{1,100}):(\d{1,9})$/.exec(cursor) ?? []
  const at = entries.findIndex((entry) => entry.id === id)
  return at < 0 ? undefined : { at, from: Number(from) }
}

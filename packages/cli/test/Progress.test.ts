import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Sink from "effect/Sink"
import * as Stdio from "effect/Stdio"
import * as Terminal from "effect/Terminal"
import * as TestClock from "effect/testing/TestClock"
import * as Progress from "../src/Progress.ts"
import type { Standing } from "../src/ProgressLines.ts"

const standing = (over: Partial<Standing>): Standing => ({
  event: "running",
  stream: "contacts",
  rows: 12_300,
  pages: 82,
  expected: 20_000,
  rowsPerSecond: 1520.4,
  owed: 0,
  secondsLeft: 5.07,
  budget: { limit: 1667, remaining: 1402, resetAt: 30_000 },
  waiting: undefined,
  ...over
})

/** A display, and everything it wrote. */
const display = (isTerminal: boolean, columns = 80, rows = 24) =>
  Effect.gen(function* () {
    const written: Array<string> = []
    const made = yield* Progress.make(2).pipe(
      Effect.provide(
        Layer.mergeAll(
          Stdio.layerTest({
            stderrIsTerminal: Effect.succeed(isTerminal),
            stderr: () => Sink.forEach((text) => Effect.sync(() => written.push(String(text))))
          }),
          Layer.succeed(
            Terminal.Terminal,
            Terminal.make({
              columns: Effect.succeed(columns),
              rows: Effect.succeed(rows),
              size: Effect.die("unused"),
              readInput: Effect.die("unused"),
              readLine: Effect.die("unused"),
              display: () => Effect.void
            })
          )
        )
      )
    )
    return { ...made, written }
  })

/** What was drawn, without what moves the cursor. */
const linesOf = (text: string | undefined): ReadonlyArray<string> =>
  (text ?? "")
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/\x1b\[\d*[A-Z]|\r/g, "")
    .split("\n")
    .slice(0, -1)

describe("Progress", () => {
  it.effect("prints a line every five seconds and one for each stream that ended where there is no terminal", () =>
    Effect.gen(function* () {
      const { leave, show, written } = yield* display(false)
      yield* show(standing({ event: "started", rows: 0 }))
      for (let half = 0; half < 22; half++) {
        yield* TestClock.adjust("500 millis")
        yield* show(standing({}))
      }
      yield* show(standing({ event: "finished", rows: 20_000 }))
      yield* leave
      const line = "contacts 12,300 of 20,000 (61%, 1,520/s, 0:05 left); budget 1,402 of 1,667, new in"
      assert.deepStrictEqual(written, [`${line} 25 s\n`, `${line} 20 s\n`, "contacts: 20,000 rows\n"])
    })
  )

  it.effect("tells at once, and once, that it waits for an earlier scroll where there is no terminal", () =>
    Effect.gen(function* () {
      const { show, written } = yield* display(false)
      yield* show(standing({ stream: "companies", waiting: "scroll" }))
      yield* show(standing({ stream: "companies", waiting: "scroll" }))
      assert.strictEqual(written.length, 1)
      assert.match(written[0] ?? "", /^companies: an earlier scroll [^\n]+ a minute [^\n]+\n$/)
    })
  )

  it.effect("draws over its own lines on a terminal, and leaves the last ones", () =>
    Effect.gen(function* () {
      const { before, leave, show, written } = yield* display(true)
      yield* show(standing({}))
      yield* show(standing({ stream: "companies", expected: undefined }))
      yield* leave
      assert.strictEqual(before, "\r\x1b[J")
      assert.isTrue(written.every((text) => text.startsWith("\r")))
      assert.isTrue(written[0]?.endsWith("\n\x1b[J\x1b[2A"))
      assert.isTrue(written[1]?.endsWith("\n\x1b[J\x1b[3A"))
      assert.isTrue(written[2]?.endsWith("\n\x1b[J"))
    })
  )

  it.effect("takes its lines away for a report that says more", () =>
    Effect.gen(function* () {
      const { before, clear, show, written } = yield* display(true)
      yield* clear
      assert.deepStrictEqual(written, [])
      yield* show(standing({}))
      yield* clear
      assert.strictEqual(written.at(-1), before)
    })
  )

  it.effect("tells the budget that was told last, whichever stream told it", () =>
    Effect.gen(function* () {
      const { show, written } = yield* display(true)
      // The end of a window is told more exactly as time goes on.
      yield* show(standing({ stream: "companies", budget: { limit: 1667, remaining: 1402, resetAt: 9900 } }))
      yield* show(standing({ budget: { limit: 1667, remaining: 0, resetAt: 9000 } }))
      assert.match(linesOf(written.at(-1)).at(-1) ?? "", /budget 0 of 1,667, new in 9 s$/)
    })
  )

  it.effect("keeps its lines within the terminal, since what is wrapped or scrolled away cannot be drawn over", () =>
    Effect.gen(function* () {
      for (const [columns, rows] of [
        [40, 24],
        [80, 6]
      ] as const) {
        const { show, written } = yield* display(true, columns, rows)
        for (const stream of ["contacts", "companies", "conversations", "deleted_conversations", "tickets", "tags"]) {
          yield* show(standing({ stream, event: stream === "tags" ? "running" : "finished" }))
        }
        yield* show(standing({ stream: "companies", waiting: "scroll" }))
        for (const text of written) {
          assert.isBelow(linesOf(text).length, rows)
          assert.isTrue(linesOf(text).every((line) => line.length < columns))
        }
      }
    })
  )

  it.effect("takes the usual size where a terminal does not tell its own", () =>
    Effect.gen(function* () {
      const { show, written } = yield* display(true, 0, 0)
      yield* show(standing({ stream: "deleted_conversations", waiting: "rate limit" }))
      assert.strictEqual(linesOf(written[0])[0]?.length, 79)
    })
  )
})

import { assert, describe, it } from "@effect/vitest"
import type { Export } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Sink from "effect/Sink"
import * as Stdio from "effect/Stdio"
import * as Terminal from "effect/Terminal"
import * as TestClock from "effect/testing/TestClock"
import * as Progress from "./Progress.ts"

const progress = (over: Partial<Export.ExportProgress>): Export.ExportProgress => ({
  event: "running",
  stream: "contacts",
  rows: 12_300,
  pages: 82,
  expected: 20_000,
  rowsPerSecond: 1520.4,
  secondsLeft: 5.07,
  budget: { limit: 1667, remaining: 1402, resetAt: 0 },
  waiting: undefined,
  ...over
})

/** A display, and everything it wrote. */
const display = (isTerminal: boolean, columns = 80) =>
  Effect.gen(function* () {
    const written: Array<string> = []
    const made = yield* Progress.make.pipe(
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
              rows: Effect.succeed(24),
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

describe("Progress", () => {
  it("tells count against total, share, speed, time left and budget", () => {
    assert.deepStrictEqual(
      Progress.linesOf([
        progress({}),
        progress({ stream: "conversations", rows: 40, expected: 2000, rowsPerSecond: 0, waiting: "rate limit" }),
        progress({ stream: "companies", rows: 1000, expected: undefined, event: "finished" })
      ]),
      [
        "contacts       12,300  of 20,000  61 %  1,520/s  5.1 s left",
        "conversations      40   of 2,000   2 %      0/s  waits for the rate limit",
        "companies       1,000                      done",
        "budget 1,402 of 1,667 requests left"
      ]
    )
  })

  it("keeps within the height it is given, and shows what still runs", () => {
    const streams = ["a", "b", "c", "d", "e"].map((stream) =>
      progress({ stream, rows: 1, event: stream < "d" ? "finished" : "running" })
    )
    assert.strictEqual(Progress.linesOf(streams, 6).length, 6)
    const lines = Progress.linesOf(streams, 4)
    assert.deepStrictEqual(
      lines.map((line) => line.slice(0, 14)),
      ["d  1  of 20,00", "e  1  of 20,00", "3 streams done", "budget 1,402 o"]
    )
    assert.strictEqual(Progress.linesOf(streams, 3).length, 3)
  })

  it.effect("prints a line every five seconds and one for each stream that ended where there is no terminal", () =>
    Effect.gen(function* () {
      const { end, show, written } = yield* display(false)
      yield* show(progress({ event: "started", rows: 0 }))
      for (let half = 0; half < 22; half++) {
        yield* TestClock.adjust("500 millis")
        yield* show(progress({}))
      }
      yield* show(progress({ event: "finished", rows: 20_000 }))
      yield* end
      const line = "contacts 12,300 of 20,000 (61 %, 1,520/s, 5.1 s left); budget 1,402 of 1,667 requests left\n"
      assert.deepStrictEqual(written, [line, line, "contacts: 20,000 rows\n"])
    })
  )

  it.effect("draws over its own lines on a terminal, and leaves the last ones", () =>
    Effect.gen(function* () {
      const { before, end, show, written } = yield* display(true)
      yield* show(progress({}))
      yield* show(progress({ stream: "companies", expected: undefined }))
      yield* end
      assert.strictEqual(before, "\r\x1b[J")
      assert.isTrue(written.every((text) => text.startsWith("\r\x1b[J")))
      assert.isTrue(written[0]?.endsWith("left\n\x1b[2A"))
      assert.isTrue(written[1]?.endsWith("left\n\x1b[3A"))
      assert.isTrue(written[2]?.endsWith("left\n"))
    })
  )

  it.effect("keeps its lines shorter than the terminal is wide, since a wrapped one cannot be drawn over", () =>
    Effect.gen(function* () {
      const { show, written } = yield* display(true, 40)
      yield* show(progress({}))
      // oxlint-disable-next-line no-control-regex
      const lines = (written[0] ?? "").replaceAll(/\x1b\[\d*[A-Z]|\r/g, "").split("\n")
      assert.isTrue(lines.every((line) => line.length < 40))
    })
  )
})

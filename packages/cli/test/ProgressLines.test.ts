import { assert, describe, it } from "@effect/vitest"
import * as ProgressLines from "../src/ProgressLines.ts"

const standing = (over: Partial<ProgressLines.Standing>): ProgressLines.Standing => ({
  event: "running",
  stream: "contacts",
  rows: 12_300,
  pages: 82,
  expected: 20_000,
  rowsPerSecond: 1520.4,
  owed: 0,
  secondsLeft: 65.2,
  budget: undefined,
  waiting: undefined,
  ...over
})

const frame: ProgressLines.Frame = {
  columns: 79,
  streams: 3,
  startedAt: 0,
  budget: { limit: 1667, remaining: 1402, resetAt: 11_200 },
  now: 8000
}

const names = Array.from({ length: 26 }, (_, index) => `stream_${String(index).padStart(2, "0")}`)

describe("ProgressLines", () => {
  it("draws a bar a stream with count, share, speed and time left, and a line about the whole", () => {
    assert.deepStrictEqual(
      ProgressLines.bars(
        [
          standing({}),
          standing({ stream: "conversations", rows: 40, expected: 2000, rowsPerSecond: 0, waiting: "rate limit" }),
          standing({ stream: "companies", rows: 300, expected: undefined, waiting: "intercom" }),
          standing({ stream: "tags", rows: 7, expected: undefined, event: "finished" })
        ],
        frame
      ),
      [
        "contacts       █████████░░░░░░  12,300/20,000   61%  1,520/s  1:05 left",
        "conversations  ░░░░░░░░░░░░░░░       40/2,000    2%      0/s  waits: rate limit",
        "companies                                 300        1,520/s  waits: Intercom",
        "tags           ███████████████              7           done",
        "1 of 3 streams done, 12,647 rows, 0:08, budget 1,402 of 1,667, new in 4 s"
      ]
    )
  })

  it("keeps the bars where they are while counts grow", () => {
    const column = (rows: number) => ProgressLines.bars([standing({ rows, waiting: "scroll" })], frame)[0]?.indexOf("/")
    assert.strictEqual(column(1), column(20_000))
  })

  it("leaves the bar out, and at last cuts the line, where there is no room", () => {
    const narrow = (columns: number) => ProgressLines.bars([standing({})], { ...frame, columns })[0] ?? ""
    assert.match(narrow(60), /^contacts +12,300\/20,000 +61% +1,520\/s +1:05 left$/)
    assert.strictEqual(narrow(30).length, 30)
  })

  it("shows all that run and those that ended last where 26 streams do not fit", () => {
    const all = names.map((stream, index) =>
      standing({ stream, rows: 10, expected: 10, event: index < 22 ? "finished" : "running" })
    )
    const lines = ProgressLines.bars(all, { ...frame, rows: 23, streams: 26 })
    assert.strictEqual(lines.length, 23)
    assert.deepStrictEqual(
      lines.slice(0, 21).map((line) => line.slice(0, 9)),
      names.slice(5)
    )
    assert.strictEqual(lines[21], "5 more streams done, 50 rows")
    assert.match(lines[22] ?? "", /^22 of 26 streams done, 260 rows, /)
    assert.strictEqual(ProgressLines.bars(all, { ...frame, streams: 26 }).length, 27)
  })

  it("calls nothing done that runs, where not even what runs fits", () => {
    const all = names
      .slice(0, 5)
      .map((stream, index) => standing({ stream, rows: 10, event: index === 0 ? "finished" : "running" }))
    const lines = ProgressLines.bars(all, { ...frame, rows: 4, streams: 5 })
    assert.deepStrictEqual(
      [lines.slice(0, 2).map((line) => line.slice(0, 9)), lines[2]],
      [["stream_01", "stream_02"], "3 more streams, 1 of them done, 30 rows"]
    )
  })

  it("explains the wait for an earlier scroll in lines of their own", () => {
    const lines = ProgressLines.bars([standing({ stream: "companies", waiting: "scroll" })], { ...frame, columns: 60 })
    assert.match(lines[0] ?? "", /waits: old scroll$/)
    assert.match(lines.slice(1, -2).join(" "), /^companies: an earlier scroll .* a minute after its last page;/)
    assert.isTrue(lines.every((line) => line.length <= 60))
  })

  it("explains the wait for a job of the workspace as well", () => {
    const lines = ProgressLines.bars([standing({ stream: "content_data", waiting: "job" })], { ...frame, columns: 60 })
    assert.match(lines[0] ?? "", /waits: other job$/)
    assert.match(lines.slice(1, -2).join(" "), /^content_data: another export .* one at a time;/)
    assert.isUndefined(ProgressLines.notice({ stream: "contacts", waiting: "rate limit" }))
  })

  it("does not hold notes and events against the number of contacts", () => {
    for (const stream of ["notes", "data_events"]) {
      const [line = ""] = ProgressLines.bars([standing({ stream })], frame)
      assert.match(line, new RegExp(`^${stream} +12,300 +1,520/s$`))
      assert.strictEqual(ProgressLines.line([standing({ stream })], frame).split(";")[0], `${stream} 12,300 (1,520/s)`)
    }
  })
})

import { assert, describe, it } from "@effect/vitest"
import * as WindowEnd from "../../src/pacing/WindowEnd.ts"

/** What answers tell of windows that begin at multiples of ten seconds, announced to end so many seconds late. */
const windows = (lateness: number) => {
  const end = WindowEnd.make()
  const resetAt = (at: number) => Math.floor(at / 10_000) * 10_000 + 10_000 + lateness
  return {
    end,
    /** An answer that took so long, counted by the server halfway. */
    answer: (at: number, latency = 100) =>
      end.observe({ reset: resetAt(at + latency / 2), requestedAt: at, receivedAt: at + latency })
  }
}

describe("the end of a window", () => {
  it("is the announced one until answers tell otherwise", () => {
    const { answer, end } = windows(6_000)
    answer(7_000)
    assert.strictEqual(end.of(16_000, 16_000), 16_000)
  })

  it("is learnt from a new reset that came before the old one", () => {
    const { answer, end } = windows(6_000)
    answer(9_800)
    answer(10_050)
    // A tenth of a second late, and never early.
    assert.strictEqual(end.of(26_000, 26_000), 20_150)
    assert.isFalse(end.isUncertain())
  })

  it("is learnt more exactly where answers come closer to it, and never forgotten for those that do not", () => {
    const { answer, end } = windows(6_000)
    answer(9_000)
    answer(12_000)
    assert.strictEqual(end.of(26_000, 26_000), 22_100)
    answer(19_900)
    answer(20_000, 20)
    assert.strictEqual(end.of(36_000, 36_000), 30_020)
    answer(38_000)
    assert.strictEqual(end.of(46_000, 46_000), 40_020)
  })

  it("stays the announced one where windows end when they say", () => {
    const { answer, end } = windows(0)
    for (let at = 1_000; at < 60_000; at += 130) answer(at)
    assert.strictEqual(end.of(70_000, 70_000), 70_000)
    assert.isFalse(end.isUncertain())
  })

  it("is taken back where an answer asked for after it still tells of the old window", () => {
    const { answer, end } = windows(6_000)
    answer(9_800)
    answer(10_050)
    end.observe({ reset: 26_000, requestedAt: 24_000, receivedAt: 24_100 })
    assert.strictEqual(end.of(36_000, 36_000), 36_000)
    assert.isTrue(end.isUncertain())
  })

  it("is no earlier for an estimate of the server's clock that was a second late when it was learnt", () => {
    const { answer, end } = windows(0)
    // The announced ends are taken for a second later than they are, until an answer tells better.
    answer(9_800)
    answer(10_050)
    assert.isAtLeast(end.of(20_000, 21_000), 20_000)
    assert.isAtLeast(end.of(20_000, 20_000), 20_000)
  })

  it("is not told by an answer of a window that is over", () => {
    const { answer } = windows(6_000)
    assert.isTrue(answer(9_800))
    assert.isTrue(answer(10_050))
    assert.isFalse(answer(9_900, 50))
  })
})

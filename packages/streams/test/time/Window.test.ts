import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Window from "../../src/time/Window.ts"

const day = 86_400

describe("Window", () => {
  it("T1, T2: whole days of any time zone are asked for so that no second of the window is missing", () => {
    const window = { since: 1_700_000_000, until: 1_700_100_000 }
    const { after = 0, before = 0 } = Window.asked(window, "day")
    for (let offset = -11; offset <= 14; offset++) {
      const local = (seconds: number) => Math.floor((seconds + offset * 3600) / day)
      const utc = (seconds: number) => Math.floor(seconds / day)
      for (const dayOfBound of [local, utc]) {
        assert.isAbove(local(window.since), dayOfBound(after))
        assert.isBelow(local(window.until - 1), dayOfBound(before))
      }
    }
  })

  it("T1: bounds to the second are asked for so that either reading of > and < holds the window", () => {
    assert.deepStrictEqual(Window.asked({ since: 100, until: 200 }, "second"), { after: 99, before: 201 })
  })

  it("T3: slices lose no second and share none", () => {
    const slices = Window.slices({ since: 0, until: 10 }, 4)
    for (let second = 0; second < 10; second++) {
      assert.lengthOf(
        slices.filter((slice) => Window.contains(slice, second)),
        1
      )
    }
    assert.isFalse(slices.some((slice) => Window.contains(slice, 10)))
  })

  it("T6: the end is frozen before now, also when a later one is asked for", () => {
    const since = DateTime.makeUnsafe(100_000)
    assert.deepStrictEqual(Window.frozen({ since }, 150), { since: 100, until: 150 })
    assert.deepStrictEqual(Window.frozen({ since, until: DateTime.makeUnsafe(999_000) }, 150), {
      since: 100,
      until: 150
    })
    assert.deepStrictEqual(Window.frozen({}, 150), Window.everything)
  })

  it("a bound within a second cuts whole seconds as the instant does", () => {
    const window = Window.frozen({ since: DateTime.makeUnsafe(1_500), until: DateTime.makeUnsafe(3_500) }, 10)
    assert.deepStrictEqual(
      [1, 2, 3, 4].filter((second) => Window.contains(window, second)),
      [2, 3]
    )
  })

  it("a record that does not tell when it changed is kept", () => {
    assert.isTrue(Window.contains({ since: 1, until: 2 }, undefined))
  })
})

import { assert, describe, it } from "@effect/vitest"
import * as Table from "../src/Table.ts"

describe("Table", () => {
  it("tells lengths of time as clocks do", () => {
    assert.deepStrictEqual([-1, 0, 4600, 65_000, 3_599_400, 3_753_000].map(Table.clock), [
      "0:00",
      "0:00",
      "0:05",
      "1:05",
      "59:59",
      "1:02:33"
    ])
  })
})

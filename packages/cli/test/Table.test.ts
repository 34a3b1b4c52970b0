import { assert, describe, it } from "@effect/vitest"
import * as Table from "../src/Table.ts"

describe("Table", () => {
  it("lines up by the places that texts take on a terminal", () => {
    const table = Table.render(
      [{ heading: "name" }, { heading: "rows", align: "right" }],
      [
        ["注文", "1"],
        ["e\u0301te\u0301", "20"],
        ["\u001b[31mred\u001b[0m", "300"]
      ]
    )
    assert.deepStrictEqual(table.split("\n"), [
      "name  rows",
      "注文     1",
      "e\u0301te\u0301     20",
      "\u001b[31mred\u001b[0m    300"
    ])
  })

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

import { assert, describe, it } from "@effect/vitest"
import { compareKeys } from "../../src/workspace/SortKey.ts"

describe("the order of records", () => {
  it("is by value first, with nothing before something", () => {
    const keys = [
      { value: "b", id: "1" },
      { value: 10, id: "1" },
      { value: null, id: "1" },
      { value: 9, id: "1" },
      { value: "a", id: "1" }
    ]
    assert.deepStrictEqual(
      keys.toSorted(compareKeys).map(({ value }) => value),
      [null, 9, 10, "a", "b"]
    )
  })

  it("is by id where values are equal, with 99 before 100", () => {
    const ids = ["100", "99", "101"].map((id) => ({ value: 5, id }))
    assert.deepStrictEqual(
      ids.toSorted(compareKeys).map(({ id }) => id),
      ["99", "100", "101"]
    )
  })
})

import { assert, describe, it } from "@effect/vitest"
import { DateTime, Option } from "effect"
import { Timestamp } from "../src/index.ts"

describe("a number of Unix seconds", () => {
  it("is an instant, and back", () => {
    const instant = Option.getOrThrow(Timestamp.toDateTime(1577869200))
    assert.strictEqual(DateTime.formatIso(instant), "2020-01-01T09:00:00.000Z")
    assert.strictEqual(Timestamp.fromDateTime(instant), 1577869200)
  })

  it.each([[null], [undefined], [Number.NaN], [1e300]])("that is %s is none", (seconds) => {
    assert.deepStrictEqual(Timestamp.toDateTime(seconds), Option.none())
  })

  it("that is 0 is the first instant, not nothing", () => {
    assert.isTrue(Option.isSome(Timestamp.toDateTime(0)))
  })
})

import { assert, describe, it } from "@effect/vitest"
import * as Refusals from "../../src/export/Refusals.ts"
import { none } from "../../src/state/Debt.ts"
import type { DeadLetter } from "../../src/state/Problem.ts"

const letter = (id: string | undefined): DeadLetter => ({ kind: "dead-letter", id, reason: "too large", record: {} })

const options = { before: [], byId: true, walks: 1 }

describe("what a sink refused", () => {
  it("is reckoned once while neither it nor what the reading owes changes, however many pages come", () => {
    const refusals = Refusals.make()
    assert.deepStrictEqual(refusals.debts(none, options), none)
    refusals.add([letter("a"), letter("b")])
    const debts = refusals.debts(none, options)
    assert.deepStrictEqual(
      debts.owed.map((debt) => debt.kind === "record" && debt.id),
      ["a", "b"]
    )
    assert.strictEqual(refusals.debts({ ...none }, options), debts)
    refusals.add([letter("c")])
    assert.lengthOf(refusals.debts(none, options).owed, 3)
    refusals.clear()
    assert.deepStrictEqual([refusals.count(), refusals.debts(none, options)], [0, none])
  })

  it("is owed as a whole walk where it is too much to be owed one by one, and counted all the same", () => {
    const refusals = Refusals.make()
    for (let page = 0; page < 200; page++) {
      refusals.add(Array.from({ length: 150 }, (_, index) => letter(`${page}-${index}`)))
    }
    assert.strictEqual(refusals.count(), 30_000)
    const debts = refusals.debts(none, options)
    assert.lengthOf(debts.owed, 10_001)
    assert.include(debts.owed[0], { kind: "walk", cause: "failed" })
    refusals.add([letter("one more")])
    assert.strictEqual(refusals.debts(none, options), debts)
  })

  it("is one attempt, where several of what belongs to a record were refused", () => {
    const refusals = Refusals.make()
    refusals.add([letter("owner"), letter("owner"), letter(undefined), letter(undefined)])
    const { owed, settled } = refusals.debts(none, { ...options, byId: false })
    assert.deepInclude(owed[0], { id: "owner", attempts: 1 })
    assert.deepStrictEqual(
      settled.map(({ count, id, kind }) => [kind, id, count]),
      [["unreadable", null, 2]]
    )
  })
})

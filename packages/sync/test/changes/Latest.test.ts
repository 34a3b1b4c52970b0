import { assert, describe, it } from "@effect/vitest"
import type { Found } from "../../src/changes/Change.ts"
import * as Latest from "../../src/changes/Latest.ts"

const upsert = (id: string, changedAt: number, name = "Ada"): Found => ({
  _tag: "Upsert",
  stream: "contacts",
  id,
  record: { id, name },
  changedAt
})
const gone = (id: string): Found => ({ _tag: "Delete", stream: "contacts", id, reason: "deleted", at: undefined })

describe("what was told last", () => {
  it("is not news again, and another content of the same second is", () => {
    const { isNews } = Latest.make(10)
    assert.isTrue(isNews(upsert("1", 5), 1))
    assert.isFalse(isNews(upsert("1", 5), 2))
    assert.isTrue(isNews(upsert("1", 5, "Grace"), 3))
    assert.isTrue(isNews(gone("1"), 4))
    assert.isFalse(isNews(gone("1"), 5))
  })

  it("is not followed by what was asked for before it", () => {
    const { isNews } = Latest.make(10)
    assert.isTrue(isNews(upsert("1", 5), 10))
    assert.isTrue(isNews(gone("1"), 20))
    assert.isFalse(isNews(upsert("1", 5), 15))
    assert.isTrue(isNews(upsert("1", 6), 21))
  })

  it("is settled when it was asked for after its second was over", () => {
    const { isNews, isSettled } = Latest.make(10)
    isNews(upsert("1", 100), 101_000)
    assert.isFalse(isSettled("contacts", "1", 100, 0))
    isNews(upsert("1", 100), 106_000)
    assert.isTrue(isSettled("contacts", "1", 100, 0))
    assert.isFalse(isSettled("contacts", "1", 100, -2000), "by a clock that is ahead of Intercom's")
    assert.isFalse(isSettled("contacts", "1", 101, 0))
    assert.isFalse(isSettled("contacts", "2", 100, 0))
  })

  it("is not followed by what is older by its own account", () => {
    const { isGone, isNews } = Latest.make(10)
    assert.isTrue(isNews(upsert("1", 7), 10))
    assert.isFalse(isNews(upsert("1", 6), 20))
    assert.isTrue(isNews(upsert("1", 8), 30))
    assert.isFalse(isGone("contacts", "1"))
    assert.isTrue(isNews(gone("1"), 40))
    assert.isTrue(isGone("contacts", "1"))
  })

  it("is remembered of as many records as it was made for", () => {
    const { isNews } = Latest.make(2)
    for (const id of ["1", "2", "3"]) isNews(upsert(id, 5), 1)
    assert.isTrue(isNews(upsert("1", 5), 2))
    assert.isFalse(isNews(upsert("3", 5), 2))
  })
})

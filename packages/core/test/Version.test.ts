import { assert, describe, it } from "@effect/vitest"
import { Version } from "@effect-intercom/core"

describe("the versions", () => {
  it("know 2.17, which stands before Preview, while calls go to the newest one that is described", () => {
    assert.include(Version.versions, "2.17")
    assert.isAbove(Version.compare("2.17", "2.16"), 0)
    assert.isBelow(Version.compare("2.17", "Preview"), 0)
    assert.strictEqual(Version.latestStable, "2.16")
  })

  it("have in 2.17 the operations of 2.16", () => {
    for (const until of [undefined, "2.17"] as const) {
      assert.isTrue(Version.isAvailable({ since: "2.16", until }, "2.17"))
    }
    assert.isFalse(Version.isAvailable({ since: "Preview", until: undefined }, "2.17"))
    assert.isFalse(Version.isAvailable({ since: "2.7", until: "2.15" }, "2.17"))
  })
})

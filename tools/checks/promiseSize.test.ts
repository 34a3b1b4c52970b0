/** What `@effect-intercom/promise` adds to a bundle. */
import { assert, describe, it } from "@effect/vitest"
import { bundledBytes } from "../../bench/size/bundled.ts"

describe("the bundle of a program with promises", () => {
  it("is at most 2 KB larger than that of the same program in Effect, gzipped", async () => {
    const added = (await bundledBytes("promise.ts")) - (await bundledBytes("oneOperation.ts"))
    assert.isAtMost(added, 2000)
  })
})

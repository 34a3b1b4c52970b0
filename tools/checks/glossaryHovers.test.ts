import { assert, describe, it } from "@effect/vitest"
import { readHovers } from "./glossaryHovers.ts"

describe("docs/hovers.md", () => {
  it("shows what an editor shows (pnpm hovers writes it)", async () => {
    const { there, written } = await readHovers()
    assert.strictEqual(there, written)
  })
})

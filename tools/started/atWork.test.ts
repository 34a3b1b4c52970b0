import { assert, describe, it } from "@effect/vitest"
import { open } from "node:fs/promises"
import { isAtWork } from "./atWork.ts"

describe("a process of tests is at work", () => {
  for (const [name, begin] of [
    ["a file is opened", async () => (await open(import.meta.filename)).close()],
    ["a digest is made, of which Node tells nothing", () => crypto.subtle.digest("SHA-256", new Uint8Array(1_000_000))]
  ] as const) {
    it(`while ${name}, and no longer`, async () => {
      const begun = begin()
      assert.isTrue(isAtWork())
      await begun
      await new Promise((resolve) => setImmediate(resolve))
      assert.isFalse(isAtWork())
    })
  }
})

import { assert, describe, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import * as Continue from "../src/Continue.ts"

describe("Continue.command", () => {
  it("leaves out what was not asked for", () => {
    const flags = { out: "./export", since: undefined, "no-parts": false, "max-rate": "50%" }
    assert.strictEqual(
      Continue.command({ streams: ["contacts"], flags }),
      "effect-intercom export contacts --out ./export --max-rate 50% --resume"
    )
  })

  it("is read by a shell as it was meant", () => {
    const out = 'a b/it\'s $HOME `x` "y" *'
    const command = Continue.command({ streams: [], flags: { out, "no-parts": true } })
    const words = execFileSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" })
      .trimEnd()
      .split("\n")
    assert.deepStrictEqual(words, ["effect-intercom", "export", "--out", out, "--no-parts", "--resume"])
  })
})

import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom } from "@effect-intercom/testing"
import { Effect } from "effect"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const program = fileURLToPath(new URL("plain.cjs", import.meta.url))

describe("plain JavaScript", () => {
  it.live("requires the package, calls, iterates, and tells errors apart", () =>
    Effect.gen(function* () {
      const { token, url } = yield* FakeIntercom.serve({ contacts: 200 })
      const { stdout } = yield* Effect.promise(() => promisify(execFile)(process.execPath, [program, url, token]))
      assert.deepStrictEqual(JSON.parse(stdout), { role: "lead", count: 201, reason: "NotFound" })
    }).pipe(Effect.scoped)
  )
})

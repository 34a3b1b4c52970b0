import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import { folder, runOnFake } from "./fakeWorkspace.ts"

const workspace = FakeIntercom.layerHttpClient({ contacts: 3 })

describe("errors with --json", () => {
  it.effect("are a line of JSON on stderr, with what programs go by, whatever the command", () =>
    Effect.gen(function* () {
      const out = yield* folder
      for (const [args, exitCode, reason, operation] of [
        [["call", "contacts.get", "--id", "6762f0dd1bb69f9f2193bb83"], 1, "NotFound", "contacts.get"],
        [["api", "/contacts/6762f0dd1bb69f9f2193bb83"], 1, "NotFound", "contacts.get"],
        [["call", "contacts.gte"], 2, "Problem", undefined],
        [["export", "nothing", "--out", out], 2, "Problem", undefined],
        [["whoami", "--regoin", "eu"], 2, "ShowHelp", undefined]
      ] as const) {
        const ended = yield* runOnFake([...args, "--json"])
        assert.deepStrictEqual([ended.exitCode, ended.stdout], [exitCode, ""], ended.stderr)
        const { error } = JSON.parse(ended.stderr)
        assert.deepStrictEqual([error.exitCode, error.reason, error.operation], [exitCode, reason, operation])
        assert.isAbove(error.message.length, 10)
        assert.notInclude(error.message, "effect-intercom: ")
      }
    }).pipe(Effect.provide(workspace))
  )

  it.effect("are of the reason where an export fails, and hold no token", () =>
    Effect.gen(function* () {
      const env = { INTERCOM_ACCESS_TOKEN: "dG9rOndyb25n" }
      const { stderr } = yield* runOnFake(["export", "contacts", "--out", yield* folder, "--json"], { env })
      assert.strictEqual(JSON.parse(stderr).error.reason, "Unauthorized")
      assert.notInclude(stderr, "dG9rOndyb25n")
    }).pipe(Effect.provide(workspace))
  )
})

import { FakeIntercom } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { chmodSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { folder, runOnFake } from "./fakeWorkspace.ts"

const workspace = FakeIntercom.layerHttpClient({ contacts: 5 })

/** A home of its own, and no token in the environment. */
const home = Effect.map(folder, (config) => ({ XDG_CONFIG_HOME: config, INTERCOM_ACCESS_TOKEN: "" }))

const tokenOfFake = Effect.map(FakeIntercom, ({ token }) => Redacted.value(token))

describe("effect-intercom auth", () => {
  it.effect("keeps a token that Intercom knows, and commands talk to its workspace from then on", () =>
    Effect.gen(function* () {
      const env = yield* home
      const token = yield* tokenOfFake
      const { exitCode, stderr, stdout } = yield* runOnFake(["auth", "login", "--name", "acme"], {
        env,
        stdin: `${token}\n`
      })
      assert.strictEqual(exitCode, 0, stderr)
      assert.notInclude(stdout, token)
      const file = join(env.XDG_CONFIG_HOME, "effect-intercom/profiles.json")
      assert.strictEqual(statSync(file).mode & 0o777, 0o600)
      const who = yield* runOnFake(["whoami"], { env })
      assert.strictEqual(who.exitCode, 0, who.stderr)
      const status = yield* runOnFake(["auth", "status"], { env })
      assert.match(status.stdout, /^\* +acme /m)
      assert.notInclude(status.stdout, token)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("keeps nothing of a token that Intercom does not know, and does not say it", () =>
    Effect.gen(function* () {
      const env = yield* home
      const { exitCode, stderr, stdout } = yield* runOnFake(["auth", "login"], { env, stdin: "dG9rOnNvbWVib2R5" })
      assert.strictEqual(exitCode, 1)
      assert.include(stderr, "401")
      assert.notInclude(stderr + stdout, "dG9rOnNvbWVib2R5")
      assert.include((yield* runOnFake(["auth", "status"], { env })).stdout, "Nobody logged in")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("switches between workspaces, and --workspace names one for a command", () =>
    Effect.gen(function* () {
      const env = yield* home
      const stdin = yield* tokenOfFake
      for (const name of ["one", "two"]) yield* runOnFake(["auth", "login", "--name", name], { env, stdin })
      assert.match((yield* runOnFake(["auth", "status"], { env })).stdout, /^\* +two /m)
      yield* runOnFake(["auth", "switch", "one"], { env })
      assert.match((yield* runOnFake(["auth", "status"], { env })).stdout, /^\* +one /m)
      assert.strictEqual((yield* runOnFake(["whoami", "--workspace", "two"], { env })).exitCode, 0)
      const unknown = yield* runOnFake(["whoami", "-w", "three"], { env })
      assert.strictEqual(unknown.exitCode, 2)
      assert.include(unknown.stderr, "There are one, two")
      yield* runOnFake(["auth", "logout", "one"], { env })
      const without = yield* runOnFake(["whoami"], { env })
      assert.strictEqual(without.exitCode, 2)
      assert.include(without.stderr, "auth login")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("a token of the environment comes before, with nothing of the workspace that was logged in to", () =>
    Effect.gen(function* () {
      const env = yield* home
      const token = yield* tokenOfFake
      yield* runOnFake(["auth", "login", "--name", "old", "--api-version", "2.11"], { env, stdin: token })
      const { stdout } = yield* runOnFake(["whoami", "--json"], { env: { ...env, INTERCOM_ACCESS_TOKEN: token } })
      assert.notStrictEqual(JSON.parse(stdout).version, "2.11")
      assert.strictEqual(JSON.parse((yield* runOnFake(["whoami", "--json"], { env })).stdout).version, "2.11")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("refuses a file of tokens that others can read, and one that is no such file", () =>
    Effect.gen(function* () {
      const env = yield* home
      const token = yield* tokenOfFake
      yield* runOnFake(["auth", "login"], { env, stdin: token })
      const file = join(env.XDG_CONFIG_HOME, "effect-intercom/profiles.json")
      chmodSync(file, 0o644)
      const open = yield* runOnFake(["whoami"], { env })
      assert.strictEqual(open.exitCode, 2)
      assert.include(open.stderr, `chmod 600 ${file}`)
      assert.include(readFileSync(file, "utf8"), token)
    }).pipe(Effect.provide(workspace))
  )
})

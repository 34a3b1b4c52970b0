import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import { held, requests, runOnFake } from "./fakeWorkspace.ts"

const workspace = FakeIntercom.layerHttpClient({ contacts: 320, companies: 5, conversations: 3 })

describe("effect-intercom api", () => {
  it.effect("answers a path with the JSON that comes, with its query and its slash or without", () =>
    Effect.gen(function* () {
      for (const path of ["/contacts?per_page=2", "contacts?per_page=2"]) {
        const { exitCode, stderr, stdout } = yield* runOnFake(["api", path])
        assert.strictEqual(exitCode, 0, stderr)
        assert.lengthOf(JSON.parse(stdout).data, 2)
      }
      const [contact] = JSON.parse((yield* runOnFake(["api", "/contacts?per_page=1"])).stdout).data
      const { stdout } = yield* runOnFake(["api", `/contacts/${contact.id}`])
      assert.strictEqual(JSON.parse(stdout).email, contact.email)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("reads all pages of what it knows, a record a line", () =>
    Effect.gen(function* () {
      const { stderr, stdout } = yield* runOnFake(["api", "/contacts?per_page=100", "--paginate"])
      assert.deepStrictEqual(stdout.split("\n").slice(0, -1).toSorted(), yield* held("contacts"), stderr)
      assert.strictEqual((yield* requests).length, 4)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("prints what an expression picks, of an answer and of each record", () =>
    Effect.gen(function* () {
      const { stdout } = yield* runOnFake(["api", "/contacts?per_page=2", "--query", "data[].role | length(@)"])
      assert.strictEqual(stdout, "2\n")
      const all = yield* runOnFake(["api", "/contacts", "--paginate", "--query", "id"])
      assert.lengthOf(all.stdout.trimEnd().split("\n"), 320)
      assert.match(all.stdout, /^[0-9a-f]{24}$/m)
      const wrong = yield* runOnFake(["api", "/contacts", "--query", "data["])
      assert.strictEqual(wrong.exitCode, 2)
      const unfit = yield* runOnFake(["api", "/contacts", "--query", "sum(data)"])
      assert.strictEqual(unfit.exitCode, 1)
      assert.include(unfit.stderr, "--query does not fit the answer")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("sends a body with POST, or with the method that is named", () =>
    Effect.gen(function* () {
      const stdin = JSON.stringify({ role: "user", email: "ada@example.com" })
      const made = JSON.parse((yield* runOnFake(["api", "/contacts", "--input", "-"], { stdin })).stdout)
      const renamed = JSON.stringify({ name: "Ada" })
      yield* runOnFake(["api", `/contacts/${made.id}`, "-X", "PUT", "--input", "-"], { stdin: renamed })
      const { stdout } = yield* runOnFake(["call", "Contacts.Get", "--id", made.id])
      assert.strictEqual(JSON.parse(stdout).name, "Ada")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("asks before something is changed, and sends nothing to another host or another path than was named", () =>
    Effect.gen(function* () {
      const no = yield* runOnFake(["api", "/contacts/1", "-X", "DELETE"], { answers: ["n"] })
      assert.strictEqual(no.exitCode, 1)
      for (const path of [
        "https://example.com/me",
        "//example.com/me",
        "/contacts/../me",
        "/contacts/%2e%2e/me",
        "/a//b",
        "",
        "/%zz"
      ]) {
        const { exitCode, stderr } = yield* runOnFake(["api", path])
        assert.strictEqual(exitCode, 2, path)
        assert.match(stderr, /is no path of the API/)
      }
      for (const [args, said] of [
        [["/nothing/here", "--paginate"], /No operation is known/],
        [["/me", "--paginate"], /has no pages/],
        [["/tags?a=1&a=2"], /a is twice in the query/],
        [["/me", "--input", "-", "-X", "GET"], /A GET has no body/]
      ] as const) {
        const { exitCode, stderr } = yield* runOnFake(["api", ...args], { stdin: "{}" })
        assert.strictEqual(exitCode, 2)
        assert.match(stderr, said)
      }
      assert.deepStrictEqual(yield* requests, [])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("asks also for what nobody knows", () =>
    Effect.gen(function* () {
      const { exitCode, stderr } = yield* runOnFake(["api", "/nothing/here"])
      assert.strictEqual(exitCode, 1, stderr)
      assert.deepStrictEqual(yield* requests, ["GET /nothing/here"])
    }).pipe(Effect.provide(workspace))
  )
})

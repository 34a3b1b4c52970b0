import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import { createHmac } from "node:crypto"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { folder, held, requests, runOnFake } from "./fakeWorkspace.ts"

const workspace = FakeIntercom.layerHttpClient({ contacts: 60, companies: 2, conversations: 10 })
const key = "0123456789abcdef0123456789abcdef"
const env = { INTERCOM_HASH_KEY: key }

const linesOf = (text: string): ReadonlyArray<Record<string, unknown>> =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line))

describe("effect-intercom export of personal data", () => {
  it.effect("drops and hashes fields in every stream, with the key of the environment, and leaves none beside", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const flags = ["--hash", "*.email", "--drop", "contacts.phone,contacts.name,conversations.source.body"]
      const { exitCode, stderr } = yield* runOnFake(["export", "contacts", "conversations", "--out", out, ...flags], {
        env
      })
      assert.strictEqual(exitCode, 0, stderr)
      const emails = (yield* held("contacts")).map((line) => String(JSON.parse(line).email))
      const written = linesOf(readFileSync(join(out, "contacts.ndjson"), "utf8"))
      assert.sameMembers(
        written.map(({ email }) => email),
        emails.map((email) => createHmac("sha256", key).update(email).digest("hex"))
      )
      for (const record of written) assert.notProperty(record, "phone")
      const all = readdirSync(out, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
        .join("\n")
      for (const email of emails) assert.notInclude(all, email)
      assert.notInclude(all + stderr, key)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("writes the fields that are chosen to stdout, in the order of the records", () =>
    Effect.gen(function* () {
      const { stderr, stdout } = yield* runOnFake(["export", "contacts", "--out", "-", "--fields", "role,created_at"])
      for (const record of linesOf(stdout))
        assert.sameMembers(Object.keys(record), ["id", "role", "created_at"], stderr)
      assert.strictEqual(linesOf(stdout).length, 60)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("goes on only with the same choice and the same key, and says so", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const keyFile = join(out, "../hash.key")
      writeFileSync(keyFile, `${key}\n`)
      const run = (flags: ReadonlyArray<string>, env = {}) =>
        runOnFake(["export", "contacts", "--out", out, "--since", "last", ...flags], { env })
      assert.strictEqual((yield* run(["--hash", "email"], env)).exitCode, 0)
      for (const [flags, other] of [
        [["--hash", "email,phone"], env],
        [["--hash", "email"], { INTERCOM_HASH_KEY: `another ${key}` }],
        [[], {}]
      ] as const) {
        const { exitCode, stderr } = yield* run(flags, other)
        assert.strictEqual(exitCode, 2, stderr)
        assert.match(stderr, /other bounds or fields\. [^\n]*--hash \(with its key\)/)
      }
      assert.strictEqual((yield* run(["--hash", "email", "--hash-key-file", keyFile])).exitCode, 0)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("refuses what would not be what was meant, before anything is sent, and repeats no key", () =>
    Effect.gen(function* () {
      const out = yield* folder
      for (const [flags, said, env] of [
        [["--hash", "email"], /There is no key for --hash\. Set INTERCOM_HASH_KEY/, {}],
        [["--hash", "email"], /shorter than 16 bytes/, { INTERCOM_HASH_KEY: "short-key" }],
        [["--hash", "email", "--hash-key-file", join(out, "none")], /key file \S+none cannot be read \(NotFound\)/, {}],
        [["--hash-key-file", "x"], /--hash-key-file is the key of --hash/, {}],
        [["--drop", "emial"], /no record of contacts has a field emial\. Did you mean email\?/, {}],
        [["--drop", "id"], /id is what records of contacts are known by/, {}],
        [["--fields", "email,"], /--fields[^\n]*paths to fields/, {}]
      ] as const) {
        const { exitCode, stderr } = yield* runOnFake(["export", "contacts", "--out", out, ...flags], { env })
        assert.strictEqual(exitCode, 2, stderr)
        assert.match(stderr, said)
        assert.notInclude(stderr, "short-key")
      }
      assert.deepStrictEqual(yield* requests, [])
    }).pipe(Effect.provide(workspace))
  )
})

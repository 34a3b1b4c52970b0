import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom, Faults } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { folder, held, requests, runOnFake } from "../test/fakeWorkspace.ts"

const seeds = { contacts: 320, companies: 30, conversations: 25 }
const workspace = FakeIntercom.layerHttpClient(seeds)

const linesOf = (out: string, stream: string): ReadonlyArray<string> =>
  readFileSync(join(out, `${stream}.ndjson`), "utf8")
    .split("\n")
    .slice(0, -1)

const failing = (rule: Faults.Rule) => FakeIntercom.layerHttpClient({ ...seeds, faults: Faults.script([rule]) })

/** What was written of the first page stays, and the export goes on when it is started again. */
const secondPage: Faults.Rule = {
  when: ({ path, query }) => path === "/contacts" && query["starting_after"] !== undefined,
  times: 1,
  fault: { status: 403 }
}

describe("intercom export", () => {
  it.effect("writes a file a stream that holds what the workspace holds, and a report beside them", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const { exitCode, stderr, stdout } = yield* runOnFake(["export", "--out", out])
      assert.strictEqual(exitCode, 0, stderr)
      assert.strictEqual(stdout, "")
      for (const stream of ["contacts", "companies", "conversations"] as const) {
        assert.deepStrictEqual(linesOf(out, stream).toSorted(), yield* held(stream), stream)
      }
      const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8"))
      assert.isTrue(report.complete)
      assert.match(stderr, /^contacts: 320 rows$/m)
      assert.match(stderr, /^contacts +320 +320 +\d+ +0 +0 +0 +0 +yes +\S+contacts\.ndjson/m)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("writes a database with a table a stream, and resumes into it", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const args = ["export", "contacts", "conversations", "--format", "sqlite", "--out", out]
      const failed = yield* runOnFake(args)
      assert.strictEqual(failed.exitCode, 1)
      assert.include(failed.stderr, "--format sqlite --resume")
      assert.strictEqual((yield* runOnFake(args)).exitCode, 2)
      const resumed = yield* runOnFake([...args, "--resume"])
      assert.strictEqual(resumed.exitCode, 0, resumed.stderr)
      const database = new DatabaseSync(join(out, "export.db"))
      for (const stream of ["contacts", "conversations"] as const) {
        const rows = database.prepare(`SELECT record FROM ${stream}`).all()
        assert.deepStrictEqual(rows.map(({ record }) => String(record)).toSorted(), yield* held(stream), stream)
      }
      database.close()
      assert.isTrue(JSON.parse(readFileSync(join(out, "report.json"), "utf8")).complete)
    }).pipe(Effect.provide(failing(secondPage)))
  )

  it.effect("adds what changed with --since last", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const { stderr } = yield* runOnFake(["export", "contacts", "--since", "last", "--out", out])
      assert.strictEqual(linesOf(out, "contacts").length, 320, stderr)
      const again = yield* runOnFake(["export", "contacts", "--since", "last", "--out", out])
      assert.strictEqual(again.exitCode, 0, again.stderr)
      assert.isTrue((yield* requests).includes("POST /contacts/search"))
      assert.isAtLeast(linesOf(out, "contacts").length, 320)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("replaces an export that was complete", () =>
    Effect.gen(function* () {
      const out = yield* folder
      yield* runOnFake(["export", "companies", "--out", out])
      const { exitCode } = yield* runOnFake(["export", "companies", "--out", out])
      assert.strictEqual(exitCode, 0)
      assert.deepStrictEqual(linesOf(out, "companies").toSorted(), yield* held("companies"))
    }).pipe(Effect.provide(workspace))
  )

  it.effect("reads no single conversation with --no-parts", () =>
    Effect.gen(function* () {
      const out = yield* folder
      yield* runOnFake(["export", "conversations", "--no-parts", "--out", out])
      assert.strictEqual(linesOf(out, "conversations").length, 25)
      assert.isFalse((yield* requests).some((request) => request.startsWith("GET /conversations/")))
    }).pipe(Effect.provide(workspace))
  )

  it.effect("that fails says how to go on, and goes on from there", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const failed = yield* runOnFake(["export", "contacts", "--out", out])
      assert.strictEqual(failed.exitCode, 1)
      const command = `intercom export contacts --out ${out} --resume`
      assert.match(failed.stderr, /^intercom: [^\n]*403[^\n]* Go on with: intercom export [^\n]+$/m)
      assert.isTrue(failed.stderr.endsWith(`Go on with: ${command}\n`), failed.stderr)
      assert.isBelow(linesOf(out, "contacts").length, 320)

      const refused = yield* runOnFake(["export", "contacts", "--out", out])
      assert.strictEqual(refused.exitCode, 2)
      assert.include(refused.stderr, command)
      assert.include(refused.stderr, "--overwrite")

      const resumed = yield* runOnFake(command.split(" ").slice(1))
      assert.strictEqual(resumed.exitCode, 0, resumed.stderr)
      assert.deepStrictEqual(linesOf(out, "contacts").toSorted(), yield* held("contacts"))
    }).pipe(Effect.provide(failing(secondPage)))
  )

  it.effect("names the instant a relative time meant in the command to go on", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const { stderr } = yield* runOnFake(["export", "contacts", "--since", "7d", "--out", out])
      assert.match(stderr, /--since \d{4}-\d\d-\d\dT[\d:.]+Z --resume\n$/)
    }).pipe(Effect.provide(failing({ when: ({ path }) => path === "/contacts/search", fault: { status: 403 } })))
  )

  it.effect("that lacks something says what, and ends with a code of its own", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const { exitCode, stderr } = yield* runOnFake(["export", "conversations", "--out", out])
      assert.strictEqual(exitCode, 3)
      assert.match(
        stderr,
        /intercom: The export is not complete: conversations: 1 records? could not be read\.[^\n]*report\.json/
      )
      assert.isTrue(existsSync(join(out, "conversations.problems.ndjson")))
      assert.isFalse(JSON.parse(readFileSync(join(out, "report.json"), "utf8")).complete)
    }).pipe(
      Effect.provide(
        failing({
          when: ({ path }) => path.startsWith("/conversations/"),
          times: 1,
          fault: { status: 200, body: { type: "conversation" } }
        })
      )
    )
  )

  it.effect("into a folder that cannot be made says so", () =>
    Effect.gen(function* () {
      const out = join(yield* folder, "file")
      writeFileSync(out, "")
      const { exitCode, stderr } = yield* runOnFake(["export", "--out", join(out, "below")])
      assert.strictEqual(exitCode, 2)
      assert.match(stderr, /^intercom: The folder \S+below cannot be made \(\w+\)\. [^\n]*--out\n$/)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("with a refused token makes no files", () =>
    Effect.gen(function* () {
      const out = join(yield* folder, "export")
      const { exitCode, stderr } = yield* runOnFake(["export", "--out", out], {
        env: { INTERCOM_ACCESS_TOKEN: "wrong" }
      })
      assert.strictEqual(exitCode, 1)
      assert.match(stderr, /^intercom: [^\n]*does not accept the access token[^\n]*\n$/)
      assert.isFalse(existsSync(out))
    }).pipe(Effect.provide(workspace))
  )
})

import * as NodeServices from "@effect/platform-node/NodeServices"
import { DurableExport } from "@effect-intercom/sync"
import { Faults } from "@effect-intercom/testing"
import { FakeIntercom } from "@effect-intercom/testing/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as ChildProcess from "effect/process/ChildProcess"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { fileURLToPath } from "node:url"
import { gunzipSync } from "node:zlib"
import { ask, password, postgres } from "./postgres.ts"
import { bin, runToEnd, spawn } from "./process.ts"
import { runCommand } from "./runCommand.ts"

const server = postgres()
const without = fileURLToPath(import.meta.resolve("./withoutPackage.ts"))

describe("effect-intercom export --runners", () => {
  it.live(
    "is one of several processes that bring a workspace together, each with the report, and --status tells of it",
    () =>
      Effect.gen(function* () {
        const fake = yield* FakeIntercom.serve({ contacts: 40, conversations: 30, companies: 3 })
        const env = { INTERCOM_ACCESS_TOKEN: fake.token, INTERCOM_BASE_URL: fake.url, PGPASSWORD: password }
        const to = ["--to", server.address(), "--schema", "shared"]
        // With its name the second joins although the first should be done before it has begun.
        const runner = runToEnd(["export", ...to, "--runners", "--export-id", "night"], env)
        const both = yield* Effect.all([runner, runner], { concurrency: 2 })
        for (const { exitCode, stderr, stdout } of both) {
          assert.deepStrictEqual([exitCode, stdout], [0, ""], stderr)
          assert.include(stderr, "takes part in the export night")
          assert.match(stderr, /^contacts +40 +40 .*yes$/m)
          assert.match(stderr, /73 rows in [^\n]+, in the schema shared of postgres/)
        }
        const rows = yield* ask(
          server,
          `SELECT (SELECT count(*) FROM shared.current_contacts)::int4 AS contacts,
            (SELECT count(*) FROM shared.current_conversations)::int4 AS conversations,
            (SELECT count(*) FROM shared.durable_exports)::int4 AS exports, (SELECT count(*) FROM shared.export_reports)::int4 AS reports`
        )
        assert.deepStrictEqual([...rows], [{ contacts: 40, conversations: 30, exports: 1, reports: 1 }])
        const told = yield* runCommand(["export", ...to, "--status"], { env })
        assert.match(told.stdout, /^night: done, 73 rows/)
        assert.match(told.stdout, /^conversations +\d+ +\d+ +30 +30 +0$/m)
        const json = JSON.parse((yield* runCommand(["export", ...to, "--status", "--json"], { env })).stdout)
        assert.strictEqual(json[0].rows, 73)
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live(
    "brings a workspace into one folder, a file a segment and a manifest that names them, and refuses a folder with another export",
    () =>
      Effect.gen(function* () {
        const fake = yield* FakeIntercom.serve({ contacts: 40, conversations: 30 })
        const env = { INTERCOM_ACCESS_TOKEN: fake.token, INTERCOM_BASE_URL: fake.url, PGPASSWORD: password }
        const fileSystem = yield* FileSystem.FileSystem
        const folder = `${yield* fileSystem.makeTempDirectoryScoped()}/lake`
        const shared = [
          "export",
          "contacts",
          "conversations",
          "--to",
          server.address(),
          "--schema",
          "objects",
          "--runners"
        ]
        const runner = runToEnd([...shared, "--out", folder, "--export-id", "lake"], env)
        const both = yield* Effect.all([runner, runner], { concurrency: 2 })
        for (const { exitCode, stderr, stdout } of both) {
          assert.deepStrictEqual([exitCode, stdout], [0, ""], stderr)
          assert.include(stderr, `in ${folder}; manifest.json there tells more`)
        }
        const manifest = yield* Effect.flatMap(
          fileSystem.readFileString(`${folder}/manifest.json`),
          Schema.decodeEffect(Schema.fromJsonString(DurableExport.Manifest))
        )
        assert.isTrue(manifest.complete)
        const records = yield* Effect.forEach(manifest.objects, ({ name, stream }) =>
          Effect.map(fileSystem.readFile(`${folder}/${name}`), (packed) =>
            gunzipSync(packed)
              .toString()
              .trim()
              .split("\n")
              .map((line) => `${stream} ${JSON.parse(line).id}`)
          )
        )
        assert.strictEqual(new Set(records.flat()).size, 70)
        const tables = yield* ask(server, "SELECT to_regclass('objects.contacts') IS NULL AS none")
        assert.deepStrictEqual([...tables], [{ none: true }])

        const again = yield* runToEnd([...shared, "--out", folder], env)
        assert.strictEqual(again.exitCode, 2)
        assert.match(again.stderr, /lake holds the export lake, and this is the export \d{8}T\d+Z/)
        assert.include(again.stderr, "Choose another folder with --out")

        // As where each machine has a folder of its own.
        const other = yield* runToEnd([...shared, "--out", `${folder}-2`, "--export-id", manifest.exportId], env)
        assert.strictEqual(other.exitCode, 3, other.stderr)
        assert.include(other.stderr, "has no manifest.json that says so")
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("refuses streams that cannot be shared before anything is asked, and all is without them", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom.serve({ contacts: 3 })
      const env = { INTERCOM_ACCESS_TOKEN: fake.token, INTERCOM_BASE_URL: fake.url, PGPASSWORD: password }
      const to = ["--to", server.address(), "--schema", "refused", "--runners"]
      for (const [named, ...others] of [
        ["content_data"],
        ["call_transcripts", "contacts"],
        ["conversation_parts"],
        ["custom_objects:Order"]
      ]) {
        const { exitCode, stderr } = yield* runCommand(["export", named ?? "", ...others, ...to], { env })
        assert.strictEqual(exitCode, 2, stderr)
        assert.match(stderr, /cannot be shared by runners/)
      }
      assert.deepStrictEqual(yield* fake.requests, [])
      const { exitCode, stderr } = yield* runToEnd(["export", "all", ...to], env)
      assert.strictEqual(exitCode, 0, stderr)
      assert.match(stderr, /call_transcripts[^\n]*: not shared by runners, left out/)
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("lets go of its segments at once when it is interrupted, and without a name the next one joins it", () =>
    Effect.gen(function* () {
      // Enough to write a page comes at once, and all else only when the first has been interrupted.
      let read = 0
      let interrupted = false
      const late = (path: string) => !interrupted && /^\/conversations\/\d+$/.test(path) && ++read > 200
      const faults = Faults.script([{ when: ({ path }) => late(path), fault: { latency: "1 hour" } }])
      const fake = yield* FakeIntercom.serve({ conversations: 300, faults })
      const env = { INTERCOM_ACCESS_TOKEN: fake.token, INTERCOM_BASE_URL: fake.url, PGPASSWORD: password }
      const runner = ["export", "conversations", "--to", server.address(), "--schema", "stopped", "--runners"]
      const child = yield* spawn([...runner, "--export-id", "one"], env)
      yield* Effect.forkScoped(Stream.runDrain(child.stderr))
      const held = Effect.orElseSucceed(
        ask(
          server,
          "SELECT count(*)::int4 AS held, sum(rows)::int4 AS rows FROM stopped.durable_segments WHERE beat IS NOT NULL"
        ),
        () => []
      )
      yield* Effect.repeat(held, {
        until: ([row]) => Number(row?.["rows"] ?? 0) > 0,
        schedule: Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "5 minutes" }))
      })
      yield* child.kill({ killSignal: "SIGINT" })
      yield* Effect.ignore(child.exitCode)
      assert.strictEqual((yield* held)[0]?.["held"], 0)

      interrupted = true
      const { exitCode, stderr } = yield* runToEnd(runner, env)
      assert.strictEqual(exitCode, 0, stderr)
      assert.include(stderr, "takes part in the export one")
      assert.match(stderr, /^conversations +300 +300 .*yes$/m)
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("says what it cannot do, and what is missing", () =>
    Effect.gen(function* () {
      const env = { INTERCOM_ACCESS_TOKEN: "t" }
      const to = ["--to", "postgres://me@localhost/w"]
      const wrong = [
        [["--runners"], "Name the database with --to or --to-env"],
        [["--export-id", "one"], "--export-id is one of --runners"],
        [[...to, "--runners", "--status"], "Give one of them"],
        [[...to, "--runners", "--resume"], "--resume is for exports of one process"],
        [[...to, "--runners", "--since", "last"], "--since last goes on with an export of one process"],
        [[...to, "--runners", "--drop", "email"], "--drop is for exports of one process"],
        [[...to, "--runners", "--mismatches", "fail"], "--mismatches is for exports of one process"],
        [[...to, "--runners", "--hash-key-file", "key"], "--hash-key-file is for exports of one process"],
        [[...to, "--status", "--report", "report.json"], "--report is for one"],
        [[...to, "--status", "--no-parts"], "--no-parts is for one"],
        [["contacts", ...to, "--status"], "the name of a stream is for one"],
        [["--runners", "--out", "lake"], "Name the database with --to or --to-env"],
        [["--status"], "Name the database with --to or --to-env"],
        [[...to, "--out", "lake"], "Leave one of them out"],
        [[...to, "--runners", "--out", "-"], "--out - is of one process"],
        [[...to, "--runners", "--out", "lake", "--format", "csv"], "runners write packed lines, a file a segment"],
        [[...to, "--runners", "--out", "lake", "--split-size", "10MB"], "--split-size is for exports of one process"],
        [[...to, "--runners", "--out", "lake", "--attributes"], "lines have none"],
        [
          [...to, "--runners", "--out", "s3://key:secret@bucket/x"],
          "--out s3://… is the address of a store, and no folder"
        ]
      ] as const
      for (const [args, text] of wrong) {
        const { exitCode, stderr } = yield* runCommand(["export", ...args], { env })
        assert.include(stderr, text)
        assert.strictEqual(exitCode, 2)
      }
      const child = yield* ChildProcess.make(
        process.execPath,
        ["--import", without, bin, "export", ...to, "--status"],
        { env: { ...env, WITHOUT_PACKAGE: "@effect-intercom/sync" }, extendEnv: false, stdin: "ignore" }
      )
      const stderr = yield* Stream.mkString(Stream.decodeText(child.stderr))
      assert.include(stderr, "npm install @effect-intercom/sync")
      assert.strictEqual(Number(yield* child.exitCode), 2)
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})

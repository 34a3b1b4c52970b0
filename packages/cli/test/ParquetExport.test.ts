import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom, Faults } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as TestClock from "effect/testing/TestClock"
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { folder, held, runOnFake } from "./fakeWorkspace.ts"
import { parquetFilesOf, parquetRecords, parquetRows } from "./parquetFiles.ts"
import { processes, runToEnd, spawn, startFake } from "./process.ts"

const seeds = { contacts: 320, companies: 30, conversations: 25 }

const secondPageFails = FakeIntercom.layerHttpClient({
  ...seeds,
  faults: Faults.script([
    {
      when: ({ path, query }) => path === "/contacts" && query["starting_after"] !== undefined,
      times: 1,
      fault: { status: 403 }
    }
  ])
})

describe("effect-intercom export --format parquet", () => {
  it.effect("writes files that hold what the workspace holds, with ids and times as columns, and a report", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const { exitCode, stderr } = yield* runOnFake(["export", "--format", "parquet", "--out", out])
      assert.strictEqual(exitCode, 0, stderr)
      for (const stream of ["contacts", "companies", "conversations"] as const) {
        assert.deepStrictEqual(yield* parquetRecords(out, stream), yield* held(stream), stream)
      }
      for (const { created_at, id, record, updated_at } of yield* parquetRows(out, "contacts")) {
        const contact = JSON.parse(String(record))
        assert.deepStrictEqual(
          [id, created_at, updated_at],
          [contact.id, BigInt(contact.created_at), BigInt(contact.updated_at)]
        )
      }
      assert.isTrue(JSON.parse(readFileSync(join(out, "report.json"), "utf8")).complete)
      assert.match(stderr, /^contacts +320 +320 +\d+ +yes +[1-9][\d.]* kB$/m)
      assert.deepStrictEqual(readdirSync(out).toSorted(), [
        "checkpoint.ids",
        "checkpoint.json",
        "companies-0001.parquet",
        "contacts-0001.parquet",
        "conversations-0001.parquet",
        "report.json"
      ])
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient(seeds)))
  )

  it.effect("that fails leaves whole files, and what it says finishes the export", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const failed = yield* runOnFake(["export", "contacts", "--format", "parquet", "--out", out])
      assert.strictEqual(failed.exitCode, 1)
      const command = `effect-intercom export contacts --out ${out} --format parquet --resume`
      assert.isTrue(failed.stderr.endsWith(`Go on with: ${command}\n`), failed.stderr)
      const first = yield* parquetRecords(out, "contacts")
      assert.isTrue(first.length > 0 && first.length < 320)

      const resumed = yield* runOnFake(command.split(" ").slice(1))
      assert.strictEqual(resumed.exitCode, 0, resumed.stderr)
      assert.deepStrictEqual(yield* parquetRecords(out, "contacts"), yield* held("contacts"))
    }).pipe(Effect.provide(secondPageFails))
  )

  it.effect("adds what changed in files of their own with --since last", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const args = ["export", "conversations", "--format", "parquet", "--since", "last", "--out", out]
      yield* runOnFake(args)
      const changed = String(JSON.parse((yield* held("conversations"))[0] ?? "").id)
      yield* TestClock.adjust("1 hour")
      yield* FakeIntercom.use(({ workspace }) =>
        Effect.sync(() => workspace.conversations.update(changed, { title: "Changed" }))
      )
      yield* TestClock.adjust("1 hour")
      const again = yield* runOnFake(args)
      assert.strictEqual(again.exitCode, 0, again.stderr)
      assert.lengthOf(parquetFilesOf(out, "conversations"), 2)
      const ids = (yield* parquetRows(out, "conversations")).map(({ id }) => id)
      assert.deepStrictEqual([ids.length, ids.at(-1)], [26, changed])
    }).pipe(
      Effect.provide(FakeIntercom.layerHttpClient(seeds)),
      // The exporter and the workspace agree on the time from the day on which seeded records end.
      (program) => Effect.andThen(TestClock.setTime(Date.UTC(2026, 10, 2)), program)
    )
  )

  it.live("without the package that writes them says what to install, before anything is sent or made", () =>
    Effect.gen(function* () {
      const { env, secret, url } = yield* startFake("--contacts", "3")
      const out = join(yield* folder, "export")
      const hook = fileURLToPath(import.meta.resolve("./withoutPackage.ts"))
      const without = { ...env, NODE_OPTIONS: `--import ${hook}`, WITHOUT_PACKAGE: "hyparquet-writer" }
      const { exitCode, stderr, stdout } = yield* runToEnd(["export", "--format", "parquet", "--out", out], without)
      assert.deepStrictEqual([exitCode, stdout], [2, ""])
      assert.match(
        stderr,
        /^effect-intercom: --format parquet needs the package hyparquet-writer, which is not installed\. [^\n]*npm install hyparquet-writer[^\n]*\n$/
      )
      const requests = yield* Effect.flatMap(
        HttpClient.get(`${url}/_fake/requests`, { headers: { "x-fake-secret": secret } }),
        ({ json }) => json
      )
      assert.deepStrictEqual([requests, existsSync(out)], [[], false])
    }).pipe(Effect.scoped, Effect.provide(processes))
  )

  it.live("killed at any moment has every record once after --resume", () =>
    Effect.gen(function* () {
      const { env, secret, url } = yield* startFake("--contacts", "6000", "--conversations", "400", "--latency", "120")
      const out = yield* folder
      const args = ["export", "contacts", "conversations", "--format", "parquet", "--out", out]
      const child = yield* spawn(args, env)
      const lines = join(out, "contacts-0001.part.gz")
      yield* Effect.sleep("20 millis").pipe(
        Effect.repeat({ until: () => existsSync(lines) && statSync(lines).size > 0 })
      )
      yield* child.kill({ killSignal: "SIGKILL" })
      assert.deepStrictEqual(parquetFilesOf(out, "contacts"), [])

      const resumed = yield* runToEnd([...args, "--resume"], env)
      assert.strictEqual(resumed.exitCode, 0, resumed.stderr)
      for (const stream of ["contacts", "conversations"]) {
        const { text } = yield* HttpClient.get(`${url}/_fake/dump/${stream}`, { headers: { "x-fake-secret": secret } })
        const dump = (yield* text).split("\n").filter((line) => line !== "")
        assert.deepStrictEqual(yield* parquetRecords(out, stream), dump.toSorted(), stream)
      }
    }).pipe(Effect.scoped, Effect.provide(processes))
  )
})

import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom, Faults } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as ChildProcess from "effect/process/ChildProcess"
import * as Stream from "effect/Stream"
import { existsSync } from "node:fs"
import { held, requests, runOnFake } from "./fakeWorkspace.ts"
import { bin, processes, spawn, startFake } from "./process.ts"

const seeds = { contacts: 320, companies: 30, conversations: 25 }
const workspace = FakeIntercom.layerHttpClient(seeds)

const linesOf = (stdout: string): ReadonlyArray<string> => stdout.split("\n").slice(0, -1)

describe("effect-intercom export --out -", () => {
  it.effect("writes the records of one stream to stdout as they came, and everything else to stderr", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* runOnFake(["export", "contacts", "--out", "-"])
      assert.strictEqual(exitCode, 0, stderr)
      assert.deepStrictEqual(linesOf(stdout).toSorted(), yield* held("contacts"))
      assert.match(stderr, /^contacts: 320 rows$/m)
      assert.match(stderr, /^contacts +320 +320 +\d+ +yes$/m)
      assert.match(stderr, /^320 rows in [^\n]*, to stdout$/m)
      assert.notInclude(stderr, "report.json")
      assert.isFalse(existsSync("-"))
    }).pipe(Effect.provide(workspace))
  )

  it.effect("names the stream of each record where there are several", () =>
    Effect.gen(function* () {
      const { stderr, stdout } = yield* runOnFake(["export", "--out", "-"])
      const lines = linesOf(stdout).map((line) => JSON.parse(line))
      for (const stream of ["contacts", "companies", "conversations"] as const) {
        const records = lines.filter((line) => line.stream === stream).map(({ record }) => JSON.stringify(record))
        assert.deepStrictEqual(records.toSorted(), yield* held(stream), stderr)
      }
      assert.deepStrictEqual(Object.keys(lines[0]), ["stream", "record"])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("refuses what needs a folder, by its name, before anything is sent", () =>
    Effect.gen(function* () {
      for (const [flag, ...words] of [
        ["--resume"],
        ["--full"],
        ["--overwrite"],
        ["--since", "last"],
        ["--format", "sqlite"],
        ["--split-size", "5MB"]
      ] as const) {
        const { exitCode, stderr, stdout } = yield* runOnFake(["export", "contacts", "--out", "-", flag, ...words])
        assert.deepStrictEqual([exitCode, stdout], [2, ""])
        assert.match(stderr, /^effect-intercom: [^\n]*--out -[^\n]*\n$/)
        assert.include(stderr, [flag, ...words].join(" "))
      }
      assert.deepStrictEqual(yield* requests, [])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("tells what went wrong with a record on stderr, and ends with the code of what is not complete", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* runOnFake(["export", "conversations", "--out", "-"])
      assert.strictEqual(exitCode, 3, stderr)
      assert.strictEqual(linesOf(stdout).length, 24)
      assert.match(stderr, /^effect-intercom: warn: conversations: \d+ is left out: [^\n]+$/m)
      assert.match(stderr, /not complete: conversations: 1 record could not be read\.[^\n]*\n$/)
      assert.notInclude(stderr, "report.json")
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ ...seeds, faults: Faults.script([unreadable]) })))
  )

  it.effect("that fails says that it starts again from the beginning, and names no way to resume", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* runOnFake(["export", "contacts", "--out", "-"])
      assert.strictEqual(exitCode, 1)
      assert.isAbove(linesOf(stdout).length, 0)
      assert.include(stderr, "begins from the start")
      assert.notInclude(stderr, "--resume")
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ ...seeds, faults: Faults.script([secondPage]) })))
  )

  it.live("ends in silence when its reader has seen enough", () =>
    Effect.gen(function* () {
      const { env } = yield* startFake("--contacts", "5000")
      const script = `{ "${process.execPath}" "${bin}" export contacts --out -; echo "ended with $?" >&2; } | head -n 1`
      const child = yield* ChildProcess.make("sh", ["-c", script], { env, extendEnv: true })
      const [stdout, stderr] = yield* Effect.all(
        [Stream.mkString(Stream.decodeText(child.stdout)), Stream.mkString(Stream.decodeText(child.stderr))],
        { concurrency: 2 }
      )
      assert.isObject(JSON.parse(stdout))
      assert.strictEqual(stderr, "ended with 0\n")
    }).pipe(Effect.scoped, Effect.provide(processes))
  )

  it.live("is stopped by a signal although nobody reads what it writes", () =>
    Effect.gen(function* () {
      const { env } = yield* startFake("--contacts", "20000")
      const child = yield* spawn(["export", "contacts", "--out", "-"], env)
      const stderr = yield* Effect.forkChild(Stream.mkString(Stream.decodeText(child.stderr)))
      yield* child.stdout.pipe(Stream.take(1), Stream.runDrain)
      yield* child.kill({ killSignal: "SIGTERM" })
      assert.strictEqual(Number(yield* child.exitCode), 143)
      assert.notInclude(yield* Fiber.join(stderr), "--resume")
    }).pipe(Effect.scoped, Effect.provide(processes))
  )
})

const unreadable: Faults.Rule = {
  when: ({ method, path }) => method === "GET" && /^\/conversations\/\d+$/.test(path),
  times: 1,
  fault: { status: 200, body: { type: "conversation" } }
}

const secondPage: Faults.Rule = {
  when: ({ path, query }) => path === "/contacts" && query["starting_after"] !== undefined,
  times: 1,
  fault: { status: 403 }
}

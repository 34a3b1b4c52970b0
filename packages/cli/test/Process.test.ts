import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as ChildProcess from "effect/process/ChildProcess"
import * as Stream from "effect/Stream"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { folder } from "./fakeWorkspace.ts"
import { bin, processes, runToEnd, spawn, startFake } from "./process.ts"
import { compare } from "../src/Verification.ts"

describe("the process", () => {
  it.live("serves a fake workspace that says in its first line where it is, and refuses a port that is taken", () =>
    Effect.gen(function* () {
      const { env, line, url } = yield* startFake("--contacts", "3")
      assert.match(line, /^\{"url":"http:\/\/127\.0\.0\.1:\d+","token":"[^"]+","secret":"[0-9a-f]+"\}$/)
      const who = yield* runToEnd(["whoami"], env)
      assert.strictEqual(who.exitCode, 0, who.stderr)
      assert.match(who.stdout, /^workspace /)

      const port = new URL(url).port
      const second = yield* runToEnd(["fake", "--port", port])
      assert.strictEqual(second.exitCode, 1)
      assert.strictEqual(second.stdout, "")
      assert.match(
        second.stderr,
        new RegExp(`^effect-intercom: [^\\n]*127\\.0\\.0\\.1:${port} \\(EADDRINUSE\\)[^\\n]*--port[^\\n]*\\n$`)
      )
    }).pipe(Effect.scoped, Effect.provide(processes))
  )

  it.live("refuses a port that is none as any other argument", () =>
    Effect.gen(function* () {
      for (const port of ["99999", "-1", "1.5", "here"]) {
        const { exitCode, stderr } = yield* runToEnd(["fake", `--port=${port}`])
        assert.strictEqual(exitCode, 2)
        assert.match(stderr, /^effect-intercom: [^\n]+--port[^\n]+a whole number from 0 to 65535\. [^\n]+\n$/)
      }
    }).pipe(Effect.scoped, Effect.provide(processes))
  )

  // A device that is always full, where the system has one.
  if (existsSync("/dev/full")) {
    it.live("says so when its output cannot be written", () =>
      Effect.gen(function* () {
        const child = yield* ChildProcess.make("sh", ["-c", `"${process.execPath}" "${bin}" operations > /dev/full`])
        const [stderr, exitCode] = yield* Effect.all(
          [Stream.mkString(Stream.decodeText(child.stderr)), child.exitCode],
          { concurrency: 2 }
        )
        assert.deepStrictEqual(
          [Number(exitCode), stderr],
          [1, "effect-intercom: The output cannot be written (ENOSPC)\n"]
        )
      }).pipe(Effect.scoped, Effect.provide(processes))
    )
  }

  it.live("answers a refused connection with one line and no stack trace", () =>
    Effect.gen(function* () {
      const env = { INTERCOM_ACCESS_TOKEN: "dG9rOjEyMzQ1", INTERCOM_BASE_URL: "http://127.0.0.1:1" }
      const { exitCode, stderr, stdout } = yield* runToEnd(["export", "--out", yield* folder], env)
      assert.strictEqual(exitCode, 1)
      assert.strictEqual(stdout, "")
      assert.match(stderr, /^effect-intercom: http:\/\/127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)[^\n]*\n$/)
      assert.notInclude(stderr, "dG9rOjEyMzQ1")
    }).pipe(Effect.scoped, Effect.provide(processes))
  )

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129]
  ] as const) {
    it.live(`ended by ${signal} ends with ${code}`, () =>
      Effect.gen(function* () {
        const child = yield* spawn(["fake"])
        yield* child.stdout.pipe(Stream.take(1), Stream.runDrain)
        yield* child.kill({ killSignal: signal })
        assert.strictEqual(Number(yield* child.exitCode), code)
      }).pipe(Effect.scoped, Effect.provide(processes))
    )
  }

  it.live("leaves whole lines on Ctrl-C and says how to go on, and what it says finishes the export", () =>
    Effect.gen(function* () {
      const { env, secret, url } = yield* startFake("--contacts", "6000", "--conversations", "400", "--latency", "60")
      const out = yield* folder
      const child = yield* spawn(["export", "contacts", "conversations", "--out", out], env)
      const stderr = yield* Effect.forkChild(Stream.mkString(Stream.decodeText(child.stderr)))
      const file = join(out, "contacts.ndjson")
      yield* Effect.sleep("20 millis").pipe(
        Effect.repeat({ until: () => existsSync(file) && readFileSync(file, "utf8").length > 0 })
      )
      yield* child.kill({ killSignal: "SIGINT" })
      assert.strictEqual(Number(yield* child.exitCode), 130)

      const said = yield* Fiber.join(stderr)
      const command = /Stopped; what is written is whole\. Go on with: effect-intercom (export .+ --resume)\n$/.exec(
        said
      )?.[1]
      assert.isDefined(command, said)
      for (const stream of ["contacts", "conversations"]) {
        const text = readFileSync(join(out, `${stream}.ndjson`), "utf8")
        assert.isTrue(text === "" || text.endsWith("\n"))
        for (const line of text.split("\n").slice(0, -1)) assert.isObject(JSON.parse(line))
      }
      assert.notStrictEqual(readFileSync(file, "utf8").split("\n").length - 1, 6000)

      const resumed = yield* runToEnd((command ?? "").split(" "), env)
      assert.strictEqual(resumed.exitCode, 0, resumed.stderr)
      for (const [stream, lines] of [
        ["contacts", 6000],
        ["conversations", 400]
      ] as const) {
        const compared = yield* compare({ secret, url }, stream, join(out, `${stream}.ndjson`))
        assert.deepStrictEqual([compared.lines, compared.differences], [lines, []])
      }
    }).pipe(Effect.scoped, Effect.provide(processes))
  )
})

import { assert, describe, it } from "@effect/vitest"
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { bin, processes, runToEnd, spawn, startFake } from "./process.ts"

const secret = "0123456789abcdef0123456789abcdef"

/** A session with the command as clients start it. */
const started = Effect.fnUntraced(function* (args: ReadonlyArray<string>, env: Readonly<Record<string, string>>) {
  const client = new Client({ name: "test", version: "1" })
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bin, "mcp", ...args],
    env,
    stderr: "pipe"
  })
  let stderr = ""
  transport.stderr?.on("data", (data: Buffer) => (stderr += data.toString()))
  yield* Effect.promise(() => client.connect(transport))
  yield* Effect.addFinalizer(() => Effect.promise(() => client.close()))
  return { client, stderr: () => stderr }
})

describe("effect-intercom mcp", () => {
  it.live("plays a session with the official client over stdin and stdout", () =>
    Effect.gen(function* () {
      const { env } = yield* startFake("--contacts", "12")
      const { client, stderr } = yield* started(["--allow-write", "contacts.create", "--drop", "*.phone"], env)
      const { tools } = yield* Effect.promise(() => client.listTools())
      assert.strictEqual(tools.length, 16)
      const found = yield* Effect.promise(() => client.callTool({ name: "find_people", arguments: {} }))
      assert.include(JSON.stringify(found.content), "12 people match")
      const created = yield* Effect.promise(() =>
        client.callTool({ name: "contacts_create", arguments: { input: { email: "ada@example.com" } } })
      )
      assert.include(JSON.stringify(created.content), "Done: contacts.create.")
      assert.strictEqual(stderr(), "")
    }).pipe(Effect.scoped, Effect.provide(processes))
  )

  it.live("ends when the client closes its stdin", () =>
    Effect.gen(function* () {
      const { exitCode, stderr, stdout } = yield* runToEnd(["mcp"], { INTERCOM_ACCESS_TOKEN: "x" })
      assert.deepStrictEqual([exitCode, stderr, stdout], [0, "", ""])
    }).pipe(Effect.scoped, Effect.provide(processes))
  )

  it.live("serves HTTP on loopback to clients that bring the secret, which shows nowhere", () =>
    Effect.gen(function* () {
      const { env } = yield* startFake("--contacts", "12")
      const child = yield* spawn(["mcp", "--http", "0"], { ...env, INTERCOM_MCP_SECRET: secret })
      const [line = ""] = yield* child.stderr.pipe(
        Stream.decodeText,
        Stream.splitLines,
        Stream.take(1),
        Stream.runCollect
      )
      assert.notInclude(line, secret)
      const address = new URL(/^serving (http:\/\/127\.0\.0\.1:\d+\/mcp)/.exec(line)?.[1] ?? "")
      const client = new Client({ name: "test", version: "1" })
      const transport = new StreamableHTTPClientTransport(address, {
        requestInit: { headers: { authorization: `Bearer ${secret}` } }
      })
      // The declarations of the package were not written for exactOptionalPropertyTypes.
      yield* Effect.promise(() => client.connect(transport as Parameters<Client["connect"]>[0]))
      const found = yield* Effect.promise(() => client.callTool({ name: "find_people", arguments: {} }))
      assert.include(JSON.stringify(found.content), "12 people match")
      yield* Effect.promise(() => client.close())
    }).pipe(Effect.scoped, Effect.provide(processes))
  )

  it.live("starts with nothing that is not as it must be, and says what", () =>
    Effect.gen(function* () {
      const env = { INTERCOM_ACCESS_TOKEN: "x" }
      for (const [args, said] of [
        [["--allow-write", "nope"], /--allow-write: there is no operation "nope"/],
        [["--allow-write", "contacts.get"], /contacts\.get only reads/],
        [["--drop", "emial"], /has a field emial\. Did you mean email\?/],
        [["--hash", "*.email"], /There is no key for --hash/],
        [["--http", "0"], /INTERCOM_MCP_SECRET must hold 32/],
        [["--http", "99999"], /--http.*a whole number from 0 to 65535/]
      ] as const) {
        const { exitCode, stderr, stdout } = yield* runToEnd(["mcp", ...args], env)
        assert.deepStrictEqual([exitCode, stdout], [2, ""], stderr)
        assert.match(stderr, said)
        assert.strictEqual(stderr.trimEnd().split("\n").length, 1)
      }
      const short = yield* runToEnd(["mcp", "--http", "0"], { ...env, INTERCOM_MCP_SECRET: "too short" })
      assert.strictEqual(short.exitCode, 2)
      assert.notInclude(short.stderr, "too short")
    }).pipe(Effect.scoped, Effect.provide(processes))
  )

  it.live("names the package where it is not installed", () =>
    Effect.gen(function* () {
      const hook = fileURLToPath(import.meta.resolve("./withoutPackage.ts"))
      const env = {
        INTERCOM_ACCESS_TOKEN: "x",
        NODE_OPTIONS: `--import ${hook}`,
        WITHOUT_PACKAGE: "@effect-intercom/mcp"
      }
      const { exitCode, stderr, stdout } = yield* runToEnd(["mcp"], env)
      assert.deepStrictEqual([exitCode, stdout], [2, ""])
      assert.match(
        stderr,
        /^effect-intercom: effect-intercom mcp needs the package @effect-intercom\/mcp, which is not installed\. [^\n]*npm install @effect-intercom\/mcp[^\n]*\n$/
      )
    }).pipe(Effect.scoped, Effect.provide(processes))
  )
})

import { Webhooks } from "@effect-intercom/app"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Stream from "effect/Stream"
import { createHmac } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { dayInTheWorkspace } from "../src/WebhookScenario.ts"
import { processes, spawn } from "./process.ts"
import { runCommand } from "./runCommand.ts"

const env = { INTERCOM_CLIENT_SECRET: "client-secret" }

/** Somebody who takes what is sent, and answers with a status. */
const receiver = (status: number) =>
  Effect.gen(function* () {
    const bodies: Array<{ readonly body: string; readonly signature: unknown }> = []
    const server = createServer((request, response) => {
      const chunks: Array<Buffer> = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        bodies.push({ body: Buffer.concat(chunks).toString(), signature: request.headers["x-hub-signature"] })
        response.writeHead(status).end()
      })
    })
    yield* Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void)))
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        server.closeAllConnections()
        server.close()
      })
    )
    const address = server.address()
    const url = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}/webhooks`
    return { bodies, url }
  })

const command = (args: ReadonlyArray<string>, variables: Readonly<Record<string, string>> = env) =>
  runCommand(["webhooks", ...args], { env: variables, http: FetchHttpClient.layer })

describe("effect-intercom webhooks send", () => {
  it.live("sends a notification of the fake workspace, signed, with the fields that were set", () =>
    Effect.gen(function* () {
      const { bodies, url } = yield* receiver(200)
      const args = ["send", "contact.user.created", "--to", url]
      const { exitCode, stdout } = yield* command([...args, "--set", "email=eve@example.com", "--set", "a.b=[1]"])
      yield* command(args)
      const [first, second] = bodies.map(({ body }) => Webhooks.decode(body))
      assert.strictEqual(exitCode, 0)
      assert.strictEqual(stdout.trim(), bodies[0]?.body)
      assert.deepInclude(first?.item, { email: "eve@example.com", a: { b: [1] } })
      assert.notStrictEqual(first?.id, second?.id)
      for (const { body, signature } of bodies) {
        assert.strictEqual(signature, `sha1=${createHmac("sha1", "client-secret").update(body).digest("hex")}`)
      }
    }).pipe(Effect.scoped)
  )

  it.live("says what went wrong: no secret, no such topic, nobody there, refused", () =>
    Effect.gen(function* () {
      const { url } = yield* receiver(401)
      const send = ["send", "ping", "--to", url]
      const outcomes = [
        yield* command(send, {}),
        yield* command(["send", "spaceship.landed", "--to", url]),
        yield* command(["send", "ping", "--to", "http://127.0.0.1:1/"]),
        yield* command(send),
        yield* command([...send, "--set", "nonsense"])
      ]
      assert.deepStrictEqual(
        outcomes.map(({ exitCode }) => exitCode),
        [2, 2, 1, 1, 2]
      )
      const lines = outcomes.map(({ stderr }) => stderr)
      assert.match(lines[0] ?? "", /INTERCOM_CLIENT_SECRET is not set/)
      assert.match(lines[1] ?? "", /It tells of company\.contact\.attached/)
      assert.match(lines[3] ?? "", /answered with 401/)
    }).pipe(Effect.scoped)
  )

  it.effect("knows notifications of more than forty topics, each as its schema says", () =>
    Effect.gen(function* () {
      const day = yield* dayInTheWorkspace(undefined)
      assert.isAtLeast(day.size, 45)
      for (const [topic, notification] of day) {
        const decoded = Webhooks.decode(JSON.stringify(notification))
        assert.deepStrictEqual([decoded.topic, decoded.mismatches], [topic, []])
      }
    })
  )
})

describe("effect-intercom webhooks listen", () => {
  it.effect("refuses ports that are none", () =>
    Effect.gen(function* () {
      for (const port of ["99999", "-1", "http"]) {
        const { exitCode, stderr } = yield* command(["listen", "--port", port])
        assert.strictEqual(exitCode, 2)
        assert.include(stderr, "a whole number from 0 to 65535")
      }
    })
  )

  it.live("prints what it receives, as lines that replay sends again", () =>
    Effect.gen(function* () {
      const child = yield* spawn(["webhooks", "listen"], env)
      const [said = ""] = yield* child.stderr.pipe(
        Stream.decodeText,
        Stream.splitLines,
        Stream.take(1),
        Stream.runCollect
      )
      const url = /http:\/\/\S+?(?=,)/.exec(said)?.[0] ?? ""
      yield* command(["send", "conversation.user.created", "--to", url])
      const [line = ""] = yield* child.stdout.pipe(
        Stream.decodeText,
        Stream.splitLines,
        Stream.take(1),
        Stream.runCollect
      )
      const notification = Webhooks.decode(line)
      assert.deepStrictEqual([notification.topic, notification.mismatches], ["conversation.user.created", []])

      const { bodies, url: again } = yield* receiver(200)
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "webhooks-"))),
        (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
      )
      const file = join(folder, "notifications.ndjson")
      writeFileSync(file, `${line}\n\n${line}\n`)
      const replayed = yield* command(["replay", file, "--to", again])
      assert.deepStrictEqual([replayed.exitCode, bodies.map(({ body }) => body)], [0, [line, line]])
      assert.strictEqual((yield* command(["replay", join(folder, "none"), "--to", again])).exitCode, 2)
    }).pipe(Effect.scoped, Effect.provide(processes))
  )
})

import { IntercomClient } from "@effect-intercom/core"
import { FakeIntercom } from "@effect-intercom/testing/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { bundled } from "../../../tools/started/bundled.ts"
import { differences, dumpOf, type Resource } from "./support/equals.ts"
import { lagsOf, noteWrites, quantile } from "./support/lags.ts"
import { clientOf, postgres } from "./support/postgres.ts"
import { type Changed, randomChanges, randomNumbers } from "./support/randomChanges.ts"

const program = fileURLToPath(new URL("./support/syncingProcess.ts", import.meta.url))
const server = postgres()

/** More of everything on request: `pnpm test:heavy`. */
const amount = (name: string, usual: number) => Number(process.env[name] ?? usual)
const changes = amount("SYNC_CHANGES", 1000)
const kills = amount("SYNC_KILLS", 5)

const streams = ["contacts", "companies", "conversations", "tickets", "deleted_conversations", "contact_merges"]
const dumped: ReadonlyArray<Resource> = ["contacts", "companies", "conversations", "tickets"]

interface Running {
  readonly port: number
  readonly kill: () => Promise<void>
}

/** Starts a process that syncs, and waits until it listens. */
const start = async (args: ReadonlyArray<string>): Promise<Running> => {
  const file = await bundled(program)
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "pipe"] })
    const ended = new Promise<void>((done) => child.once("exit", () => done()))
    let errors = ""
    child.stderr.on("data", (text) => (errors += String(text)))
    createInterface(child.stdout).once("line", (line) =>
      resolve({
        port: Number(line),
        kill: () => {
          child.kill("SIGKILL")
          return ended
        }
      })
    )
    child.once("error", reject)
    child.once("exit", () => reject(new Error(`the process ended: ${errors}`)))
  })
}

describe("a sync", () => {
  it.live(
    "equals the workspace after a thousand changes, although webhooks were lost, doubled and late, it was killed and so was its database",
    () =>
      Effect.gen(function* () {
        const fake = yield* FakeIntercom.serve({
          contacts: 200,
          companies: 10,
          conversations: 40,
          tickets: 5,
          rateLimit: false
        })
        const client = IntercomClient.layer({
          accessToken: fake.token,
          baseUrl: fake.url,
          pacing: { fallbackLimit: 100_000 }
        }).pipe(Layer.provide(FetchHttpClient.layer))
        const args = (options: object) => [
          fake.url,
          fake.token,
          server.url(),
          "killed",
          JSON.stringify({ streams, ...options })
        ]
        const often = { every: "500 millis", wholeEvery: "2 seconds", reconcileEvery: "10 seconds" }

        const number = randomNumbers(3)
        let running = yield* Effect.promise(() => start(args(often)))
        // One in ten is lost, one in ten comes twice, and all are late by up to a third of a second, each by its own.
        const forward = (request: { readonly headers: Readonly<Record<string, string>>; readonly body: string }) =>
          Effect.promise(() =>
            fetch(`http://127.0.0.1:${running.port}/`, {
              method: "POST",
              headers: request.headers,
              body: request.body
            }).then(
              ({ status }) => status,
              () => 500
            )
          )
        yield* fake.webhooks({
          secret: "client-secret",
          topics: ["*"],
          handler: Effect.fnUntraced(function* (request) {
            const dice = number()
            if (dice < 0.1) return 200
            yield* Effect.sleep(number() * 300)
            if (dice < 0.2) yield* forward(request)
            return yield* forward(request)
          })
        })

        yield* noteWrites("killed")
        const made: Array<Changed> = []
        const every = Math.floor(changes / (kills + 2))
        let disturbed = 0
        const disturb = Effect.gen(function* () {
          const at = ++disturbed
          if (at === Math.ceil(kills / 2)) {
            yield* Effect.promise(server.stop)
            yield* Effect.promise(server.start)
          } else if (at <= kills + 1) {
            yield* Effect.promise(running.kill)
            running = yield* Effect.promise(() => start(args(often)))
          }
        })
        yield* randomChanges(changes, 11, (changed) =>
          Effect.suspend(() => {
            made.push(changed)
            return made.length % every === 0 ? disturb : Effect.sleep("4 millis")
          })
        ).pipe(Effect.provide(client))
        const endedAt = Date.now()
        const asked = differences("killed", dumped, dumpOf(fake)).pipe(
          Effect.catch((error) => Effect.succeed([error.message]))
        )
        yield* Effect.repeat(asked, {
          until: (found) => found.length === 0,
          schedule: Schedule.spaced("200 millis").pipe(Schedule.upTo({ duration: "5 minutes" }))
        })
        assert.deepStrictEqual(yield* asked, [])
        const equalAfter = Date.now() - endedAt

        const lags = yield* lagsOf("killed", made)
        yield* Effect.promise(running.kill)
        console.log(
          `${made.length} changes, ${disturbed} disturbances: equal ${equalAfter / 1000} s after the last; ` +
            `from change to row p50 ${quantile(lags, 0.5)} s, p99 ${quantile(lags, 0.99)} s (kills and restart included)`
        )
      }).pipe(Effect.scoped, Effect.provide(clientOf(server, { maxConnections: 3 })))
  )
})

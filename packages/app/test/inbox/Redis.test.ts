import { NodeRedis } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Layer, Stream } from "effect"
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Webhooks } from "../../src/index.ts"

const body = (id: string, thing = id) =>
  JSON.stringify({
    id,
    topic: "contact.deleted",
    app_id: "w1",
    data: { item: { type: "contact", id: thing, deleted: true } }
  })

/** A Redis of the test's own, where the machine has one: npm has none. */
const redis = Effect.acquireRelease(
  Effect.promise(async () => {
    const directory = mkdtempSync(join(tmpdir(), "redis-"))
    const socket = join(directory, "redis.sock")
    const server = spawn("redis-server", ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no"], {
      cwd: directory,
      stdio: ["ignore", "pipe", "ignore"]
    })
    await new Promise<void>((resolve) => {
      server.stdout.on("data", (chunk: Buffer) => {
        if (/ready to accept connections/i.test(chunk.toString())) resolve()
      })
    })
    return { directory, server, socket }
  }),
  ({ directory, server }) =>
    Effect.promise(async () => {
      const ended = new Promise((resolve) => server.once("exit", resolve))
      server.kill("SIGKILL")
      await ended
      rmSync(directory, { recursive: true, force: true })
    })
)

const inbox = (options: Webhooks.InboxOptions) =>
  Layer.unwrap(
    Effect.map(redis, ({ socket }) =>
      Webhooks.layerInboxRedis({ pollInterval: "5 millis", retryDelay: () => Duration.zero, ...options }).pipe(
        Layer.provide(NodeRedis.layer({ socket: { path: socket, tls: false } }))
      )
    )
  )

const untilEmpty = Effect.gen(function* () {
  const inbox = yield* Webhooks.Inbox
  while ((yield* inbox.waiting) > 0) yield* Effect.sleep("5 millis")
})

const isThere = spawnSync("redis-server", ["--version"], { stdio: "ignore" }).error === undefined
if (!isThere) console.log("skipped: an inbox in Redis, as there is no redis-server on this machine")

describe.runIf(isThere)("an inbox in Redis", () => {
  it.live("drops repetitions, gives up what never succeeds, and sends it again", () =>
    Effect.gen(function* () {
      const inbox = yield* Webhooks.Inbox
      const seen: Array<string> = []
      let broken = true
      const work = Webhooks.run({
        otherwise: ({ id }) =>
          Effect.suspend((): Effect.Effect<void, string> => {
            seen.push(id)
            return id === "b" && broken ? Effect.fail("no") : Effect.void
          })
      })
      for (const id of ["a", "b", "a", "c"]) yield* inbox.offer(body(id))
      assert.strictEqual(yield* inbox.waiting, 3)
      yield* Effect.raceFirst(Effect.asVoid(work), untilEmpty)
      assert.deepStrictEqual(seen.toSorted(), ["a", "b", "b", "c"])
      const letters = yield* Stream.runCollect(inbox.deadLetters)
      assert.deepStrictEqual(
        letters.map(({ attempts, notification }) => [notification.id, attempts]),
        [["b", 2]]
      )
      broken = false
      assert.isTrue(yield* inbox.resend(letters[0]?.id ?? ""))
      assert.isFalse(yield* inbox.resend("w1/nobody"))
      yield* Effect.raceFirst(Effect.asVoid(work), untilEmpty)
      yield* inbox.offer(body("b"))
      assert.deepStrictEqual([seen.length, yield* inbox.waiting], [5, 0])
      assert.deepStrictEqual(yield* Stream.runCollect(inbox.deadLetters), [])
    }).pipe(Effect.provide(inbox({ maxAttempts: 2 })))
  )

  it.live("refuses what is more than it may hold, and erases what a person asks for", () =>
    Effect.gen(function* () {
      const inbox = yield* Webhooks.Inbox
      const answers = yield* Effect.forEach(["a", "b", "c"], (id) => inbox.offer(body(id, id)))
      assert.deepStrictEqual(answers, ["kept", "kept", "full"])
      assert.strictEqual(yield* inbox.erase((notification) => Webhooks.itemId(notification) === "a"), 1)
      const { notification } = yield* Effect.scoped(inbox.claim)
      assert.strictEqual(notification.id, "b")
      assert.strictEqual(yield* inbox.waiting, 0)
    }).pipe(Effect.provide(inbox({ capacity: 2 })))
  )
})

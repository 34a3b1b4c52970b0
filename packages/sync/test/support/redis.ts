/**
 * A Redis for tests, which listens on a socket in a folder of its own.
 */
import * as Effect from "effect/Effect"
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

export const hasRedis = spawnSync("redis-server", ["--version"], { stdio: "ignore" }).error === undefined
if (!hasRedis) console.log("skipped: budgets in Redis, as there is no redis-server on this machine")

/** A Redis of the test's own, where the machine has one: npm has none. */
export const redis = Effect.acquireRelease(
  Effect.promise(async () => {
    const directory = mkdtempSync(join(tmpdir(), "redis-"))
    const socket = join(directory, "redis.sock")
    const running = spawn("redis-server", ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no"], {
      cwd: directory,
      stdio: ["ignore", "pipe", "ignore"]
    })
    await new Promise<void>((resolve) => {
      running.stdout.on("data", (chunk: Buffer) => {
        if (/ready to accept connections/i.test(chunk.toString())) resolve()
      })
    })
    return { directory, running, socket }
  }),
  ({ directory, running }) =>
    Effect.promise(async () => {
      const ended = new Promise((resolve) => running.once("exit", resolve))
      running.kill("SIGKILL")
      await ended
      rmSync(directory, { recursive: true, force: true })
    })
).pipe(Effect.map(({ socket }) => socket))

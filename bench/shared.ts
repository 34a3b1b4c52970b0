/**
 * How much of the rate limit several processes use together that share it.
 */
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout } from "node:timers/promises"
import { password, startPostgres, user } from "../tools/started/postgres.ts"
import { received, type Served, withWorkspace } from "./fakeProcess.ts"

const windowMillis = 10_000

/** What processes used together, in whole windows. */
export interface SharedUsage {
  /** Requests answered in each window. */
  readonly windows: ReadonlyArray<number>
  readonly refused: number
  /** Trips to the store for a request. */
  readonly trips: number
  /** Requests of each process. */
  readonly parts: ReadonlyArray<number>
}

/** Runs `use` while there is a PostgreSQL. */
export const withDatabase = async <A>(use: (url: string) => Promise<A>): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), "effect-intercom-budget-"))
  const { port, stop } = await startPostgres(folder)
  try {
    return await use(`postgres://${user}:${password}@127.0.0.1:${port}/postgres`)
  } finally {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Exports in so many processes at once. The first window that all began with counts for nothing, as that of a single one. */
export const measureShared = (
  { latency, limit, processes, windows }: { latency: number; limit: number; processes: number; windows: number },
  database: string
): Promise<SharedUsage> =>
  withWorkspace(
    { conversations: Math.max(limit * (windows + 5), 1000), rateLimit: limit, rateHeaders: "rolling", latency },
    async (workspace) => {
      const sharing = Array.from({ length: processes }, () => start(workspace, database))
      try {
        while (!sharing.every(({ requests }) => requests.length > 0)) await setTimeout(50)
        const first = Math.floor(Date.now() / windowMillis) + 2
        const end = (first + windows) * windowMillis
        await setTimeout(end - Date.now())
        const isCounted = (at: number) => at >= first * windowMillis && at < end
        const log = await received(workspace)
        const answered = log.filter(({ receivedAt, status }) => status !== 429 && isCounted(receivedAt))
        return {
          windows: Array.from(
            { length: windows },
            (_, index) =>
              answered.filter(({ receivedAt }) => Math.floor(receivedAt / windowMillis) === first + index).length
          ),
          refused: log.filter(({ status }) => status === 429).length,
          trips: sharing.flatMap(({ trips }) => trips).filter(isCounted).length / answered.length,
          parts: sharing.map(({ requests }) => requests.filter(isCounted).length)
        }
      } finally {
        for (const { kill } of sharing) kill()
      }
    }
  )

const start = ({ token, url }: Served, database: string) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, "sharing.ts"), url, token, database], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const requests: Array<number> = []
  const trips: Array<number> = []
  createInterface(child.stdout).on("line", (line) => {
    const [what, when] = line.split(" ")
    ;(what === "trip" ? trips : requests).push(Number(when))
  })
  return { requests, trips, kill: () => child.kill("SIGKILL") }
}

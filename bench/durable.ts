/**
 * How much of the rate limit runners of a durable export use together, also where one of them is killed; and what the machine did
 * meanwhile.
 */
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout } from "node:timers/promises"
import { Client } from "pg"
import { freePort } from "../tools/started/postgres.ts"
import { received, type Served, withWorkspace } from "./fakeProcess.ts"

const windowMillis = 10_000

/** A whole window. */
export interface DurableWindow {
  /** Requests that were answered, and were no 429. */
  readonly requests: number
  readonly refused: number
  /** Calls of all runners that waited for the budget, and that waited for an answer, on average. */
  readonly waiting: number
  readonly sent: number
  /** Sessions of the database that were at work or within a transaction, on average. */
  readonly sessions: number
  /** Seconds of the processor. */
  readonly processor: { readonly runners: number; readonly workspace: number; readonly database: number }
  /** Whether a runner was killed in it. */
  readonly killed: boolean
}

interface DurableOptions {
  readonly latency: number
  readonly limit: number
  readonly processes: number
  readonly windows: number
  /** Whether a runner is killed in the second window, and another started in its place. */
  readonly kill: boolean
}

/** Exports on so many runners at once. The first window that all began with counts for nothing. */
export const measureDurable = (
  { kill, latency, limit, processes, windows }: DurableOptions,
  database: string
): Promise<ReadonlyArray<DurableWindow>> =>
  withWorkspace(
    { conversations: Math.max(limit * (windows + 5), 1000), rateLimit: limit, rateHeaders: "rolling", latency },
    async (workspace) => {
      const client = new Client({ connectionString: database })
      await client.connect()
      const rows = String(Math.max(100, Math.round(limit / 4)))
      const started: Array<Runner> = []
      const begin = async () => {
        const runner = start(workspace, database, await freePort(), rows)
        started.push(runner)
        return runner
      }
      try {
        await Promise.all(Array.from({ length: processes }, begin))
        while (!started.every(({ samples }) => samples.length > 0)) await setTimeout(50)
        const first = Math.floor(Date.now() / windowMillis) + 2
        const windowOf = (at: number) => Math.floor(at / windowMillis) - first
        const end = (first + windows) * windowMillis
        const machine: Array<{
          readonly at: number
          readonly sessions: number
          readonly workspace: number
          readonly database: ReadonlyMap<number, number>
        }> = []
        let killed = false
        while (Date.now() < end) {
          const sessions = await client.query<{ pid: number; busy: boolean }>(
            "SELECT pid, coalesce(state <> 'idle', false) AND pid <> pg_backend_pid() AS busy FROM pg_stat_activity"
          )
          machine.push({
            at: Date.now(),
            sessions: sessions.rows.filter(({ busy }) => busy).length,
            workspace: processorOf(workspace.pid),
            database: new Map(sessions.rows.map(({ pid }) => [pid, processorOf(pid)]))
          })
          if (kill && !killed && Date.now() > (first + 1.5) * windowMillis) {
            killed = true
            started[0]?.kill()
            await begin()
          }
          await setTimeout(250)
        }
        const log = await received(workspace)
        const samples = started.map(({ samples }) => samples)
        return Array.from({ length: windows }, (_, index): DurableWindow => {
          const requests = log.filter(({ receivedAt }) => windowOf(receivedAt) === index)
          const refused = requests.filter(({ status }) => status === 429).length
          const during = machine.filter(({ at }) => windowOf(at) === index)
          const own = samples.map((some) => some.filter(({ at }) => windowOf(at) === index))
          const averageOf = (what: "waiting" | "sent") =>
            own.reduce((sum, some) => sum + meanOf(some.map((one) => one[what])), 0)
          return {
            requests: requests.length - refused,
            refused,
            waiting: averageOf("waiting"),
            sent: averageOf("sent"),
            sessions: meanOf(during.map(({ sessions }) => sessions)),
            processor: {
              runners: own.reduce((sum, some) => sum + grownBy(some.map(({ processor }) => processor)), 0),
              workspace: grownBy(during.map(({ workspace }) => workspace)),
              database: [...(during.at(-1)?.database ?? [])].reduce(
                (sum, [pid, seconds]) => sum + seconds - (during[0]?.database.get(pid) ?? seconds),
                0
              )
            },
            killed: kill && index === 1
          }
        })
      } finally {
        for (const { kill } of started) kill()
        await client.query("DROP SCHEMA IF EXISTS intercom CASCADE")
        await client.end()
      }
    }
  )

const meanOf = (numbers: ReadonlyArray<number>): number =>
  numbers.length === 0 ? 0 : numbers.reduce((sum, number) => sum + number, 0) / numbers.length

const grownBy = (numbers: ReadonlyArray<number>): number => (numbers.at(-1) ?? 0) - (numbers[0] ?? 0)

/** Seconds of the processor that a process of this machine took, where Linux tells; 0 elsewhere. */
const processorOf = (pid: number): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? []
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return 0
  }
}

interface Runner {
  readonly samples: ReadonlyArray<{
    readonly at: number
    readonly waiting: number
    readonly sent: number
    readonly processor: number
  }>
  readonly kill: () => void
}

const start = ({ token, url }: Served, database: string, port: number, rows: string): Runner => {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "exportingRunner.ts"), url, token, database, String(port), rows],
    { stdio: ["ignore", "pipe", "inherit"] }
  )
  const samples: Array<Runner["samples"][number]> = []
  createInterface(child.stdout).on("line", (line) => {
    const [what, waiting, sent, millis] = line.split(" ")
    if (what !== "at") return
    samples.push({ at: Date.now(), waiting: Number(waiting), sent: Number(sent), processor: Number(millis) / 1000 })
  })
  return { samples, kill: () => child.kill("SIGKILL") }
}

/**
 * The measuring inside a contender's process.
 */
import type { Run } from "./rounds.ts"

/** Measures what reads rows, and prints the run. */
export const printRun = async (read: () => Promise<number>): Promise<void> => {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const rows = await read()
  const millis = performance.now() - startedAt
  const { system, user } = process.cpuUsage(cpu)
  const run: Run = {
    rows,
    millis,
    userMillis: user / 1000,
    cpuMillis: (system + user) / 1000,
    rssMegabytes: process.resourceUsage().maxRSS / 1024
  }
  console.log(JSON.stringify(run))
}

/**
 * The measuring inside a contender's process.
 */
import { readFileSync } from "node:fs"
import type { Run } from "./rounds.ts"

/** Measures what reads rows, and prints the run with what is known of it already. */
export const printRun = async (read: () => Promise<number>, known: Partial<Run> = {}): Promise<void> => {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const rows = await read()
  const millis = performance.now() - startedAt
  const { system, user } = process.cpuUsage(cpu)
  const run: Run = {
    ...known,
    rows,
    millis,
    userMillis: user / 1000,
    cpuMillis: (system + user) / 1000,
    rssMegabytes: peakMemory()
  }
  console.log(JSON.stringify(run))
}

/**
 * The most memory this program held, in megabytes. On Linux `maxRSS` begins with that of the process which started it, so
 * the kernel's own figure is read there.
 */
const peakMemory = (): number => {
  const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : ""
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  return (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes)) / 1024
}

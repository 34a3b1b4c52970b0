/**
 * The measuring inside a contender's process.
 */
import { peakMemory } from "../tools/started/peakMemory.ts"
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

/**
 * How much memory a program took.
 */
import { readFileSync } from "node:fs"

/**
 * The most memory this program held, in megabytes. On Linux `maxRSS` begins with that of the process which started it, so
 * the kernel's own figure is read there.
 */
export const peakMemory = (): number => {
  const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : ""
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  return (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes)) / 1024
}

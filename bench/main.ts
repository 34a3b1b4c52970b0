/**
 * Runs the benchmarks, prints their tables, and writes `bench/results.json`. Exits with 1 where a target is missed.
 *
 *     pnpm bench [--rounds 5] [--contacts 300000]
 */
import { writeFileSync } from "node:fs"
import { cpus, totalmem } from "node:os"
import { parseArgs } from "node:util"
import { streaming } from "./streaming.ts"

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, contacts: { type: "string", default: "300000" } }
})

const result = await streaming({ rounds: Number(values.rounds), contacts: Number(values.contacts) })

const machine = {
  node: process.version,
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${process.arch}`
}
writeFileSync(
  new URL("results.json", import.meta.url),
  `${JSON.stringify({ date: new Date().toISOString(), machine, streaming: result }, null, 2)}\n`
)
for (const { isMet, text } of result.targets) console.log(`${isMet ? "met   " : "missed"} ${text}`)
process.exitCode = result.targets.every(({ isMet }) => isMet) ? 0 : 1

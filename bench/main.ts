/**
 * Runs the benchmarks, prints their tables, and writes `bench/results.json`. Exits with 1 where a target is missed.
 *
 *     pnpm bench [--rounds 7] [--contacts 300000] [--calls 5000] [--only calls,latency]
 */
import { writeFileSync } from "node:fs"
import { cpus, loadavg, totalmem } from "node:os"
import { parseArgs } from "node:util"
import { calls } from "./calls.ts"
import { withInstallation } from "./installation.ts"
import { latencies } from "./latency.ts"
import { memory } from "./memory.ts"
import type { Target } from "./rounds.ts"
import { size } from "./size.ts"
import { start } from "./start.ts"
import { streaming } from "./streaming.ts"
import { tell } from "./targets.ts"

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    contacts: { type: "string", default: "300000" },
    calls: { type: "string", default: "5000" },
    only: { type: "string" }
  }
})
const rounds = Number(values.rounds)

interface Section {
  readonly targets: ReadonlyArray<Target>
}

const sections: Readonly<Record<string, () => Promise<Section>>> = {
  size: () => withInstallation(size),
  start: () => withInstallation(start),
  calls: () => calls({ rounds, calls: Number(values.calls) }),
  latency: () => latencies({ rounds }),
  streaming: () => streaming({ rounds, contacts: Number(values.contacts), others: true }),
  million: () => streaming({ rounds: Math.min(rounds, 5), contacts: 1_000_050, others: false }),
  memory: () => memory({ rounds: Math.min(rounds, 5) })
}

const chosen = values.only?.split(",") ?? Object.keys(sections)
const results: Record<string, Section> = {}
for (const name of chosen) {
  const section = sections[name]
  if (section === undefined) throw new Error(`Expected some of ${Object.keys(sections).join(", ")}, got ${name}`)
  results[name] = await section()
}

const machine = {
  node: process.version,
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${process.arch}`,
  load: loadavg().map((load) => Math.round(load * 10) / 10)
}
writeFileSync(
  new URL("results.json", import.meta.url),
  `${JSON.stringify({ date: new Date().toISOString(), machine, ...results }, null, 2)}\n`
)
tell(Object.values(results).flatMap(({ targets }) => targets))

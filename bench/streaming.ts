/**
 * Streaming all contacts over loopback: this SDK, the official client, and the bare HTTP clients under them.
 *
 * Every run is a process of its own, so that no contender works with the code or the heap another one left behind. The
 * order changes from round to round, since a shared machine does not stay equally fast.
 */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { contenders } from "./contender.ts"
import { contact } from "./record.ts"

/** One contender over all rounds. */
export interface Standing {
  readonly name: string
  readonly millis: ReadonlyArray<number>
  readonly cpuMillis: ReadonlyArray<number>
  readonly medianMillis: number
  readonly medianCpuMillis: number
  readonly spreadPercent: number
  readonly contactsPerSecond: number
  readonly rssMegabytes: number
  /** Wall time over that of bare undici in the same round: the median of the rounds. */
  readonly ratio: number
  /** The same of the processor time. */
  readonly cpuRatio: number
}

export const streaming = async (options: { readonly rounds: number; readonly contacts: number }) => {
  const { contacts, rounds } = options
  const server = spawn(process.execPath, [path("server.ts"), String(contacts)], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  try {
    const [address] = await once(createInterface(server.stdout), "line")
    const runs = new Map<string, Array<Run>>()
    for (let round = 0; round < rounds; round++) {
      for (const name of rotate(Object.keys(contenders), round)) {
        const run = measure(name, String(address))
        if (run.rows !== contacts) throw new Error(`${name} read ${run.rows} of ${contacts} contacts`)
        runs.set(name, [...(runs.get(name) ?? []), run])
        console.error(`round ${round + 1}: ${name} ${(run.millis / 1000).toFixed(2)} s`)
      }
    }
    const standings = compare(runs, contacts)
    print(standings, rounds, contacts)
    return {
      rounds,
      contacts,
      fields: Object.keys(contact(0)).length,
      bytes: JSON.stringify(contact(0)).length,
      standings,
      targets: targets(runs)
    }
  } finally {
    server.kill()
  }
}

interface Run {
  readonly rows: number
  readonly checksum: number
  readonly millis: number
  readonly cpuMillis: number
  readonly rssMegabytes: number
}

const path = (file: string): string => new URL(file, import.meta.url).pathname

const measure = (name: string, address: string): Run => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [path("contender.ts"), name, address], {
    encoding: "utf8",
    timeout: 300_000
  })
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`)
  return JSON.parse(stdout)
}

const compare = (runs: ReadonlyMap<string, ReadonlyArray<Run>>, contacts: number): ReadonlyArray<Standing> => {
  const base = runs.get("undici") ?? []
  return Array.from(runs, ([name, own]) => {
    const millis = own.map((run) => run.millis)
    const cpuMillis = own.map((run) => run.cpuMillis)
    return {
      name,
      millis: millis.map(Math.round),
      cpuMillis: cpuMillis.map(Math.round),
      medianMillis: Math.round(median(millis)),
      medianCpuMillis: Math.round(median(cpuMillis)),
      spreadPercent: Math.round(((Math.max(...millis) - Math.min(...millis)) / median(millis)) * 100),
      contactsPerSecond: Math.round(contacts / (median(millis) / 1000)),
      rssMegabytes: Math.round(median(own.map((run) => run.rssMegabytes))),
      ratio: ratioOf(own, base, ({ millis }) => millis),
      cpuRatio: ratioOf(own, base, ({ cpuMillis }) => cpuMillis)
    }
  })
}

/** A machine that others use changes its speed between rounds, less so within one. */
const ratioOf = (own: ReadonlyArray<Run>, base: ReadonlyArray<Run>, measureOf: (run: Run) => number): number =>
  round(
    median(
      own.flatMap((run, index) => {
        const other = base[index]
        return other === undefined ? [] : [measureOf(run) / measureOf(other)]
      })
    )
  )

const targets = (runs: ReadonlyMap<string, ReadonlyArray<Run>>) => {
  const of = (name: string) => runs.get(name) ?? []
  const behind = ratioOf(of("sdk-undici"), of("undici"), ({ millis }) => millis)
  const ahead = ratioOf(of("intercom-client"), of("sdk-undici"), ({ millis }) => millis)
  return [
    {
      isMet: behind <= 1.1,
      text: `checked streaming takes ${behind} times bare undici with JSON.parse; target 1.10 at most`
    },
    { isMet: ahead >= 1.2, text: `checked streaming is ${ahead} times as fast as intercom-client; target 1.2 at least` }
  ]
}

const print = (standings: ReadonlyArray<Standing>, rounds: number, contacts: number): void => {
  console.log(`${contacts} contacts, medians of ${rounds} rounds\n`)
  console.log("| contender | wall, s | spread | contacts/s | ratio | processor, s | ratio | peak memory, MB |")
  console.log("|---|---|---|---|---|---|---|---|")
  for (const standing of standings) {
    const cells = [
      standing.name,
      (standing.medianMillis / 1000).toFixed(2),
      `${standing.spreadPercent} %`,
      standing.contactsPerSecond,
      standing.ratio.toFixed(2),
      (standing.medianCpuMillis / 1000).toFixed(2),
      standing.cpuRatio.toFixed(2),
      standing.rssMegabytes
    ]
    console.log(`| ${cells.join(" | ")} |`)
  }
  console.log()
}

const rotate = <A>(values: ReadonlyArray<A>, by: number): ReadonlyArray<A> => {
  const start = (by * 2) % values.length
  return [...values.slice(start), ...values.slice(0, start)]
}

const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

const round = (value: number): number => Math.round(value * 100) / 100

/**
 * Contenders against each other: each run a process of its own, the order another one in every round.
 *
 * A process of its own works with nothing another one left behind, neither code nor heap; and since a machine does not stay
 * equally fast, what counts is the ratio within a round.
 */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"

/** What one process took, as it prints it. */
export interface Run {
  readonly rows: number
  readonly millis: number
  /** Processor time spent in the program itself. */
  readonly userMillis: number
  /** The same with the time spent in the system for it. */
  readonly cpuMillis: number
  readonly rssMegabytes?: number
  /** What the first calls of the process took, in microseconds a call. */
  readonly firstMicros?: number
}

/** The runs of each contender, one for each round. */
export type Runs = ReadonlyMap<string, ReadonlyArray<Run>>

/** One contender over all rounds. */
export interface Standing {
  readonly name: string
  readonly millis: ReadonlyArray<number>
  readonly userMillis: ReadonlyArray<number>
  readonly medianMillis: number
  readonly medianUserMillis: number
  readonly spreadPercent: number
  /** Zero where it was not measured. */
  readonly rssMegabytes: number
  /** Wall time over that of the base in the same round: the median of the rounds. */
  readonly ratio: number
  /** The same of the processor time in the program. */
  readonly userRatio: number
}

export interface Target {
  readonly isMet: boolean
  readonly text: string
}

/** The path of a file of the benchmark. */
export const path = (file: string): string => new URL(file, import.meta.url).pathname

/** Those that targets are about. The others only show where the time goes, and run in fewer rounds. */
export const compared: ReadonlyArray<string> = ["undici", "intercom-client", "sdk"]

export const roundsOfOthers = 3

/** Those that no target is about. */
export const othersOf = (contenders: Readonly<Record<string, unknown>>): ReadonlyArray<string> =>
  Object.keys(contenders).filter((name) => !compared.includes(name))

/** Runs contenders in every round. Each has to read as many rows. `others` run after them, in the first rounds. */
export const alternate = (
  names: ReadonlyArray<string>,
  rounds: number,
  rows: number,
  run: (name: string) => Run,
  others: ReadonlyArray<string> = []
): Runs => {
  const runs = new Map<string, Array<Run>>([...names, ...others].map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of [...rotate(names, round), ...(round < roundsOfOthers ? others : [])]) {
      const measured = run(name)
      if (measured.rows !== rows) throw new Error(`${name} read ${measured.rows} of ${rows}`)
      runs.get(name)?.push(measured)
      console.error(`round ${round + 1}: ${name} ${measured.millis.toFixed(0)} ms`)
    }
  }
  return runs
}

/** Runs a file of the benchmark as a process, which prints its run as a line of JSON. */
export const measure = (file: string, ...args: ReadonlyArray<string>): Run => {
  const { error, status, stderr, stdout } = spawnSync(process.execPath, [path(file), ...args], {
    encoding: "utf8",
    timeout: 900_000
  })
  if (status !== 0) throw new Error(`${file} ${args.join(" ")} failed: ${error?.message ?? stderr}`)
  return JSON.parse(stdout)
}

/** Runs `use` while a server runs, which prints its address first. */
export const withServer = async <A>(
  args: ReadonlyArray<string>,
  use: (firstLine: string) => A | Promise<A>
): Promise<A> => {
  const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
  try {
    const [line] = await once(createInterface(server.stdout), "line", { signal: AbortSignal.timeout(120_000) })
    return await use(String(line))
  } finally {
    server.kill()
  }
}

/** How each contender did, compared with one of them. */
export const compare = (runs: Runs, base: string): ReadonlyArray<Standing> =>
  Array.from(runs, ([name, own]) => {
    const millis = own.map((run) => run.millis)
    return {
      name,
      millis: millis.map(Math.round),
      userMillis: own.map((run) => Math.round(run.userMillis)),
      medianMillis: Math.round(median(millis)),
      medianUserMillis: Math.round(median(own.map((run) => run.userMillis))),
      spreadPercent: Math.round(((Math.max(...millis) - Math.min(...millis)) / median(millis)) * 100),
      rssMegabytes: Math.round(median(own.map((run) => run.rssMegabytes ?? 0))),
      ratio: ratio(runs, name, base),
      userRatio: ratio(runs, name, base, (run) => run.userMillis)
    }
  })

/** One contender over another, within each round: the median. */
export const ratio = (
  runs: Runs,
  name: string,
  base: string,
  measureOf: (run: Run) => number = (run) => run.millis
): number => {
  const others = runs.get(base) ?? []
  const ratios = (runs.get(name) ?? []).flatMap((run, index) => {
    const other = others[index]
    return other === undefined ? [] : [measureOf(run) / measureOf(other)]
  })
  return Math.round(median(ratios) * 100) / 100
}

/** Prints standings as a table; `unit` is what one of `count` is called, whose time is told. */
export const print = (
  title: string,
  standings: ReadonlyArray<Standing>,
  { count, unit }: { readonly count: number; readonly unit: string }
): void => {
  console.log(`\n${title}\n`)
  console.log(
    `| contender | wall, ms | spread | µs a ${unit} | ratio | processor, µs a ${unit} | ratio | peak memory, MB |`
  )
  console.log("|---|---|---|---|---|---|---|---|")
  for (const standing of standings) {
    const cells = [
      standing.name,
      standing.medianMillis,
      `${standing.spreadPercent} %`,
      ((standing.medianMillis * 1000) / count).toFixed(1),
      standing.ratio.toFixed(2),
      ((standing.medianUserMillis * 1000) / count).toFixed(1),
      standing.userRatio.toFixed(2),
      standing.rssMegabytes
    ]
    console.log(`| ${cells.join(" | ")} |`)
  }
  console.log()
}

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** Another one begins in each round, and every second one runs backwards: none always follows the same one. */
const rotate = <A>(values: ReadonlyArray<A>, round: number): ReadonlyArray<A> => {
  const start = round % values.length
  const rotated = [...values.slice(start), ...values.slice(0, start)]
  return round % 2 === 0 ? rotated : rotated.toReversed()
}

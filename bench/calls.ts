/**
 * One call: a contact of 1 KB and one of 20 KB, read over and over, one call after the other.
 */
import { callers, firstCalls } from "./caller.ts"
import { bytesOf } from "./record.ts"
import {
  alternate,
  compare,
  compared,
  measure,
  median,
  othersOf,
  path,
  print,
  ratio,
  roundsOfOthers,
  type Runs,
  type Target,
  withServer
} from "./rounds.ts"

export const calls = (options: { readonly rounds: number; readonly calls: number }) =>
  withServer([path("server.ts"), "150"], (address) => {
    const sizes = ["small", "large"].map((id) => {
      const kilobytes = (bytesOf(id) / 1000).toFixed(1)
      const runs = alternate(
        compared,
        options.rounds,
        options.calls,
        (name) => measure("caller.ts", name, address, id, String(options.calls)),
        othersOf(callers)
      )
      const standings = compare(runs, "undici")
      const title = `A contact of ${kilobytes} KB, ${options.calls} calls, medians of ${options.rounds} rounds, of others ${roundsOfOthers}`
      print(title, standings, { count: options.calls, unit: "call" })
      const first = firstOf(runs)
      const texts = Object.entries(first).map(([name, micros]) => `${name} ${micros}`)
      console.log(`The first ${firstCalls} calls of a process, µs a call: ${texts.join(", ")}\n`)
      return { id, bytes: bytesOf(id), standings, first, targets: targets(kilobytes, runs) }
    })
    return { ...options, sizes, targets: sizes.flatMap(({ targets }) => targets) }
  })

/** What the first calls took, in microseconds a call: the medians. */
const firstOf = (runs: Runs): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Array.from(runs, ([name, own]) => [
      name,
      Math.round(median(own.map(({ firstMicros = Number.NaN }) => firstMicros)))
    ])
  )

const targets = (kilobytes: string, runs: Runs): ReadonlyArray<Target> => {
  const behind = ratio(runs, "sdk", "undici")
  const ahead = ratio(runs, "sdk", "intercom-client")
  return [
    {
      isMet: behind <= 1.4,
      text: `a call of ${kilobytes} KB takes ${behind} times bare undici with JSON.parse; target 1.40 at most`
    },
    {
      isMet: ahead <= 0.6,
      text: `a call of ${kilobytes} KB takes ${ahead} times intercom-client; target 0.60 at most`
    }
  ]
}

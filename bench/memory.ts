/**
 * An export of a million contacts against one of a hundred thousand: what it holds must not grow with what it has read.
 */
import { alternate, compare, measure, print, ratio, type Runs, type Target } from "./rounds.ts"
import { withWorkspace } from "./fakeProcess.ts"

const few = 100_000
const factor = 10

export const memory = async ({ rounds }: { readonly rounds: number }) => {
  const exported = (contacts: number): Promise<Runs> =>
    withWorkspace({ contacts, rateLimit: 1_000_000 }, async ({ token, url }) =>
      alternate([`${contacts} contacts`], rounds, contacts, () => measure("exporter.ts", url, token, "8"))
    )
  const runs = new Map([...(await exported(few)), ...(await exported(few * factor))])
  const [small = "", large = ""] = runs.keys()
  const standings = compare(runs, small)
  print(`Export to a file of lines, medians of ${rounds} rounds`, standings, { count: 1, unit: "export" })
  const grown = ratio(runs, large, small, (run) => run.rssMegabytes ?? 0)
  const longer = ratio(runs, large, small)
  const targets: ReadonlyArray<Target> = [
    {
      isMet: grown <= 1.15,
      text: `an export of a million takes ${grown} times the memory of 100,000; target 1.15 at most`
    },
    // Linear is ten times as long; what is fixed makes it less, what a shared machine does may make it a little more.
    { isMet: longer <= factor * 1.15, text: `it takes ${longer} times as long; target 10, give or take 15 %` }
  ]
  return { rounds, standings, targets }
}

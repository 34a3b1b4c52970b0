/**
 * Lists of a server that takes its time with every answer, as a network does.
 */
import { readers } from "./reader.ts"
import { alternate, compare, measure, print, ratio, type Runs, type Standing, type Target } from "./rounds.ts"
import { withWorkspace } from "./fakeProcess.ts"

const latency = 100
/** Never reached. */
const rateLimit = 1_000_000
const companies = { rows: 2400, pages: 40 }
const contacts = { rows: 3000, pages: 20 }
const segmented = 21_000

export const latencies = async ({ rounds }: { readonly rounds: number }) => {
  const lists = await withWorkspace(
    { contacts: contacts.rows, companies: companies.rows, latency, rateLimit },
    async ({ token, url }) => {
      const read = (list: keyof typeof readers, { pages, rows }: { readonly pages: number; readonly rows: number }) => {
        const runs = alternate(Object.keys(readers[list]), rounds, rows, (name) =>
          measure("reader.ts", list, name, url, token)
        )
        const standings = compare(runs, "sdk")
        print(`${pages} pages of ${list}, ${latency} ms latency, medians of ${rounds} rounds`, standings, {
          count: pages,
          unit: "page"
        })
        return { runs, standings }
      }
      return { companies: read("companies", companies), contacts: read("contacts", contacts) }
    }
  )
  const spans = await segments(Math.min(rounds, 5))
  return {
    latency,
    rounds,
    companies: lists.companies.standings,
    contacts: lists.contacts.standings,
    segments: spans.standings,
    targets: [...targets(lists.companies.runs, lists.contacts.runs), ...spans.targets]
  }
}

const targets = (companies: Runs, contacts: Runs): ReadonlyArray<Target> => {
  const numbered = ratio(companies, "sdk", "sdk-prefetch-2")
  const cursors = Math.max(
    ratio(contacts, "sdk", "intercom-client"),
    ratio(contacts, "sdk-prefetch-2", "intercom-client")
  )
  return [
    {
      isMet: numbered >= 2.5,
      text: `numbered pages with \`prefetch: 2\` come ${numbered} times as fast as without; target 2.50 at least`
    },
    // Both wait for the same answers: what differs is within the spread.
    {
      isMet: cursors <= 1.03,
      text: `cursors take ${cursors} times intercom-client; target 1.00 at most, give or take 0.03`
    }
  ]
}

/** An export reads the time of creation in eight spans at once, where the list is long enough. */
const segments = (
  rounds: number
): Promise<{ readonly standings: ReadonlyArray<Standing>; readonly targets: ReadonlyArray<Target> }> =>
  withWorkspace({ contacts: segmented, latency, rateLimit }, async ({ token, url }) => {
    const runs = alternate(["export-1-segment", "export-8-segments"], rounds, segmented, (name) =>
      measure("exporter.ts", url, token, name === "export-8-segments" ? "8" : "1")
    )
    const standings = compare(runs, "export-1-segment")
    print(`Export of ${segmented} contacts, ${latency} ms latency, medians of ${rounds} rounds`, standings, {
      count: segmented,
      unit: "contact"
    })
    const faster = ratio(runs, "export-1-segment", "export-8-segments")
    return {
      standings,
      targets: [
        {
          isMet: faster >= 2.5,
          text: `an export in 8 segments is ${faster} times as fast as in one; target 2.50 at least`
        }
      ]
    }
  })

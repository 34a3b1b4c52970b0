/**
 * Streaming all contacts over loopback: this SDK, the official client, and the bare HTTP clients under them.
 */
import { contenders } from "./contender.ts"
import { contact } from "./record.ts"
import {
  alternate,
  compare,
  compared,
  measure,
  othersOf,
  path,
  print,
  ratio,
  roundsOfOthers,
  type Runs,
  type Target,
  withServer
} from "./rounds.ts"

export const streaming = (options: {
  readonly rounds: number
  readonly contacts: number
  /** Whether those run as well that no target is about. */
  readonly others: boolean
}) => {
  const { contacts, rounds } = options
  const others = options.others ? othersOf(contenders) : []
  return withServer([path("server.ts"), String(contacts)], (address) => {
    const runs = alternate(compared, rounds, contacts, (name) => measure("contender.ts", name, address), others)
    const standings = compare(runs, "undici")
    print(
      `${contacts.toLocaleString("en")} contacts streamed, medians of ${rounds} rounds${options.others ? `, of others ${roundsOfOthers}` : ""}`,
      standings,
      {
        count: contacts,
        unit: "contact"
      }
    )
    return {
      rounds,
      contacts,
      fields: Object.keys(contact(0)).length,
      bytes: JSON.stringify(contact(0)).length,
      standings,
      targets: targets(runs, contacts)
    }
  })
}

const targets = (runs: Runs, contacts: number): ReadonlyArray<Target> => {
  const behind = ratio(runs, "sdk", "undici")
  const ahead = ratio(runs, "intercom-client", "sdk")
  return [
    {
      isMet: behind <= 1.1,
      text: `checked streaming of ${contacts.toLocaleString("en")} takes ${behind} times bare undici with JSON.parse; target 1.10 at most`
    },
    {
      isMet: ahead >= 1.2,
      text: `checked streaming of ${contacts.toLocaleString("en")} is ${ahead} times as fast as intercom-client; target 1.20 at least`
    }
  ]
}

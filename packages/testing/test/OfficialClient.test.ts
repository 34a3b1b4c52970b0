import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { IntercomClient } from "intercom-client"
import { FakeIntercom } from "../src/node.ts"
import { factFlows } from "./official/FactFlows.ts"
import type { Flows, Stage } from "./official/Flow.ts"
import { inboxFlows } from "./official/InboxFlows.ts"
import { libraryFlows } from "./official/LibraryFlows.ts"
import { pageFlows } from "./official/PageFlows.ts"
import { peopleFlows } from "./official/PeopleFlows.ts"
import { setupFlows } from "./official/SetupFlows.ts"
import { ticketFlows } from "./official/TicketFlows.ts"
import { watched } from "./official/Watched.ts"

const exercised = new Set<string>()
const canned = new Set<string>()

/** A workspace over HTTP, with the official client of it. */
const staged = Effect.gen(function* () {
  const fake = yield* FakeIntercom.serve({ contacts: 130, companies: 70, conversations: 60, tickets: 45 })
  const context = yield* Effect.context<never>()
  let method = ""
  const client = (version?: "2.9" | "2.11" | "Unstable") =>
    watched(
      new IntercomClient({
        token: fake.token,
        environment: fake.url,
        maxRetries: 0,
        ...(version === undefined ? {} : { version }),
        fetch: async (input, init) => {
          const response = await fetch(input, init)
          if (response.headers.get("x-fake-intercom") === "canned") canned.add(method)
          return response
        }
      }),
      (called) => {
        method = called
        exercised.add(called)
      }
    )
  const [admin, colleague] = fake.workspace.admins.map(({ id }) => id)
  const stage: Stage = {
    client: client(),
    speaking: client,
    workspace: fake.workspace,
    admin: admin ?? "",
    colleague: colleague ?? "",
    pass: (seconds) => Effect.runPromiseWith(context)(TestClock.adjust(`${seconds} seconds`))
  }
  return stage
})

const areas: Readonly<Record<string, Flows>> = {
  "contacts, companies and tags": peopleFlows,
  conversations: inboxFlows,
  tickets: ticketFlows,
  "the library": libraryFlows,
  "the set-up of a workspace": setupFlows,
  "lists, page by page": pageFlows,
  "what real workspaces take and refuse": factFlows
}

describe("intercom-client 7", () => {
  for (const [area, flows] of Object.entries(areas)) {
    describe(`with ${area}`, () => {
      for (const [name, play] of Object.entries(flows)) {
        it.effect(name, () =>
          staged.pipe(
            Effect.flatMap((stage) => Effect.promise(() => play(stage))),
            Effect.scoped
          )
        )
      }
    })
  }

  it("was exercised widely", () => {
    console.log(`${exercised.size} methods of intercom-client exercised, ${canned.size} of them with a canned answer`)
    if (canned.size > 0) console.log(`canned: ${[...canned].toSorted().join(", ")}`)
    assert.isAtLeast(exercised.size, 120)
    assert.isAtMost(canned.size, 20)
  })
})

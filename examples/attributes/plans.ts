/**
 * How many contacts are on each plan: an attribute of the workspace's own, typed by the module beside this file, which
 * `effect-intercom pull` wrote of a fake workspace.
 *
 *     node examples/attributes/plans.ts
 */
import { IntercomClient } from "@effect-intercom/core"
import { Contacts } from "@effect-intercom/resources"
import { IntercomStream } from "@effect-intercom/streams"
import { NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Stream } from "effect"
import { FetchHttpClient } from "effect/http"
import { contactAttributes } from "./intercom.attributes.ts"

const MyContacts = Contacts.withAttributes(contactAttributes)

const program = Effect.gen(function* () {
  const seats = yield* IntercomStream.items(MyContacts.search, {
    query: MyContacts.Search.custom("seats").greaterThan(0)
  }).pipe(
    Stream.runFold(
      () => new Map<string, number>(),
      (totals, { custom_attributes: { plan, seats } }) =>
        totals.set(plan ?? "none", (totals.get(plan ?? "none") ?? 0) + (seats ?? 0))
    )
  )
  for (const [plan, count] of seats) yield* Console.log(`${plan}: ${count} seats`)
})

program.pipe(Effect.provide(IntercomClient.layerConfig()), Effect.provide(FetchHttpClient.layer), NodeRuntime.runMain)

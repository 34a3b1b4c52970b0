/**
 * A process that exports conversations with their parts, with a budget that it shares with others, until it is killed.
 *
 *     node bench/sharing.ts ADDRESS TOKEN DATABASE
 *
 * Prints a line for each request and for each trip to the store, with its time.
 */
import { IntercomClient, SharedBudget } from "@effect-intercom/core"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { Export } from "@effect-intercom/streams"
import { Budget, Sync } from "@effect-intercom/sync"
import { Effect, Layer, Redacted, Stream } from "effect"
import { HttpClient } from "effect/http"

const [baseUrl = "", accessToken = "", database = ""] = process.argv.slice(2)

const tell = (what: "request" | "trip") => Effect.sync(() => process.stdout.write(`${what} ${Date.now()}\n`))

const store = Layer.effect(
  SharedBudget.BudgetStore,
  Effect.map(SharedBudget.BudgetStore, (store) => ({
    ...store,
    take: (ask: SharedBudget.Ask) => Effect.andThen(tell("trip"), store.take(ask))
  }))
).pipe(Layer.provide(Budget.layerPostgres()), Layer.provide(Sync.database(Redacted.make(database))))

const http = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(
    HttpClient.HttpClient,
    HttpClient.tapRequest(() => tell("request"))
  )
).pipe(Layer.provide(UndiciHttpClient.layer))

await Export.conversations({ parts: true }).pipe(
  Stream.runDrain,
  Effect.andThen(Effect.die(new Error("There were too few conversations"))),
  Effect.provide(IntercomClient.layerSharedBudget({ accessToken, baseUrl })),
  Effect.provide([store, http]),
  Effect.runPromise
)

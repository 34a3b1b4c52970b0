/**
 * A process that spends a budget it shares, with several requests at a time, until it is killed. At SIGUSR2 it asks who it is.
 *
 *     node spendingProcess.ts URL TOKEN (DATABASE | SOCKET OF REDIS) CONCURRENCY
 */
import { NodeRedis } from "@effect/platform-node"
import { IntercomClient, SharedBudget } from "@effect-intercom/core"
import { Admins } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Budget, Sync } from "../../src/index.ts"

const [url = "", token = "", database = "", concurrency = "8"] = process.argv.slice(2)

/** Prints a line for each trip to the store, and for each request. */
const counted = Layer.effect(
  SharedBudget.BudgetStore,
  Effect.map(SharedBudget.BudgetStore, (store) => ({
    ...store,
    take: (ask: SharedBudget.Ask) =>
      Effect.tap(store.take(ask), () => Effect.sync(() => process.stdout.write(`trip ${Date.now()}\n`)))
  }))
)

const store: Layer.Layer<SharedBudget.BudgetStore, unknown> = database.startsWith("postgres:")
  ? Budget.layerPostgres().pipe(Layer.provide(Sync.database(Redacted.make(database))))
  : Budget.layerRedis().pipe(Layer.provide(NodeRedis.layer({ socket: { path: database, tls: false } })))

const client = IntercomClient.layerSharedBudget({ accessToken: Redacted.make(token), baseUrl: url, retry: false }).pipe(
  Layer.provide(counted.pipe(Layer.provide(store))),
  Layer.provide(FetchHttpClient.layer)
)

const spend = Admins.list().pipe(
  Effect.matchEffect({
    onSuccess: () => Effect.sync(() => process.stdout.write(`request ${Date.now()}\n`)),
    onFailure: ({ reason }) => Effect.sync(() => process.stdout.write(`failed ${reason._tag}\n`))
  }),
  Effect.forever
)

const identify = Effect.callback<void>((resume) => {
  process.once("SIGUSR2", () => resume(Effect.void))
}).pipe(Effect.andThen(Admins.identify()), Effect.andThen(Effect.never))

await Effect.runPromise(
  Effect.all([identify, ...Array.from({ length: Number(concurrency) }, () => spend)], {
    concurrency: "unbounded",
    discard: true
  }).pipe(Effect.provide(client))
)

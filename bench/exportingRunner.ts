/**
 * One of several processes that share a durable export, until it is killed.
 *
 *     node bench/exportingRunner.ts ADDRESS TOKEN DATABASE PORT ROWS
 *
 * It prints `joined`, and from then on four times a second how many calls wait for the budget, how many for an answer, and how many
 * milliseconds of the processor it took so far.
 */
import { IntercomClient } from "@effect-intercom/core"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { Budget, DurableExport, Sync } from "@effect-intercom/sync"
import { ExportRunner } from "@effect-intercom/sync/runner"
import { Effect, Layer, Redacted } from "effect"
import { HttpClient } from "effect/http"

const [baseUrl = "", accessToken = "", database = "", port = "", rows = ""] = process.argv.slice(2)
const url = Redacted.make(database)

let [called, sent] = [0, 0]

const http = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(
    HttpClient.HttpClient,
    HttpClient.transform((response) => {
      sent++
      return Effect.ensuring(
        response,
        Effect.sync(() => sent--)
      )
    })
  )
).pipe(Layer.provide(UndiciHttpClient.layer))

const client = Layer.effect(
  IntercomClient.IntercomClient,
  Effect.map(IntercomClient.IntercomClient, ({ execute, ...client }): IntercomClient.IntercomClient["Service"] => ({
    ...client,
    execute: (operation, input, options) =>
      Effect.suspend(() => {
        called++
        return Effect.ensuring(
          execute(operation, input, options),
          Effect.sync(() => called--)
        )
      })
  }))
).pipe(
  Layer.provide(IntercomClient.layerSharedBudget({ accessToken, baseUrl })),
  Layer.provide(Budget.layerPostgres()),
  Layer.provide(Sync.database(url)),
  Layer.provide(http)
)

const tell = Effect.sync(() => {
  const { system, user } = process.cpuUsage()
  console.log(`at ${called - sent} ${sent} ${Math.round((system + user) / 1000)}`)
})

await Effect.gen(function* () {
  yield* DurableExport.start({ exportId: "budget", streams: ["conversations"], rows: Number(rows) })
  console.log("joined")
  yield* Effect.forkChild(Effect.forever(Effect.andThen(tell, Effect.sleep("250 millis"))))
  return yield* DurableExport.wait({ exportId: "budget" })
}).pipe(
  Effect.andThen(Effect.die(new Error("There were too few conversations"))),
  Effect.provide(DurableExport.layer({ runner: port })),
  Effect.provide(client),
  Effect.provide(ExportRunner.layer({ url, host: "127.0.0.1", port: Number(port) })),
  Effect.runPromise
)

/**
 * A process that syncs a workspace into PostgreSQL, with an inbox of webhooks in the same database. It prints the port it
 * listens on.
 *
 *     node syncingProcess.ts URL TOKEN DATABASE SCHEMA OPTIONS
 */
import { Webhooks } from "@effect-intercom/app"
import { IntercomClient } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { createServer } from "node:http"
import { Sync } from "../../src/index.ts"

const [url = "", token = "", database = "", schema = "", given = "{}"] = process.argv.slice(2)

const options: Omit<Sync.SyncOptions, "schema"> = JSON.parse(given)

const services = Layer.provideMerge(
  Webhooks.layerInboxSql({
    tableName: `inbox_${schema}`,
    pollInterval: "50 millis",
    lockExpiration: "2 seconds",
    lockRefreshInterval: "500 millis"
  }),
  Sync.database(Redacted.make(database))
)

const client = IntercomClient.layer({
  accessToken: token,
  baseUrl: url,
  pacing: { fallbackLimit: 100_000 }
}).pipe(Layer.provide(FetchHttpClient.layer))

const program = Effect.gen(function* () {
  const inbox = yield* Webhooks.Inbox
  const listen = Webhooks.toNodeHandler({ secret: "client-secret", inbox: Layer.succeed(Webhooks.Inbox, inbox) })
  const server = createServer((request, response) => void listen(request, response))
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    console.log(address !== null && typeof address === "object" ? address.port : 0)
  })
  return yield* Sync.run({ ...options, schema })
})

await Effect.runPromise(program.pipe(Effect.provide([client, services]), Effect.scoped))

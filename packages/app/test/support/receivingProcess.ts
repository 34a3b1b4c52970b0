/**
 * An app that is killed: takes notifications into an inbox on disk, and handles each with an effect that bears repetition.
 *
 *     node receivingProcess.ts sqlite FILE | postgres URL
 */
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { createServer } from "node:http"
import { Webhooks } from "../../src/index.ts"
import { NodeSqlite } from "../../src/node.ts"

const [kind, place = ""] = process.argv.slice(2)

const database =
  kind === "postgres" ? PgClient.layer({ url: Redacted.make(place) }) : NodeSqlite.layer({ filename: place })

const inbox = Webhooks.layerInboxSql({
  capacity: 20_000,
  pollInterval: "50 millis",
  lockExpiration: "2 seconds",
  lockRefreshInterval: "500 millis"
})

const effects = Layer.effectDiscard(
  SqlClient.SqlClient.use(
    (sql) =>
      sql`CREATE TABLE IF NOT EXISTS effects (id VARCHAR(100) PRIMARY KEY, handled INTEGER NOT NULL DEFAULT 1, topic VARCHAR(100))`
  )
)

/** Its effect is there once for each id, however often it runs; how often that was is counted. */
const handle = Effect.fnUntraced(function* ({ id, topic }: Webhooks.Notification) {
  const sql = yield* SqlClient.SqlClient
  yield* Effect.sleep(`${Math.floor(Math.random() * 20)} millis`)
  yield* sql`
    INSERT INTO effects (id, topic) VALUES (${id}, ${topic}) ON CONFLICT (id) DO UPDATE SET handled = effects.handled + 1`
  // Somewhere between the effect and the word that it is done, a process may be killed too.
  yield* Effect.sleep(`${Math.floor(Math.random() * 5)} millis`)
})

const services = Layer.provideMerge(Layer.merge(inbox, effects), database)

const listen = Webhooks.toNodeHandler({
  secret: "client-secret",
  work: Webhooks.run({ otherwise: handle }, { concurrency: 32 }),
  inbox: Layer.effect(Webhooks.Inbox, Webhooks.Inbox).pipe(Layer.provide(services)),
  layer: Layer.effect(SqlClient.SqlClient, SqlClient.SqlClient).pipe(Layer.provide(services))
})

const server = createServer((request, response) => void listen(request, response))
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  console.log(address !== null && typeof address === "object" ? address.port : 0)
})
// Opens the inbox, and goes on with what the process before left.
void listen(
  { method: "POST", headers: {}, async *[Symbol.asyncIterator]() {} },
  {
    statusCode: 0,
    setHeader: () => undefined,
    end: () => undefined
  }
)

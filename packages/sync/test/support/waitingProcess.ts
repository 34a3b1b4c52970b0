/**
 * A process that exports companies or content data with a budget it shares, and tells how far it is.
 *
 *     node waitingProcess.ts URL TOKEN (DATABASE | SOCKET OF REDIS) STREAM (whole | stalling)
 *
 * A process that stalls takes no row of what it reads, and so does not come to an end.
 */
import { NodeRedis } from "@effect/platform-node"
import { IntercomClient, type SharedBudget } from "@effect-intercom/core"
import { Export, ExportSink } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Budget, Sync } from "../../src/index.ts"

const [url = "", token = "", database = "", stream = "", way = ""] = process.argv.slice(2)

const tell = (text: string) => Effect.sync(() => process.stdout.write(`${text}\n`))

const store: Layer.Layer<SharedBudget.BudgetStore, unknown> = database.startsWith("postgres:")
  ? Budget.layerPostgres().pipe(Layer.provide(Sync.database(Redacted.make(database))))
  : Budget.layerRedis().pipe(Layer.provide(NodeRedis.layer({ socket: { path: database, tls: false } })))

const client = IntercomClient.layerSharedBudget({ accessToken: Redacted.make(token), baseUrl: url }).pipe(
  Layer.provide([store, FetchHttpClient.layer])
)

let waited: string | undefined
const report = await Effect.runPromise(
  Export.run({
    streams: [stream === "companies" ? "companies" : "content_data"],
    sink: ExportSink.make((_, records) =>
      Effect.andThen(tell(`rows ${records.length}`), way === "stalling" ? Effect.never : Effect.void)
    ),
    onProgress: ({ waiting }) => {
      const isNews = waiting !== waited && (waiting === "scroll" || waiting === "job")
      waited = waiting
      return isNews ? tell(`waits ${waiting}`) : Effect.void
    }
  }).pipe(Effect.provide(client))
)
process.stdout.write(`complete ${report.complete}\n`)
process.exit(0)

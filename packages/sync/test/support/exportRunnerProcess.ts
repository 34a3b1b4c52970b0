/**
 * One of several processes that share a durable export. It prints a line when it has joined, and one when the export is at its
 * end.
 *
 *     node exportRunnerProcess.ts URL TOKEN DATABASE SCHEMA HOST PORT OPTIONS
 */
import { IntercomClient } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Budget, DurableExport, Sync } from "../../src/index.ts"
import { ExportRunner } from "../../src/runner.ts"

const [url = "", token = "", database = "", schema = "", host = "", port = "0", given = "{}"] = process.argv.slice(2)

const options: Omit<DurableExport.StartOptions, "schema"> = JSON.parse(given)

const client = IntercomClient.layerSharedBudget({
  accessToken: Redacted.make(token),
  baseUrl: url,
  // The workspace may be in another network.
  allowInsecure: true
}).pipe(
  Layer.provide(Budget.layerPostgres().pipe(Layer.provide(Sync.database(Redacted.make(database))))),
  Layer.provide(FetchHttpClient.layer)
)

const engine = ExportRunner.layer({ url: Redacted.make(database), schema, host, port: Number(port) })

const program = Effect.gen(function* () {
  yield* DurableExport.start({ ...options, schema })
  console.log("joined")
  const { complete } = yield* DurableExport.wait({ ...options, schema })
  console.log(complete ? "complete" : "incomplete")
}).pipe(
  Effect.provide(
    DurableExport.layer({ runner: `${host}:${port}` }).pipe(Layer.provideMerge(engine), Layer.provideMerge(client))
  )
)

const controller = new AbortController()
process.once("SIGINT", () => controller.abort())
await Effect.runPromise(program, { signal: controller.signal })
process.exit(0)

/**
 * A process that exports a workspace and goes on where an earlier one was killed: what the tests of SIGKILL run.
 *
 * Arguments: the workspace's URL and token, `ndjson`, `ndjson.gz` or `sqlite`, and the directory.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { IntercomClient } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import { Checkpoint, Export, NdjsonSink } from "../src/index.ts"
import { SqliteSink } from "../src/node.ts"

const [url = "", token = "", format = "", directory = ""] = process.argv.slice(2)

const base = {
  // A killed scroll keeps its place for a minute, during which no other can be opened: companies would make that wait.
  streams: ["contacts", "conversations"],
  resume: true,
  checkpointEvery: "20 millis"
} as const

const run =
  format === "sqlite"
    ? Export.run({ ...base, sink: SqliteSink.file(`${directory}/export.db`) })
    : Export.run({
        ...base,
        sink: NdjsonSink.directory(directory, { gzip: format === "ndjson.gz" }),
        checkpoint: Checkpoint.file(`${directory}/checkpoint.json`)
      })

const client = IntercomClient.layer({ accessToken: token, baseUrl: url, pacing: { fallbackLimit: 100_000 } }).pipe(
  Layer.provide(FetchHttpClient.layer)
)

process.stdout.write("begun\n")
await Effect.runPromise(run.pipe(Effect.provide([client, NodeServices.layer])))

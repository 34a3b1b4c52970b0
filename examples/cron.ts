/**
 * Cron: an export that is started again and again, and brings what changed since the last time. The first run brings everything. A run that was
 * killed is gone on with; one that is still at it is left alone. The exit code tells whether everything is there.
 *
 *     15 * * * *  node examples/cron.ts /data/intercom
 */
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Console, Effect } from "effect"
import { IntercomClient } from "@effect-intercom/core"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { Checkpoint, Export, NdjsonSink } from "@effect-intercom/streams"

const folder = process.argv[2] ?? "./intercom"

const program = Effect.gen(function* () {
  const report = yield* Export.run({
    streams: ["contacts", "companies", "conversations"],
    since: "last",
    sink: NdjsonSink.directory(folder, { gzip: true }),
    checkpoint: Checkpoint.file(`${folder}/checkpoint.json`),
    // What Intercom can never bring is told in the report and wakes nobody up.
    accept: ["gone", "truncated"]
  }).pipe(
    // The run before is still at work: nothing is wrong.
    Effect.catchReason("ExportError", "SinkError", (error) =>
      error.kind === "locked" ? Effect.undefined : Effect.fail(error)
    )
  )
  if (report === undefined) return yield* Console.log("another run is at it")
  if (!report.complete) return yield* Effect.fail(new Error(`${folder}/report.json tells what is missing`))
  yield* Console.log(`${folder} is complete`)
})

program.pipe(
  Effect.provide(IntercomClient.layerConfig()),
  Effect.provide([UndiciHttpClient.layer, NodeServices.layer]),
  NodeRuntime.runMain
)

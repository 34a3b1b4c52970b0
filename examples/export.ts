/**
 * Export: contacts and conversations that changed in the last ninety days, to files, with a checkpoint. Stop it with
 * Ctrl-C and start it again: it goes on where it was.
 *
 *     node examples/export.ts ./my-export
 */
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Console, DateTime, Effect } from "effect"
import { IntercomClient } from "@effect-intercom/core"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { Checkpoint, Export, NdjsonSink } from "@effect-intercom/streams"

const folder = process.argv[2] ?? "./my-export"

const program = Effect.gen(function* () {
  const today = DateTime.startOf(yield* DateTime.now, "day")
  const report = yield* Export.run({
    streams: ["contacts", "conversations"],
    since: DateTime.subtract(today, { days: 90 }),
    sink: NdjsonSink.directory(folder),
    checkpoint: Checkpoint.file(`${folder}/checkpoint.json`),
    resume: true,
    onProgress: ({ event, rows, stream }) => (event === "finished" ? Console.log(`${stream}: ${rows}`) : Effect.void)
  })
  if (!report.complete) return yield* Effect.fail(new Error(`${folder}/report.json tells what is missing`))
})

program.pipe(
  Effect.provide(IntercomClient.layerConfig()),
  Effect.provide([UndiciHttpClient.layer, NodeServices.layer]),
  NodeRuntime.runMain
)

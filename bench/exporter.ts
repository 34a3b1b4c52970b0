/**
 * Exports all contacts of a workspace to a file of lines, and prints what it took.
 *
 *     node bench/exporter.ts ADDRESS TOKEN SEGMENTS
 */
import { NodeServices } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { IntercomClient } from "@effect-intercom/core"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { Checkpoint, Export, NdjsonSink } from "@effect-intercom/streams"
import { printRun } from "./measured.ts"

const [address = "", token = "", segments = "8"] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), "effect-intercom-export-"))

const program = Effect.gen(function* () {
  const report = yield* Export.run({
    streams: ["contacts"],
    sink: NdjsonSink.directory(folder),
    checkpoint: Checkpoint.file(join(folder, "checkpoint.json")),
    segments: Number(segments)
  })
  if (!report.complete) return yield* Effect.die(new Error("The export is not complete"))
  return report.streams.reduce((rows, stream) => rows + stream.rows, 0)
}).pipe(
  Effect.provide(IntercomClient.layer({ accessToken: token, baseUrl: address })),
  Effect.provide(Layer.mergeAll(UndiciHttpClient.layer, NodeServices.layer))
)

try {
  await printRun(() => Effect.runPromise(program))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

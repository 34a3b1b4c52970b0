import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import * as CsvSink from "../../src/CsvSink.ts"
import * as Export from "../../src/Export.ts"
import * as NdjsonSink from "../../src/NdjsonSink.ts"
import * as ParquetSink from "../../src/ParquetSink.ts"
import * as recordingFiles from "../support/recordingFiles.ts"
import { inDirectory, now, options, sample } from "../support/SampleExport.ts"
import { conversation, failure, serve } from "../support/SmallWorkspace.ts"

/** A first export with a problem, one of what changed since, and one that begins anew: every way in which files come and go. */
const exports = (
  directory: string,
  recording: recordingFiles.Recording,
  sink: ReturnType<typeof NdjsonSink.directory>
) =>
  Effect.gen(function* () {
    const space = sample()
    space.companies = []
    const run = (given: Partial<Export.RunOptions>, broken = "") =>
      Export.run({ ...options(directory), sink, ...given }).pipe(
        Effect.provide([
          serve(space, ({ path }) =>
            Effect.succeed(path === `/conversations/${broken}` ? failure(500, "server_error") : undefined)
          ).client(),
          recording.layer
        ])
      )
    yield* run({}, "100")
    space.conversations = [...space.conversations, conversation("900", now + 3600, 2)]
    yield* TestClock.setTime((now + 7200) * 1000)
    yield* run({ since: "last" })
    yield* run({ overwrite: true })
  })

/** Lines that became files are taken away once more where they come back. */
const lasting = (changes: ReadonlyArray<string>) => changes.filter((change) => !/^removed .*\.part\.gz$/.test(change))

describe("what an export calls safe is on the disk", () => {
  for (const [name, sinkOf] of [
    ["lines", (directory: string) => NdjsonSink.directory(directory)],
    ["packed lines in parts", (directory: string) => NdjsonSink.directory(directory, { gzip: true, maxBytes: 4000 })],
    ["tables", (directory: string) => CsvSink.directory(directory)],
    ["Parquet", (directory: string) => ParquetSink.directory(directory)],
    ["tables in Parquet", (directory: string) => ParquetSink.directory(directory, { tables: true })]
  ] as const) {
    it.effect(`${name}: written, flushed, renamed, and the directory flushed`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const recording = recordingFiles.make()
          yield* exports(directory, recording, sinkOf(directory))
          const renamed = recording.moments.filter(({ kind }) => kind === "rename")
          assert.isAbove(renamed.filter((moment) => moment.name === "checkpoint.json").length, 10)
          assert.lengthOf(
            renamed.filter((moment) => moment.name === "report.json"),
            3
          )
          // A checkpoint or a report speaks of files and of their names: both are safe before it takes its place.
          for (const moment of renamed) {
            assert.deepStrictEqual(moment.unwritten, [], `unwritten when ${moment.name} took its place`)
            assert.deepStrictEqual(lasting(moment.unnamed), [], `unnamed when ${moment.name} took its place`)
          }
          // A report that was withdrawn must not come back beside records of which it does not speak.
          const changed = recording.moments.filter(({ kind }) => kind !== "rename")
          assert.lengthOf(
            recording.moments.filter((moment) => moment.kind === "remove" && moment.name === "report.json"),
            2
          )
          for (const { name, unnamed } of changed) assert.notInclude(unnamed, "removed report.json", name)
          assert.deepStrictEqual([...recording.unwritten], [], "unwritten at the end")
          assert.deepStrictEqual(lasting([...recording.unnamed.values()].flat()), [], "unnamed at the end")
        })
      )
    )
  }
})

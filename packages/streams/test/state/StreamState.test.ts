import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync, writeFileSync } from "node:fs"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import { inDirectory, now, options, readJson, sample } from "../support/SampleExport.ts"
import { serve } from "../support/SmallWorkspace.ts"

/** Checkpoints of an export of the sample, as files of format 1 have them: before, within and after its end. */
const written = (name: "begun" | "midway" | "complete") =>
  readFileSync(new URL(`./format1/${name}.checkpoint`, import.meta.url), "utf8")

const short = { since: 1_700_000_000, until: null, expected: 10, seen: 9 }

const resume = Effect.fnUntraced(function* (
  directory: string,
  text: string,
  given: Pick<Export.RunOptions, "resume" | "since">
) {
  writeFileSync(`${directory}/checkpoint.json`, text)
  const delivered: Array<string> = []
  const sink = ExportSink.make((stream, records) =>
    Effect.sync(() => {
      for (const record of records) delivered.push(`${stream} ${"id" in record ? String(record.id) : ""}`)
    })
  )
  const report = yield* Export.run({ ...options(directory), sink, ...given }).pipe(
    Effect.provide(serve(sample()).client())
  )
  return { delivered, report }
})

describe("a checkpoint of format 1", () => {
  it.effect("is read as it was written, and written in format 2 with all it says", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const checkpoint = Checkpoint.file(`${directory}/checkpoint.json`)
        for (const name of ["begun", "midway", "complete"] as const) {
          writeFileSync(`${directory}/checkpoint.json`, written(name))
          const data = yield* Effect.flatMap(checkpoint.load, Effect.fromOption)
          yield* checkpoint.save(data)
          const { resumes, startedAt, streams, ...header } = JSON.parse(written(name))
          const now = readJson(`${directory}/checkpoint.json`) as { streams: Record<string, object> }
          assert.deepInclude(now, { ...header, formatVersion: 2 }, name)
          assert.sameMembers(Object.keys(now.streams), Object.keys(streams))
          for (const [stream, { short, ...state }] of Object.entries<Record<string, unknown>>(streams)) {
            assert.deepEqual(short ?? [], [])
            assert.deepInclude(now.streams[stream], { ...state, startedAt, resumes, owed: [], settled: [] }, stream)
          }
          assert.deepStrictEqual(yield* Effect.flatMap(checkpoint.load, Effect.fromOption), data)
        }
      })
    )
  )

  it.effect("owes what it counted as missing, which another walk brings", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const text = written("complete").replaceAll('"deadLetters": 0', '"deadLetters": 2')
        const { delivered, report } = yield* resume(directory, text, { since: "last" })
        assert.lengthOf(delivered, 400 + 250 + 30 + 2)
        assert.isTrue(report.complete, JSON.stringify(report.streams))
      })
    )
  )

  it.effect("goes on with streams of which nothing had come", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const { delivered, report } = yield* resume(directory, written("begun"), { resume: true })
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.lengthOf(delivered, 250 + 250 + 30 + 2)
      })
    )
  )

  it.effect("goes on with the conversations that were on their way, and the counts of before", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const { delivered, report } = yield* resume(directory, written("midway"), { resume: true })
        const missing = Array.from({ length: 25 }, (_, index) => `conversations ${95 + index}`)
        assert.sameMembers(delivered, missing)
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.deepStrictEqual(
          report.streams.map(({ expected, pages, requests, rows, seen }) => [rows, pages, seen, expected, requests]),
          [
            [400, 4, 400, 400, 4],
            [250, 4, 250, 250, 4],
            [30, 2, 30, 30, 36],
            [2, 1, 2, undefined, 1]
          ]
        )
      })
    )
  )

  it.effect("tells of the segments that were short", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const text = written("midway").replace('"short": []', `"short": [${JSON.stringify(short)}]`)
        const { report } = yield* resume(directory, text, { resume: true })
        assert.deepStrictEqual(report.streams[0]?.shortfalls, [
          "1 of 10 announced rows did not come from the segment from 1700000000"
        ])
      })
    )
  )

  it.effect("tells the next run where to begin", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const { report } = yield* resume(directory, written("complete"), { since: "last" })
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.deepStrictEqual(
          report.streams.map(({ window }) => window.since),
          [now - 600, now - 360, now - 360, now - 360]
        )
      })
    )
  )
})

import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import * as CsvSink from "../../src/CsvSink.ts"
import * as Export from "../../src/Export.ts"
import { type ExportSink, SinkError } from "../../src/ExportSink.ts"
import * as NdjsonSink from "../../src/NdjsonSink.ts"
import * as ParquetSink from "../../src/ParquetSink.ts"
import * as SqliteSink from "../../src/SqliteSink.ts"
import { inDirectory, now, options } from "../support/SampleExport.ts"
import { failure, row, rows, serve, workspace } from "../support/SmallWorkspace.ts"

const contacts = rows(300, (index) => row(`c${index}`, now - 9000 + index))

/** Two conversations, of which one is gone when it is asked for: a problem that the checkpoint counts too. */
const server = () =>
  serve(
    workspace({
      contacts,
      conversations: ["1", "2"].map((id) => row(id, now - 9000, { type: "conversation", conversation_parts: {} }))
    }),
    ({ path }) => Effect.succeed(path === "/conversations/2" ? failure(404, "not_found") : undefined)
  )

const exportTo = (directory: string, sink: ExportSink<FileSystem.FileSystem | Path.Path>) =>
  Effect.suspend(() => {
    const { client, received } = server()
    const { checkpoint, ...rest } = options(directory)
    return Export.run({
      ...rest,
      streams: ["contacts", "conversations"],
      sink,
      resume: true,
      ...(sink.checkpoint === undefined ? { checkpoint } : {})
    }).pipe(
      Effect.provide(client()),
      // It asks only whose workspace it is: what is lost shows before anything is read.
      Effect.tapError(() =>
        Effect.sync(() =>
          assert.deepStrictEqual(
            received.map(({ path }) => path),
            ["/me"]
          )
        )
      )
    )
  })

const assertLost = Effect.fnUntraced(function* (
  directory: string,
  sink: ExportSink<FileSystem.FileSystem | Path.Path>,
  said: string
) {
  const error = yield* Effect.flip(exportTo(directory, sink))
  assert.instanceOf(error.reason, SinkError)
  assert.strictEqual(error.reason.kind, "lost")
  assert.include(error.message, said)
  assert.include(error.message, "or start again without resuming")
})

interface Case {
  readonly name: string
  readonly sink: (directory: string) => ExportSink<FileSystem.FileSystem | Path.Path>
  /** The last file of the contacts, and what is said of it when it is gone and when it is shorter. */
  readonly file: string
  readonly gone: string
  readonly shorter: string
}

const gone = "is not there, and its checkpoint counts on it"
const shorter = "is shorter than its checkpoint says"
const notWhole = "is not there or not whole"

const cases: ReadonlyArray<Case> = [
  { name: "NDJSON", sink: (directory) => NdjsonSink.directory(directory), file: "contacts.ndjson", gone, shorter },
  {
    name: "packed NDJSON",
    sink: (directory) => NdjsonSink.directory(directory, { gzip: true }),
    file: "contacts.ndjson.gz",
    gone,
    shorter
  },
  { name: "CSV", sink: (directory) => CsvSink.directory(directory), file: "contacts.csv", gone, shorter },
  {
    name: "split NDJSON",
    sink: (directory) => NdjsonSink.directory(directory, { maxBytes: 10_000 }),
    file: "contacts-0002.ndjson",
    gone,
    shorter
  },
  {
    name: "Parquet",
    sink: (directory) => ParquetSink.directory(directory, { charactersPerFile: 10_000 }),
    file: "contacts-0003.parquet",
    gone: notWhole,
    shorter: notWhole
  }
]

describe("an export that ended and whose files are not what they were", () => {
  for (const { file, gone, name, shorter, sink } of cases) {
    it.effect(`is not told to be complete (${name})`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const location = `${directory}/${file}`
          yield* exportTo(directory, sink(directory))
          yield* exportTo(directory, sink(directory))
          const kept = readFileSync(location)
          truncateSync(location, statSync(location).size - 1)
          yield* assertLost(directory, sink(directory), `${location} ${shorter}`)
          rmSync(location)
          yield* assertLost(directory, sink(directory), `${location} ${gone}`)
          writeFileSync(location, kept)
          yield* exportTo(directory, sink(directory))
        })
      )
    )
  }

  it.effect("is not told to be complete when only what went wrong with records is missing", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        for (const sink of [NdjsonSink.directory(directory), ParquetSink.directory(directory)]) {
          rmSync(`${directory}/checkpoint.json`, { force: true })
          yield* exportTo(directory, sink)
          const location = `${directory}/conversations.problems.ndjson`
          rmSync(location)
          yield* assertLost(directory, sink, `${location} is not there`)
        }
      })
    )
  )

  it.effect("may have had its finished files moved away", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const sink = NdjsonSink.directory(directory, { maxBytes: 10_000 })
        yield* exportTo(directory, sink)
        rmSync(`${directory}/contacts-0001.ndjson`)
        yield* exportTo(directory, sink)
      })
    )
  )

  it.effect("is not told to be complete when its table is gone, whether it had ended or not (SQLite)", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const location = `${directory}/export.db`
        const sink = SqliteSink.file(location)
        yield* exportTo(directory, sink)
        yield* exportTo(directory, sink)
        const database = new DatabaseSync(location)
        database.exec("DROP TABLE contacts")
        yield* assertLost(directory, sink, `${location} has no table contacts`)
        database.exec(
          `UPDATE export_checkpoint SET data = json_set(data, '$.streams.contacts.position.done', json('false'))`
        )
        database.close()
        yield* assertLost(directory, sink, `${location} has no table contacts`)
      })
    )
  )
})

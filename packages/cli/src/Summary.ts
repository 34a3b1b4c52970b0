/**
 * What an export did, as a table for the end of a run.
 *
 * @since 0.1.0
 */
import type { Export } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Table from "./Table.ts"

/**
 * The table of a report, a row a stream, with the size of its file in `directory`.
 *
 * @category rendering
 * @since 0.1.0
 */
export const render = Effect.fnUntraced(function* (
  report: Export.ExportReport,
  directory: string
): Effect.fn.Return<string, never, FileSystem.FileSystem | Path.Path> {
  const files = yield* Effect.forEach(report.streams, ({ stream }) => fileOf(directory, stream))
  const table = Table.render(
    [
      { heading: "stream" },
      { heading: "rows", align: "right" },
      { heading: "expected", align: "right" },
      { heading: "requests", align: "right" },
      { heading: "retries", align: "right" },
      { heading: "gone", align: "right" },
      { heading: "cut", align: "right" },
      { heading: "unreadable", align: "right" },
      { heading: "complete" },
      { heading: "file" },
      { heading: "size", align: "right" }
    ],
    report.streams.map((stream, index) => [
      stream.stream,
      Table.count(stream.rows),
      stream.expected === undefined ? "" : Table.count(stream.expected),
      Table.count(stream.requests),
      Table.count(stream.retries),
      Table.count(stream.gone),
      Table.count(stream.truncated),
      Table.count(stream.deadLetters),
      stream.complete ? "yes" : "NO",
      files[index]?.name ?? "",
      Table.bytes(files[index]?.bytes ?? 0)
    ])
  )
  const rows = report.streams.reduce((sum, stream) => sum + stream.rows, 0)
  const seconds = report.finishedAt - report.startedAt
  return `${table}\n${Table.count(rows)} rows in ${Table.duration(seconds * 1000)}; report.json tells more`
})

const fileOf = Effect.fnUntraced(function* (directory: string, stream: string) {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  for (const ending of ["ndjson", "ndjson.gz"]) {
    const name = path.join(directory, `${stream}.${ending}`)
    const info = yield* Effect.option(fileSystem.stat(name))
    if (info._tag === "Some") return { name, bytes: Number(info.value.size) }
  }
  return { name: "", bytes: 0 }
})

/**
 * What an export did, as a table for the end of a run.
 *
 * @since 0.1.0
 */
import type { Export } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Table from "./Table.ts"

/**
 * The table of a report, a row a stream, with its file and the size of that.
 *
 * @category rendering
 * @since 0.1.0
 */
export const render = Effect.fnUntraced(function* (
  report: Export.ExportReport,
  fileOf: (stream: string) => string
): Effect.fn.Return<string, never, FileSystem.FileSystem> {
  const sizes = yield* Effect.forEach(report.streams, ({ stream }) => sizeOf(fileOf(stream)))
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
      fileOf(stream.stream),
      sizes[index] ?? ""
    ])
  )
  const rows = report.streams.reduce((sum, stream) => sum + stream.rows, 0)
  const seconds = report.finishedAt - report.startedAt
  const took = seconds === 0 ? "less than a second" : Table.duration(seconds * 1000)
  return `${table}\n${Table.plural(rows, "row")} in ${took}; report.json tells more`
})

const sizeOf = (file: string) =>
  FileSystem.FileSystem.use((fileSystem) => fileSystem.stat(file)).pipe(
    Effect.map(({ size }) => Table.bytes(Number(size))),
    Effect.orElseSucceed(() => "")
  )

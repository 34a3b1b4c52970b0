/**
 * What an export did, as a table for the end of a run.
 *
 * @since 0.1.0
 */
import type { Export } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { Destination } from "./Destination.ts"
import { ofContacts } from "./Streams.ts"
import * as Table from "./Table.ts"

/**
 * The table of a report, a row a stream, and a line about the whole. Columns of what did not happen are left out.
 *
 * @category rendering
 * @since 0.1.0
 */
export const render = Effect.fnUntraced(function* (
  report: Export.ExportReport,
  { filesOf, folder }: Pick<Destination, "filesOf" | "folder">
): Effect.fn.Return<string, never, FileSystem.FileSystem> {
  const files = yield* Effect.forEach(report.streams, ({ stream }) => filesOf(stream))
  const sizes = new Map<string, number>()
  for (const file of files.flat()) sizes.set(file, yield* sizeOf(file))
  // A file that all streams share has its size told below.
  const areSeparate = folder !== undefined && sizes.size === files.flat().length
  const sizeOfAll = (of: ReadonlyArray<string>) => of.reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0)
  const columns = columnsOf.filter(
    ({ cell, optional }) => optional !== true || report.streams.some((stream) => cell(stream) !== "0")
  )
  const table = Table.render(
    [...columns, ...(areSeparate ? [{ heading: "size", align: "right" as const }] : [])],
    report.streams.map((stream, index) => [
      ...columns.map(({ cell }) => cell(stream)),
      ...(areSeparate ? [Table.bytes(sizeOfAll(files[index] ?? []))] : [])
    ])
  )
  const rows = report.streams.reduce((sum, stream) => sum + stream.rows, 0)
  const seconds = report.finishedAt - report.startedAt
  const took = seconds === 0 ? "less than a second" : Table.duration(seconds * 1000)
  if (folder === undefined) return `${table}\n${Table.plural(rows, "row")} in ${took}, to stdout`
  const size = Table.bytes(sizeOfAll([...sizes.keys()]))
  return `${table}\n${Table.plural(rows, "row")}, ${size} in ${took}, in ${folder}; report.json there tells more`
})

interface Column extends Table.Column {
  readonly cell: (stream: Export.StreamReport) => string
  /** Whether it is left out where all cells are zero. */
  readonly optional?: boolean
}

const columnsOf: ReadonlyArray<Column> = [
  { heading: "stream", cell: ({ stream }) => stream },
  { heading: "rows", align: "right", cell: ({ rows }) => Table.count(rows) },
  {
    heading: "expected",
    align: "right",
    cell: ({ expected, stream }) => (expected === undefined || ofContacts.has(stream) ? "" : Table.count(expected))
  },
  { heading: "requests", align: "right", cell: ({ requests }) => Table.count(requests) },
  { heading: "retries", align: "right", optional: true, cell: ({ retries }) => Table.count(retries) },
  { heading: "restarts", align: "right", optional: true, cell: ({ restarts }) => Table.count(restarts) },
  { heading: "removed", align: "right", optional: true, cell: ({ removed }) => Table.count(removed) },
  { heading: "gone", align: "right", optional: true, cell: ({ gone }) => Table.count(gone) },
  { heading: "cut", align: "right", optional: true, cell: ({ truncated }) => Table.count(truncated) },
  { heading: "unreadable", align: "right", optional: true, cell: ({ deadLetters }) => Table.count(deadLetters) },
  { heading: "complete", cell: ({ complete }) => (complete ? "yes" : "NO") }
]

const sizeOf = (file: string): Effect.Effect<number, never, FileSystem.FileSystem> =>
  FileSystem.FileSystem.use((fileSystem) => fileSystem.stat(file)).pipe(
    Effect.map(({ size }) => Number(size)),
    Effect.orElseSucceed(() => 0)
  )

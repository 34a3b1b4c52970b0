/**
 * What an export did, as a table for the end of a run.
 *
 * @since 0.1.0
 */
import type { Export } from "@effect-intercom/streams"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { Told } from "./Destination.ts"
import { isBelonging } from "./Streams.ts"
import * as Table from "./Table.ts"

/**
 * The table of a report, a row a stream, and a line about the whole. Columns of what did not happen are left out.
 * With `bars` it shows what took how many of the requests, for people.
 *
 * @category conversions
 * @since 0.1.0
 */
export const render = Effect.fnUntraced(function* (
  report: Export.ExportReport,
  { filesOf, folder, isServer, more = "report.json", name }: Told,
  { bars = false }: { readonly bars?: boolean } = {}
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
  const requests = report.streams.reduce((sum, stream) => sum + stream.requests, 0)
  const hasBars = bars && requests > 0
  const table = Table.render(
    [
      ...columns,
      ...(areSeparate ? [{ heading: "size", align: "right" as const }] : []),
      ...(hasBars ? [{ heading: "of the requests" }] : [])
    ],
    report.streams.map((stream, index) => [
      ...columns.map(({ cell }) => cell(stream)),
      ...(areSeparate ? [Table.bytes(sizeOfAll(files[index] ?? []))] : []),
      ...(hasBars ? [Table.bar(stream.requests / requests, barWidth)] : [])
    ])
  )
  const rows = report.streams.reduce((sum, stream) => sum + stream.rows, 0)
  const seconds = report.finishedAt - report.startedAt
  const took = seconds === 0 ? "less than a second" : Table.duration(seconds * 1000)
  const said = [table, ...remarkOn(report, rows)].join("\n")
  if (isServer) return `${said}\n${Table.plural(rows, "row")} in ${took}, in ${name}; export_reports there tells more`
  if (folder === undefined) return `${said}\n${Table.plural(rows, "row")} in ${took}, to ${name}`
  const size = Table.bytes(sizeOfAll([...sizes.keys()]))
  return `${said}\n${Table.plural(rows, "row")}, ${size} in ${took}, in ${folder}; ${more} there tells more`
})

const barWidth = 15

/**
 * Listed rows that are none of the export's: a search by whole days finds what changed earlier on the day, and windows overlap.
 * Nothing is missing where they and the rows are as many as were announced.
 */
const passedOver = ({ caughtUp, duplicates, outside }: Export.StreamReport): number =>
  // What is listed once more to see what changed meanwhile is no part of what was announced.
  caughtUp === undefined ? duplicates + outside : 0

const writtenAgain = ({ caughtUp }: Export.StreamReport): number => caughtUp?.rows ?? 0

/** What a reader of a table with few rows asks: is it that nothing changed, or that nothing came? */
const remarkOn = ({ complete, streams }: Export.ExportReport, rows: number): ReadonlyArray<string> => {
  const since = Math.min(...streams.map(({ window }) => window.since ?? 0))
  return [
    ...(complete && rows === 0 && since > 0
      ? [`Nothing changed since ${DateTime.formatIso(DateTime.makeUnsafe(since * 1000))}`]
      : []),
    ...(streams.some((stream) => passedOver(stream) > 0)
      ? [
          "passed over: listed by Intercom, whose search is coarser, but written before or outside of the time asked for"
        ]
      : [])
  ]
}

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
    cell: ({ expected, stream }) => (expected === undefined || isBelonging(stream) ? "" : Table.count(expected))
  },
  { heading: "again", align: "right", optional: true, cell: (stream) => Table.count(writtenAgain(stream)) },
  { heading: "passed over", align: "right", optional: true, cell: (stream) => Table.count(passedOver(stream)) },
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

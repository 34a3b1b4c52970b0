/**
 * Exports to files with one JSON record a line.
 *
 * **When to use**
 *
 * For records whole and as they came, to be read by anything: `jq`, DuckDB, a bulk load. It is the sink to take when
 * none of the others is called for.
 *
 * **Details**
 *
 * `contacts.ndjson` holds the records. `contacts.problems.ndjson` and `contacts.deleted.ndjson` are there where there
 * is something to tell, and `report.json` after each run. `gzip` packs the files, `maxBytes` splits them into numbered
 * parts, of which each that has a successor is finished.
 *
 * **Gotchas**
 *
 * - Files are added to. A record that changed since stands further down once more: the last line of an id counts.
 * - One export at a time writes into a directory; `export.lock` tells which. A second one is a `SinkError` of the kind
 *   `locked`.
 * - A file of the same name that no checkpoint tells of is somebody's, and refused.
 * - It needs `FileSystem` and `Path`, as `NodeServices.layer` of `@effect/platform-node` has them.
 *
 * **Example** (A file a stream)
 *
 * ```ts
 * import { Effect, FileSystem } from "effect"
 * import { Export, NdjsonSink } from "@effect-intercom/streams"
 *
 * yield* Export.run({ streams: ["contacts", "admins"], sink: NdjsonSink.directory("./export") })
 * const fs = yield* FileSystem.FileSystem
 * const files = yield* fs.readDirectory("./export")
 * files.filter((name) => name.endsWith(".ndjson")).toSorted() // => ["admins.ndjson", "contacts.ndjson"]
 * const lines = yield* Effect.map(fs.readFileString("./export/contacts.ndjson"), (text) => text.trimEnd().split("\n"))
 * lines.length // => 12
 * ```
 *
 * @since 0.1.0
 */
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type { ExportSink } from "./ExportSink.ts"
import * as Directory from "./sink/Directory.ts"

export type { DirectoryOptions } from "./sink/Directory.ts"

/**
 * One file a stream in a directory, as `contacts.ndjson`.
 *
 * A record is written as it came, unknown fields included, and a line is written whole. What went wrong with single
 * records stands in `contacts.problems.ndjson`, which is there only if something did, and which records were deleted or
 * merged in `contacts.deleted.ndjson`; `report.json` tells what was counted. A run that resumes cuts the files back to what
 * its checkpoint knows of, so that every record is in them once.
 *
 * Files that no checkpoint tells of are somebody's: they are refused where they are in the way, and never written to. The
 * same holds for links inside the directory; the directory itself may be one.
 *
 * ```ts
 * Export.run({ streams: ["contacts"], sink: NdjsonSink.directory("./export") })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const directory = (
  location: string,
  options?: Directory.DirectoryOptions
): ExportSink<FileSystem.FileSystem | Path.Path> => Directory.make(location, ndjson, options)

const ndjson: Directory.LineFormat = {
  ending: "ndjson",
  open: () => ({ lineOf: (record) => JSON.stringify(record), state: () => null })
}

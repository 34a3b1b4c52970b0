/**
 * Exports to files with one JSON record a line.
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

/**
 * The report of a run, as a file beside the records.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import * as Schema from "effect/Schema"
import type { Intent, SinkError } from "../ExportSink.ts"
import * as AtomicFile from "../files/AtomicFile.ts"
import * as Entry from "../files/Entry.ts"
import { type FileError, occupied } from "../files/Error.ts"
import * as Folder from "../files/Folder.ts"
import * as SyncedDirectory from "../files/SyncedDirectory.ts"
import type { ExportReport } from "../state/Report.ts"
import * as Failure from "./Failure.ts"

/**
 * Writes the report into a directory, as a whole or not at all.
 *
 * @category actions
 * @since 0.1.0
 */
export const write = Effect.fnUntraced(
  function* (
    directory: string,
    report: ExportReport
  ): Effect.fn.Return<void, FileError | PlatformError, FileSystem.FileSystem | Path.Path> {
    const fileSystem = yield* FileSystem.FileSystem
    yield* Folder.make(directory)
    const { location } = yield* find(directory)
    const content = new TextEncoder().encode(`${JSON.stringify(report, null, 2)}\n`)
    yield* AtomicFile.replace(fileSystem, { directory, location }, content)
  },
  Effect.mapError(Failure.ofStream("report")),
  // Explicit, since what is inferred names what it is made of.
  (effect): Effect.Effect<void, SinkError, FileSystem.FileSystem | Path.Path> => effect
)

/**
 * Takes away the report of an earlier run, which speaks of what was there before.
 *
 * @category actions
 * @since 0.1.0
 */
export const withdraw = Effect.fnUntraced(function* (
  directory: string,
  intent: Intent
): Effect.fn.Return<void, FileError | PlatformError, FileSystem.FileSystem | Path.Path> {
  const fileSystem = yield* FileSystem.FileSystem
  const { isThere, location } = yield* find(directory, intent)
  if (!isThere) return
  yield* fileSystem.remove(location)
  yield* SyncedDirectory.sync(fileSystem, directory)
})

/** Looks for a report. A file of that name which is none is somebody's; only who overwrites gives it up. */
const find = Effect.fnUntraced(function* (directory: string, intent?: Intent) {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const location = path.join(directory, "report.json")
  const found = yield* Entry.find(fileSystem, location)
  if (found === undefined) return { location, isThere: false }
  if (found.bytes > 0 && intent !== "overwrite" && !isReport(yield* fileSystem.readFileString(location))) {
    return yield* occupied(`${location} is there and is no report of an export`)
  }
  return { location, isThere: true }
})

const isReport = (text: string): boolean => decode(text)._tag === "Success"

/** What every version of the report has. */
const decode = /*#__PURE__*/ Schema.decodeUnknownExit(
  /*#__PURE__*/ Schema.fromJsonString(
    /*#__PURE__*/ Schema.Struct({
      startedAt: Schema.Number,
      finishedAt: Schema.Number,
      streams: /*#__PURE__*/ Schema.Array(Schema.Struct({ stream: Schema.String })),
      complete: Schema.Boolean
    })
  )
)

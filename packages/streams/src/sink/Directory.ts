/**
 * Files of lines in a directory, whatever the format.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { type ExportSink, SinkError, type SinkTarget, type StreamSink } from "../ExportSink.ts"
import type { FileError } from "../files/Error.ts"
import * as Folder from "../files/Folder.ts"
import * as LineFile from "../files/LineFile.ts"
import * as LineFiles from "../files/LineFiles.ts"
import * as Lock from "../files/Lock.ts"
import type { Problem } from "../state/Problem.ts"
import type { ExportReport } from "../state/Report.ts"
import * as Failure from "./Failure.ts"

/**
 * How the files are written.
 *
 * @category models
 * @since 0.1.0
 */
export interface DirectoryOptions {
  /** Packs the files, as `contacts.ndjson.gz`. Every commit ends a member, so that a file can be cut behind it. */
  readonly gzip?: boolean | undefined
  /**
   * Splits the files, as `contacts-0001.ndjson`, before they get larger than this. One file a stream when left out. A file
   * that another one follows is finished, and is not touched again by an export that resumes.
   */
  readonly maxBytes?: number | undefined
}

/**
 * A format whose records are lines.
 *
 * @category models
 * @since 0.1.0
 */
export interface LineFormat {
  /** The ending of the files' names. */
  readonly ending: string
  /** Begins a stream, or goes on with one: `state` is what the writer told last. */
  readonly open: (target: SinkTarget, state: unknown) => LineWriter
}

/**
 * Turns the records of one stream into lines.
 *
 * @category models
 * @since 0.1.0
 */
export interface LineWriter {
  /** The lines of records, after a heading where one is due. They are made as they are asked for. */
  readonly linesOf: (records: ReadonlyArray<object>) => Iterable<string>
  /** The line a further file begins with, where there is one. */
  readonly heading?: (() => string | undefined) | undefined
  /** What has to be known to go on, as JSON. */
  readonly state: () => unknown
}

/**
 * A sink of one file a stream, or several of a size. What went wrong with single records stands in `<stream>.problems.ndjson`, which is there
 * only if something did, and the report in `report.json`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  location: string,
  format: LineFormat,
  options: DirectoryOptions = {}
): ExportSink<FileSystem.FileSystem | Path.Path> => ({
  open: (target, state) => openStream(location, format, target, state, options),
  check: (target, state) => checkStream(location, format, target, state, options),
  finish: (report) => writeReport(location, report)
})

/**
 * Writes the report of a run into a directory.
 *
 * @category writers
 * @since 0.1.0
 */
export const writeReport = (
  location: string,
  report: ExportReport
): Effect.Effect<void, SinkError, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const fileSystem = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    yield* Folder.make(location)
    yield* fileSystem.writeFileString(path.join(location, "report.json"), `${JSON.stringify(report, null, 2)}\n`)
  }).pipe(Effect.mapError(Failure.ofStream("report")))

/**
 * The line that tells of a problem. A record without an id has none there either, and says so.
 *
 * @category writers
 * @since 0.1.0
 */
export const problemLine = (problem: Problem): string => JSON.stringify({ ...problem, id: problem.id ?? null })

const FileState = /*#__PURE__*/ Schema.Struct({ file: Schema.String, bytes: Schema.Number })

/** What a commit answers: how long each file is, which of the parts is the last, and what the format has to know. */
const State = /*#__PURE__*/ Schema.Struct({
  records: FileState,
  problems: FileState,
  part: /*#__PURE__*/ Schema.optionalKey(Schema.Number),
  format: Schema.Unknown
})

const openStream = Effect.fnUntraced(
  function* (
    location: string,
    format: LineFormat,
    target: SinkTarget,
    state: unknown,
    options: DirectoryOptions
  ): Effect.fn.Return<
    StreamSink,
    SinkError | FileError | PlatformError,
    FileSystem.FileSystem | Path.Path | Scope.Scope
  > {
    const { stream } = target
    const { gzip = false, maxBytes } = options
    const fileSystem = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    if (maxBytes !== undefined && !(Number.isInteger(maxBytes) && maxBytes > 0)) {
      return yield* new SinkError({ stream, message: "maxBytes is a whole number of bytes from 1" })
    }
    const known = state === undefined ? undefined : yield* readState(format, target, state, options)
    const { problemFile, recordFiles } = namesOf(format, target, options)
    yield* Folder.make(location)
    yield* Lock.hold("directory", location)
    const writer = format.open(target, known?.format)
    const records = yield* LineFiles.open(fileSystem, {
      ...recordFiles,
      directory: location,
      gzip,
      maxBytes,
      from: known === undefined ? undefined : { part: known.part, bytes: known.records.bytes },
      heading: () => writer.heading?.()
    })
    const problems = yield* LineFile.open(fileSystem, {
      gzip,
      location: path.join(location, problemFile),
      bytes: known?.problems.bytes ?? 0,
      isOptional: true
    })
    return {
      write: (rows, troubles) => {
        for (const trouble of troubles) problems.add(problemLine(trouble))
        const written = records.write(writer.linesOf(rows))
        return Effect.mapError(
          problems.isFull() ? Effect.andThen(written, Effect.asVoid(problems.flush)) : written,
          Failure.ofStream(stream)
        )
      },
      commit: Effect.map(Effect.all([records.commit, problems.commit]), ([{ bytes, part }, problemBytes]) => ({
        records: { file: LineFiles.fileName(recordFiles, part), bytes },
        problems: { file: problemFile, bytes: problemBytes },
        ...(part === undefined ? {} : { part }),
        format: writer.state()
      })).pipe(Effect.mapError(Failure.ofStream(stream)))
    }
  },
  (effect, _location, _format, { stream }) => Effect.mapError(effect, Failure.ofStream(stream))
)

/** Of several parts the last is looked for: those before it are finished, and may have been moved away. */
const checkStream = Effect.fnUntraced(
  function* (location: string, format: LineFormat, target: SinkTarget, state: unknown, options: DirectoryOptions) {
    const fileSystem = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const { problems, records } = yield* readState(format, target, state, options)
    for (const { bytes, file } of [records, problems]) {
      yield* LineFile.check(fileSystem, { location: path.join(location, file), bytes })
    }
  },
  (effect, _location, _format, { stream }) => Effect.mapError(effect, Failure.ofStream(stream))
)

const namesOf = ({ ending }: LineFormat, { stream }: SinkTarget, { gzip = false }: DirectoryOptions) => {
  const packed = gzip ? ".gz" : ""
  return {
    recordFiles: { name: stream, ending: `.${ending}${packed}` },
    problemFile: `${stream}.problems.ndjson${packed}`
  }
}

/** The state, where it is one of files that are written in the same form. */
const readState = Effect.fnUntraced(function* (
  format: LineFormat,
  target: SinkTarget,
  state: unknown,
  options: DirectoryOptions
) {
  const { stream } = target
  const known = yield* Schema.decodeUnknownEffect(State)(state).pipe(
    Effect.mapError(
      (cause) =>
        new SinkError({
          stream,
          kind: "otherForm",
          message: "the checkpoint was written for another kind of sink; start again without resuming",
          cause
        })
    )
  )
  const { problemFile, recordFiles } = namesOf(format, target, options)
  const isSameFormat =
    known.records.file === LineFiles.fileName(recordFiles, known.part) &&
    known.problems.file === problemFile &&
    (known.part === undefined) === (options.maxBytes === undefined)
  if (isSameFormat) return known
  return yield* new SinkError({
    stream,
    kind: "otherForm",
    message: `the checkpoint was written for ${known.records.file}; ask for the same format, or start again without resuming`
  })
})

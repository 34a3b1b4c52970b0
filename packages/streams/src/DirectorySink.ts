/**
 * Exports to a directory: a file of lines for each stream, in any format whose records are lines.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { Problem } from "./ExportProblem.ts"
import { type ExportSink, SinkError, type SinkTarget, type StreamSink } from "./ExportSink.ts"
import * as LineFile from "./LineFile.ts"

/**
 * How the files are written.
 *
 * @category models
 * @since 0.1.0
 */
export interface DirectoryOptions {
  /** Packs the files, as `contacts.ndjson.gz`. Every commit ends a member, so that a file can be cut behind it. */
  readonly gzip?: boolean | undefined
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
  /** The lines of records, after a heading where one is due. */
  readonly linesOf: (records: ReadonlyArray<object>) => ReadonlyArray<string>
  /** What has to be known to go on, as JSON. */
  readonly state: () => unknown
}

/**
 * A sink of one file a stream. What went wrong with single records stands in `<stream>.problems.ndjson`, which is there
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
  open: (target, state) => openStream(location, format, target, state, options.gzip === true),
  finish: (report) =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      yield* fileSystem.makeDirectory(location, { recursive: true })
      yield* fileSystem.writeFileString(path.join(location, "report.json"), `${JSON.stringify(report, null, 2)}\n`)
    }).pipe(Effect.mapError(LineFile.cannotWrite("report")))
})

const FileState = /*#__PURE__*/ Schema.Struct({ file: Schema.String, bytes: Schema.Number })

/** What a commit answers: how long each file is, and what the format has to know. */
const State = /*#__PURE__*/ Schema.Struct({ records: FileState, problems: FileState, format: Schema.Unknown })

const openStream = Effect.fnUntraced(function* (
  location: string,
  format: LineFormat,
  target: SinkTarget,
  state: unknown,
  gzip: boolean
): Effect.fn.Return<StreamSink, SinkError, FileSystem.FileSystem | Path.Path | Scope.Scope> {
  const { stream } = target
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const known = state === undefined ? undefined : yield* readState(stream, state)
  const ending = (name: string) => (gzip ? `${name}.gz` : name)
  const files = {
    records: ending(`${stream}.${format.ending}`),
    problems: ending(`${stream}.problems.ndjson`)
  }
  for (const kind of ["records", "problems"] as const) {
    if (known !== undefined && known[kind].file !== files[kind]) {
      return yield* new SinkError({
        stream,
        message: `the checkpoint was written for ${known[kind].file}; ask for the same format, or start again without resuming`
      })
    }
  }
  yield* fileSystem.makeDirectory(location, { recursive: true }).pipe(Effect.mapError(LineFile.cannotWrite(stream)))
  const open = (kind: keyof typeof files) =>
    LineFile.open(fileSystem, {
      stream,
      gzip,
      location: path.join(location, files[kind]),
      bytes: known?.[kind].bytes ?? 0,
      isOptional: kind === "problems"
    })
  const records = yield* open("records")
  const problems = yield* open("problems")
  const writer = format.open(target, known?.format)
  return {
    write: (rows, troubles) => {
      for (const line of writer.linesOf(rows)) records.add(line)
      for (const trouble of troubles) problems.add(JSON.stringify(withId(trouble)))
      return records.isFull() || problems.isFull() ? Effect.andThen(records.flush, problems.flush) : Effect.void
    },
    commit: Effect.map(Effect.all([records.commit, problems.commit]), ([recordBytes, problemBytes]) => ({
      records: { file: files.records, bytes: recordBytes },
      problems: { file: files.problems, bytes: problemBytes },
      format: writer.state()
    }))
  }
})

const readState = (stream: string, state: unknown) =>
  Schema.decodeUnknownEffect(State)(state).pipe(
    Effect.mapError(
      (cause) =>
        new SinkError({
          stream,
          message: "the checkpoint was written for another kind of sink; start again without resuming",
          cause
        })
    )
  )

/** A record without an id has none in its line either, and says so. */
const withId = (problem: Problem): object => ({ ...problem, id: problem.id ?? null })

/**
 * Exports to files with one JSON record a line.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import type { Problem } from "./ExportProblem.ts"
import { type ExportSink, SinkError, type SinkTarget, type StreamSink } from "./ExportSink.ts"

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
 * One file a stream in a directory, as `contacts.ndjson`.
 *
 * A record is written as it came, unknown fields included, and a line is written whole. What went wrong with single
 * records stands in `contacts.problems.ndjson`, which is there only if something did; `report.json` tells what was
 * counted. A run that resumes cuts the files back to what its checkpoint knows of, so that every record is in them once.
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
  options: DirectoryOptions = {}
): ExportSink<FileSystem.FileSystem | Path.Path> => ({
  open: (target, state) => openStream(location, target, state, options.gzip === true),
  finish: (report) =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      yield* fileSystem.makeDirectory(location, { recursive: true })
      yield* fileSystem.writeFileString(path.join(location, "report.json"), `${JSON.stringify(report, null, 2)}\n`)
    }).pipe(Effect.mapError(failWith("report", "the report cannot be written; check the disk and the permissions")))
})

/** What a commit answers: how long each file is. */
const State = /*#__PURE__*/ Schema.Struct({
  records: Schema.Struct({ file: Schema.String, bytes: Schema.Number }),
  problems: Schema.Struct({ file: Schema.String, bytes: Schema.Number })
})

const openStream = Effect.fnUntraced(function* (
  location: string,
  target: SinkTarget,
  state: unknown,
  gzip: boolean
): Effect.fn.Return<StreamSink, SinkError, FileSystem.FileSystem | Path.Path | Scope.Scope> {
  const { stream } = target
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const known = state === undefined ? undefined : yield* readState(stream, state)
  yield* fileSystem.makeDirectory(location, { recursive: true }).pipe(Effect.mapError(cannotWrite(stream)))
  const ending = gzip ? "ndjson.gz" : "ndjson"
  const records = yield* openFile(fileSystem, {
    stream,
    location,
    path,
    gzip,
    file: `${stream}.${ending}`,
    known: known?.records,
    isOptional: false
  })
  const problems = yield* openFile(fileSystem, {
    stream,
    location,
    path,
    gzip,
    file: `${stream}.problems.${ending}`,
    known: known?.problems,
    isOptional: true
  })
  return {
    write: (rows, troubles) => {
      for (const row of rows) records.add(row)
      for (const trouble of troubles) problems.add(asLine(trouble))
      return records.isFull() || problems.isFull()
        ? Effect.andThen(records.flush, problems.flush).pipe(Effect.mapError(cannotWrite(stream)))
        : Effect.void
    },
    commit: Effect.all({ records: records.commit, problems: problems.commit }).pipe(
      Effect.mapError(cannotWrite(stream))
    )
  }
})

interface LineFile {
  readonly add: (value: object) => void
  /** Whether enough lines wait in memory to be written. */
  readonly isFull: () => boolean
  readonly flush: Effect.Effect<void, unknown>
  readonly commit: Effect.Effect<{ readonly file: string; readonly bytes: number }, unknown>
}

/** Characters kept in memory before they are written. */
const fullAt = 1 << 20

const openFile = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  options: {
    readonly stream: string
    readonly location: string
    readonly path: Path.Path
    readonly gzip: boolean
    readonly file: string
    readonly known: { readonly file: string; readonly bytes: number } | undefined
    /** Whether the file is only made when there is a line for it. */
    readonly isOptional: boolean
  }
): Effect.fn.Return<LineFile, SinkError, Scope.Scope> {
  const { file, gzip, isOptional, known, location, path, stream } = options
  const name = path.join(location, file)
  const scope = yield* Effect.scope
  if (known !== undefined && known.file !== file) {
    return yield* new SinkError({
      stream,
      message: `the checkpoint was written for ${known.file}; ask for the same format, or start again without resuming`
    })
  }
  let bytes = known?.bytes ?? 0
  yield* cutBack(fileSystem, { stream, name, bytes, isOptional })
  const open = fileSystem.open(name, { flag: "a" }).pipe(Scope.provide(scope))
  let handle = isOptional && bytes === 0 ? undefined : yield* open.pipe(Effect.mapError(cannotWrite(stream)))
  let lines: Array<string> = []
  let characters = 0
  const encoder = new TextEncoder()

  let failure: unknown
  const flush = Effect.gen(function* () {
    // After a failed write the end of the file is not known: nothing may be committed any more.
    if (failure !== undefined) return yield* Effect.fail(failure)
    if (lines.length === 0) return
    const text = `${lines.join("\n")}\n`
    lines = []
    characters = 0
    const encoded = encoder.encode(text)
    const block = gzip ? yield* pack(encoded) : encoded
    handle ??= yield* open
    yield* handle.writeAll(block)
    bytes += block.length
  }).pipe(
    Effect.tapError((error) =>
      Effect.sync(() => {
        failure = error
      })
    )
  )
  return {
    add(value) {
      const line = JSON.stringify(value)
      lines.push(line)
      characters += line.length
    },
    isFull: () => characters >= fullAt,
    flush,
    commit: Effect.gen(function* () {
      yield* flush
      if (handle !== undefined) yield* handle.sync
      return { file, bytes }
    })
  }
})

/** Takes away what was written after the checkpoint. */
const cutBack = Effect.fnUntraced(
  function* (
    fileSystem: FileSystem.FileSystem,
    options: {
      readonly stream: string
      readonly name: string
      readonly bytes: number
      readonly isOptional: boolean
    }
  ) {
    const { bytes, isOptional, name, stream } = options
    if (bytes === 0) {
      return isOptional ? yield* fileSystem.remove(name, { force: true }) : yield* fileSystem.writeFileString(name, "")
    }
    const size = (yield* fileSystem.exists(name)) ? Number((yield* fileSystem.stat(name)).size) : 0
    if (size < bytes) {
      return yield* new SinkError({
        stream,
        message: `${name} is shorter than its checkpoint says (${size} of ${bytes} bytes); put the file back, or start again without resuming`
      })
    }
    yield* fileSystem.truncate(name, bytes)
  },
  (effect, _, { stream }) =>
    Effect.catchTag(effect, "PlatformError", (error) => Effect.fail(cannotWrite(stream)(error)))
)

const readState = (stream: string, state: unknown) =>
  Schema.decodeUnknownEffect(State)(state).pipe(
    Effect.mapError(
      failWith(stream, "the checkpoint was written for another kind of sink; start again without resuming")
    )
  )

const asLine = (problem: Problem): object => ({ ...problem, id: problem.id ?? null })

const pack = (block: Uint8Array<ArrayBuffer>): Effect.Effect<Uint8Array> =>
  Effect.promise(async () => {
    const packed = new Blob([block]).stream().pipeThrough(new CompressionStream("gzip"))
    return new Uint8Array(await new Response(packed).arrayBuffer())
  })

const failWith = (stream: string, message: string) => (cause: unknown) => new SinkError({ stream, message, cause })

const cannotWrite = (stream: string) =>
  failWith(stream, "the files cannot be written; check the disk and the permissions, then resume")

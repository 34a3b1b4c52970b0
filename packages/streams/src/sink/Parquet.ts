/**
 * Parquet files in a directory, made of lines that are collected first.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import type { PlatformError } from "effect/PlatformError"
import { type ExportSink, SinkError, type SinkTarget, type StreamSink } from "../ExportSink.ts"
import { draftEnding } from "../files/AtomicFile.ts"
import { type FileError, lost } from "../files/Error.ts"
import * as Folder from "../files/Folder.ts"
import * as LineFile from "../files/LineFile.ts"
import * as Lock from "../files/Lock.ts"
import { problemLine, writeReport } from "./Directory.ts"
import * as Failure from "./Failure.ts"
import * as ParquetFile from "./ParquetFile.ts"

/**
 * How the files are written.
 *
 * @category models
 * @since 0.1.0
 */
export interface ParquetOptions {
  /** Characters of JSON that go into one file: about as many bytes in memory while it is written. 64 Mi when left out. */
  readonly charactersPerFile?: number | undefined
}

/**
 * Numbered files a stream in a directory, as `contacts-0001.parquet`, with the columns of the SQLite sink: `id`,
 * `created_at` and `updated_at` (Unix seconds), and `record`, the JSON as it came, unknown fields included.
 *
 * A Parquet file cannot be appended to, so records are collected in a packed file of lines, `contacts-0002.part.gz`, which
 * is what a checkpoint counts on. It becomes a Parquet file when there is enough in it, and when the run ends, complete or
 * not. A file is therefore whole or not there, and a run that resumes has every record once. The collected
 * lines are deleted when the run ends.
 *
 * Install `hyparquet-writer` beside this package.
 *
 * ```ts
 * import { Checkpoint, Export } from "@effect-intercom/streams"
 * import { ParquetSink } from "@effect-intercom/streams/parquet"
 *
 * Export.run({
 *   streams: ["contacts"],
 *   sink: ParquetSink.directory("./export"),
 *   checkpoint: Checkpoint.file("./export/checkpoint.json"),
 *   resume: true
 * })
 * ```
 * ```sql
 * SELECT record->>'$.email' FROM 'export/contacts-*.parquet' WHERE record->>'$.role' = 'lead'
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const directory = (
  location: string,
  options: ParquetOptions = {}
): ExportSink<FileSystem.FileSystem | Path.Path> => {
  /** What turns the collected lines of the open streams into files. */
  const open = new Map<string, Effect.Effect<void, SinkError>>()
  return {
    open: (target, state) =>
      Effect.tap(openStream(location, target, state, options), ({ end }) =>
        Effect.acquireRelease(
          Effect.sync(() => open.set(target.stream, end)),
          () => Effect.sync(() => open.delete(target.stream))
        )
      ),
    check: ({ stream }, state) => checkStream(location, stream, state),
    finish: (report) => {
      const ends = Effect.forEach(report.streams, ({ stream }) => open.get(stream) ?? endOf(location, stream), {
        discard: true
      })
      // A run that had nothing left to do has opened nothing, and so not locked the directory.
      const locked =
        open.size > 0
          ? ends
          : Effect.scoped(Effect.andThen(Effect.mapError(prepare(location), Failure.ofStream("report")), ends))
      return Effect.andThen(locked, writeReport(location, report))
    }
  }
}

/**
 * Fails where `hyparquet-writer` is not installed. The sink asks by itself when it opens a stream; this is for programs that
 * want to know before they send anything.
 *
 * @category checking
 * @since 0.1.0
 */
export const requireWriter: Effect.Effect<void, SinkError> = /*#__PURE__*/ Effect.asVoid(
  /*#__PURE__*/ ParquetFile.loadWriter("parquet")
)

const prepare = (location: string) => Effect.andThen(Folder.make(location), Lock.hold("directory", location))

/** What a commit answers: which part is being collected, and how far. */
const State = /*#__PURE__*/ Schema.Struct({
  kind: Schema.Literal("parquet"),
  part: Schema.Number,
  bytes: Schema.Number,
  problems: Schema.Number
})

type State = typeof State.Type

interface ParquetStream extends StreamSink {
  /** Makes a file of what is collected. It follows a commit whose checkpoint is saved, and nothing is written after it. */
  readonly end: Effect.Effect<void, SinkError>
}

/** A text twice as long is more than JavaScript has room for. */
const most = 1 << 28

const beginning: State = { kind: "parquet", part: 1, bytes: 0, problems: 0 }

const openStream = Effect.fnUntraced(
  function* (
    location: string,
    target: SinkTarget,
    state: unknown,
    { charactersPerFile = 1 << 26 }: ParquetOptions
  ): Effect.fn.Return<
    ParquetStream,
    SinkError | FileError | PlatformError,
    FileSystem.FileSystem | Path.Path | Scope.Scope
  > {
    const { stream } = target
    const fileSystem = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const scope = yield* Effect.scope
    const known = state === undefined ? beginning : yield* readState(stream, state)
    if (!(charactersPerFile > 0 && charactersPerFile <= most)) {
      return yield* new SinkError({ stream, message: `charactersPerFile is more than 0, and ${most} at most` })
    }
    // Now, and not when the first file is due, which may be an hour from here.
    yield* ParquetFile.loadWriter(stream)
    yield* prepare(location)
    const parts: Parts = { fileSystem, path, location, stream }
    const first = yield* restore(parts, known)
    const problems = yield* LineFile.open(fileSystem, {
      gzip: false,
      location: path.join(location, problemsOf(stream)),
      bytes: known.problems,
      isOptional: true
    })
    const collect = Effect.fnUntraced(function* (part: number) {
      const partScope = yield* Scope.fork(scope)
      const file = yield* openLines(parts, part, 0).pipe(Scope.provide(partScope))
      return { part, file, close: Scope.close(partScope, Exit.void) }
    })
    let current = yield* collect(first)
    let characters = 0

    /** The lines stay: until another checkpoint is saved, the one there is counts on them. */
    const turnIntoFile = Effect.suspend(() => {
      const { close, file, part } = current
      return file.commit.pipe(Effect.andThen(close), Effect.andThen(writeFile(parts, part)))
    })
    const beginNext = Effect.gen(function* () {
      yield* turnIntoFile
      current = yield* collect(current.part + 1)
      characters = 0
    })
    return {
      write: Effect.fnUntraced(
        function* (records, troubles) {
          for (const trouble of troubles) problems.add(problemLine(trouble))
          if (problems.isFull()) yield* problems.flush
          for (const record of records) {
            if (characters >= charactersPerFile) yield* beginNext
            const line = ParquetFile.lineOf(target, record)
            current.file.add(line)
            characters += line.length + 1
            if (current.file.isFull()) yield* current.file.flush
          }
        },
        Effect.mapError(Failure.ofStream(stream))
      ),
      commit: Effect.gen(function* () {
        const bytes = yield* current.file.commit
        return { kind: "parquet", part: current.part, bytes, problems: yield* problems.commit } satisfies State
      }).pipe(Effect.mapError(Failure.ofStream(stream))),
      end: Effect.gen(function* () {
        // A stream without records has a file too, so that it can be asked for them.
        if (characters > 0 || current.part === 1) yield* turnIntoFile
        yield* remove(parts, Number.POSITIVE_INFINITY)
      }).pipe(Effect.mapError(Failure.ofStream(stream)))
    }
  },
  (effect, _location, { stream }) => Effect.mapError(effect, Failure.ofStream(stream))
)

/** What an earlier run of a stream collected to its end without making a file of it: it was killed before. */
const endOf = Effect.fnUntraced(
  function* (location: string, stream: string) {
    const parts: Parts = { fileSystem: yield* FileSystem.FileSystem, path: yield* Path.Path, location, stream }
    const numbered = yield* list(parts)
    const isFile = (part: number) => numbered.some(({ ending, number }) => ending === fileEnding && number === part)
    for (const { ending, number } of numbered) {
      if (ending === linesEnding && !isFile(number)) yield* writeFile(parts, number)
    }
    yield* remove(parts, Number.POSITIVE_INFINITY)
  },
  (effect, _, stream) => Effect.mapError(effect, Failure.ofStream(stream))
)

/** The numbered files of one stream. */
interface Parts {
  readonly fileSystem: FileSystem.FileSystem
  readonly path: Path.Path
  readonly location: string
  readonly stream: string
}

const fileEnding = ".parquet"
const linesEnding = ".part.gz"

const locationOf = ({ location, path, stream }: Parts, part: number, ending: string): string =>
  path.join(location, `${stream}-${String(part).padStart(4, "0")}${ending}`)

const openLines = (parts: Parts, part: number, bytes: number) =>
  LineFile.open(parts.fileSystem, {
    gzip: true,
    location: locationOf(parts, part, linesEnding),
    bytes,
    isOptional: false
  })

const writeFile = (parts: Parts, part: number) =>
  ParquetFile.write(parts.fileSystem, {
    stream: parts.stream,
    directory: parts.location,
    location: locationOf(parts, part, fileEnding),
    lines: locationOf(parts, part, linesEnding)
  })

/**
 * Makes the files be what a state says, and answers with the part to begin. A part is of one run: what a run collected
 * that did not end becomes a file now, so that every state a later run may go back to is the end of a file.
 */
const restore = Effect.fnUntraced(function* (parts: Parts, { bytes, part }: State) {
  if (bytes === 0) {
    yield* remove(parts, part)
    return part
  }
  if (yield* parts.fileSystem.exists(locationOf(parts, part, linesEnding))) {
    // Opening cuts the lines back to what the state counts on, and refuses when they are fewer.
    yield* Effect.scoped(openLines(parts, part, bytes))
    yield* writeFile(parts, part)
  } else {
    yield* requireFile(parts, part)
  }
  yield* remove(parts, part + 1)
  return part + 1
})

/** The last file is looked for, or the lines it is made of: those before it may have been moved away. */
const checkStream = Effect.fnUntraced(
  function* (location: string, stream: string, state: unknown) {
    const fileSystem = yield* FileSystem.FileSystem
    const parts: Parts = { fileSystem, path: yield* Path.Path, location, stream }
    const { bytes, part, problems } = yield* readState(stream, state)
    const problemFile = parts.path.join(location, problemsOf(stream))
    yield* LineFile.check(fileSystem, { location: problemFile, bytes: problems })
    // A part that was only begun has no file, unless it is the first.
    const last = bytes === 0 ? Math.max(part - 1, 1) : part
    const lines = locationOf(parts, last, linesEnding)
    const waits = yield* fileSystem.exists(lines)
    if (!waits) return yield* requireFile(parts, last)
    // What no checkpoint tells of an earlier part is not known here.
    if (last === part) yield* LineFile.check(fileSystem, { location: lines, bytes })
  },
  (effect, _, stream) => Effect.mapError(effect, Failure.ofStream(stream))
)

const requireFile = Effect.fnUntraced(function* (parts: Parts, part: number): Effect.fn.Return<void, FileError> {
  const location = locationOf(parts, part, fileEnding)
  if (yield* ParquetFile.isWhole(parts.fileSystem, location)) return
  yield* lost(`${location} is not there or not whole, and its checkpoint counts on it`)
})

const problemsOf = (stream: string): string => `${stream}.problems.ndjson`

/** Removes files from a part on, and all that is not finished. */
const remove = Effect.fnUntraced(function* (parts: Parts, from: number) {
  for (const { ending, number } of yield* list(parts)) {
    if (ending !== fileEnding || number >= from) yield* parts.fileSystem.remove(locationOf(parts, number, ending))
  }
})

const endings = [fileEnding, fileEnding + draftEnding, linesEnding]

const list = Effect.fnUntraced(function* ({ fileSystem, location, stream }: Parts) {
  const numbered: Array<{ readonly number: number; readonly ending: string }> = []
  for (const file of yield* fileSystem.readDirectory(location)) {
    if (!file.startsWith(`${stream}-`)) continue
    const [, digits, ending] = /^(\d{4,})(\..+)$/.exec(file.slice(stream.length + 1)) ?? []
    if (ending !== undefined && endings.includes(ending)) numbered.push({ number: Number(digits), ending })
  }
  return numbered
})

const readState = (stream: string, state: unknown): Effect.Effect<State, SinkError> =>
  Schema.decodeUnknownEffect(State)(state).pipe(
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

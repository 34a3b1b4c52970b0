/**
 * Files of lines in a directory, whatever the format.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { PlatformError } from "effect/PlatformError"
import { type ExportSink, SinkError, type SinkTarget, type StreamSink } from "../ExportSink.ts"
import type { FileError } from "../files/Error.ts"
import * as LineFile from "../files/LineFile.ts"
import * as LineFiles from "../files/LineFiles.ts"
import { missing } from "../files/Written.ts"
import type { DeadLetter } from "../state/Problem.ts"
import { DirectoryState } from "./DirectoryState.ts"
import * as Earlier from "./Earlier.ts"
import * as Failure from "./Failure.ts"
import * as FileState from "./FileState.ts"
import * as Place from "./Place.ts"
import * as ReportFile from "./ReportFile.ts"
import * as SideFiles from "./SideFiles.ts"
import * as Unwritable from "./Unwritable.ts"

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
  /** The line of a file that no record was written to, where it needs one to be read. */
  readonly emptyLine?: ((stream: string) => string | undefined) | undefined
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
  /** Is shown records that came together, before their lines are asked for. */
  readonly look?: ((records: ReadonlyArray<object>) => void) | undefined
  /** The line of a record. One that throws is put aside with the reason, and the export goes on. */
  readonly lineOf: (record: object) => string
  /** The line each file begins with, where there is one. */
  readonly heading?: (() => string | undefined) | undefined
  /** What a reader of the files has to know, told at the end of a run. */
  readonly remark?: (() => string | undefined) | undefined
  /** What has to be known to go on, as JSON. */
  readonly state: () => unknown
}

/**
 * A sink of one file a stream, or several of a size. What went wrong with single records stands in `<stream>.problems.ndjson`
 * and what was deleted in `<stream>.deleted.ndjson`, which are there only if something was, and the report in `report.json`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  location: string,
  format: LineFormat,
  options: DirectoryOptions = {}
): ExportSink<FileSystem.FileSystem | Path.Path> => {
  const settings: Settings = { location, format, options }
  /** Writers of the streams that are open. */
  const open = new Map<string, LineWriter>()
  return {
    open: (target, state) =>
      Effect.flatMap(openStream(settings, target, state), ({ sink, writer }) =>
        Effect.acquireRelease(
          Effect.sync(() => {
            open.set(target.stream, writer)
            return sink
          }),
          () => Effect.sync(() => open.delete(target.stream))
        )
      ),
    check: (target, state) => checkStream(settings, target, state),
    finish: (report) => {
      const end = Effect.gen(function* () {
        for (const { stream } of report.streams) {
          yield* fillEmpty(settings, stream)
          const remark = open.get(stream)?.remark?.()
          if (remark !== undefined) yield* Effect.logWarning(remark)
        }
        yield* ReportFile.write(location, report)
      })
      return Place.endIn(location, open.size > 0, end)
    }
  }
}

interface Settings {
  readonly location: string
  readonly format: LineFormat
  readonly options: DirectoryOptions
}

const openStream = Effect.fnUntraced(
  function* (
    settings: Settings,
    target: SinkTarget,
    state: unknown
  ): Effect.fn.Return<
    { readonly sink: StreamSink; readonly writer: LineWriter },
    SinkError | FileError | PlatformError,
    FileSystem.FileSystem | Path.Path | Scope.Scope
  > {
    const { format, location, options } = settings
    const { intent, stream } = target
    const { gzip = false, maxBytes } = options
    const fileSystem = yield* FileSystem.FileSystem
    if (maxBytes !== undefined && !(Number.isInteger(maxBytes) && maxBytes > 0)) {
      return yield* new SinkError({ stream, message: "maxBytes is a whole number of bytes from 1" })
    }
    const names = namesOf(settings, stream)
    const known =
      state === undefined || intent === "begin" || intent === "overwrite"
        ? undefined
        : yield* readState(settings, stream, state)
    // Where the run of the state did not come to its end, it may have written more since.
    const beyond = known !== undefined && (intent === "goOn" || known.goesOn === true) ? "ours" : "foreign"
    yield* Place.hold(location)
    if (known !== undefined) yield* checkFiles(location, known, beyond)
    yield* ReportFile.withdraw(location, intent)
    if (intent === "overwrite") {
      const firstFiles = [firstFile(settings, stream), ...Object.values(SideFiles.namesOf(stream, gzip))]
      yield* Earlier.makeRoom(location, stream, state, firstFiles)
    }
    const writer = format.open(target, known?.format)
    const records = yield* LineFiles.open(fileSystem, {
      ...names,
      directory: location,
      beyond,
      gzip,
      maxBytes,
      from: known === undefined ? undefined : { part: known.part, end: known.records },
      heading: () => writer.heading?.(),
      emptyLine: format.emptyLine?.(stream)
    })
    const side = yield* SideFiles.open({ location, stream, gzip, beyond, from: known })
    /** Until its end a run may have written more than the last commit knows of. */
    let goesOn = true
    const commit = Effect.gen(function* () {
      const { end, part } = yield* records.commit
      return {
        records: FileState.of(LineFiles.fileName(names, part), end),
        ...(yield* side.commit),
        ...(part === undefined ? {} : { part }),
        goesOn,
        format: writer.state()
      } satisfies DirectoryState
    })
    return {
      writer,
      sink: {
        write: Effect.fnUntraced(
          function* (rows, troubles) {
            const refused: Array<DeadLetter> = []
            writer.look?.(rows)
            yield* records.write(linesOf(target, writer, rows, refused))
            yield* side.note([...troubles, ...refused])
            return refused
          },
          Effect.mapError(Failure.ofStream(stream))
        ),
        remove: (tombstones) => Effect.mapError(side.remove(tombstones), Failure.ofStream(stream)),
        commit: Effect.mapError(commit, Failure.ofStream(stream)),
        verify: Effect.gen(function* () {
          yield* commit
          goesOn = false
          return yield* missing(fileSystem, [...records.written(), ...side.written()])
        }).pipe(Effect.mapError(Failure.ofStream(stream)))
      }
    }
  },
  (effect, _settings, { stream }) => Effect.mapError(effect, Failure.ofStream(stream))
)

/** They are made as they are asked for, and a record that has none is passed over. */
function* linesOf(
  target: SinkTarget,
  { lineOf }: LineWriter,
  records: ReadonlyArray<object>,
  refused: Array<DeadLetter>
): Iterable<string> {
  for (const record of records) {
    const line = Unwritable.attempt(target, record, refused, lineOf)
    if (line !== undefined) yield line
  }
}

/** Of several parts the last is looked for: those before it are finished, and may have been moved away. */
const checkStream = Effect.fnUntraced(
  function* (settings: Settings, { stream }: SinkTarget, state: unknown) {
    yield* checkFiles(settings.location, yield* readState(settings, stream, state), "foreign")
  },
  (effect, _settings, { stream }) => Effect.mapError(effect, Failure.ofStream(stream))
)

const checkFiles = Effect.fnUntraced(function* (
  location: string,
  { deleted, problems, records }: DirectoryState,
  beyond: LineFile.LineFileOptions["beyond"]
) {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  for (const known of [records, problems, deleted]) {
    if (known === undefined) continue
    yield* LineFile.check(fileSystem, { location: path.join(location, known.file), from: known, beyond })
  }
})

const fillEmpty = Effect.fnUntraced(
  function* (settings: Settings, stream: string) {
    const { format, location, options } = settings
    const path = yield* Path.Path
    yield* LineFile.fillEmpty(yield* FileSystem.FileSystem, {
      location: path.join(location, firstFile(settings, stream)),
      gzip: options.gzip ?? false,
      emptyLine: format.emptyLine?.(stream)
    })
  },
  (effect, _settings, stream) => Effect.mapError(effect, Failure.ofStream(stream))
)

const namesOf = ({ format, options }: Settings, stream: string) => ({
  name: stream,
  ending: `.${format.ending}${options.gzip === true ? ".gz" : ""}`
})

const firstFile = (settings: Settings, stream: string): string =>
  LineFiles.fileName(namesOf(settings, stream), settings.options.maxBytes === undefined ? undefined : 1)

/** The state, where it is one of files that are written in the same form. */
const readState = Effect.fnUntraced(function* (settings: Settings, stream: string, state: unknown) {
  const { gzip = false, maxBytes } = settings.options
  const known = yield* Schema.decodeUnknownEffect(DirectoryState)(state).pipe(
    Effect.mapError(() => Failure.ofState(stream, Predicate.hasProperty(state, "records")))
  )
  const side = SideFiles.namesOf(stream, gzip)
  const isSameFormat =
    known.records.file === LineFiles.fileName(namesOf(settings, stream), known.part) &&
    known.problems.file === side.problems &&
    (known.deleted?.file ?? side.deleted) === side.deleted &&
    (known.part === undefined) === (maxBytes === undefined)
  if (isSameFormat) return known
  return yield* new SinkError({
    stream,
    kind: "otherForm",
    message: `the checkpoint was written for ${known.records.file}; ask for the same format, or start again without resuming`
  })
})

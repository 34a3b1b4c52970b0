/**
 * How far an export has come, kept so that another run can go on from there.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import type { Counters } from "./state/Report.ts"
import * as Folder from "./files/Folder.ts"

/**
 * The version of the format, raised when older files can no longer be read.
 *
 * @category constants
 * @since 0.1.0
 */
export const formatVersion = 1

/**
 * How far the reading of one stream has come.
 *
 * @category models
 * @since 0.1.0
 */
export interface Position {
  /** Where the next page starts, as the server calls it. Null at the beginning. */
  readonly cursor: string | null
  /** Whether the last page was listed. */
  readonly listed: boolean
  /** Ids that were listed and whose records are not safe yet. */
  readonly pending: ReadonlyArray<string>
  /** Whether nothing is left to do. */
  readonly done: boolean
}

/**
 * The state of one stream. What it holds was safe in the sink when it was written.
 *
 * @category models
 * @since 0.1.0
 */
export interface StreamState {
  /** Tells whether a later run asks for the same. */
  readonly queryHash: string
  /** Unix seconds; null where open. */
  readonly window: { readonly since: number | null; readonly until: number | null }
  /** Every change before this Unix second is covered once the stream is done: the next run starts here. */
  readonly horizon: number
  readonly position: Position
  /** Ids, and the Unix seconds of their changes, that were delivered and that the next run lists again. */
  readonly overlap: ReadonlyArray<readonly [id: string, changedAt: number]>
  readonly expected: number | null
  readonly counters: Counters
  /** What the sink needs to go on. */
  readonly sink: unknown
  /** Segments that had fewer rows than Intercom announced. */
  readonly short?: ReadonlyArray<ShortSegment> | undefined
  /** What changed during the walk through everything, which `position` is about once this is there. */
  readonly catchUp?: CatchUp | undefined
  /** `overlap` and `sink` as they were when this run of the stream began, for streams that have to begin again. */
  readonly start: { readonly overlap: ReadonlyArray<readonly [id: string, changedAt: number]>; readonly sink: unknown }
}

/**
 * A span of the time of creation that had fewer rows than Intercom announced. Unix seconds; null where open.
 *
 * @category models
 * @since 0.1.0
 */
export interface ShortSegment {
  readonly since: number | null
  readonly until: number | null
  readonly expected: number
  readonly seen: number
}

/**
 * The reading of what changed during the walk through everything, and what the walk had counted at its end.
 *
 * @category models
 * @since 0.1.0
 */
export interface CatchUp {
  /** Unix seconds. */
  readonly since: number
  /** Unix seconds. */
  readonly until: number
  readonly walked: { readonly rows: number; readonly seen: number; readonly expected: number | null }
}

/**
 * The whole of a checkpoint. It never holds the token.
 *
 * @category models
 * @since 0.1.0
 */
export interface CheckpointData {
  readonly format: "effect-intercom export checkpoint"
  readonly formatVersion: number
  readonly apiVersion: string
  readonly host: string
  /** Intercom's id of the workspace, where the token may ask for it. */
  readonly workspace: string | null
  /** Unix seconds. */
  readonly startedAt: number
  /** Unix seconds. */
  readonly savedAt: number
  readonly resumes: number
  readonly complete: boolean
  readonly streams: { readonly [stream: string]: StreamState }
}

const Count = /*#__PURE__*/ Schema.Number

const Overlap = /*#__PURE__*/ Schema.Array(/*#__PURE__*/ Schema.Tuple([Schema.String, Schema.Number]))

const StreamState: Schema.Codec<StreamState> = /*#__PURE__*/ Schema.Struct({
  queryHash: Schema.String,
  window: Schema.Struct({ since: Schema.NullOr(Schema.Number), until: Schema.NullOr(Schema.Number) }),
  horizon: Schema.Number,
  position: Schema.Struct({
    cursor: Schema.NullOr(Schema.String),
    listed: Schema.Boolean,
    pending: Schema.Array(Schema.String),
    done: Schema.Boolean
  }),
  overlap: Overlap,
  expected: Schema.NullOr(Schema.Number),
  counters: Schema.Struct({
    rows: Count,
    pages: Count,
    seen: Count,
    outside: Count,
    duplicates: Count,
    gone: Count,
    truncated: Count,
    deadLetters: Count,
    requests: Count,
    retries: Count,
    restarts: Count
  }),
  sink: Schema.Unknown,
  short: Schema.optional(
    Schema.Array(
      Schema.Struct({
        since: Schema.NullOr(Schema.Number),
        until: Schema.NullOr(Schema.Number),
        expected: Count,
        seen: Count
      })
    )
  ),
  catchUp: Schema.optional(
    Schema.Struct({
      since: Schema.Number,
      until: Schema.Number,
      walked: Schema.Struct({ rows: Count, seen: Count, expected: Schema.NullOr(Count) })
    })
  ),
  start: Schema.Struct({ overlap: Overlap, sink: Schema.Unknown })
})

/**
 * The schema of {@link CheckpointData}.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CheckpointData: Schema.Codec<CheckpointData> = /*#__PURE__*/ Schema.Struct({
  format: Schema.Literal("effect-intercom export checkpoint"),
  formatVersion: Schema.Number,
  apiVersion: Schema.String,
  host: Schema.String,
  workspace: Schema.NullOr(Schema.String),
  startedAt: Schema.Number,
  savedAt: Schema.Number,
  resumes: Schema.Number,
  complete: Schema.Boolean,
  streams: Schema.Record(Schema.String, StreamState)
})

/**
 * The checkpoint could not be read, is not one, or could not be written. `message` says what to do about it.
 *
 * @category errors
 * @since 0.1.0
 */
export class CheckpointError extends Schema.TaggedError<CheckpointError>("@effect-intercom/streams/CheckpointError")(
  "CheckpointError",
  {
    /** The file, or another name of the place. */
    location: Schema.String,
    message: Schema.String,
    cause: Schema.optional(Schema.Defect())
  }
) {}

/**
 * The checkpoint belongs to something else: another format, API version, host, workspace or query. Going on from it would
 * mix two exports, so nothing is read.
 *
 * @category errors
 * @since 0.1.0
 */
export class CheckpointMismatch extends Schema.TaggedError<CheckpointMismatch>(
  "@effect-intercom/streams/CheckpointMismatch"
)("CheckpointMismatch", {
  field: Schema.Literals(["formatVersion", "apiVersion", "host", "workspace", "query"]),
  /** What the checkpoint says. */
  found: Schema.String,
  /** What this run asks for. */
  expected: Schema.String
}) {
  override get message(): string {
    return (
      `the checkpoint is of another ${names[this.field]} (${this.found}, now ${this.expected}); ` +
      "ask for the same as before, or start again without resuming"
    )
  }
}

const names = {
  formatVersion: "format",
  apiVersion: "API version",
  host: "host",
  workspace: "workspace",
  query: "query"
} as const

/**
 * A place that keeps one checkpoint. `save` replaces it as a whole or not at all, and returns when it is safe.
 *
 * @category models
 * @since 0.1.0
 */
export interface Checkpoint<out R = never> {
  readonly load: Effect.Effect<Option.Option<CheckpointData>, CheckpointError | CheckpointMismatch, R>
  readonly save: (data: CheckpointData) => Effect.Effect<void, CheckpointError, R>
}

/**
 * Keeps the checkpoint in a JSON file. A new version is written beside it, flushed to the disk and put in its place, so
 * that there is a whole one at every moment.
 *
 * ```ts
 * Checkpoint.file("./export/checkpoint.json")
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const file = (location: string): Checkpoint<FileSystem.FileSystem | Path.Path> => {
  const failWith = (what: string) => (cause: unknown) =>
    new CheckpointError({ location, message: `${location}: ${what}`, cause })
  return {
    load: Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const exists = yield* fileSystem.exists(location)
      if (!exists) return Option.none()
      return Option.some(yield* parse(location, yield* fileSystem.readFileString(location)))
    }).pipe(
      Effect.catchTag("PlatformError", (error) =>
        Effect.fail(failWith("it cannot be read; check the permissions, or start again without resuming")(error))
      )
    ),
    save: Effect.fnUntraced(
      function* (data) {
        const fileSystem = yield* FileSystem.FileSystem
        const path = yield* Path.Path
        const directory = path.dirname(location)
        const draft = `${location}.new`
        yield* Folder.make(directory)
        yield* Effect.scoped(
          Effect.gen(function* () {
            const handle = yield* fileSystem.open(draft, { flag: "w" })
            yield* handle.writeAll(new TextEncoder().encode(`${JSON.stringify(data, null, 2)}\n`))
            yield* handle.sync
          })
        )
        yield* fileSystem.rename(draft, location)
        yield* syncDirectory(fileSystem, directory)
      },
      Effect.mapError(failWith("it cannot be written; check the disk and the permissions, then resume")),
      Effect.uninterruptible
    )
  }
}

/**
 * Keeps the checkpoint in memory, for exports that nobody resumes and for tests.
 *
 * @category constructors
 * @since 0.1.0
 */
export const memory = (initial?: CheckpointData): Checkpoint => {
  let kept = Option.fromUndefinedOr(initial)
  return {
    load: Effect.sync(() => kept),
    save: (data) =>
      Effect.sync(() => {
        kept = Option.some(data)
      })
  }
}

/**
 * Reads the text of a checkpoint.
 *
 * @category readers
 * @since 0.1.0
 */
export const parse = (
  location: string,
  text: string
): Effect.Effect<CheckpointData, CheckpointError | CheckpointMismatch> => {
  const foreign = () =>
    new CheckpointError({
      location,
      message: `${location}: it is not a checkpoint of this program; name another file, or start again without resuming`
    })
  // Only the first two fields are the same in every version of the format.
  return Schema.decodeUnknownEffect(Schema.fromJsonString(Header))(text).pipe(
    Effect.mapError(foreign),
    Effect.filterOrFail(
      (header) => header.formatVersion === formatVersion,
      (header) =>
        new CheckpointMismatch({
          field: "formatVersion",
          found: String(header.formatVersion),
          expected: String(formatVersion)
        })
    ),
    Effect.andThen(
      Schema.decodeUnknownEffect(Schema.fromJsonString(CheckpointData))(text).pipe(Effect.mapError(foreign))
    )
  )
}

const Header = /*#__PURE__*/ Schema.Struct({
  format: Schema.Literal("effect-intercom export checkpoint"),
  formatVersion: Schema.Number
})

/** The new name of a file is safe only with its directory. Where directories cannot be flushed there is no need. */
const syncDirectory = (fileSystem: FileSystem.FileSystem, directory: string): Effect.Effect<void> =>
  Effect.scoped(Effect.flatMap(fileSystem.open(directory, { flag: "r" }), (handle) => handle.sync)).pipe(Effect.ignore)

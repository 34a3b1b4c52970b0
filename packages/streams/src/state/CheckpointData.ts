/**
 * A checkpoint as data and as text.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Format1, streamsOf } from "./Format1.ts"
import { Count } from "./Number.ts"
import { StreamState } from "./StreamState.ts"

/**
 * The version of the format that is written. Version 1 is read too.
 *
 * @category constants
 * @since 0.1.0
 */
export const formatVersion = 2

/**
 * The whole of a checkpoint. It never holds the token.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CheckpointData = /*#__PURE__*/ Schema.Struct({
  format: /*#__PURE__*/ Schema.Literal("effect-intercom export checkpoint"),
  formatVersion: /*#__PURE__*/ Schema.Literal(formatVersion),
  apiVersion: Schema.String,
  host: Schema.String,
  /** Intercom's id of the workspace, where the token may ask for it. */
  workspace: /*#__PURE__*/ Schema.NullOr(Schema.String),
  /** Unix seconds. */
  savedAt: Count,
  /** Whether every stream was walked through and owes nothing. */
  complete: Schema.Boolean,
  streams: /*#__PURE__*/ Schema.Record(Schema.String, StreamState)
})

/**
 * The type of {@link CheckpointData}.
 *
 * @category models
 * @since 0.1.0
 */
export interface CheckpointData extends Schema.Schema.Type<typeof CheckpointData> {}

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
      "ask for the same as before, or begin anew with overwrite: true"
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
 * Reads the text of a checkpoint.
 *
 * @category conversions
 * @since 0.1.0
 */
export const parse = (
  location: string,
  text: string
): Effect.Effect<CheckpointData, CheckpointError | CheckpointMismatch> => {
  const foreign = () =>
    new CheckpointError({
      location,
      message: `${location}: it is not a checkpoint of this program; name another file, or begin anew with overwrite: true`
    })
  // Only the first two fields are the same in every version of the format.
  return Schema.decodeUnknownEffect(Schema.fromJsonString(Header))(text).pipe(
    Effect.mapError(foreign),
    Effect.flatMap((header): Effect.Effect<CheckpointData, CheckpointError | CheckpointMismatch> => {
      const decode = decoders[header.formatVersion]
      return decode === undefined
        ? Effect.fail(
            new CheckpointMismatch({
              field: "formatVersion",
              found: String(header.formatVersion),
              expected: String(formatVersion)
            })
          )
        : Effect.mapError(decode(text), foreign)
    })
  )
}

const Header = /*#__PURE__*/ Schema.Struct({
  format: Schema.Literal("effect-intercom export checkpoint"),
  formatVersion: Schema.Number
})

const decoders: Readonly<
  Record<number, ((text: string) => Effect.Effect<CheckpointData, Schema.SchemaError>) | undefined>
> = {
  1: (text) =>
    Effect.map(Schema.decodeUnknownEffect(Schema.fromJsonString(Format1))(text), (old): CheckpointData => ({
      format: old.format,
      formatVersion,
      apiVersion: old.apiVersion,
      host: old.host,
      workspace: old.workspace,
      savedAt: old.savedAt,
      complete: old.complete,
      streams: streamsOf(old)
    })),
  [formatVersion]: (text) => Schema.decodeUnknownEffect(Schema.fromJsonString(CheckpointData))(text)
}

/**
 * What a durable export was asked for, as it is kept.
 *
 * @since 0.1.0
 */
import { Export, type Tables } from "@effect-intercom/streams"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type ChangeStream, isChangeStream } from "../changes/Change.ts"
import { DurableExportError } from "./DurableError.ts"

/**
 * What is exported. It is the same on every runner, and kept with the export.
 *
 * @category models
 * @since 0.1.0
 */
export interface DurableOptions {
  /** By their names, each once. Content data, which Intercom hands out as a job, is not among them. */
  readonly streams: ReadonlyArray<ChangeStream>
  /** Only what changed at or after this instant, until the export begins. Everything when left out. */
  readonly since?: DateTime.DateTime | undefined
  /** Whether conversations are read with their parts. `true` when left out. */
  readonly parts?: boolean | undefined
  /** Whether the lists inside contacts are read whole. `false` when left out. */
  readonly lists?: boolean | undefined
  /** About how many rows a segment has, 100 to 100,000. 5,000 when left out. */
  readonly rows?: number | undefined
  /** Custom attributes that get columns of their own. None when left out. */
  readonly attributes?: ReadonlyArray<Tables.Attribute> | undefined
  /**
   * `tables` of the schema; or `objects`, a file of packed lines a segment, in the `ObjectStore` that is provided to the layer of
   * every runner: `conversations/000012.ndjson.gz`, and `manifest.json`, which names them at the end (`DurableExport.Manifest`). A
   * record that comes again in a later object is later. `tables` when left out.
   */
  readonly into?: "tables" | "objects" | undefined
  /** What becomes of a stream that the token may not read: `fail` stops the export, `report` leaves it out. `fail` when left out. */
  readonly denied?: "fail" | "report" | undefined
}

/**
 * The same, as it is kept.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Asked = /*#__PURE__*/ Schema.Struct({
  streams: /*#__PURE__*/ Schema.Array(Schema.String),
  /** Unix seconds. */
  since: /*#__PURE__*/ Schema.NullOr(Schema.Finite),
  parts: Schema.Boolean,
  lists: Schema.Boolean,
  rows: Schema.Finite,
  attributes: /*#__PURE__*/ Schema.Array(Schema.Unknown),
  into: /*#__PURE__*/ Schema.Literals(["tables", "objects"]),
  denied: /*#__PURE__*/ Schema.Literals(["fail", "report"])
})

/**
 * The type of {@link Asked}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Asked extends Omit<typeof Asked.Type, "streams" | "attributes"> {
  readonly streams: ReadonlyArray<ChangeStream>
  readonly attributes: ReadonlyArray<Tables.Attribute>
}

const AskedJson = /*#__PURE__*/ Schema.fromJsonString(Asked)

/**
 * As text, in which the same is equal.
 *
 * @category conversions
 * @since 0.1.0
 */
export const encode: (asked: Asked) => string = /*#__PURE__*/ Schema.encodeSync(AskedJson)

/**
 * From text. Type boundary: it was checked before it was kept.
 *
 * @category conversions
 * @since 0.1.0
 */
export const decode = (text: string): Asked => Schema.decodeSync(AskedJson)(text) as unknown as Asked

const names: ReadonlySet<string> = /*#__PURE__*/ new Set(/*#__PURE__*/ Export.streamNames.filter(isChangeStream))

/**
 * Checks what was asked for.
 *
 * @category conversions
 * @since 0.1.0
 */
export const check = ({
  attributes = [],
  denied = "fail",
  into = "tables",
  lists = false,
  parts = true,
  rows = 5000,
  since,
  streams
}: DurableOptions): Effect.Effect<Asked, DurableExportError> => {
  if (streams.length === 0) return invalid(`name at least one stream: ${[...names].join(", ")}`)
  const unknown = streams.find((stream) => !names.has(stream))
  if (unknown !== undefined) return invalid(`there is no stream ${unknown} that can be exported so`)
  const twice = streams.find((stream, index) => streams.indexOf(stream) !== index)
  if (twice !== undefined) return invalid(`${twice} is named twice`)
  if (!(Number.isInteger(rows) && rows >= 100 && rows <= 100_000)) {
    return invalid("rows is a whole number from 100 to 100,000")
  }
  return Effect.succeed({
    streams,
    since: since === undefined ? null : Math.ceil(DateTime.toEpochMillis(since) / 1000),
    parts,
    lists,
    rows,
    attributes,
    into,
    denied
  })
}

/**
 * Checks the id of an export: it is part of keys and messages.
 *
 * @category conversions
 * @since 0.1.0
 */
export const checkId = (exportId: string): Effect.Effect<string, DurableExportError> =>
  /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/.test(exportId)
    ? Effect.succeed(exportId)
    : invalid("an export id is letters, digits and . _ : -, a letter or digit first, 100 at most")

/**
 * Nothing was sent.
 *
 * @category errors
 * @since 0.1.0
 */
export const invalid = (message: string): Effect.Effect<never, DurableExportError> =>
  Effect.fail(new DurableExportError({ kind: "invalid", message }))

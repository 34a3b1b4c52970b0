/**
 * Exports as messages of Singer or Airbyte: `--protocol`, the state and the catalog that come in, and what `--discover` prints.
 *
 * @since 0.1.0
 */
import type { Export, ExportStream, ProtocolSink, Tables } from "@effect-intercom/streams"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Stdio from "effect/Stdio"
import * as Pipe from "./Pipe.ts"
import { type Problem, wrong } from "./Problem.ts"

/**
 * The protocols.
 *
 * @category models
 * @since 0.1.0
 */
export const protocols = ["singer", "airbyte"] as const

/**
 * One of {@link protocols}.
 *
 * @category models
 * @since 0.1.0
 */
export type Protocol = (typeof protocols)[number]

const file = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar("<file>"), Flag.withDescription(description), Flag.optional)

/**
 * The flags.
 *
 * @category commands
 * @since 0.1.0
 */
export const flags = {
  protocol: Flag.Literals("protocol", protocols).pipe(
    Flag.withMetavar("<protocol>"),
    Flag.withDescription(
      "With --out -: rows of tables as messages of Singer or Airbyte, with states to go on from, for the targets and destinations of theirs"
    ),
    Flag.optional
  ),
  state: file(
    "state",
    "State that the receiver of an earlier run kept, as JSON: what was stopped is gone on with, and what had ended is followed by what changed (with --protocol)"
  ),
  catalog: file("catalog", "Catalog that says which tables are wanted, instead of names of streams (with --protocol)"),
  discover: Flag.Boolean("discover").pipe(
    Flag.withDescription("Only print the catalog of the streams (with --protocol)"),
    Flag.withDefault(false)
  )
}

/**
 * The values of {@link flags}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Values {
  readonly protocol: Option.Option<Protocol>
  readonly state: Option.Option<string>
  readonly catalog: Option.Option<string>
  readonly discover: boolean
}

/**
 * What is read of the values.
 *
 * @category models
 * @since 0.1.0
 */
export interface Given {
  readonly protocol: Protocol
  /** Undefined where there is none, or one that holds nothing. */
  readonly state: unknown
  readonly wanted: ProtocolSink.Wanted | undefined
}

/**
 * Reads the files that are named; undefined where no protocol is. Fails where the flags contradict others.
 *
 * @category constructors
 * @since 0.1.0
 */
export const read = Effect.fnUntraced(function* (
  values: Values & { readonly streams: ReadonlyArray<string>; readonly out: string; readonly plan: boolean }
): Effect.fn.Return<Given | undefined, Problem, FileSystem.FileSystem> {
  const { catalog, discover, out, plan, protocol, state, streams } = values
  if (Option.isNone(protocol)) {
    const flag = Option.isSome(state) ? "--state" : Option.isSome(catalog) ? "--catalog" : "--discover"
    return Option.isSome(state) || Option.isSome(catalog) || discover
      ? yield* wrong(`${flag} is for messages of a protocol`, "Name it with --protocol singer or --protocol airbyte")
      : undefined
  }
  if (out !== Pipe.stdout && !discover) {
    return yield* wrong(`--protocol ${protocol.value} writes to stdout`, "Add --out -")
  }
  if (plan) return yield* wrong("--plan tells what an export takes, and prints no messages", "Leave --protocol out")
  if (Option.isSome(catalog) && streams.length > 0) {
    return yield* wrong("--catalog says which tables are wanted, and so do names of streams", "Leave one of them out")
  }
  const { ProtocolSink } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const given = Option.isNone(state) ? undefined : yield* readJson("--state", state.value)
  const wanted = Option.isNone(catalog) ? undefined : ProtocolSink.chosenIn(yield* readJson("--catalog", catalog.value))
  if (Option.isSome(catalog) && wanted === undefined) {
    return yield* wrong(`${catalog.value} is no catalog`, `--protocol ${protocol.value} --discover prints one`)
  }
  return { protocol: protocol.value, state: isEmpty(given) ? undefined : given, wanted }
})

/** An orchestrator that has no state yet passes an empty file, object or list. */
const isEmpty = (given: unknown): boolean =>
  given === undefined || given === null || (typeof given === "object" && Object.keys(given).length === 0)

const readJson = Effect.fnUntraced(function* (flag: string, location: string) {
  const fileSystem = yield* FileSystem.FileSystem
  const text = yield* fileSystem
    .readFileString(location)
    .pipe(
      Effect.catch(({ reason }) =>
        wrong(
          `${flag} ${location} cannot be read (${reason._tag})`,
          "Check its path and permissions; a first run is one without it"
        )
      )
    )
  if (text.trim() === "") return undefined
  return yield* parse(text).pipe(Effect.catch(() => wrong(`${location} is no JSON`, `Give ${flag} what was printed`)))
})

const parse = /*#__PURE__*/ Schema.decodeUnknownEffect(/*#__PURE__*/ Schema.fromJsonString(Schema.Unknown))

/**
 * Makes sinks, with columns for attributes or without. Fails where the state is of another program.
 *
 * @category constructors
 * @since 0.1.0
 */
export const sinks = Effect.fnUntraced(function* ({
  protocol,
  state,
  wanted
}: Given): Effect.fn.Return<
  (attributes?: ReadonlyArray<Tables.Attribute>) => ProtocolSink.MessageSink<never>,
  Problem,
  Stdio.Stdio
> {
  const { ProtocolSink } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const write = yield* Pipe.writer
  const make = (attributes?: ReadonlyArray<Tables.Attribute>) => {
    const options = { write, state, attributes, tables: wanted && ((table: string) => wanted.tables.has(table)) }
    return protocol === "singer"
      ? ProtocolSink.singer(options)
      : ProtocolSink.airbyte({ ...options, whole: wanted && ((table) => wanted.whole.has(table)) })
  }
  yield* make().checkpoint.load.pipe(
    Effect.catchTag("CheckpointError", () =>
      wrong(
        "--state is not one of this command",
        "Begin without it, with --since at the date that is in it, and go on from the states that come of that"
      )
    ),
    // What does not fit is told by the export, which knows what it asks for.
    Effect.catchTag("CheckpointMismatch", () => Effect.void)
  )
  return make
})

/**
 * The streams that bring what a catalog wants; undefined where none was given.
 *
 * @category conversions
 * @since 0.1.0
 */
export const streamsOf = Effect.fnUntraced(function* (
  { wanted }: Given,
  known: ReadonlyArray<Export.StreamName>
): Effect.fn.Return<ReadonlyArray<Export.StreamName> | undefined, Problem> {
  if (wanted === undefined) return undefined
  const { ProtocolSink } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const streams = ProtocolSink.streamsOf(wanted, known)
  return streams.length > 0 ? streams : yield* wrong("The catalog wants no table that there is", "Select one in it")
})

/**
 * Streams of what stands inside records are tables of these: such a stream becomes the one that brings it, of which that table
 * alone is wanted, unless it is named itself.
 *
 * @category conversions
 * @since 0.1.0
 */
export const asTables = Effect.fnUntraced(function* (
  messages: Given,
  streams: ReadonlyArray<ExportStream.Source>
): Effect.fn.Return<{ readonly messages: Given; readonly streams: ReadonlyArray<ExportStream.Source> }> {
  const { Export, ProtocolSink } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const holders = streams.map(Export.holderOf)
  if (holders.every((holder) => holder === undefined)) return { messages, streams }
  const tables = new Set(ProtocolSink.airbyteCatalog({ streams }).streams.map(({ name }) => name))
  const others = streams.filter((_, index) => holders[index] === undefined)
  const brought = Export.streamNames.filter((name) => holders.includes(name) && !others.includes(name))
  return { messages: { ...messages, wanted: { tables, whole: new Set() } }, streams: [...others, ...brought] }
})

/**
 * What `--discover` prints.
 *
 * @category conversions
 * @since 0.1.0
 */
export const catalog = Effect.fnUntraced(function* (
  { protocol }: Given,
  streams: ReadonlyArray<ExportStream.Source>,
  attributes: ReadonlyArray<Tables.Attribute>
) {
  const { ProtocolSink } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  return protocol === "singer"
    ? JSON.stringify(ProtocolSink.singerCatalog({ streams, attributes }), null, 2)
    : JSON.stringify({ type: "CATALOG", catalog: ProtocolSink.airbyteCatalog({ streams, attributes }) })
})

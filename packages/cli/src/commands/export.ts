/**
 * `intercom export`: a workspace, or a part of it, as files.
 *
 * @since 0.1.0
 */
import type { Export } from "@effect-intercom/streams"
import * as Argument from "effect/cli/Argument"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Connection from "../Connection.ts"
import * as Continue from "../Continue.ts"
import * as Destination from "../Destination.ts"
import { describe } from "../Explain.ts"
import * as Instant from "../Instant.ts"
import * as Log from "../Log.ts"
import { exitCodes, Problem } from "../Problem.ts"
import * as Progress from "../Progress.ts"
import { suggestions } from "../Registry.ts"
import * as Summary from "../Summary.ts"

/** What is exported when no stream is named. */
const usual = ["contacts", "companies", "conversations"] as const satisfies ReadonlyArray<Export.StreamName>

/** The word for every stream there is. */
const every = "all"

const readSince = (value: string): Effect.Effect<DateTime.Utc | "last", CliError.CliError> =>
  value === "last" ? Effect.succeed(value) : Instant.read("since", value)

const flags = {
  out: Flag.String("out").pipe(
    Flag.withMetavar("<dir>"),
    Flag.withDescription("Folder of the files; it is made where there is none"),
    Flag.withDefault("./export")
  ),
  format: Flag.Literals("format", Destination.formats).pipe(
    Flag.withMetavar("<format>"),
    Flag.withDescription("A file a stream with one JSON object a line, plain or packed; or one SQLite database"),
    Flag.withDefault("ndjson")
  ),
  since: Flag.String("since").pipe(
    Flag.withMetavar("<when>"),
    Flag.withDescription(
      `Only what changed at or after this: ${Instant.expected}. Or last: what changed since the last export into the folder`
    ),
    Flag.mapEffect(readSince),
    Flag.optional
  ),
  until: Flag.String("until").pipe(
    Flag.withMetavar("<when>"),
    Flag.withDescription("Only what changed before this"),
    Flag.mapEffect((value) => Instant.read("until", value)),
    Flag.optional
  ),
  resume: Flag.Boolean("resume").pipe(
    Flag.withDescription("Go on where an export into the same folder was stopped"),
    Flag.withDefault(false)
  ),
  overwrite: Flag.Boolean("overwrite").pipe(
    Flag.withDescription("Start again although the folder holds an unfinished export"),
    Flag.withDefault(false)
  ),
  parts: Flag.Boolean("parts").pipe(
    Flag.withDescription("Read each conversation with all its parts: one request each (--no-parts for the list only)"),
    Flag.withDefault(true)
  ),
  maxRate: Flag.String("max-rate").pipe(
    Flag.withMetavar("<percent>"),
    Flag.withDescription("The part of the rate limit to use, as 50%; the rest is left to others"),
    Flag.mapEffect((value) => {
      const percent = /^(\d{1,3}(?:\.\d+)?)%?$/.exec(value)?.[1]
      const share = Number(percent) / 100
      return share > 0 && share <= 1
        ? Effect.succeed(share)
        : Effect.fail(
            new CliError.InvalidValue({
              option: "max-rate",
              value,
              expected: "a percentage above 0% and at most 100%, as 50%",
              kind: "flag"
            })
          )
    }),
    Flag.optional
  ),
  ...Connection.flags
}

/**
 * The command. `streamNames` are those that help lists; the exporter need not be loaded where there is no export.
 *
 * @category commands
 * @since 0.1.0
 */
export const makeExport = (streamNames: ReadonlyArray<string>) =>
  Command.make(
    "export",
    {
      streams: Argument.String("stream").pipe(
        Argument.withMetavar("stream"),
        Argument.withDescription(
          `What to export: ${[...streamNames, every].join(", ")}. ${usual.join(", ")} when none is named`
        ),
        Argument.variadic()
      ),
      ...flags
    },
    Effect.fnUntraced(
      function* (values) {
        yield* refuseNonsense(values)
        const { Export } = yield* Effect.promise(() => import("@effect-intercom/streams"))
        const streams = yield* chosen(values.streams, Export.streamNames)
        yield* run(streams, values).pipe(Effect.provide(Connection.layer(values, pacing(values))))
      },
      (effect) => Effect.mapError(effect, asProblem)
    )
  ).pipe(
    Command.withDescription(
      "Export a workspace to files, one a stream. What stopped it stops nothing for good: --resume goes on from there"
    ),
    Command.withShortDescription("Export a workspace to files"),
    Command.withExamples([
      { command: "intercom export", description: `${usual.join(", ")}, to ./export` },
      {
        command: "intercom export contacts --since 7d --out ./week",
        description: "The contacts that changed this week"
      },
      { command: "intercom export all --max-rate 50% --resume", description: "Go on, and leave room for others" }
    ])
  )

/**
 * The command with the streams the exporter knows.
 *
 * @category commands
 * @since 0.1.0
 */
export const forStreams = Effect.map(
  Effect.promise(() => import("@effect-intercom/streams")),
  ({ Export }) => makeExport(Export.streamNames)
)

interface Values extends Connection.Flags {
  readonly streams: ReadonlyArray<string>
  readonly out: string
  readonly format: Destination.Format
  readonly since: Option.Option<DateTime.Utc | "last">
  readonly until: Option.Option<DateTime.Utc>
  readonly resume: boolean
  readonly overwrite: boolean
  readonly parts: boolean
  readonly maxRate: Option.Option<number>
}

const run = Effect.fnUntraced(function* (streams: ReadonlyArray<Export.StreamName>, values: Values) {
  const { Export } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const { checkpoint, checkpointFile, fileOf, sink } = yield* Destination.make(values.out, values.format)
  const keeper = sink.checkpoint ?? checkpoint
  if (!values.resume && !values.overwrite && keeper !== undefined && (yield* exists(checkpointFile))) {
    const saved = yield* Effect.option(Effect.map(keeper.load, Option.getOrUndefined))
    if (Option.isSome(saved) && saved.value?.complete === false) return yield* unfinished(values)
  }
  yield* greet
  yield* makeFolder(values.out)

  const display = yield* Progress.make
  const started = { any: false }
  const report = yield* Export.run({
    streams,
    since: Option.getOrUndefined(values.since),
    until: Option.getOrUndefined(values.until),
    parts: values.parts,
    resume: values.resume,
    sink,
    checkpoint,
    onProgress: (progress) => {
      started.any = true
      return display.show(progress)
    }
  }).pipe(
    Effect.ensuring(display.end),
    Effect.provide(Log.layer(display.before)),
    Effect.mapError((error) => (started.any ? stopped(values, describe(error)) : error)),
    Effect.onInterrupt(() =>
      started.any
        ? Console.error(`intercom: ${stopped(values, "Stopped; what is written is whole").message}`)
        : Effect.void
    )
  )
  if (values.format === "sqlite") yield* writeReport(values.out, report)
  yield* Console.error(yield* Summary.render(report, fileOf))
  if (!report.complete) return yield* incomplete(report)
})

const exists = (file: string) =>
  FileSystem.FileSystem.use((fileSystem) => Effect.orElseSucceed(fileSystem.exists(file), () => false))

const makeFolder = (folder: string) =>
  FileSystem.FileSystem.use((fileSystem) => fileSystem.makeDirectory(folder, { recursive: true })).pipe(
    Effect.catch(({ reason }) =>
      wrong(`The folder ${folder} cannot be made (${reason._tag})`, "Choose another with --out")
    )
  )

/** Files have the report beside them anyway; a database keeps it inside. */
const writeReport = Effect.fnUntraced(function* (folder: string, report: Export.ExportReport) {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  yield* fileSystem.writeFileString(path.join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`)
})

/** The streams that were named, each once. */
const chosen = (
  named: ReadonlyArray<string>,
  known: ReadonlyArray<Export.StreamName>
): Effect.Effect<ReadonlyArray<Export.StreamName>, Problem> => {
  if (named.length === 0) return Effect.succeed(usual)
  const unknown = named.find((name) => name !== every && !known.some((stream) => stream === name))
  if (unknown === undefined) {
    return Effect.succeed(named.includes(every) ? known : known.filter((stream) => named.includes(stream)))
  }
  const close = suggestions(unknown, known)
  return wrong(
    `There is no stream ${JSON.stringify(unknown)}`,
    close.length > 0 ? `Did you mean ${close.join(" or ")}?` : `There are ${known.join(", ")}`
  )
}

/** The first request tells in seconds whether there is anybody to export from; the export itself is more patient. */
const greet = Effect.gen(function* () {
  const { Admins } = yield* Effect.promise(() => import("@effect-intercom/resources"))
  yield* Admins.identify({}, { ...Connection.impatient, responses: "trust" })
}).pipe(
  Effect.catchReason("IntercomError", "Forbidden", () => Effect.void),
  Effect.catchReason("IntercomError", "NotFound", () => Effect.void)
)

const pacing = ({ maxRate }: Values) => (Option.isNone(maxRate) ? {} : { pacing: { share: maxRate.value } })

const refuseNonsense = ({ overwrite, resume, since, until }: Values): Effect.Effect<void, Problem> => {
  if (resume && overwrite) {
    return wrong("--resume goes on and --overwrite starts again", "Give one of them")
  }
  const from = Option.getOrUndefined(since)
  if (from === undefined || from === "last" || Option.isNone(until)) return Effect.void
  if (from.epochMilliseconds >= until.value.epochMilliseconds) {
    return wrong(
      `--since (${DateTime.formatIso(from)}) is not before --until (${DateTime.formatIso(until.value)})`,
      "Leave one of them out, or exchange them"
    )
  }
  return Effect.void
}

const unfinished = (values: Values): Effect.Effect<never, Problem> =>
  wrong(
    `${values.out} holds an export that did not end`,
    `Go on with: ${continuing(values)} (or start again with --overwrite)`
  )

const stopped = (values: Values, description: string): Problem =>
  new Problem({ description, next: `Go on with: ${continuing(values)}`, exitCode: exitCodes.failure })

const incomplete = (report: Export.ExportReport): Effect.Effect<never, Problem> =>
  Effect.fail(
    new Problem({
      description: `The export is not complete: ${report.streams
        .flatMap(({ shortfalls, stream }) => shortfalls.map((shortfall) => `${stream}: ${shortfall}`))
        .join("; ")}`,
      next: "See report.json and the problems files beside the data",
      exitCode: exitCodes.incomplete
    })
  )

const continuing = (values: Values): string =>
  Continue.command({
    streams: values.streams,
    flags: {
      out: values.out,
      format: values.format === "ndjson" ? undefined : values.format,
      since: Option.getOrUndefined(
        Option.map(values.since, (since) => (since === "last" ? since : DateTime.formatIso(since)))
      ),
      until: Option.getOrUndefined(Option.map(values.until, DateTime.formatIso)),
      "no-parts": !values.parts,
      "max-rate": Option.getOrUndefined(Option.map(values.maxRate, (share) => `${share * 100}%`)),
      "token-file": Option.getOrUndefined(values.tokenFile),
      region: Option.getOrUndefined(values.region),
      "api-version": Option.getOrUndefined(values.apiVersion),
      "base-url": Option.getOrUndefined(values.baseUrl)
    }
  })

const asProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem({ description: describe(error), exitCode: exitCodes.failure })

const wrong = (description: string, next: string): Effect.Effect<never, Problem> =>
  Effect.fail(new Problem({ description, next, exitCode: exitCodes.usage }))

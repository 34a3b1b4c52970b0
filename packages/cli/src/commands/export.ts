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
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Connection from "../Connection.ts"
import * as Continue from "../Continue.ts"
import { describe } from "../Explain.ts"
import * as Instant from "../Instant.ts"
import * as Log from "../Log.ts"
import { exitCodes, Problem } from "../Problem.ts"
import * as Progress from "../Progress.ts"
import * as Summary from "../Summary.ts"

/**
 * The streams that can be named. They stand here so that help and errors need not load the exporter.
 *
 * @category models
 * @since 0.1.0
 */
export const streamNames = [
  "contacts",
  "companies",
  "conversations",
  "admins"
] as const satisfies ReadonlyArray<Export.StreamName>

const flags = {
  out: Flag.String("out").pipe(
    Flag.withMetavar("<dir>"),
    Flag.withDescription("Folder of the files; it is made where there is none"),
    Flag.withDefault("./export")
  ),
  format: Flag.Literals("format", ["ndjson", "ndjson.gz"]).pipe(
    Flag.withMetavar("<format>"),
    Flag.withDescription("One JSON object a line, plain or packed"),
    Flag.withDefault("ndjson")
  ),
  since: Instant.flag("since", `Only what changed at or after this: ${Instant.expected}`),
  until: Instant.flag("until", "Only what changed before this"),
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
 * The command.
 *
 * @category commands
 * @since 0.1.0
 */
export const exportCommand = Command.make(
  "export",
  {
    streams: Argument.Literals("stream", streamNames).pipe(
      Argument.withMetavar(streamNames.join("|")),
      Argument.withDescription("What to export; everything when none is named"),
      Argument.variadic()
    ),
    ...flags
  },
  Effect.fnUntraced(
    function* (values) {
      yield* refuseNonsense(values)
      yield* run(values).pipe(Effect.provide(Connection.layer(values, pacing(values))))
    },
    (effect) => Effect.mapError(effect, asProblem)
  )
).pipe(
  Command.withDescription(
    "Export a workspace to files, one a stream. What stopped it stops nothing for good: --resume goes on from there"
  ),
  Command.withShortDescription("Export a workspace to files"),
  Command.withExamples([
    { command: "intercom export", description: "Everything, to ./export" },
    { command: "intercom export contacts --since 7d --out ./week", description: "The contacts that changed this week" },
    {
      command: "intercom export conversations --max-rate 50% --resume",
      description: "Go on, and leave room for others"
    }
  ])
)

interface Values extends Connection.Flags {
  readonly streams: ReadonlyArray<Export.StreamName>
  readonly out: string
  readonly format: "ndjson" | "ndjson.gz"
  readonly since: Option.Option<DateTime.Utc>
  readonly until: Option.Option<DateTime.Utc>
  readonly resume: boolean
  readonly overwrite: boolean
  readonly parts: boolean
  readonly maxRate: Option.Option<number>
}

const run = Effect.fnUntraced(function* (values: Values) {
  const streams = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const path = yield* Path.Path
  const checkpoint = streams.Checkpoint.file(path.join(values.out, "checkpoint.json"))
  const saved = yield* checkpoint.load.pipe(
    Effect.catch((error) => (values.resume ? Effect.fail(error) : Effect.succeedNone))
  )
  const isUnfinished = Option.isSome(saved) && !saved.value.complete
  if (isUnfinished && !values.resume && !values.overwrite) return yield* unfinished(values)
  yield* greet

  const display = yield* Progress.make
  const started = { any: false }
  const report = yield* streams.Export.run({
    streams: values.streams.length === 0 ? streamNames : values.streams,
    since: Option.getOrUndefined(values.since),
    until: Option.getOrUndefined(values.until),
    parts: values.parts,
    resume: values.resume,
    sink: streams.NdjsonSink.directory(values.out, { gzip: values.format === "ndjson.gz" }),
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
        ? Console.error(`intercom: ${stopped(values, "Stopped; the files hold whole lines").message}`)
        : Effect.void
    )
  )
  yield* Console.error(yield* Summary.render(report, values.out))
  if (!report.complete) return yield* incomplete(report)
})

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
  if (Option.isSome(since) && Option.isSome(until) && since.value.epochMilliseconds >= until.value.epochMilliseconds) {
    return wrong(
      `--since (${DateTime.formatIso(since.value)}) is not before --until (${DateTime.formatIso(until.value)})`,
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
      since: Option.getOrUndefined(Option.map(values.since, DateTime.formatIso)),
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

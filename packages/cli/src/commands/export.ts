/**
 * `effect-intercom export`: a workspace, or a part of it, as files or tables.
 *
 * @since 0.1.0
 */
import { IntercomClient } from "@effect-intercom/core"
import type { Changes } from "@effect-intercom/sync"
import type { Checkpoint, Export, ExportStream } from "@effect-intercom/streams"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Stdio from "effect/Stdio"
import type { PlatformError } from "effect/PlatformError"
import * as Attributes from "../Attributes.ts"
import * as Connection from "../Connection.ts"
import * as Destination from "../Destination.ts"
import * as ExportChecks from "../ExportChecks.ts"
import * as ExportFlags from "../ExportFlags.ts"
import { describe, isOfArguments } from "../Explain.ts"
import * as Log from "../Log.ts"
import * as Messages from "../Messages.ts"
import * as Objects from "../Objects.ts"
import * as OutFolder from "../OutFolder.ts"
import * as Personal from "../Personal.ts"
import * as Plan from "../Plan.ts"
import { exitCodes, Problem, wrong } from "../Problem.ts"
import * as Progress from "../Progress.ts"
import * as Runners from "../Runners.ts"
import * as Sources from "../Sources.ts"
import { every, usual } from "../Streams.ts"
import * as Summary from "../Summary.ts"

/**
 * The command. `streamNames` are those that help lists; the exporter need not be loaded where there is no export.
 *
 * @category commands
 * @since 0.1.0
 */
export const makeExport = (streamNames: ReadonlyArray<string>, innerStreamNames: ReadonlyArray<string>) =>
  Command.make(
    "export",
    {
      streams: Argument.String("stream").pipe(
        Argument.withMetavar("stream"),
        Argument.withDescription(
          `What to export: ${usual.join(", ")} when none is named, ${every} for everything. There are ${streamNames.join(", ")}; and a line each of what stands inside these: ${innerStreamNames.join(", ")}. And ${Sources.forms.join(", ")}`
        ),
        Argument.variadic()
      ),
      ...ExportFlags.flags
    },
    Effect.fnUntraced(
      function* (typed) {
        yield* ExportChecks.refuseTwoPlaces(typed)
        const values = {
          ...typed,
          out: Option.getOrElse(typed.out, () => ExportFlags.usualFolder),
          objects: typed.runners ? typed.out : Option.none<string>()
        }
        yield* ExportChecks.refuseNonsense(values)
        yield* Runners.refuseNonsense(values)
        if (values.status) return yield* Runners.tell(values)
        const { Export } = yield* Effect.promise(() => import("@effect-intercom/streams"))
        const messages = yield* Messages.read(values)
        const wanted = messages === undefined ? undefined : yield* Messages.streamsOf(messages, Export.streamNames)
        const named = wanted ?? (yield* Sources.chosen(values.streams))
        if (values.runners) return yield* share(yield* Runners.sharable(named, values), { ...values, messages })
        if (messages !== undefined && values.discover) {
          const connection = Connection.layer(values, pacing(values))
          const own = values.attributes ? yield* Effect.provide(Attributes.ofWorkspace, connection) : []
          const known = named.filter((one): one is ExportStream.Source => !Sources.isDataset(one))
          // Who only wants to see tables of known streams need not be anybody.
          const streams =
            known.length === named.length ? known : yield* Effect.provide(Sources.resolve(named), connection)
          return yield* Console.log(yield* Messages.catalog(messages, streams, own))
        }
        yield* Effect.gen(function* () {
          const resolved = yield* Sources.resolve(named)
          const spoken = messages === undefined ? undefined : yield* Messages.asTables(messages, resolved)
          const streams = spoken?.streams ?? resolved
          const given = {
            ...values,
            messages: spoken?.messages,
            since: messages?.state === undefined ? values.since : Option.some("last" as const)
          }
          yield* values.plan ? plan(streams, given) : run(streams, given)
        }).pipe(Effect.provide(Connection.layer(values, pacing(values))))
      },
      (effect) => Effect.mapError(effect, asProblem)
    )
  ).pipe(
    Command.withDescription(
      "Export a workspace to files, one a stream, or to tables of a database. What stopped it stops nothing for good: --resume goes on from there"
    ),
    Command.withShortDescription("Export a workspace to files or a database"),
    Command.withExamples([
      { command: "effect-intercom export", description: `${usual.join(", ")}, to ./export` },
      {
        command: "effect-intercom export all --plan",
        description: "What everything would take, before anything is read"
      },
      {
        command: "effect-intercom export contacts --since 7d --out ./week",
        description: "The contacts that changed this week"
      },
      {
        command: "effect-intercom export contacts --format sqlite --since last",
        description: "What changed since the last time, into the same database"
      },
      {
        command: "effect-intercom export all --to postgres://exporter@localhost/warehouse --since last",
        description: "Tables in PostgreSQL, and what changed since"
      },
      {
        command: "effect-intercom export conversations --to postgres://exporter@localhost/warehouse --runners",
        description: "One of as many processes as there are machines"
      },
      {
        command:
          "effect-intercom export conversations --to postgres://exporter@localhost/warehouse --runners --out /mnt/lake/2026-11",
        description: "The same, into packed files and a manifest"
      },
      {
        command: "effect-intercom export contacts --out - | jq -r .email",
        description: "To the next program; the whole again when it was stopped"
      },
      { command: "effect-intercom export all --max-rate 50% --resume", description: "Go on, and leave room for others" }
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
  ({ Export }) => makeExport(Export.streamNames, Export.innerStreamNames)
)

interface Asked extends ExportFlags.Values {
  /** What was read of `--protocol` and the files beside it. */
  readonly messages: Messages.Given | undefined
}

const plan = Effect.fnUntraced(function* (streams: ReadonlyArray<ExportStream.Source>, values: Asked) {
  const destination = yield* destinationOf(streams, values)
  const last = Option.contains(values.since, "last") ? yield* lastExport(destination) : undefined
  if (last !== undefined) yield* refuseOtherFormat(destination, last, values)
  yield* greet
  const planned = yield* Plan.make({
    streams,
    since: Option.getOrUndefined(values.since),
    until: Option.getOrUndefined(values.until),
    parts: values.parts,
    lists: values.lists,
    last
  })
  const bars = yield* (yield* Stdio.Stdio).stdoutIsTerminal
  yield* Console.log(values.json ? JSON.stringify(planned, null, 2) : Plan.render(planned, { bars }))
})

const run = Effect.fnUntraced(function* (named: ReadonlyArray<ExportStream.Source>, values: Asked) {
  const { Export, ExportStream } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const { version } = yield* IntercomClient.IntercomClient
  const missing = named.filter((stream) => !Export.isAvailable(stream, version))
  const isOfAll = (stream: ExportStream.Source) =>
    typeof stream === "string" && values.streams.includes(every) && !values.streams.includes(stream)
  const streams = named.filter((stream) => !missing.includes(stream) || !isOfAll(stream))
  const destination = yield* destinationOf(streams, values)
  const inner = destination.sink.listsAreTables === true ? streams.find(isInner(Export)) : undefined
  if (inner !== undefined) {
    const whose = Export.holderOf(inner)
    return yield* wrong(
      `${ExportStream.nameOf(inner)} is one of the tables that ${whose} become there`,
      `Export ${whose} instead`
    )
  }
  // What they say is looked at before anything is asked for.
  yield* Personal.protect(destination.sink, streams, values)
  const lacking = missing.find((stream) => !isOfAll(stream))
  if (lacking !== undefined) {
    return yield* wrong(
      `API version ${version} does not have ${ExportStream.nameOf(lacking)}; ${Export.versionsOf(lacking).join(", ")} have it`,
      "Choose one of them with --api-version, or leave the stream out"
    )
  }
  if (missing.length > 0 && !values.quiet) {
    const names = missing.map(ExportStream.nameOf).join(", ")
    yield* Console.error(`effect-intercom: API version ${version} does not have ${names}: left out of ${every}`)
  }
  const last = values.overwrite ? undefined : yield* lastExport(destination)
  if (last !== undefined) {
    yield* refuseOtherFormat(destination, last, values)
    yield* refuseTaken(destination, last, streams.map(ExportStream.nameOf), values)
  }
  yield* greet
  if (destination.folder !== undefined) yield* OutFolder.prepare(destination.folder)
  const reportFile = yield* reportFileOf(destination, values)
  // The report of an earlier run speaks of what was there before. Beside files the export withdraws it.
  if (reportFile !== undefined) yield* withdrawReport(reportFile)
  const sink = yield* Personal.protect(
    values.attributes && destination.withAttributes !== undefined
      ? destination.withAttributes(yield* Attributes.ofWorkspace)
      : destination.sink,
    streams,
    values
  )

  const drawn = values.quiet ? Progress.silent : yield* Progress.make(streams.length, ExportChecks.isStdout(values))
  const display = Option.isNone(values.watch)
    ? drawn
    : yield* (yield* Effect.promise(() => import("../Watch.ts"))).beside(drawn, {
        port: values.watch.value,
        streams: streams.length
      })
  const started = { any: false }
  const report = yield* Export.run({
    streams,
    since: Option.getOrUndefined(values.since),
    until: Option.getOrUndefined(values.until),
    parts: values.parts,
    lists: values.lists,
    resume: values.resume,
    full: values.full,
    overwrite: values.overwrite,
    accept: Option.getOrUndefined(values.accept),
    concurrency: Option.getOrUndefined(values.concurrency),
    segments: Option.getOrUndefined(values.segments),
    mismatches: values.mismatches,
    checkpointEvery: Option.getOrUndefined(values.checkpointEvery),
    sink,
    checkpoint: destination.checkpoint,
    // Whoever asks for everything does not want to lose it all to the one stream the token may not read.
    denied: values.streams.includes(every) ? "report" : "fail",
    onProgress: (progress) => {
      started.any = true
      return display.show(progress)
    }
  }).pipe(
    Effect.onExit(({ _tag }) => (_tag === "Success" ? display.clear : display.leave)),
    Effect.provide(Log.layer(display.before)),
    Effect.mapError((error) =>
      started.any && !isOfArguments(error) ? stopped(values, describe(error), error) : error
    ),
    Effect.onInterrupt(() =>
      started.any
        ? Console.error(
            `effect-intercom: ${stopped(values, ExportChecks.isStdout(values) ? "Stopped" : "Stopped; what is written is whole").message}`
          )
        : Effect.void
    )
  )
  if (reportFile !== undefined) yield* writeReport(reportFile, report)
  const bars = yield* (yield* Stdio.Stdio).stderrIsTerminal
  if (!values.quiet) yield* Console.error(yield* Summary.render(report, destination, { bars }))
  if (!report.complete) return yield* incomplete(report, destination)
}, Effect.scoped)

/** One of several processes that share the export. */
const share = Effect.fnUntraced(function* (
  streams: ReadonlyArray<Changes.ChangeStream>,
  values: Asked & Runners.Asked
) {
  const destination: Destination.Told = Option.isSome(values.objects)
    ? yield* Objects.told(values.objects.value)
    : yield* destinationOf(streams, values)
  yield* Effect.provide(greet, Connection.layer(values, pacing(values)))
  const display = values.quiet ? Progress.silent : yield* Progress.make(streams.length)
  const report = yield* Runners.run(streams, values, display, pacing(values)).pipe(
    Effect.onExit(({ _tag }) => (_tag === "Success" ? display.clear : display.leave)),
    Effect.provide(Log.layer(display.before))
  )
  if (Option.isSome(values.report)) yield* writeReport(values.report.value, report)
  const bars = yield* (yield* Stdio.Stdio).stderrIsTerminal
  if (!values.quiet) yield* Console.error(yield* Summary.render(report, destination, { bars }))
  if (!report.complete) return yield* incomplete(report, destination)
}, Effect.scoped)

const destinationOf = Effect.fnUntraced(function* (streams: ReadonlyArray<ExportStream.Source>, values: Asked) {
  const destination = yield* Destination.make({ ...values, shared: streams.length > 1 })
  return values.attributes && destination.withAttributes === undefined
    ? yield* wrong(
        "--attributes gives columns to custom attributes, and what is written has none",
        "Leave it out, or write tables with --to, --format sqlite, --format duckdb, --format parquet --tables or --protocol"
      )
    : destination
})

/** What the place holds of an earlier export; undefined where there is none, or none that can be read. */
const lastExport = ({
  checkpoint,
  isServer,
  sink
}: Destination.Destination): Effect.Effect<
  Checkpoint.CheckpointData | undefined,
  Checkpoint.CheckpointError,
  FileSystem.FileSystem | Path.Path
> => {
  const keeper = sink.checkpoint ?? checkpoint
  if (keeper === undefined) return Effect.undefined
  return Effect.map(keeper.load, Option.getOrUndefined).pipe(
    // A server that does not answer will not take an export either.
    Effect.catch((error) => (isServer && error._tag === "CheckpointError" ? Effect.fail(error) : Effect.undefined))
  )
}

/**
 * What the folder holds in another form cannot be gone on with, and would be taken for what was asked for. Whether it still
 * holds what it should is for the export to say, which knows what it needs of it.
 */
const refuseOtherFormat = Effect.fnUntraced(function* (
  { elsewhere, name, sink }: Destination.Destination,
  { complete, streams }: Checkpoint.CheckpointData,
  { format }: ExportFlags.Values
): Effect.fn.Return<void, Problem, FileSystem.FileSystem | Path.Path> {
  for (const [stream, state] of Object.entries(streams)) {
    if (sink.check === undefined || state.sink === null) continue
    const target = { stream, idOf: () => undefined, changedAtOf: () => undefined, intent: "goOn" } as const
    yield* sink
      .check(target, state.sink)
      .pipe(
        Effect.catch(({ kind }) =>
          kind === "otherForm"
            ? wrong(
                `${name} holds an export${complete ? "" : " that did not end,"} in another form than --format ${format} (or with another --split-size or --tables)`,
                `Ask for the same as then, ${elsewhere}, or start again with --overwrite`
              )
            : Effect.void
        )
      )
  }
})

/** Files have the report beside them anyway, and a database on a server keeps it inside. */
const reportFileOf = Effect.fnUntraced(function* (
  { checkpoint, folder }: Destination.Destination,
  { report }: ExportFlags.Values
) {
  const path = yield* Path.Path
  if (Option.isSome(report)) return report.value
  return folder !== undefined && checkpoint === undefined ? path.join(folder, "report.json") : undefined
})

const withdrawReport = (file: string) =>
  FileSystem.FileSystem.use((fileSystem) => fileSystem.remove(file, { force: true })).pipe(
    Effect.mapError((error) => cannotReport(file, error))
  )

const writeReport = Effect.fnUntraced(
  function* (file: string, report: Export.ExportReport) {
    const fileSystem = yield* FileSystem.FileSystem
    yield* fileSystem.writeFileString(`${file}.new`, `${JSON.stringify(report, null, 2)}\n`)
    yield* fileSystem.rename(`${file}.new`, file)
  },
  (effect, file) => Effect.mapError(effect, (error) => cannotReport(file, error))
)

const cannotReport = (file: string, { reason }: PlatformError): Problem =>
  new Problem({
    description: `The report cannot be written to ${file} (${reason._tag})`,
    next: "What was exported is whole. Check the path and the permissions",
    exitCode: exitCodes.failure
  })

const isInner =
  ({ holderOf }: Pick<typeof Export, "holderOf">) =>
  (stream: ExportStream.Source): boolean =>
    holderOf(stream) !== undefined

/** The first request tells in seconds whether there is anybody to export from; the export itself is more patient. */
const greet = Effect.gen(function* () {
  const { Admins } = yield* Effect.promise(() => import("@effect-intercom/resources"))
  yield* Admins.identify({}, { ...Connection.impatient, responses: "trust" })
}).pipe(
  Effect.catchReason("IntercomError", "Forbidden", () => Effect.void),
  Effect.catchReason("IntercomError", "NotFound", () => Effect.void)
)

const pacing = ({ maxRate }: ExportFlags.Values) => (Option.isNone(maxRate) ? {} : { pacing: { share: maxRate.value } })

/** Without a word of what is to happen to it, nothing that is there is touched. */
const refuseTaken = (
  { elsewhere, name }: Destination.Destination,
  { streams: saved }: Checkpoint.CheckpointData,
  names: ReadonlyArray<string>,
  values: ExportFlags.Values
): Effect.Effect<void, Problem> => {
  if (values.resume || values.full || Option.contains(values.since, "last")) return Effect.void
  const taken = names.flatMap((name) => saved[name] ?? [])
  if (taken.length === 0) return Effect.void
  return taken.every(({ position }) => position.done)
    ? wrong(
        `${name} holds a finished export`,
        `Add what changed with --since last, walk through everything again with --full, begin anew with --overwrite, or ${elsewhere}`
      )
    : wrong(
        `${name} holds an export that did not end`,
        `Go on with: ${ExportFlags.continuing(values)} (or start again with --overwrite)`
      )
}

const stopped = (values: ExportFlags.Values, description: string, cause?: unknown): Problem =>
  new Problem({
    description,
    ...(cause === undefined ? {} : { cause }),
    next: ExportChecks.isStdout(values)
      ? Option.isSome(values.protocol)
        ? "Go on with the same and --state: the last state that the receiver kept"
        : "Nothing is kept of an export to stdout: the next one begins from the start. With --out <dir> it could go on"
      : `Go on with: ${ExportFlags.continuing(values)}`,
    exitCode: exitCodes.failure
  })

const incomplete = (report: Export.ExportReport, destination: Destination.Told): Effect.Effect<never, Problem> =>
  Effect.fail(
    new Problem({
      description: `The export is not complete: ${firstOf(
        report.streams.flatMap(({ shortfalls, stream }) => shortfalls.map((shortfall) => `${stream}: ${shortfall}`))
      )}`,
      next: destination.report,
      exitCode: exitCodes.incomplete
    })
  )

/** A line is read to its end when it is short; the table and the report have the rest. */
const firstOf = (shortfalls: ReadonlyArray<string>): string => {
  const more = shortfalls.length - mostTold
  return `${shortfalls.slice(0, mostTold).join("; ")}${more > 0 ? `; and ${more} more` : ""}`
}

const mostTold = 3

const asProblem = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem({
        description: describe(error),
        cause: error,
        exitCode: isOfArguments(error) ? exitCodes.usage : exitCodes.failure
      })

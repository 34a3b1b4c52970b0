/**
 * `effect-intercom export`: a workspace, or a part of it, as files.
 *
 * @since 0.1.0
 */
import { IntercomClient } from "@effect-intercom/core"
import type { Checkpoint, Export } from "@effect-intercom/streams"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Console from "effect/Console"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Stdio from "effect/Stdio"
import * as Connection from "../Connection.ts"
import * as Destination from "../Destination.ts"
import * as ExportFlags from "../ExportFlags.ts"
import { describe, isOfArguments } from "../Explain.ts"
import * as Log from "../Log.ts"
import * as Messages from "../Messages.ts"
import * as OutFolder from "../OutFolder.ts"
import * as Personal from "../Personal.ts"
import * as Pipe from "../Pipe.ts"
import * as Plan from "../Plan.ts"
import { exitCodes, Problem } from "../Problem.ts"
import * as Progress from "../Progress.ts"
import { suggestions } from "../Registry.ts"
import { every, usual } from "../Streams.ts"
import * as Summary from "../Summary.ts"

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
          `What to export: ${usual.join(", ")} when none is named, ${every} for everything. There are ${streamNames.join(", ")}`
        ),
        Argument.variadic()
      ),
      ...ExportFlags.flags
    },
    Effect.fnUntraced(
      function* (values) {
        yield* refuseNonsense(values)
        const { Export } = yield* Effect.promise(() => import("@effect-intercom/streams"))
        const messages = yield* Messages.read(values)
        const wanted = messages === undefined ? undefined : yield* Messages.streamsOf(messages, Export.streamNames)
        const streams = wanted ?? (yield* chosen(values.streams, Export.streamNames))
        if (messages !== undefined && values.discover) {
          return yield* Console.log(yield* Messages.catalog(messages, streams))
        }
        const given = {
          ...values,
          messages,
          since: messages?.state === undefined ? values.since : Option.some("last" as const)
        }
        const command = values.plan ? plan(streams, given) : run(streams, given)
        yield* command.pipe(Effect.provide(Connection.layer(values, pacing(values))))
      },
      (effect) => Effect.mapError(effect, asProblem)
    )
  ).pipe(
    Command.withDescription(
      "Export a workspace to files, one a stream. What stopped it stops nothing for good: --resume goes on from there"
    ),
    Command.withShortDescription("Export a workspace to files"),
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
  ({ Export }) => makeExport(Export.streamNames)
)

interface Asked extends ExportFlags.Values {
  /** What was read of `--protocol` and the files beside it. */
  readonly messages: Messages.Given | undefined
}

const plan = Effect.fnUntraced(function* (streams: ReadonlyArray<Export.StreamName>, values: Asked) {
  const destination = yield* Destination.make({ ...values, shared: streams.length > 1 })
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

const run = Effect.fnUntraced(function* (streams: ReadonlyArray<Export.StreamName>, values: Asked) {
  const { Export } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const destination = yield* Destination.make({ ...values, shared: streams.length > 1 })
  const sink = yield* Personal.protect(destination.sink, streams, values)
  const { version } = yield* IntercomClient.IntercomClient
  const missing = streams.find((stream) => !Export.isAvailable(stream, version))
  // Whoever asks for everything is told in the end what there was not.
  if (missing !== undefined && !values.streams.includes(every)) {
    return yield* wrong(
      `API version ${version} does not have ${missing}`,
      "Choose a version that has it with --api-version, or leave the stream out"
    )
  }
  const last = values.overwrite ? undefined : yield* lastExport(destination)
  if (last !== undefined) {
    yield* refuseOtherFormat(destination, last, values)
    yield* refuseTaken(last, streams, values)
  }
  yield* greet
  if (destination.folder !== undefined) yield* OutFolder.prepare(destination.folder)
  // The report of an earlier run speaks of what was there before. Beside files the export withdraws it.
  if (values.format === "sqlite") yield* withdrawReport(values.out)

  const drawn = values.quiet ? Progress.silent : yield* Progress.make(streams.length, destination.folder === undefined)
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
            `effect-intercom: ${stopped(values, values.out === Pipe.stdout ? "Stopped" : "Stopped; what is written is whole").message}`
          )
        : Effect.void
    )
  )
  if (values.format === "sqlite") yield* writeReport(values.out, report)
  if (!values.quiet) yield* Console.error(yield* Summary.render(report, destination))
  if (!report.complete) return yield* incomplete(report, values)
}, Effect.scoped)

/** What the folder holds of an earlier export; undefined where there is none, or none that can be read. */
const lastExport = Effect.fnUntraced(function* ({
  checkpoint,
  checkpointFile,
  sink
}: Destination.Destination): Effect.fn.Return<
  Checkpoint.CheckpointData | undefined,
  never,
  FileSystem.FileSystem | Path.Path
> {
  const fileSystem = yield* FileSystem.FileSystem
  const keeper = sink.checkpoint ?? checkpoint
  // Looking into a database that is not there would make one.
  const exists =
    checkpointFile !== undefined && (yield* Effect.orElseSucceed(fileSystem.exists(checkpointFile), () => false))
  if (keeper === undefined || !exists) return undefined
  return yield* Effect.map(keeper.load, Option.getOrUndefined).pipe(Effect.orElseSucceed(() => undefined))
})

/**
 * What the folder holds in another form cannot be gone on with, and would be taken for what was asked for. Whether it still
 * holds what it should is for the export to say, which knows what it needs of it.
 */
const refuseOtherFormat = Effect.fnUntraced(function* (
  { sink }: Destination.Destination,
  { complete, streams }: Checkpoint.CheckpointData,
  { format, out }: ExportFlags.Values
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
                `${out} holds an export${complete ? "" : " that did not end,"} in another form than --format ${format} (or with another --split-size or --tables)`,
                "Ask for the same as then, choose another folder with --out, or start again with --overwrite"
              )
            : Effect.void
        )
      )
  }
})

const withdrawReport = Effect.fnUntraced(function* (folder: string) {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  yield* fileSystem.remove(path.join(folder, "report.json"), { force: true })
})

/** Files have the report beside them anyway; a database keeps it inside. */
const writeReport = Effect.fnUntraced(function* (folder: string, report: Export.ExportReport) {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = path.join(folder, "report.json")
  yield* fileSystem.writeFileString(`${file}.new`, `${JSON.stringify(report, null, 2)}\n`)
  yield* fileSystem.rename(`${file}.new`, file)
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

const pacing = ({ maxRate }: ExportFlags.Values) => (Option.isNone(maxRate) ? {} : { pacing: { share: maxRate.value } })

const refuseNonsense = (values: ExportFlags.Values): Effect.Effect<void, Problem> => {
  if (values.out === Pipe.stdout) {
    const unfit = needsFolder(values)
    if (unfit !== undefined) {
      return wrong(
        `${unfit} is for exports into a folder, and --out - keeps nothing: it writes records as NDJSON to stdout`,
        "Leave it out, or give a folder with --out"
      )
    }
  }
  const { format, full, overwrite, resume, since, splitSize, tables, until } = values
  if (resume && overwrite) {
    return wrong("--resume goes on and --overwrite starts again", "Give one of them")
  }
  if (overwrite && Option.contains(since, "last")) {
    return wrong("--since last adds to what the folder holds, and --overwrite starts again", "Give one of them")
  }
  if (overwrite && full) {
    return wrong("--full adds to what the folder holds, and --overwrite starts again", "Give one of them")
  }
  if (full && Option.contains(since, "last")) {
    return wrong("--full walks through everything, and --since last reads what changed", "Give one of them")
  }
  if (values.plan && resume) {
    return wrong("--plan tells what a whole export takes, not what is left of one", "Leave --resume out")
  }
  if (tables && format !== "parquet") {
    return wrong(
      "--tables is for Parquet: a database has tables anyway, and lines have none",
      "Add --format parquet, or leave it out"
    )
  }
  if (Option.isSome(splitSize) && format === "sqlite") {
    return wrong("A database cannot be split", "Leave --split-size out, or choose another --format")
  }
  if (Option.isSome(splitSize) && format === "parquet") {
    return wrong(
      "Parquet files are split by themselves, and how large one gets shows only when it is written",
      "Leave --split-size out, or choose another --format"
    )
  }
  const from = Option.getOrUndefined(since)
  if (from === "last" && Option.isSome(until)) {
    return wrong("--since last goes on to now", "Leave --until out")
  }
  if (from === undefined || from === "last" || Option.isNone(until)) return Effect.void
  if (from.epochMilliseconds >= until.value.epochMilliseconds) {
    return wrong(
      `--since (${DateTime.formatIso(from)}) is not before --until (${DateTime.formatIso(until.value)})`,
      "Leave one of them out, or exchange them"
    )
  }
  return Effect.void
}

/** The flag that makes no sense without a folder, where there is one. */
const needsFolder = (values: ExportFlags.Values): string | undefined => {
  if (values.resume) return "--resume"
  if (values.full) return "--full"
  if (values.overwrite) return "--overwrite"
  if (values.format !== "ndjson") return `--format ${values.format}`
  if (Option.isSome(values.splitSize)) return `--split-size ${ExportFlags.megabytes(values.splitSize.value)}`
  // States are what a folder keeps otherwise.
  if (Option.isSome(values.protocol)) return undefined
  if (Option.contains(values.since, "last")) return "--since last"
  return Option.isSome(values.checkpointEvery) ? "--checkpoint-every" : undefined
}

/** Without a word of what is to happen to it, nothing that is there is touched. */
const refuseTaken = (
  { streams: saved }: Checkpoint.CheckpointData,
  streams: ReadonlyArray<Export.StreamName>,
  values: ExportFlags.Values
): Effect.Effect<void, Problem> => {
  if (values.resume || values.full || Option.contains(values.since, "last")) return Effect.void
  const taken = streams.flatMap((stream) => saved[stream] ?? [])
  if (taken.length === 0) return Effect.void
  return taken.every(({ position }) => position.done)
    ? wrong(
        `${values.out} holds a finished export`,
        "Add what changed with --since last, walk through everything again with --full, begin anew with --overwrite, or choose another folder with --out"
      )
    : wrong(
        `${values.out} holds an export that did not end`,
        `Go on with: ${ExportFlags.continuing(values)} (or start again with --overwrite)`
      )
}

const stopped = (values: ExportFlags.Values, description: string, cause?: unknown): Problem =>
  new Problem({
    description,
    ...(cause === undefined ? {} : { cause }),
    next:
      values.out === Pipe.stdout
        ? Option.isSome(values.protocol)
          ? "Go on with the same and --state: the last state that the receiver kept"
          : "Nothing is kept of an export to stdout: the next one begins from the start. With --out <dir> it could go on"
        : `Go on with: ${ExportFlags.continuing(values)}`,
    exitCode: exitCodes.failure
  })

const incomplete = (report: Export.ExportReport, { out }: ExportFlags.Values): Effect.Effect<never, Problem> =>
  Effect.fail(
    new Problem({
      description: `The export is not complete: ${firstOf(
        report.streams.flatMap(({ shortfalls, stream }) => shortfalls.map((shortfall) => `${stream}: ${shortfall}`))
      )}`,
      next:
        out === Pipe.stdout
          ? "Which records are concerned stands above"
          : `See report.json in ${out}, and the problems that stand beside the data`,
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

const wrong = (description: string, next: string): Effect.Effect<never, Problem> =>
  Effect.fail(new Problem({ description, next, exitCode: exitCodes.usage }))

/**
 * `export --runners`: one of any number of processes that share an export into PostgreSQL, or into a folder; and `--status`, which
 * tells of them.
 *
 * @since 0.1.0
 */
import type { Changes, DurableExport } from "@effect-intercom/sync"
import type { Export, Tables } from "@effect-intercom/streams"
import * as Flag from "effect/cli/Flag"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { createServer } from "node:net"
import { hostname } from "node:os"
import * as Attributes from "./Attributes.ts"
import * as Connection from "./Connection.ts"
import * as Database from "./Database.ts"
import * as Objects from "./Objects.ts"
import * as Optional from "./Optional.ts"
import * as OutFolder from "./OutFolder.ts"
import { exitCodes, Problem, wrong } from "./Problem.ts"
import type * as Progress from "./Progress.ts"
import * as Sources from "./Sources.ts"
import { every } from "./Streams.ts"
import * as SyncPackage from "./SyncPackage.ts"
import * as Table from "./Table.ts"

/**
 * The flags.
 *
 * @category commands
 * @since 0.1.0
 */
export const flags = {
  runners: Flag.Boolean("runners").pipe(
    Flag.withDescription(
      "Be one of any number of processes that share the export and the rate limit, with --to: the first begins, others join, and a machine that is lost is followed by the rest. With --out as well it goes into a folder that all of them see, a packed file a segment and manifest.json, which names them at the end; the database then only keeps how far it is"
    ),
    Flag.withDefault(false)
  ),
  exportId: Flag.String("export-id").pipe(
    Flag.withMetavar("<id>"),
    Flag.withDescription(
      "Which export --runners begins or joins (when left out: one of the same that has not ended, or else a new one)"
    ),
    Flag.optional
  ),
  runnerAddress: Flag.String("runner-address").pipe(
    Flag.withMetavar("<host:port>"),
    Flag.withDescription(
      "Where the runners on other machines reach this one, which listens on that port (loopback and any port when left out)"
    ),
    Flag.optional
  ),
  status: Flag.Boolean("status").pipe(
    Flag.withDescription("Only tell of the exports by --runners in the database: segments, rows, runners, rate"),
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
  readonly runners: boolean
  readonly exportId: Option.Option<string>
  readonly runnerAddress: Option.Option<string>
  readonly status: boolean
}

/**
 * What of an export's flags a runner looks at.
 *
 * @category models
 * @since 0.1.0
 */
export interface Asked extends Values, Connection.Flags, Database.Values {
  readonly streams: ReadonlyArray<string>
  readonly parts: boolean
  readonly lists: boolean
  readonly attributes: boolean
  /** The folder of an export into files. */
  readonly objects: Option.Option<string>
  readonly since: Option.Option<DateTime.Utc | "last">
  readonly json: boolean
}

const packages = ["@effect/sql-pg"]

const load = (what: string) =>
  Effect.map(
    Effect.all([
      SyncPackage.forUseOf(what),
      Optional.load(() => import("@effect-intercom/sync/runner"), "@effect-intercom/sync", what, packages)
    ]),
    ([sync, { ExportRunner }]) => ({ ...sync, ExportRunner })
  )

/**
 * The streams that runners share: those of Intercom's own records of which it is told when they changed. Others that were named are
 * refused; `all` is without them, and says so.
 *
 * @category conversions
 * @since 0.1.0
 */
export const sharable = Effect.fnUntraced(function* (
  named: ReadonlyArray<Sources.Named>,
  { streams }: Asked
): Effect.fn.Return<ReadonlyArray<Changes.ChangeStream>, Problem> {
  const { Changes } = yield* load("--runners")
  const { Export } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const followed = Export.streamNames.filter(Changes.isChangeStream).filter((name) => named.includes(name))
  const left = named.flatMap((one) => (followed.some((name) => name === one) ? [] : [Sources.nameOf(one)]))
  const refused = left.filter((name) => streams.includes(name) || !Export.streamNames.some((known) => known === name))
  if (refused.length > 0) {
    return yield* new Problem({
      description: `${refused.join(", ")} cannot be shared by runners`,
      next: "Export it without --runners",
      exitCode: exitCodes.usage
    })
  }
  if (left.length > 0) yield* Console.error(`effect-intercom: ${left.join(", ")}: not shared by runners, left out`)
  return followed
})

const schemaOf = ({ schema }: Database.Values): string => Option.getOrElse(schema, () => "intercom")

/**
 * Takes part in the export until it is at its end, and answers with its report.
 *
 * @category actions
 * @since 0.1.0
 */
export const run = Effect.fnUntraced(function* (
  streams: ReadonlyArray<Changes.ChangeStream>,
  values: Asked,
  display: Progress.Display,
  pacing: Parameters<typeof Connection.layer>[1]
) {
  const { Budget, DurableExport, ExportRunner, ObjectStore, Sync } = yield* load("--runners")
  const url = yield* Database.addressOf(values)
  const { host, listen, port } = yield* addressOf(values)
  const schema = schemaOf(values)
  const since = Option.getOrUndefined(values.since)
  const runner = `${hostname()}:${port}`
  const folder = Option.getOrUndefined(values.objects)
  if (folder !== undefined) yield* OutFolder.prepare(folder)

  const store = told(Budget.layerPostgres({ schema }).pipe(Layer.provide(Sync.database(url))))
  const connection = Connection.layer(values, pacing, store)
  const engine = told(ExportRunner.layer({ url, schema, host, port, listen }))
  return yield* Effect.gen(function* () {
    const attributes: ReadonlyArray<Tables.Attribute> = values.attributes ? yield* Attributes.ofWorkspace : []
    const asked = {
      schema,
      streams,
      parts: values.parts,
      lists: values.lists,
      attributes,
      ...(folder === undefined ? {} : { into: "objects" as const }),
      ...(since === undefined || since === "last" ? {} : { since }),
      denied: values.streams.includes(every) ? ("report" as const) : ("fail" as const)
    }
    const exportId = Option.getOrUndefined(values.exportId) ?? (yield* DurableExport.idOf(asked))
    if (folder !== undefined) yield* Objects.refuseOthers(DurableExport.Manifest, folder, exportId)
    yield* Console.error(`effect-intercom: ${runner} takes part in the export ${exportId}; --status tells how it is`)
    yield* DurableExport.start({ ...asked, exportId })
    const watching = Effect.forever(
      Effect.andThen(showing(DurableExport, { exportId, schema }, display), Effect.sleep("500 millis"))
    )
    const report: Export.ExportReport = yield* Effect.raceFirst(DurableExport.wait({ exportId, schema }), watching)
    if (folder !== undefined) yield* Objects.verify(DurableExport.Manifest, folder, exportId)
    return report
  }).pipe(
    Effect.provide(
      DurableExport.layer({ runner }).pipe(
        Layer.provide(folder === undefined ? Layer.empty : ObjectStore.layerDirectory(folder))
      )
    ),
    Effect.provide(Layer.mergeAll(connection, engine)),
    Effect.catchTag("DurableExportError", ({ cause, kind, message }) =>
      Effect.fail(
        new Problem({
          description: `The export does not go on: ${message}`,
          ...(kind === "stopped"
            ? { next: "Mend that, and start the runners again: it goes on from where it is" }
            : {}),
          ...(cause === undefined ? {} : { cause }),
          exitCode: kind === "invalid" ? exitCodes.usage : exitCodes.failure
        })
      )
    ),
    Effect.catchTag("SqlError", (cause) => Effect.fail(unreachable(cause)))
  )
})

/** The layer, with words for what it fails with. */
const told = <A, E>(layer: Layer.Layer<A, E>): Layer.Layer<A, Problem> =>
  Layer.effectContext(Effect.mapError(Layer.build(layer), unreachable))

/** Shows how each stream is, over all runners. */
const showing = Effect.fnUntraced(function* (
  { status }: typeof DurableExport,
  which: DurableExport.WhichOptions,
  display: Progress.Display
) {
  const found = Option.getOrUndefined(yield* Effect.option(status(which)))
  if (found === undefined) return
  const seconds = Math.max((yield* Clock.currentTimeMillis) - found.begunAt, 1) / 1000
  for (const { expected, owed, pages, rows, segments, stream } of found.streams) {
    if (segments === 0) continue
    const rowsPerSecond = rows / seconds
    const left = expected === undefined || rows === 0 ? undefined : Math.max(expected - rows, 0) / rowsPerSecond
    yield* display.show({
      event: "running",
      stream,
      rows,
      pages,
      expected,
      rowsPerSecond,
      secondsLeft: left,
      owed,
      budget: undefined,
      waiting: undefined
    })
  }
})

/**
 * Tells of all exports of the schema.
 *
 * @category actions
 * @since 0.1.0
 */
export const tell = Effect.fnUntraced(function* (values: Asked) {
  const { DurableExport, Sync } = yield* load("--status")
  const url = yield* Database.addressOf(values)
  const all = yield* DurableExport.statuses({ schema: schemaOf(values) }).pipe(
    Effect.provide(Sync.database(url)),
    Effect.catchTag("SqlError", (cause) => Effect.fail(unreachable(cause)))
  )
  yield* Console.log(values.json ? JSON.stringify(all, null, 2) : render(all))
})

const render = (all: ReadonlyArray<DurableExport.Status>): string =>
  all.length === 0
    ? "There are no exports by --runners in the schema"
    : all
        .map((status) =>
          [
            `${status.exportId}: ${status.state}${status.error === undefined ? "" : ` (${status.error})`}, ${Table.plural(status.rows, "row")}, ${Table.count(status.rowsPerSecond)} a second`,
            Table.render(
              [
                { heading: "stream" },
                { heading: "segments", align: "right" },
                { heading: "done", align: "right" },
                { heading: "rows", align: "right" },
                { heading: "expected", align: "right" },
                { heading: "owed", align: "right" }
              ],
              status.streams.map(({ expected, owed, rows, segments, segmentsDone, stream }) => [
                stream,
                Table.count(segments),
                Table.count(segmentsDone),
                Table.count(rows),
                expected === undefined ? "" : Table.count(expected),
                Table.count(owed)
              ])
            ),
            ...status.runners.map(
              ({ rows, runner, segments, segmentsDone }) =>
                `${runner}: at ${Table.plural(segments, "segment")}, ${Table.count(segmentsDone)} done, ${Table.plural(rows, "row")}`
            )
          ].join("\n")
        )
        .join("\n\n")

const unreachable = (cause: unknown): Problem =>
  new Problem({
    description: "The database cannot be reached, or its user may not make the schema",
    next: "Check the address, the password (PGPASSWORD, ~/.pgpass) and that the server runs",
    cause,
    exitCode: exitCodes.failure
  })

/** Where others reach this process: at the address that was given, or on this machine alone. */
const addressOf = Effect.fnUntraced(function* ({ runnerAddress }: Values) {
  if (Option.isNone(runnerAddress)) return { host: "127.0.0.1", port: yield* freePort, listen: undefined }
  const [, host, port] = /^([^\s:/]+):(\d{1,5})$/.exec(runnerAddress.value) ?? []
  if (host !== undefined && Number(port) >= 1 && Number(port) <= 65_535) {
    return { host, port: Number(port), listen: "0.0.0.0" }
  }
  return yield* new Problem({
    description: `--runner-address ${runnerAddress.value} is not an address`,
    next: "Give it as host:port, as 10.0.0.7:34431",
    exitCode: exitCodes.usage
  })
})

const freePort: Effect.Effect<number> = Effect.promise(
  () =>
    new Promise((resolve, reject) => {
      const server = createServer()
      server.once("error", reject)
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
      })
    })
)

/**
 * Refuses what runners cannot do, and flags of runners where there are none.
 *
 * @category guards
 * @since 0.1.0
 */
export const refuseNonsense = (values: Asked & Readonly<Record<string, unknown>>): Effect.Effect<void, Problem> => {
  const { attributes, exportId, objects, runnerAddress, runners, since, status } = values
  if (!runners) {
    const unfit = Option.isSome(exportId)
      ? "--export-id"
      : Option.isSome(runnerAddress)
        ? "--runner-address"
        : undefined
    if (unfit !== undefined) return wrong(`${unfit} is one of --runners`, "Add --runners, or leave it out")
  }
  if (!runners && !status) return Effect.void
  const flag = runners ? "--runners" : "--status"
  if (!Database.isNamed(values)) {
    return runners
      ? wrong("The runners of an export find each other in a PostgreSQL", "Name the database with --to or --to-env")
      : wrong("--status tells of what a PostgreSQL holds", "Name the database with --to or --to-env")
  }
  if (runners && status) return wrong("--status only tells, and --runners works", "Give one of them")
  if (Option.contains(since, "last")) {
    return wrong("--since last goes on with an export of one process", "Leave it out, or give a time")
  }
  if (runners && Option.isSome(objects) && attributes) {
    return wrong(
      "--attributes gives columns to custom attributes, and lines have none",
      "Leave it out, or leave --out out"
    )
  }
  if (status) {
    const ignored = values.streams.length > 0 ? "the name of a stream" : flagIn(forExports, values)
    if (ignored !== undefined) return wrong(`--status tells of all exports, and ${ignored} is for one`, "Leave it out")
  }
  const unfit = flagIn(unfitFlags, values)
  return unfit === undefined
    ? Effect.void
    : wrong(`${unfit} is for exports of one process`, `Leave it out, or leave ${flag} out`)
}

/** The first of the flags that is set. */
const flagIn = (
  flags: Readonly<Record<string, string>>,
  values: Readonly<Record<string, unknown>>
): string | undefined => Object.entries(flags).find(([name]) => isSet(name, values[name]))?.[1]

const isSet = (name: string, value: unknown): boolean =>
  Option.isOption(value) ? Option.isSome(value) : value !== (leftOut[name] ?? false)

/** What flags say that are left out, where it is not false. */
const leftOut: Readonly<Record<string, unknown>> = { parts: true, mismatches: "keep" }

/** By the names of their values: what one export is told. */
const forExports = {
  parts: "--no-parts",
  lists: "--lists",
  since: "--since",
  attributes: "--attributes",
  report: "--report"
} as const

/** By the names of their values. */
const unfitFlags = {
  resume: "--resume",
  full: "--full",
  overwrite: "--overwrite",
  until: "--until",
  plan: "--plan",
  accept: "--accept",
  fields: "--fields",
  drop: "--drop",
  hash: "--hash",
  hashKeyFile: "--hash-key-file",
  mismatches: "--mismatches",
  protocol: "--protocol",
  concurrency: "--concurrency",
  segments: "--segments",
  watch: "--watch",
  checkpointEvery: "--checkpoint-every"
} as const

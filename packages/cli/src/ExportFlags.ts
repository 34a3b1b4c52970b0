/**
 * The flags of `effect-intercom export`, and how their texts are read.
 *
 * @since 0.1.0
 */
import type { Export } from "@effect-intercom/streams"
import * as CliError from "effect/cli/CliError"
import * as Flag from "effect/cli/Flag"
import * as ByteSize from "effect/ByteSize"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Connection from "./Connection.ts"
import * as Continue from "./Continue.ts"
import * as Database from "./Database.ts"
import * as Destination from "./Destination.ts"
import * as Instant from "./Instant.ts"
import * as Messages from "./Messages.ts"
import * as Personal from "./Personal.ts"
import * as Runners from "./Runners.ts"
import { port } from "./WholeNumber.ts"

const readSince = (value: string): Effect.Effect<DateTime.Utc | "last", CliError.CliError> =>
  value === "last" ? Effect.succeed(value) : Instant.read("since", value)

const readInterval = (value: string): Effect.Effect<Duration.Duration, CliError.CliError> => {
  const [, amount, unit] = /^(\d{1,6})(ms|s|m)$/.exec(value) ?? []
  const millis = Number(amount) * (unit === "m" ? 60_000 : unit === "s" ? 1000 : 1)
  return millis <= longestInterval
    ? Effect.succeed(Duration.millis(millis))
    : invalid("checkpoint-every", value, "a time of at most an hour with its unit, as 500ms, 10s or 1m")
}

/** What a run that is killed has to read again would be more than anybody wants. */
const longestInterval = 3_600_000

const atLeastOne = (name: string, description: string) =>
  Flag.Int(name).pipe(
    Flag.withMetavar("<number>"),
    Flag.withDescription(description),
    Flag.filter(
      (value) => value >= 1 && value <= most,
      (value) => `Expected a whole number from 1 to ${most}, got ${value}`
    ),
    Flag.optional
  )

/** More would be open at once than any rate limit keeps busy. */
const most = 1000

const mismatchPolicies = ["keep", "dead-letter", "fail"] as const satisfies ReadonlyArray<
  NonNullable<Export.RunOptions["mismatches"]>
>

const readShare = (value: string): Effect.Effect<number, CliError.CliError> => {
  const percent = /^(\d{1,3}(?:\.\d+)?)%?$/.exec(value)?.[1]
  const share = Number(percent) / 100
  return share > 0 && share <= 1
    ? Effect.succeed(share)
    : invalid("max-rate", value, "a percentage above 0% and at most 100%, as 50%")
}

const readSize = (value: string): Effect.Effect<number, CliError.CliError> => {
  const size = ByteSize.fromString(value).pipe(Option.flatMap(ByteSize.toNumber))
  return Option.isSome(size) && size.value >= leastSize
    ? Effect.succeed(size.value)
    : invalid("split-size", value, "a size of at least 1MB with its unit, as 500MB or 2GB")
}

/** Smaller files would be opened and closed all the time. */
const leastSize = 1_000_000

/** The exporter need not be loaded for help, so its words stand here too; the compiler holds them together. */
const acceptable = [
  "gone",
  "truncated",
  "expired",
  "unlisted",
  "unreadable"
] as const satisfies ReadonlyArray<Export.Acceptable>

const readAccept = (value: string): Effect.Effect<ReadonlyArray<Export.Acceptable>, CliError.CliError> => {
  const named = value.split(",").map((word) => word.trim())
  const kinds = acceptable.filter((kind) => named.includes(kind))
  return kinds.length === new Set(named).size
    ? Effect.succeed(kinds)
    : invalid("accept", value, `one or several of ${acceptable.join(", ")}, with commas between them`)
}

const invalid = (option: string, value: string, expected: string): Effect.Effect<never, CliError.CliError> =>
  Effect.fail(new CliError.InvalidValue({ option, value, expected, kind: "flag" }))

/**
 * The flags, those of the connection included.
 *
 * @category commands
 * @since 0.1.0
 */
export const flags = {
  out: Flag.String("out").pipe(
    Flag.withMetavar("<dir>"),
    Flag.withDescription(
      `Folder of the files, made where there is none (./export when left out). Or -: records to stdout, a JSON object a line, as {"stream":…,"record":…} where there are several streams. Nothing is kept then, so that one that is stopped begins from the start`
    ),
    Flag.optional
  ),
  format: Flag.Literals("format", Destination.formats).pipe(
    Flag.withMetavar("<format>"),
    Flag.withDescription(
      "ndjson: a file a stream, one record as JSON a line (when left out); ndjson.gz: the same, packed; csv: for spreadsheets, lists and objects as JSON; sqlite, duckdb: one database with tables of typed columns; parquet: for DuckDB and other analytics, id, times and the record as JSON"
    ),
    Flag.withDefault("ndjson")
  ),
  splitSize: Flag.String("split-size").pipe(
    Flag.withMetavar("<size>"),
    Flag.withDescription(
      "Start another file of a stream where one would grow beyond this, as 500MB or 2GB (not sqlite, duckdb or parquet)"
    ),
    Flag.mapEffect(readSize),
    Flag.optional
  ),
  since: Flag.String("since").pipe(
    Flag.withMetavar("<when>"),
    Flag.withDescription(
      `Only what changed at or after this: ${Instant.expected}. Or last: what changed since the last export to the same place`
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
  plan: Flag.Boolean("plan").pipe(
    Flag.withDescription("Only tell how many rows, requests and minutes the export would take"),
    Flag.withDefault(false)
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Errors as JSON on stderr; with --plan the plan too (report.json tells programs of the rest)"),
    Flag.withDefault(false)
  ),
  quiet: Flag.Boolean("quiet").pipe(
    Flag.withAlias("q"),
    Flag.withDescription("Say nothing but what went wrong, as for cron, which sends what is printed"),
    Flag.withDefault(false)
  ),
  resume: Flag.Boolean("resume").pipe(
    Flag.withDescription("Go on where an export to the same place was stopped"),
    Flag.withDefault(false)
  ),
  overwrite: Flag.Boolean("overwrite").pipe(
    Flag.withDescription("Begin anew in place of what is held of the streams, finished or not"),
    Flag.withDefault(false)
  ),
  full: Flag.Boolean("full").pipe(
    Flag.withDescription(
      "Walk through everything again, where there is a finished export: what it holds stays, and later versions follow"
    ),
    Flag.withDefault(false)
  ),
  accept: Flag.String("accept").pipe(
    Flag.withMetavar("<kinds>"),
    Flag.withDescription(
      `What may be missing for good without an exit code of 3: ${acceptable.join(", ")}, with commas`
    ),
    Flag.mapEffect(readAccept),
    Flag.optional
  ),
  parts: Flag.Boolean("parts").pipe(
    Flag.withDescription(
      "Read each conversation with all its parts, one request each (yes when left out; --no-parts for the list only)"
    ),
    Flag.withDefault(true)
  ),
  lists: Flag.Boolean("lists").pipe(
    Flag.withDescription(
      "Read lists inside contacts (tags, companies, notes) whole where they have more than ten entries"
    ),
    Flag.withDefault(false)
  ),
  mismatches: Flag.Literals("mismatches", mismatchPolicies).pipe(
    Flag.withMetavar("<policy>"),
    Flag.withDescription(
      "What becomes of records that differ from Intercom's description: keep writes them (when left out), dead-letter puts them with the problems, fail ends the export"
    ),
    Flag.withDefault("keep")
  ),
  concurrency: atLeastOne(
    "concurrency",
    "Conversations read at a time (64 when left out); the rate limit holds anyway"
  ),
  segments: atLeastOne(
    "segments",
    "Spans of time in which long lists are read at once, at most (64 when left out); 1 for one page after the other"
  ),
  checkpointEvery: Flag.String("checkpoint-every").pipe(
    Flag.withMetavar("<time>"),
    Flag.withDescription("The least time between two checkpoints, as 500ms, 10s or 1m (1s when left out)"),
    Flag.mapEffect(readInterval),
    Flag.optional
  ),
  maxRate: Flag.String("max-rate").pipe(
    Flag.withMetavar("<percent>"),
    Flag.withDescription("The part of the rate limit to use, as 50%; the rest is left to others"),
    Flag.mapEffect(readShare),
    Flag.optional
  ),
  watch: port("watch").pipe(
    Flag.withDescription("Serve a page on loopback that shows what the export is doing, on this port (0 for any)"),
    Flag.optional
  ),
  tables: Flag.Boolean("tables").pipe(
    Flag.withDescription(
      "Tables with typed columns, and the lists in records as tables of their own, in folders by month (with --format parquet)"
    ),
    Flag.withDefault(false)
  ),
  ...Messages.flags,
  report: Flag.String("report").pipe(
    Flag.withMetavar("<file>"),
    Flag.withDescription(
      "Write the report of the run to this file too, as JSON. Folders have it as report.json, databases in export_reports"
    ),
    Flag.optional
  ),
  ...Database.flags,
  attributes: Flag.Boolean("attributes").pipe(
    Flag.withDescription(
      "Read which custom attributes the workspace defined, and give each a typed column (where there are tables)"
    ),
    Flag.withDefault(false)
  ),
  ...Personal.flags,
  ...Runners.flags,
  ...Connection.flags
}

/**
 * The values of {@link flags}, and the streams that were named.
 *
 * @category models
 * @since 0.1.0
 */
export interface Values extends Connection.Flags, Database.Values, Messages.Values, Personal.Values, Runners.Values {
  readonly streams: ReadonlyArray<string>
  /** The folder, or - for stdout. It counts where no database is named. */
  readonly out: string
  readonly format: Destination.Format
  /** Bytes. */
  readonly splitSize: Option.Option<number>
  readonly since: Option.Option<DateTime.Utc | "last">
  readonly until: Option.Option<DateTime.Utc>
  readonly plan: boolean
  readonly json: boolean
  readonly quiet: boolean
  readonly resume: boolean
  readonly overwrite: boolean
  readonly full: boolean
  readonly accept: Option.Option<ReadonlyArray<Export.Acceptable>>
  readonly parts: boolean
  readonly lists: boolean
  readonly mismatches: NonNullable<Export.RunOptions["mismatches"]>
  readonly concurrency: Option.Option<number>
  readonly segments: Option.Option<number>
  readonly checkpointEvery: Option.Option<Duration.Duration>
  readonly maxRate: Option.Option<number>
  readonly watch: Option.Option<number>
  readonly tables: boolean
  readonly report: Option.Option<string>
  readonly attributes: boolean
}

/**
 * What was typed: where no folder was named, it says so.
 *
 * @category models
 * @since 0.1.0
 */
export interface Typed extends Omit<Values, "out"> {
  readonly out: Option.Option<string>
}

/**
 * The folder of those who name none.
 *
 * @category constants
 * @since 0.1.0
 */
export const usualFolder = "./export"

/**
 * The command that goes on with an export.
 *
 * @category conversions
 * @since 0.1.0
 */
export const continuing = (values: Values): string =>
  Continue.command({
    streams: values.streams,
    flags: {
      out: Database.isNamed(values) ? undefined : values.out,
      ...Database.typed(values),
      format: values.format === "ndjson" ? undefined : values.format,
      tables: values.tables,
      "split-size": textOf(values.splitSize, megabytes),
      since: textOf(values.since, (since) => (since === "last" ? since : DateTime.formatIso(since))),
      until: textOf(values.until, DateTime.formatIso),
      full: values.full,
      accept: textOf(values.accept, (kinds) => kinds.join(",")),
      "no-parts": !values.parts,
      lists: values.lists,
      fields: textOf(values.fields, (paths) => paths.join(",")),
      drop: textOf(values.drop, (paths) => paths.join(",")),
      hash: textOf(values.hash, (paths) => paths.join(",")),
      "hash-key-file": Option.getOrUndefined(values.hashKeyFile),
      mismatches: values.mismatches === "keep" ? undefined : values.mismatches,
      concurrency: textOf(values.concurrency, String),
      segments: textOf(values.segments, String),
      "checkpoint-every": textOf(values.checkpointEvery, (interval) => `${Duration.toMillis(interval)}ms`),
      watch: textOf(values.watch, String),
      attributes: values.attributes,
      report: Option.getOrUndefined(values.report),
      json: values.json,
      quiet: values.quiet,
      "max-rate": textOf(values.maxRate, (share) => `${Number((share * 100).toFixed(3))}%`),
      "token-file": Option.getOrUndefined(values.tokenFile),
      workspace: Option.getOrUndefined(values.workspace),
      region: Option.getOrUndefined(values.region),
      "api-version": Option.getOrUndefined(values.apiVersion),
      "base-url": Option.getOrUndefined(values.baseUrl),
      "allow-insecure": values.allowInsecure,
      // An address with a password is not printed.
      "share-budget": Option.getOrUndefined(
        Option.filter(values.shareBudget, (address) => !/\/\/[^/]*:[^/]*@/.test(address))
      )
    }
  })

/**
 * A size as `--split-size` takes it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const megabytes = (bytes: number): string => `${bytes / 1_000_000}MB`

const textOf = <A>(value: Option.Option<A>, text: (value: A) => string): string | undefined =>
  Option.getOrUndefined(Option.map(value, text))

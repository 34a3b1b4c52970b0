/**
 * What the flags of an export may say together.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Database from "./Database.ts"
import * as ExportFlags from "./ExportFlags.ts"
import * as Pipe from "./Pipe.ts"
import { type Problem, wrong } from "./Problem.ts"

/**
 * Whether the export goes to stdout.
 *
 * @category guards
 * @since 0.1.0
 */
export const isStdout = (values: ExportFlags.Values): boolean => !Database.isNamed(values) && values.out === Pipe.stdout

/**
 * Refuses flags of a folder where the export goes into a database, and those of a database where it does not.
 *
 * @category guards
 * @since 0.1.0
 */
export const refuseTwoPlaces = ({
  format,
  out,
  runners,
  schema,
  splitSize,
  to,
  toEnv
}: ExportFlags.Typed): Effect.Effect<void, Problem> => {
  if (Option.isSome(out) && /^[a-z][a-z0-9+.-]+:\/\//i.test(out.value)) {
    return wrong(
      `--out ${out.value.slice(0, out.value.indexOf(":"))}://… is the address of a store, and no folder`,
      "Name a folder: one in which the store is mounted, or one that is copied there afterwards"
    )
  }
  if (!Database.isNamed({ schema, to, toEnv })) {
    return Option.isSome(schema)
      ? wrong("--schema is one of a database", "Name the database with --to or --to-env, or leave it out")
      : Effect.void
  }
  if (Option.isSome(to) && Option.isSome(toEnv)) {
    return wrong("--to is the address of a database, and --to-env the variable that holds one", "Give one of them")
  }
  // Objects in a folder, and how far they are in the database.
  if (runners && Option.isSome(out)) return refuseOtherThanObjects(out.value, format, splitSize)
  const unfit = Option.isSome(out) ? "--out" : unfitting(["ndjson"], format, splitSize)
  return unfit === undefined
    ? Effect.void
    : wrong(`${unfit} is for exports into a folder, and this one goes into a database`, "Leave one of them out")
}

const refuseOtherThanObjects = (
  out: string,
  format: ExportFlags.Values["format"],
  splitSize: ExportFlags.Values["splitSize"]
): Effect.Effect<void, Problem> => {
  if (out === Pipe.stdout) return wrong("--out - is of one process, and runners share a folder", "Give a folder")
  const unfit = unfitting(["ndjson", "ndjson.gz"], format, splitSize)
  return unfit === undefined
    ? Effect.void
    : wrong(`${unfit} is for exports of one process: runners write packed lines, a file a segment`, "Leave it out")
}

/** The flag that asks for files of another form than there can be. */
const unfitting = (
  formats: ReadonlyArray<ExportFlags.Values["format"]>,
  format: ExportFlags.Values["format"],
  splitSize: ExportFlags.Values["splitSize"]
): string | undefined => {
  if (!formats.includes(format)) return `--format ${format}`
  return Option.isSome(splitSize) ? "--split-size" : undefined
}

/**
 * Refuses flags that contradict each other, and those that mean nothing where the export goes.
 *
 * @category guards
 * @since 0.1.0
 */
export const refuseNonsense = (values: ExportFlags.Values): Effect.Effect<void, Problem> => {
  if (isStdout(values)) {
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
    return wrong("--since last adds to what is held, and --overwrite starts again", "Give one of them")
  }
  if (overwrite && full) {
    return wrong("--full adds to what is held, and --overwrite starts again", "Give one of them")
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
  if (Option.isSome(splitSize) && (format === "sqlite" || format === "duckdb")) {
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

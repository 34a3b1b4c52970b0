/**
 * What an export keeps of personal data: the paths of `--fields`, `--drop` and `--hash`, and the key of the hashes.
 *
 * @since 0.1.0
 */
import type { ExportSink, ExportStream, Privacy } from "@effect-intercom/streams"
import * as CliError from "effect/cli/CliError"
import * as Flag from "effect/cli/Flag"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { type Problem, wrong } from "./Problem.ts"

/**
 * The variable that holds the key of the hashes.
 *
 * @category constants
 * @since 0.1.0
 */
export const keyVariable = "INTERCOM_HASH_KEY"

/**
 * A flag of paths to fields, with commas between them.
 *
 * @category commands
 * @since 0.1.0
 */
export const paths = (name: string, description: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar("<paths>"),
    Flag.withDescription(description),
    Flag.mapEffect((value) => {
      const words = value.split(",").map((word) => word.trim())
      return words.includes("")
        ? Effect.fail(
            new CliError.InvalidValue({
              option: name,
              value,
              expected: "paths to fields with commas between them, as email,source.author.name",
              kind: "flag"
            })
          )
        : Effect.succeed(words)
    }),
    Flag.optional
  )

/**
 * The flags.
 *
 * @category commands
 * @since 0.1.0
 */
export const flags = {
  fields: paths(
    "fields",
    "Write only these fields of records, beside their ids, with commas: email, source.author.email, or contacts.email of one stream, *.email at any depth"
  ),
  drop: paths("drop", "Leave these fields out, written as with --fields"),
  hash: paths(
    "hash",
    `Write keyed hashes (HMAC-SHA-256) of these fields, written as with --fields: equal values stay equal, also from run to run. The key is ${keyVariable}, or in --hash-key-file`
  ),
  hashKeyFile: Flag.String("hash-key-file").pipe(
    Flag.withMetavar("<file>"),
    Flag.withDescription(`File that holds the key of --hash (instead of ${keyVariable})`),
    Flag.optional
  )
}

/**
 * The values of {@link flags}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Values {
  readonly fields: Option.Option<ReadonlyArray<string>>
  readonly drop: Option.Option<ReadonlyArray<string>>
  readonly hash: Option.Option<ReadonlyArray<string>>
  readonly hashKeyFile: Option.Option<string>
}

/**
 * A sink that keeps what the flags say of records. The sink itself where they say nothing.
 *
 * @category combinators
 * @since 0.1.0
 */
export const protect = Effect.fnUntraced(function* <R>(
  sink: ExportSink.ExportSink<R>,
  streams: ReadonlyArray<ExportStream.Source>,
  { drop, fields, hash, hashKeyFile }: Values
): Effect.fn.Return<ExportSink.ExportSink<R>, Problem | Privacy.InvalidPrivacy, FileSystem.FileSystem> {
  if (Option.isNone(hash) && Option.isSome(hashKeyFile)) {
    return yield* wrong("--hash-key-file is the key of --hash", "Name the fields with --hash, or leave it out")
  }
  if ([fields, drop, hash].every(Option.isNone)) return sink
  const { Privacy } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const privacy = yield* Privacy.make({
    streams,
    fields: Option.getOrUndefined(fields),
    drop: Option.getOrUndefined(drop),
    hash: Option.getOrUndefined(hash),
    key: Option.isNone(hash) ? undefined : yield* hashKey(hashKeyFile)
  })
  return Privacy.protect(sink, privacy)
})

/**
 * The key of the hashes: out of a file where one is named, or else its variable.
 *
 * @category conversions
 * @since 0.1.0
 */
export const hashKey = Effect.fnUntraced(function* (
  file: Option.Option<string>
): Effect.fn.Return<Redacted.Redacted<string>, Problem, FileSystem.FileSystem> {
  const text = Option.isSome(file) ? yield* read(file.value) : yield* variable
  const key = text.trim()
  if (new TextEncoder().encode(key).length >= leastKey) return Redacted.make(key)
  const source = Option.getOrElse(file, () => keyVariable)
  return yield* wrong(
    key === "" ? "There is no key for --hash" : `The key in ${source} is shorter than ${leastKey} bytes`,
    `Set ${keyVariable}, or name a file with --hash-key-file; openssl rand -hex 32 makes one. Keep it: another key makes other hashes`
  )
})

const leastKey = 16

const read = (file: string) =>
  FileSystem.FileSystem.use((fileSystem) => fileSystem.readFileString(file)).pipe(
    Effect.catch(({ reason }) =>
      wrong(`The key file ${file} cannot be read (${reason._tag})`, "Check its path and permissions")
    )
  )

const variable = Config.option(Config.String(keyVariable)).pipe(
  Effect.map(Option.getOrElse(() => "")),
  Effect.catch(() => wrong(`${keyVariable} cannot be read from the environment`, "Check how it is set"))
)

/**
 * Workspaces that somebody logged in to: their tokens and settings, in a file that only its owner may read.
 *
 * @since 0.1.0
 */
import { Region, Version } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as UserDirectories from "effect/persistence/UserDirectories"
import type { PlatformError } from "effect/PlatformError"
import * as Schema from "effect/Schema"
import { readFileSync } from "node:fs"
import process from "node:process"
import { exitCodes, Problem } from "./Problem.ts"

/**
 * A workspace, and how it is reached.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Profile = Schema.Struct({
  token: Schema.String,
  workspace: Schema.Struct({ id: Schema.NullOr(Schema.String), name: Schema.NullOr(Schema.String) }),
  region: Schema.optionalKey(Schema.Literals(Region.regions)),
  version: Schema.optionalKey(Schema.Literals(Version.versions)),
  baseUrl: Schema.optionalKey(Schema.String),
  allowInsecure: Schema.optionalKey(Schema.Boolean)
})

/**
 * The type of {@link Profile}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Profile extends Schema.Schema.Type<typeof Profile> {}

const Profiles = Schema.Struct({
  /** The one that is used where no other is named. */
  current: Schema.NullOr(Schema.String),
  profiles: Schema.Record(Schema.String, Profile)
})

/**
 * All of them.
 *
 * @category models
 * @since 0.1.0
 */
export interface Profiles extends Schema.Schema.Type<typeof Profiles> {}

const none: Profiles = { current: null, profiles: {} }

/**
 * Where they are: `~/.config/effect-intercom/profiles.json`, or where the system has settings.
 *
 * @category constants
 * @since 0.1.0
 */
export const location: Effect.Effect<string, PlatformError> = Effect.map(
  UserDirectories.make().config("effect-intercom"),
  (folder) => `${folder}/profiles.json`
)

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(Profiles))

/**
 * Reads them. A file that others may read is refused: the tokens in it are not safe.
 *
 * @category actions
 * @since 0.1.0
 */
export const load = Effect.gen(function* (): Effect.fn.Return<Profiles, Problem, FileSystem.FileSystem> {
  const fileSystem = yield* FileSystem.FileSystem
  // Where there is no home there are no settings.
  const file = yield* Effect.option(location)
  if (file._tag === "None" || !(yield* Effect.orElseSucceed(fileSystem.exists(file.value), () => false))) return none
  const { mode } = yield* fileSystem.stat(file.value).pipe(Effect.mapError(unreadable(file.value)))
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    return yield* problem(`${file.value} can be read by others, and holds tokens`, `chmod 600 ${file.value}`)
  }
  return yield* fileSystem
    .readFileString(file.value)
    .pipe(Effect.flatMap(decode), Effect.mapError(unreadable(file.value)))
})

/**
 * Writes them, as one.
 *
 * @category actions
 * @since 0.1.0
 */
export const save = Effect.fnUntraced(function* (
  profiles: Profiles
): Effect.fn.Return<void, Problem, FileSystem.FileSystem | Path.Path> {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = yield* Effect.mapError(location, unwritable("the settings"))
  yield* Effect.gen(function* () {
    yield* fileSystem.makeDirectory(path.dirname(file), { recursive: true, mode: 0o700 })
    yield* fileSystem.writeFileString(`${file}.new`, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600 })
    yield* fileSystem.chmod(`${file}.new`, 0o600)
    yield* fileSystem.rename(`${file}.new`, file)
  }).pipe(Effect.mapError(unwritable(file)))
})

/**
 * The profile of a name, or the current one; undefined where nobody logged in.
 *
 * @category conversions
 * @since 0.1.0
 */
export const find = Effect.fnUntraced(function* (
  name: string | undefined
): Effect.fn.Return<Profile | undefined, Problem, FileSystem.FileSystem> {
  const { current, profiles } = yield* load
  if (name === undefined) return current === null ? undefined : profiles[current]
  const found = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  return found ?? (yield* unknown(name, Object.keys(profiles)))
})

/**
 * Says that nobody logged in under a name.
 *
 * @category errors
 * @since 0.1.0
 */
export const unknown = (name: string, known: ReadonlyArray<string>): Problem =>
  problem(
    `There is no workspace ${JSON.stringify(name)}`,
    known.length === 0 ? "Log in to one: effect-intercom auth login" : `There are ${known.join(", ")}`
  )

/**
 * All tokens that are kept, whoever asks; none where they cannot be read. For taking them out of what is printed.
 *
 * @category conversions
 * @since 0.1.0
 */
export const tokens = (): ReadonlyArray<string> => {
  try {
    const { profiles } = Schema.decodeUnknownSync(Schema.fromJsonString(Profiles))(
      readFileSync(Effect.runSync(location), "utf8")
    )
    return Object.values(profiles).map(({ token }) => token)
  } catch {
    return []
  }
}

const unreadable = (file: string) => () =>
  problem(`${file} cannot be read`, "Check it, or remove it and log in again: effect-intercom auth login")

const unwritable = (what: string) => () =>
  problem(`${what} cannot be written`, "Check HOME, the permissions and the disk")

const problem = (description: string, next: string): Problem =>
  new Problem({ description, next, exitCode: exitCodes.usage })

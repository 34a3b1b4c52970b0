/**
 * Which workspace a command talks to: environment variables, and the flags that come before them.
 *
 * @since 0.1.0
 */
import { type ClientOptions, IntercomClient, Region, type SharedBudget, Version } from "@effect-intercom/core"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { exitCodes, Problem, wrong } from "./Problem.ts"
import * as Profiles from "./Profiles.ts"

/**
 * The flags of every command that talks to a workspace. None takes the token itself: other users of a machine can read
 * the arguments of a process.
 *
 * @category commands
 * @since 0.1.0
 */
export const flags = {
  tokenFile: Flag.String("token-file").pipe(
    Flag.withMetavar("<file>"),
    Flag.withDescription("File that holds the access token (instead of INTERCOM_ACCESS_TOKEN)"),
    Flag.optional
  ),
  workspace: Flag.String("workspace").pipe(
    Flag.withAlias("w"),
    Flag.withMetavar("<name>"),
    Flag.withDescription(
      "A workspace that was logged in to with auth login (instead of INTERCOM_WORKSPACE); the current one where no token is set"
    ),
    Flag.optional
  ),
  region: Flag.Literals("region", Region.regions).pipe(
    Flag.withMetavar("<region>"),
    Flag.withDescription("Where the workspace is hosted (instead of INTERCOM_REGION; us when neither is set)"),
    Flag.optional
  ),
  apiVersion: Flag.Literals("api-version", Version.versions).pipe(
    Flag.withMetavar("<version>"),
    Flag.withDescription(`API version (instead of INTERCOM_API_VERSION; ${Version.latestStable} when neither is set)`),
    Flag.optional
  ),
  baseUrl: Flag.String("base-url").pipe(
    Flag.withMetavar("<url>"),
    Flag.withDescription("Another server, such as a fake workspace (instead of INTERCOM_BASE_URL)"),
    Flag.optional
  ),
  allowInsecure: Flag.Boolean("allow-insecure").pipe(
    Flag.withDescription(
      "Send the token over http to a server that is not this machine, as a fake workspace in a container"
    ),
    Flag.withDefault(false)
  ),
  shareBudget: Flag.String("share-budget").pipe(
    Flag.withMetavar("<url>"),
    Flag.withDescription("Share the rate limit with other processes, by a database: postgres://… or redis://…"),
    Flag.optional
  )
}

/**
 * The values of {@link flags}.
 *
 * @category models
 * @since 0.1.0
 */
export interface Flags {
  readonly tokenFile: Option.Option<string>
  readonly workspace: Option.Option<string>
  readonly region: Option.Option<Region.Region>
  readonly apiVersion: Option.Option<Version.Version>
  readonly baseUrl: Option.Option<string>
  readonly allowInsecure: boolean
  readonly shareBudget: Option.Option<string>
}

/**
 * The HTTP client commands use: undici, loaded when the first command needs it. Another one stands in where there are
 * to be no sockets.
 *
 * @category services
 * @since 0.1.0
 */
export const HttpLayer: Context.Reference<Layer.Layer<HttpClient.HttpClient>> = Context.Reference(
  "@effect-intercom/cli/HttpLayer",
  {
    defaultValue: () =>
      Layer.unwrap(
        Effect.map(
          Effect.promise(() => import("@effect-intercom/core/node")),
          ({ UndiciHttpClient }) => UndiciHttpClient.layer
        )
      )
  }
)

/**
 * Retries of a command somebody waits for. A host that does not answer is told of in seconds.
 *
 * @category layers
 * @since 0.1.0
 */
export const impatient = { retry: { times: 2, base: "300 millis" } } as const

/**
 * The client for the workspace that flags and environment name. Fails before anything is sent when they do not. Where no budget
 * is named that it shares, it shares the one of `shared`, if there is one.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  values: Flags,
  options?: Pick<ClientOptions, "pacing" | "retry">,
  shared?: Layer.Layer<SharedBudget.BudgetStore, Problem>
): Layer.Layer<IntercomClient.IntercomClient, Problem, FileSystem.FileSystem> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const client = { ...(yield* resolve(values)), ...options }
      if (Option.isNone(values.shareBudget) && shared === undefined) return yield* layerOf(client)
      const { storeAt } = yield* Effect.promise(() => import("./BudgetStore.ts"))
      const store = Option.isSome(values.shareBudget) ? yield* storeAt(values.shareBudget.value) : shared
      if (store === undefined) return yield* layerOf(client)
      return IntercomClient.layerSharedBudget(client).pipe(Layer.provide([yield* HttpLayer, store]))
    })
  )

/**
 * The client for settings that are known.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerOf = (settings: ClientOptions) =>
  Effect.map(HttpLayer, (http) => IntercomClient.layer(settings).pipe(Layer.provide(http)))

/**
 * What is known of a workspace before it is asked.
 *
 * @category models
 * @since 0.1.0
 */
export type Settings = Pick<ClientOptions, "accessToken" | "allowInsecure" | "baseUrl" | "region" | "version">

/**
 * What flags and environment say together.
 *
 * @category conversions
 * @since 0.1.0
 */
export const resolve = Effect.fnUntraced(function* (
  values: Flags
): Effect.fn.Return<Settings, Problem, FileSystem.FileSystem> {
  const name = Option.getOrUndefined(values.workspace) ?? (yield* variable("INTERCOM_WORKSPACE"))
  if (name !== undefined && Option.isSome(values.tokenFile)) {
    return yield* wrong("A workspace has a token, and --token-file names another", "Give one of them")
  }
  const token = name === undefined ? yield* givenToken(values.tokenFile) : undefined
  // What a profile says of region and version is said of its own token.
  const profile = token === undefined ? yield* Profiles.find(name) : undefined
  const given = yield* surroundings(values)
  return profile === undefined
    ? { ...given, accessToken: yield* readable(token, values.tokenFile) }
    : {
        accessToken: Redacted.make(profile.token),
        region: given.region ?? profile.region,
        version: given.version ?? profile.version,
        baseUrl: given.baseUrl ?? profile.baseUrl,
        allowInsecure: given.allowInsecure || profile.allowInsecure === true
      }
})

/**
 * What flags and environment say beside the token.
 *
 * @category conversions
 * @since 0.1.0
 */
export const surroundings = Effect.fnUntraced(function* (
  values: Omit<Flags, "shareBudget" | "tokenFile" | "workspace">
): Effect.fn.Return<Omit<Settings, "accessToken"> & { readonly allowInsecure: boolean }, Problem> {
  return {
    region: yield* choice(values.region, "INTERCOM_REGION", "--region", Region.regions),
    version: yield* choice(values.apiVersion, "INTERCOM_API_VERSION", "--api-version", Version.versions),
    baseUrl: yield* baseUrl(values.baseUrl),
    allowInsecure: values.allowInsecure
  }
})

const givenToken = (tokenFile: Option.Option<string>) =>
  Option.isSome(tokenFile)
    ? Effect.map(readToken(tokenFile.value), (token) => token ?? "")
    : variable("INTERCOM_ACCESS_TOKEN")

const readable = (token: string | undefined, tokenFile: Option.Option<string>) =>
  token === undefined || token === ""
    ? wrong(
        Option.isSome(tokenFile) ? `${tokenFile.value} is empty` : "There is no access token",
        "Set INTERCOM_ACCESS_TOKEN, name a file that holds it with --token-file, or log in once: effect-intercom auth login. Tokens are made in Intercom's Developer Hub, in your app under Authentication"
      )
    : checked(token, `in ${Option.getOrElse(tokenFile, () => "INTERCOM_ACCESS_TOKEN")}`)

/**
 * A token that may be one. `where` says where it comes from.
 *
 * @category guards
 * @since 0.1.0
 */
export const checked = (token: string, where: string): Effect.Effect<Redacted.Redacted, Problem> =>
  /^[\x21-\x7e]+$/.test(token)
    ? Effect.succeed(Redacted.make(token))
    : wrong(
        `The access token ${where} holds spaces, line breaks or letters that no token has`,
        "Copy it again from Intercom's Developer Hub"
      )

const readToken = (file: string) =>
  FileSystem.FileSystem.use((fileSystem) => fileSystem.readFileString(file)).pipe(
    Effect.map(present),
    Effect.mapError((error) =>
      problem(`The token file ${file} cannot be read (${error.reason._tag})`, "Check its path and permissions")
    )
  )

const choice = Effect.fnUntraced(function* <A extends string>(
  flag: Option.Option<A>,
  name: string,
  flagName: string,
  choices: ReadonlyArray<A>
) {
  if (Option.isSome(flag)) return flag.value
  const text = yield* variable(name)
  if (text === undefined) return undefined
  const found = choices.find((choice) => choice === text)
  if (found !== undefined) return found
  return yield* wrong(`${name} is ${JSON.stringify(text)}`, `Set it, or ${flagName}, to one of ${choices.join(", ")}`)
})

const baseUrl = Effect.fnUntraced(function* (flag: Option.Option<string>) {
  const text = Option.isSome(flag) ? flag.value : yield* variable("INTERCOM_BASE_URL")
  if (text === undefined || /^https?:\/\/[^\s?#@]+$/.test(text)) return text
  return yield* wrong(
    `${Option.isSome(flag) ? "--base-url" : "INTERCOM_BASE_URL"} is not an http(s) address without user, query and fragment`,
    "Give it as http://127.0.0.1:4010, or leave it out to reach Intercom"
  )
})

/** An environment variable; one that is empty counts as not set. */
const variable = (name: string): Effect.Effect<string | undefined, Problem> =>
  Config.option(Config.String(name)).pipe(
    Effect.map((value) => (Option.isSome(value) ? present(value.value) : undefined)),
    Effect.mapError(() => problem(`${name} cannot be read from the environment`, "Check how it is set"))
  )

const present = (text: string): string | undefined => (text.trim() === "" ? undefined : text.trim())

const problem = (description: string, next: string): Problem =>
  new Problem({ description, next, exitCode: exitCodes.usage })

/**
 * A client with the values at hand, over `fetch`.
 *
 * @since 0.1.0
 */
import { ConfigurationError } from "@effect-intercom/core/ConfigurationError"
import { type ClientOptions, layer } from "@effect-intercom/core/IntercomClient"
import { regions } from "@effect-intercom/core/Region"
import { versions } from "@effect-intercom/core/Version"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { fromLayer, type Intercom } from "./Intercom.ts"

/**
 * How a client is made: what `IntercomClient.layer` takes, with a token as programs have it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Settings extends Omit<ClientOptions, "accessToken"> {
  /** The access token, or a function that gives the one to use now, which runs before every call. Without one `make` throws. */
  readonly accessToken: string | undefined | (() => string | Promise<string>)
}

/**
 * The same, and the `fetch` that is used.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options extends Settings {
  /** Another `fetch`: one that a test makes up, or one that goes through a proxy. The global one when left out. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/**
 * Makes a client. Nothing is sent before the first call.
 *
 * Throws a `ConfigurationError` where there is no token, or no such region or version.
 *
 * ```ts
 * import { make } from "@effect-intercom/promise"
 *
 * await using intercom = make({ accessToken: "…", region: "eu", version: "2.11" })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = ({ fetch, ...settings }: Options): Intercom =>
  over(
    settings,
    fetch === undefined
      ? FetchHttpClient.layer
      : Layer.provide(FetchHttpClient.layer, Layer.succeed(FetchHttpClient.Fetch, fetch))
  )

/**
 * Makes a client over an HTTP client.
 *
 * @category constructors
 * @since 0.1.0
 */
export const over = ({ accessToken, ...options }: Settings, http: Layer.Layer<HttpClient>): Intercom => {
  if (typeof accessToken !== "function" && !accessToken)
    throw wrong(
      "accessToken",
      "is not set: give make an access token, which Intercom's Developer Hub shows in your app under Authentication"
    )
  if (!isOneOf(options.region, regions)) throw wrong("region", `is none of ${regions.join(", ")}`)
  if (!isOneOf(options.version, versions)) throw wrong("version", `is none of ${versions.join(", ")}`)
  return fromLayer(Layer.provideMerge(layer({ ...options, accessToken: tokenOf(accessToken) }), http))
}

/** A program without types may say anything. */
const isOneOf = (given: string | undefined, choices: ReadonlyArray<string>): boolean =>
  given === undefined || choices.includes(given)

const wrong = (option: string, problem: string): ConfigurationError =>
  new ConfigurationError({ variable: option, message: `${option} ${problem}` })

/** What the function rejects with is what the call rejects with. */
const tokenOf = (token: string | (() => string | Promise<string>)): ClientOptions["accessToken"] =>
  typeof token === "string"
    ? token
    : Effect.map(
        Effect.promise(async () => token()),
        Redacted.make
      )

/**
 * The client every operation runs on: where Intercom is, who calls, and how calls are paced, repeated and watched.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as RateLimiter from "effect/persistence/RateLimiter"
import type { ClientOptions } from "./client/ClientOptions.ts"
import { makeClient } from "./client/Runtime.ts"
import { IntercomClient } from "./ClientService.ts"
import { shared } from "./pacing/SharedBudget.ts"
import { regions } from "./Region.ts"
import { latestStable, versions } from "./Version.ts"

export type { ClientOptions } from "./client/ClientOptions.ts"
export { IntercomClient, type IntercomResponse } from "./ClientService.ts"

/**
 * A client with the values at hand, which paces the requests of this process.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: ClientOptions): Layer.Layer<IntercomClient, never, HttpClient.HttpClient> =>
  Layer.effect(
    IntercomClient,
    HttpClient.HttpClient.use((http) => Effect.sync(() => makeClient(options, http)))
  )

/**
 * A client that also asks a `RateLimiter` of yours before each request: with `RateLimiter.layerStoreRedis` several
 * processes share the budget of one workspace.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerRateLimiter = (
  options: ClientOptions
): Layer.Layer<IntercomClient, never, HttpClient.HttpClient | RateLimiter.RateLimiter> =>
  Layer.effect(
    IntercomClient,
    Effect.gen(function* () {
      return makeClient(options, yield* HttpClient.HttpClient, shared(yield* RateLimiter.RateLimiter))
    })
  )

/**
 * A client configured by `INTERCOM_ACCESS_TOKEN`, `INTERCOM_REGION` (`us`, `eu` or `au`), `INTERCOM_API_VERSION` and
 * `INTERCOM_BASE_URL`. Only the token is required. `options` sets the rest.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerConfig = (
  options?: Omit<ClientOptions, "accessToken" | "region" | "version" | "baseUrl">
): Layer.Layer<IntercomClient, Config.ConfigError, HttpClient.HttpClient> =>
  Layer.unwrap(Effect.map(fromConfig(), (config) => layer({ ...options, ...config })))

const fromConfig = () =>
  Config.all({
    accessToken: Config.Redacted("INTERCOM_ACCESS_TOKEN"),
    region: Config.Literals(regions, "INTERCOM_REGION").pipe(Config.withDefault("us" as const)),
    version: Config.Literals(versions, "INTERCOM_API_VERSION").pipe(Config.withDefault(latestStable)),
    baseUrl: Config.String("INTERCOM_BASE_URL").pipe(Config.withDefault(undefined))
  })

/**
 * The client every operation runs on: where Intercom is, who calls, and how calls are paced, repeated and watched.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as RateLimiter from "effect/persistence/RateLimiter"
import type { ClientOptions } from "./client/ClientOptions.ts"
import { fromEnvironment } from "./client/Environment.ts"
import { makeClient } from "./client/Runtime.ts"
import type { ConfigurationError } from "./ConfigurationError.ts"
import { IntercomClient } from "./ClientService.ts"
import { shared } from "./pacing/SharedBudget.ts"

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
 * `INTERCOM_BASE_URL`. Only the token is required; a variable that is empty counts as not set. `options` sets the rest.
 *
 * Fails with `ConfigurationError`, in one line that names the variable and the next step.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerConfig = (
  options?: Omit<ClientOptions, "accessToken" | "region" | "version" | "baseUrl">
): Layer.Layer<IntercomClient, ConfigurationError, HttpClient.HttpClient> =>
  Layer.unwrap(Effect.map(fromEnvironment, (environment) => layer({ ...options, ...environment })))

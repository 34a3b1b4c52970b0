/**
 * The client every operation runs on: where Intercom is, who calls, and how calls are paced, repeated and watched.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as RateLimiter from "effect/persistence/RateLimiter"
import type * as Redacted from "effect/Redacted"
import { makeClient } from "./client/Runtime.ts"
import { IntercomClient } from "./ClientService.ts"
import type { IntercomError } from "./IntercomError.ts"
import * as RateLimit from "./RateLimit.ts"
import { type Region, regions } from "./Region.ts"
import type { Mismatch, ResponseMode } from "./ResponseCheck.ts"
import type { RetryEvent, RetryPolicy } from "./Retry.ts"
import { latestStable, type Version, versions } from "./Version.ts"

export { IntercomClient, type IntercomResponse } from "./ClientService.ts"

/**
 * How a client is made. Only the token is required.
 *
 * @category models
 * @since 0.1.0
 */
export interface ClientOptions {
  /** The access token, or an effect that yields the one to use now (it runs before every call). */
  readonly accessToken: Redacted.Redacted | string | Effect.Effect<Redacted.Redacted, IntercomError>
  /** Where the workspace is hosted. `us` when left out. */
  readonly region?: Region | undefined
  /** Another place to send requests to, such as a proxy or a fake workspace. Takes the place of `region`. */
  readonly baseUrl?: string | undefined
  /** The API version. The newest stable one when left out. */
  readonly version?: Version | undefined
  /** How long one attempt may take, its body included. 60 seconds when left out. */
  readonly timeout?: Duration.Input | undefined
  /** How long a call may take, with all attempts and waits. 10 minutes when left out. */
  readonly deadline?: Duration.Input | undefined
  /** How failed attempts are repeated; `false` for not at all. */
  readonly retry?: Partial<RetryPolicy> | false | undefined
  /** How requests are paced; `false` to send them at once and meet the 429s. */
  readonly pacing?: RateLimit.Pacing | false | undefined
  /** What happens when a response differs from its schema. `report` when left out. */
  readonly responses?: ResponseMode | undefined
  /** More headers for every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Whether trace headers are sent to Intercom. `false` when left out. */
  readonly propagateTraces?: boolean | undefined
  /** Told before every retry. */
  readonly onRetry?: ((event: RetryEvent) => Effect.Effect<void>) | undefined
  /** Told of every response that differs from its schema, in mode `report`. */
  readonly onMismatch?: ((mismatch: Mismatch) => Effect.Effect<void>) | undefined
}

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
      return makeClient(options, yield* HttpClient.HttpClient, RateLimit.shared(yield* RateLimiter.RateLimiter))
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

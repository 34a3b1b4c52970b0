/**
 * The client every operation runs on: where Intercom is, who calls, and how calls are paced, repeated and watched.
 *
 * **When to use**
 *
 * Once, at the edge of a program: {@link layerConfig} takes token, region and version from the environment, {@link
 * layer} takes them as values, {@link layerRateLimiter} shares one budget between processes. Programs themselves call
 * operations, and need this service without making it.
 *
 * **Details**
 *
 * A call checks its input, waits for the rate limit, sends, and repeats what may be repeated. An attempt has 60
 * seconds, its body included, a call ten minutes with all waits, a response 64 MiB. Everything but the token has a
 * default; {@link ClientOptions} lists them, and `CallOptions` change them for a part of a program.
 *
 * Any `HttpClient` will do: `FetchHttpClient.layer` everywhere, `UndiciHttpClient.layer` of
 * `@effect-intercom/core/node` for the most requests on Node.
 *
 * **Gotchas**
 *
 * - Make the layer once. The budget belongs to it: two clients of one workspace in a process do not know of each other.
 *   Give each a `share`, or use {@link layerRateLimiter}.
 * - The token goes to `https://` addresses and to this machine only, unless `allowInsecure` says otherwise. Redirects
 *   are not followed.
 * - `IntercomClient` of the index is this module; the service is `IntercomClient.IntercomClient`.
 *
 * **Example** (A client at the edge of a program)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { HttpClient } from "effect/http"
 * import { IntercomClient } from "@effect-intercom/core"
 * import { Contacts } from "@effect-intercom/resources"
 * import { FakeIntercom } from "@effect-intercom/testing"
 *
 * // In a test it is the HTTP client of a fake workspace; in a program FetchHttpClient.layer.
 * const http = FakeIntercom.layerHttpClient({ contacts: 3, token: "dev-token" })
 *
 * const counted = yield* Contacts.list().pipe(
 *   Effect.map(({ total_count }) => total_count),
 *   Effect.provide(IntercomClient.layer({ accessToken: "dev-token", version: "2.11" })),
 *   Effect.provide(http)
 * )
 * counted // => 3
 * ```
 *
 * **Example** (What is left of the budget)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { IntercomClient } from "@effect-intercom/core"
 * import { Admins } from "@effect-intercom/resources"
 *
 * const client = yield* IntercomClient.IntercomClient
 * yield* Admins.list()
 * const budget = yield* Effect.flatMap(client.budget, Effect.fromOption)
 * budget.limit - budget.remaining // => 1
 * ```
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import type * as RateLimiter from "effect/persistence/RateLimiter"
import * as Random from "effect/Random"
import type { ClientOptions } from "./client/ClientOptions.ts"
import { fromEnvironment } from "./client/Environment.ts"
import { makeClient } from "./client/Runtime.ts"
import type { ConfigurationError } from "./ConfigurationError.ts"
import { IntercomClient } from "./ClientService.ts"
import { leased, type LeaseOptions } from "./pacing/Leases.ts"
import { Limiter, shared } from "./pacing/SharedBudget.ts"
import { BudgetStore } from "./SharedBudget.ts"

export type { LeaseOptions } from "./pacing/Leases.ts"
export type { TakeTurn } from "./pacing/Turns.ts"
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
      return makeClient(options, yield* HttpClient.HttpClient, shared(yield* Limiter))
    })
  )

/**
 * A client that shares its budget with those of other processes, by leases of a `BudgetStore`: see `SharedBudget`.
 *
 * `key` says whose budget it is, where two tokens have one; `member` which process this is, a random text when left out.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerSharedBudget = (
  options: ClientOptions & { readonly budget?: Partial<LeaseOptions> | undefined }
): Layer.Layer<IntercomClient, never, HttpClient.HttpClient | BudgetStore> =>
  Layer.effect(
    IntercomClient,
    Effect.gen(function* () {
      const { key, member = yield* Effect.map(Random.next, (number) => number.toString(36).slice(2)) } =
        options.budget ?? {}
      return makeClient(options, yield* HttpClient.HttpClient, leased(yield* BudgetStore, { key, member }))
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

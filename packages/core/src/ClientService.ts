/**
 * The service operations run on. It stands by itself, so that a program which imports an operation does not load a client.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Headers from "effect/http/Headers"
import type * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import type { CallOptions } from "./CallOptions.ts"
import type { IntercomError } from "./IntercomError.ts"
import type { Definition } from "./operation/Definition.ts"
import type { TakeTurn } from "./pacing/Turns.ts"
import type { Budget } from "./RateLimit.ts"
import type { Version } from "./Version.ts"

/**
 * A response with what stands around its value.
 *
 * @category models
 * @since 0.1.0
 */
export interface IntercomResponse<out Output> {
  readonly value: Output
  readonly status: number
  readonly headers: Headers.Headers
  /** Intercom's id of the request, to be quoted to its support. */
  readonly requestId: string | undefined
}

/**
 * The service operations run on.
 *
 * ```ts
 * import { Effect } from "effect"
 * import { FetchHttpClient } from "effect/http"
 * import { IntercomClient } from "@effect-intercom/core"
 *
 * program.pipe(
 *   Effect.provide(IntercomClient.layer({ accessToken: "…", region: "eu", version: "2.11" })),
 *   Effect.provide(FetchHttpClient.layer)
 * )
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class IntercomClient extends Context.Service<
  IntercomClient,
  {
    /** The API version calls use when they do not name one. */
    readonly version: Version
    /** The address requests go to. */
    readonly baseUrl: string
    /** Checks the input, sends it, and reads the answer. */
    readonly execute: <Output>(
      operation: Definition & { readonly success: Schema.Codec<Output> },
      input: unknown,
      options: CallOptions | undefined
    ) => Effect.Effect<IntercomResponse<Output>, IntercomError>
    /** What is left of the rate limit, once a response has told it. */
    readonly budget: Effect.Effect<Option.Option<Budget>>
    /** Takes turns with other processes at what a workspace lets one do at a time, where they share a budget. */
    readonly takeTurn?: TakeTurn | undefined
  }
>()("@effect-intercom/core/IntercomClient") {}

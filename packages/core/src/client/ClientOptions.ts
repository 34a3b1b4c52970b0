/**
 * How a client is made.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { IntercomError } from "../IntercomError.ts"
import type { Pacing } from "../RateLimit.ts"
import type { Region } from "../Region.ts"
import type { ResponseMode } from "../ResponseCheck.ts"
import type { RetryPolicy } from "../Retry.ts"
import type { Version } from "../Version.ts"

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
  /**
   * Whether the token may travel to a `baseUrl` that starts with `http://` and is not this machine. `false` when left out.
   * For a fake workspace in another container, say.
   */
  readonly allowInsecure?: boolean | undefined
  /** The API version. The newest stable one when left out. */
  readonly version?: Version | undefined
  /** How long one attempt may take, its body included. 60 seconds when left out. */
  readonly timeout?: Duration.Input | undefined
  /** How long a call may take, with all attempts and waits. 10 minutes when left out. */
  readonly deadline?: Duration.Input | undefined
  /**
   * The most bytes of a response, as it comes and unpacked. More is a `DecodeError` of kind `tooLarge`; files are streamed,
   * and have no bound. 64 MiB when left out.
   */
  readonly maxBodyBytes?: number | undefined
  /** How failed attempts are repeated; `false` for not at all. */
  readonly retry?: Partial<RetryPolicy> | false | undefined
  /** How requests are paced; `false` to send them at once and meet the 429s. */
  readonly pacing?: Pacing | false | undefined
  /** What happens when a response differs from its schema. `report` when left out. */
  readonly responses?: ResponseMode | undefined
  /** More headers for every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

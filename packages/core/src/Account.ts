/**
 * One token on one host: its budget, and the HTTP client that keeps within it.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import type * as Effect from "effect/Effect"
import type * as RateLimiter from "effect/persistence/RateLimiter"
import type * as Redacted from "effect/Redacted"
import * as RateLimit from "./RateLimit.ts"
import type { AttemptTimeout } from "./Transport.ts"

/**
 * An account as calls use it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Account {
  /** Sends a request when the budget has room for it. */
  readonly send: (
    request: HttpClientRequest.HttpClientRequest
  ) => Effect.Effect<
    HttpClientResponse.HttpClientResponse,
    HttpClientError.HttpClientError | AttemptTimeout | RateLimiter.RateLimiterError
  >
  readonly tracker: RateLimit.Tracker
}

/**
 * The accounts of a client: usually one, more when the token changes from call to call.
 *
 * @category models
 * @since 0.1.0
 */
export interface Accounts {
  readonly of: (token: Redacted.Redacted) => Account
  /** The account used last. */
  readonly latest: () => Account | undefined
}

/** Tokens that are renewed must not pile up. */
const mostAccounts = 1000

/**
 * Makes the accounts of a client.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeAccounts = (options: {
  readonly transport: HttpClient.HttpClient.With<HttpClientError.HttpClientError | AttemptTimeout>
  readonly limiter: RateLimiter.RateLimiter
  readonly pacing: RateLimit.Pacing | false
  readonly host: string
}): Accounts => {
  const { host, limiter, pacing, transport } = options
  const accounts = new Map<string, Account>()
  let latest: Account | undefined
  return {
    latest: () => latest,
    of(token) {
      const key = RateLimit.keyOf(host, token)
      let account = accounts.get(key)
      if (account === undefined) {
        const tracker = RateLimit.makeTracker(pacing === false ? 1 : (pacing.share ?? 1))
        const client = RateLimit.tracked(transport, tracker)
        account = {
          tracker,
          send: pacing === false ? client.execute : RateLimit.paced(client, { limiter, key, pacing }).execute
        }
        if (accounts.size >= mostAccounts) accounts.clear()
        accounts.set(key, account)
      }
      return (latest = account)
    }
  }
}

/**
 * One token on one host: its budget, and the HTTP client that keeps within it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as RateLimiter from "effect/persistence/RateLimiter"
import * as Redacted from "effect/Redacted"
import type { Owner } from "../pacing/BudgetKey.ts"
import { makePacer, makeUnpaced, type Pacer } from "../pacing/Pacer.ts"
import type { TakeTurn } from "../pacing/Turns.ts"
import type { Pacing } from "../RateLimit.ts"
import type { Attempt, Received, TimedOut, Transport } from "../http/Transport.ts"

/**
 * An account as calls use it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Account {
  /** Sends a request when the budget has room for it. */
  readonly send: (
    request: HttpClientRequest.HttpClientRequest,
    attempt: Attempt
  ) => Effect.Effect<Received, HttpClientError.HttpClientError | TimedOut | RateLimiter.RateLimiterError>
  readonly pacer: Pacer
  /** Takes what Intercom answers to who one is, where something depends on it. */
  readonly learn: ((me: unknown) => void) | undefined
  /** Takes turns with other processes, where there are any. */
  readonly takeTurn: TakeTurn | undefined
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

/**
 * Lets requests through where their own window is not all they wait for.
 *
 * @category models
 * @since 0.1.0
 */
export type Admission = (
  pacer: Pacer,
  owner: Owner,
  pacing: Pacing
) => {
  readonly admit: <A, E, R>(
    request: Effect.Effect<A, E, R>,
    deadlineAt: number
  ) => Effect.Effect<A, E | TimedOut | RateLimiter.RateLimiterError, R>
  /** Takes what a response tells of the budget, as the pacer does. */
  readonly observe?: Pacer["observe"] | undefined
  readonly learn?: Account["learn"]
  readonly takeTurn?: Account["takeTurn"]
}

/** Tokens that are renewed must not pile up. */
const mostAccounts = 1000

/**
 * Makes the accounts of a client. Their budgets are their own, unless there is a limiter they share with other processes.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeAccounts = (options: {
  readonly transport: Transport
  readonly admission: Admission | undefined
  readonly pacing: Pacing | false
  readonly host: string
}): Accounts => {
  const accounts = new Map<string, Account>()
  let latest: Account | undefined
  let latestToken: Redacted.Redacted | undefined
  return {
    latest: () => latest,
    of(token) {
      if (latest !== undefined && token === latestToken) return latest
      const key = Redacted.value(token)
      const account = accounts.get(key) ?? makeAccount({ host: options.host, token }, options)
      if (accounts.size >= mostAccounts) accounts.clear()
      accounts.set(key, account)
      latest = account
      latestToken = token
      return account
    }
  }
}

const makeAccount = (
  owner: Owner,
  { admission, pacing, transport }: Omit<Parameters<typeof makeAccounts>[0], "host">
): Account => {
  const pacer = pacing === false ? makeUnpaced() : makePacer(pacing)
  const { admit, learn, observe, takeTurn }: ReturnType<Admission> =
    admission === undefined || pacing === false ? { admit: pacer.admit } : admission(pacer, owner, pacing)
  return {
    pacer,
    learn,
    takeTurn,
    send: (request, attempt) =>
      admit(
        Effect.map(transport(request, attempt), (received) => {
          pacer.observe(received.headers, received.requestedAt, received.receivedAt)
          observe?.(received.headers, received.requestedAt, received.receivedAt)
          return received
        }),
        attempt.deadlineAt
      )
  }
}

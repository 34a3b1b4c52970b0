/**
 * The one retry policy: what is repeated, how often, and how long it waits.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { IntercomError } from "./IntercomError.ts"
import type { Definition } from "./operation/Definition.ts"

/**
 * How failed attempts are repeated.
 *
 * @category models
 * @since 0.1.0
 */
export interface RetryPolicy {
  /** Repetitions after the first attempt. 5 when left out. */
  readonly times: number
  /** The first wait; each further one is twice as long, give or take a fifth. 500 milliseconds when left out. */
  readonly base: Duration.Input
  /** The longest wait, unless Intercom asks for a longer one. 30 seconds when left out. */
  readonly cap: Duration.Input
}

/**
 * The policy of a client that is not told another.
 *
 * @category constants
 * @since 0.1.0
 */
export const defaultPolicy: RetryPolicy = { times: 5, base: "500 millis", cap: "30 seconds" }

/**
 * A retry about to happen, for the client's `onRetry` hook.
 *
 * @category models
 * @since 0.1.0
 */
export interface RetryEvent {
  readonly operation: string
  /** The attempt that failed, from 1. */
  readonly attempt: number
  readonly delay: Duration.Duration
  readonly error: IntercomError
}

/**
 * Whether an operation may be repeated after this failure.
 *
 * Reads and idempotent writes: after transport faults, timeouts of an attempt, 408, 429 and 5xx. A create or another
 * write that adds something: only when Intercom surely did not execute it, that is after a 429 and where no connection
 * came about. A limit on jobs is not repeated: no window clears it.
 *
 * @category predicates
 * @since 0.1.0
 */
export const isSafe = (operation: Pick<Definition, "idempotent">, error: IntercomError): boolean => {
  const { reason } = error
  if (reason._tag === "RateLimited") return true
  if (reason._tag === "TransportError" && reason.sent === "no") return true
  if (reason._tag === "TimeoutError" && reason.limit === "deadline") return false
  // An empty or cut 200 is a failure of the way, not of the record.
  const broken = reason._tag === "DecodeError" && (reason.kind === "empty" || reason.kind === "not-json")
  return operation.idempotent && (error.isRetryable || broken)
}

/**
 * Repeats an attempt by the policy. Where the wait would end after `deadlineAt` (Unix milliseconds), the failure is
 * returned at once instead.
 *
 * @category combinators
 * @since 0.1.0
 */
export const retrying = <A, R>(
  attempt: Effect.Effect<A, IntercomError, R>,
  options: {
    readonly operation: Pick<Definition, "id" | "idempotent">
    readonly policy: RetryPolicy
    readonly deadlineAt: number
    readonly onRetry: (event: RetryEvent) => Effect.Effect<void>
  }
): Effect.Effect<A, IntercomError, R> => {
  const { deadlineAt, onRetry, operation, policy } = options
  const again = (error: IntercomError, number: number): Effect.Effect<A, IntercomError, R> =>
    Effect.flatMap(Random.next, (random) =>
      Effect.clockWith((clock) => {
        const millis = delayOf(policy, number, 0.8 + 0.4 * random, error)
        if (clock.currentTimeMillisUnsafe() + millis >= deadlineAt) return Effect.fail(error)
        const delay = Duration.millis(millis)
        return onRetry({ operation: operation.id, attempt: number, delay, error }).pipe(
          Effect.andThen(Effect.sleep(delay)),
          Effect.andThen(from(number + 1))
        )
      })
    )
  const from = (number: number): Effect.Effect<A, IntercomError, R> =>
    attempt.pipe(
      Effect.catch((error) =>
        number > policy.times || !isSafe(operation, error) ? Effect.fail(error) : again(error, number)
      )
    )
  return from(1)
}

/** Doubled with each attempt, jittered, capped; and no shorter than Intercom asks for. */
const delayOf = (policy: RetryPolicy, attempt: number, jitter: number, error: IntercomError): number => {
  const backoff = Duration.toMillis(policy.base) * 2 ** (attempt - 1) * jitter
  const wait = Math.round(Math.min(backoff, Duration.toMillis(policy.cap)))
  // A moment more than asked for, so that the request does not race the start of the window.
  return error.retryAfter === undefined ? wait : Math.max(wait, Duration.toMillis(error.retryAfter) + 50)
}

/**
 * The attempts of a call: repeated by the policy, within the deadline.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { IntercomError } from "../IntercomError.ts"
import type { Retried } from "../Observer.ts"
import type { Definition } from "../operation/Definition.ts"
import { isSafe, type RetryPolicy } from "../Retry.ts"

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
    /** Told of each attempt that is about to be repeated. */
    readonly tell: (event: Retried) => Effect.Effect<void>
  }
): Effect.Effect<A, IntercomError, R> => {
  const { deadlineAt, operation, policy, tell } = options
  const again = (error: IntercomError, number: number): Effect.Effect<A, IntercomError, R> =>
    Effect.flatMap(Random.next, (random) =>
      Effect.clockWith((clock) => {
        const millis = delayOf(policy, number, 0.8 + 0.4 * random, error)
        if (clock.currentTimeMillisUnsafe() + millis >= deadlineAt) return Effect.fail(error)
        const delay = Duration.millis(millis)
        return tell({ _tag: "Retried", operation: operation.id, attempt: number, delay, error }).pipe(
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

/**
 * The one retry policy: what is repeated, how often, and how long it waits.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
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

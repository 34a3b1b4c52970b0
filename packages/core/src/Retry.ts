/**
 * The one retry policy: what is repeated, how often, and how long it waits.
 *
 * **When to use**
 *
 * As option `retry` of the client or of a call: fewer `times` where somebody waits, `false` where a program repeats by
 * itself. {@link isSafe} tells for an operation and its failure whether a repetition can do harm.
 *
 * **Details**
 *
 * Five repetitions, the first after half a second, each wait twice as long as the one before, give or take a fifth, 30
 * seconds at most. Where Intercom asks for a longer wait, it is kept. All of it ends with the `deadline` of the call.
 *
 * **Gotchas**
 *
 * - A create is sent again only where Intercom surely did not execute it: after a 429, and where no connection came
 *   about. After a timeout look whether the record is there before you create it once more.
 * - Do not put `Effect.retry` around a call without `retry: false`: the repetitions multiply.
 *
 * **Example** (A read survives what a create does not)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { Contacts } from "@effect-intercom/resources"
 * import { FakeIntercom, Faults } from "@effect-intercom/testing"
 *
 * const { setFaults } = yield* FakeIntercom
 * yield* setFaults(Faults.script([{ fault: 503, times: 1 }]))
 * const { total_count } = yield* Contacts.list({}, { retry: { base: "10 millis" } })
 * total_count // => 12
 *
 * yield* setFaults(Faults.script([{ fault: 503, times: 1 }]))
 * const error = yield* Effect.flip(Contacts.create({ email: "ada@example.com" }))
 * error.reason._tag // => "ServerError"
 * ```
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
 * @category guards
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

/**
 * Runs an effect to a promise that rejects with what a program without Effect expects.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import type { Effect } from "effect/Effect"
import type { ManagedRuntime } from "effect/ManagedRuntime"

/**
 * How one call or one iteration is ended before its time.
 *
 * @category models
 * @since 0.1.0
 */
export interface RunOptions {
  /** Ends the request under way. The promise rejects with an `AbortError`, whose `cause` is the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs an effect.
 *
 * @category models
 * @since 0.1.0
 */
export type Run<in R> = <A, E>(effect: Effect<A, E, R>, options?: RunOptions) => Promise<A>

/**
 * What runs effects until it is closed.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeRunner = <R, ER>(runtime: ManagedRuntime<R, ER>): { run: Run<R>; close: () => Promise<void> } => {
  let closed = false
  return {
    run: async (effect, { signal } = {}) => {
      if (closed) throw new DOMException("The client is closed", "InvalidStateError")
      if (signal?.aborted === true) throw aborted(signal)
      const exit = await runtime.runPromiseExit(effect, { signal })
      if (exit._tag === "Success") return exit.value
      throw Cause.hasInterruptsOnly(exit.cause) ? aborted(signal) : Cause.squash(exit.cause)
    },
    close: () => {
      closed = true
      return runtime.dispose()
    }
  }
}

/** What the web rejects with. A signal that was aborted with something else has it as the cause. */
const aborted = (signal: AbortSignal | undefined): DOMException => {
  const reason: unknown = signal?.reason
  if (reason instanceof DOMException && reason.name === "AbortError") return reason
  const error = new DOMException(
    signal?.aborted === true ? "The call was aborted" : "The client was closed",
    "AbortError"
  )
  return Object.defineProperty(error, "cause", { value: reason })
}

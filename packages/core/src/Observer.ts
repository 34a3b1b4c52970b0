/**
 * What happens in the client, told as it happens: for metrics, and for programs that count or show for themselves.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import type { IntercomError } from "./IntercomError.ts"
import type { Budget } from "./RateLimit.ts"
import type { Mismatch } from "./ResponseCheck.ts"

/**
 * One attempt of a call has ended.
 *
 * @category models
 * @since 0.1.0
 */
export interface Attempted {
  readonly _tag: "Attempted"
  /** The operation's id, as `contacts.get`. */
  readonly operation: string
  readonly outcome: "success" | "failure"
  /** The status of the response, where one came. */
  readonly status: number | undefined
  /** What it failed with; undefined where it succeeded or was interrupted. */
  readonly error: IntercomError | undefined
  /** Milliseconds from sending the request to having its answer read; undefined where it was not sent. */
  readonly durationMillis: number | undefined
  /** Milliseconds the request waited for the rate limit before it was sent. */
  readonly waitedMillis: number
  /** What is left of the rate limit, once a response has told it. */
  readonly budget: Budget | undefined
}

/**
 * A failed attempt is about to be repeated.
 *
 * @category models
 * @since 0.1.0
 */
export interface Retried {
  readonly _tag: "Retried"
  /** The operation's id, as `contacts.get`. */
  readonly operation: string
  /** The attempt that failed, from 1. */
  readonly attempt: number
  /** How long is waited before the next one. */
  readonly delay: Duration.Duration
  readonly error: IntercomError
}

/**
 * A response that differs from its schema was returned.
 *
 * @category models
 * @since 0.1.0
 */
export interface Mismatched {
  readonly _tag: "Mismatched"
  /** The operation's id, as `contacts.get`. */
  readonly operation: string
  /** Every place where it differs, each path once, 50 at most. */
  readonly mismatches: ReadonlyArray<Mismatch>
}

/**
 * What an observer is told. Nothing of it holds a token, a query value or a record's data.
 *
 * @category models
 * @since 0.1.0
 */
export type Event = Attempted | Retried | Mismatched

/**
 * Told of everything that happens. The call goes on when it has run.
 *
 * @category models
 * @since 0.1.0
 */
export type Observer = (event: Event) => Effect.Effect<void>

/**
 * The observer in force. Add one with {@link observed} or {@link layer}.
 *
 * @category services
 * @since 0.1.0
 */
export const CurrentObserver: Context.Reference<Observer | undefined> = /*#__PURE__*/ Context.Reference<
  Observer | undefined
>("@effect-intercom/core/CurrentObserver", { defaultValue: () => undefined })

/**
 * Tells an observer of every Intercom call of an effect, beside those that are told already.
 *
 * ```ts
 * import { Console, Effect } from "effect"
 * import { Observer } from "@effect-intercom/core"
 *
 * program.pipe(
 *   Observer.observed((event) =>
 *     event._tag === "Retried" ? Console.error(`${event.operation} again in ${event.delay}`) : Effect.void
 *   )
 * )
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const observed: {
  (observer: Observer): <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  <A, E, R>(effect: Effect.Effect<A, E, R>, observer: Observer): Effect.Effect<A, E, R>
} = /*#__PURE__*/ dual(2, <A, E, R>(effect: Effect.Effect<A, E, R>, observer: Observer) =>
  Effect.flatMap(CurrentObserver, (outer) => Effect.provideService(effect, CurrentObserver, both(outer, observer)))
)

/**
 * Tells an observer of every Intercom call of the effect it is provided to, beside those that are told already.
 *
 * Layers with observers are provided one after the other. Merged into one they would be alternatives, and the last one
 * alone be told.
 *
 * ```ts
 * import { Effect } from "effect"
 * import { Metrics, Observer } from "@effect-intercom/core"
 *
 * program.pipe(
 *   Effect.provide(Observer.layer((event) => Effect.logDebug(event._tag, event.operation))),
 *   Effect.provide(Metrics.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (observer: Observer): Layer.Layer<never> =>
  Layer.effect(
    CurrentObserver,
    Effect.map(CurrentObserver, (outer) => both(outer, observer))
  )

/** An observer that tells two. */
const both = (first: Observer | undefined, second: Observer): Observer =>
  first === undefined ? second : (event) => Effect.andThen(first(event), second(event))

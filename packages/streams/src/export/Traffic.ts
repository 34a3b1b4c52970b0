/**
 * How many requests a stream of an export took.
 *
 * @since 0.1.0
 */
import { Observer } from "@effect-intercom/core"
import * as Effect from "effect/Effect"

/**
 * Requests that were sent, and those of them that repeated a failed one.
 *
 * @category models
 * @since 0.1.0
 */
export interface Traffic {
  requests: number
  retries: number
}

/**
 * Traffic before the first request.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): Traffic => ({ requests: 0, retries: 0 })

/**
 * Counts the requests of an effect in `traffic`.
 *
 * @category combinators
 * @since 0.1.0
 */
export const countedIn = (traffic: Traffic): (<A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>) =>
  Observer.observed((event) =>
    Effect.sync(() => {
      if (event._tag === "Attempted") traffic.requests++
      else if (event._tag === "Retried") traffic.retries++
    })
  )

/**
 * A budget that several processes share.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as RateLimiter from "effect/persistence/RateLimiter"
import { TimedOut } from "../http/Transport.ts"
import type { Pacing } from "../RateLimit.ts"
import { nameOf, type Owner } from "./BudgetKey.ts"
import { type Pacer, windowMillis } from "./Pacer.ts"

/**
 * `RateLimiter.RateLimiter` by its key. Its module brings Redis, pools and caches with it, to every process that has a client.
 *
 * @internal
 */
export const Limiter = /*#__PURE__*/ Context.Service<RateLimiter.RateLimiter>(
  "~effect/persistence/RateLimiter" satisfies RateLimiter.TypeId
)

/**
 * A pacer that also asks a limiter, which other processes may ask as well.
 *
 * @category combinators
 * @since 0.1.0
 */
export const shared = (limiter: RateLimiter.RateLimiter) => (pacer: Pacer, owner: Owner, pacing: Pacing) => {
  const name = nameOf(owner)
  const fallbackLimit = Math.max(Math.floor((pacing.fallbackLimit ?? 166) * (pacing.share ?? 1)), 1)
  const consume = Effect.flatMap(name, (key) =>
    limiter.consume({ key, window: windowMillis, limit: pacer.budget()?.limit ?? fallbackLimit, onExceeded: "delay" })
  )
  const admit = <A, E, R>(
    request: Effect.Effect<A, E, R>,
    deadlineAt: number
  ): Effect.Effect<A, E | TimedOut | RateLimiter.RateLimiterError, R> => {
    const passed = () => Effect.fail(new TimedOut("deadline"))
    const turn = Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.flatMap(
        Effect.timeoutOrElse(consume, { duration: Math.max(deadlineAt - now, 0), orElse: passed }),
        ({ delay }) => {
          const millis = Duration.toMillis(delay)
          // A delay below a millisecond is rounding, but would cost a timer.
          if (millis < 1) return Effect.void
          return now + millis >= deadlineAt ? passed() : Effect.sleep(delay)
        }
      )
    )
    return pacer.admit(Effect.andThen(turn, request), deadlineAt)
  }
  return { admit }
}

/**
 * Requests that wait for leases of a budget that several processes share.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Headers from "effect/http/Headers"
import * as Semaphore from "effect/Semaphore"
import { TimedOut } from "../http/Transport.ts"
import type { Pacing } from "../RateLimit.ts"
import type { Ask, BudgetStore } from "../SharedBudget.ts"
import { makeKey, type Owner } from "./BudgetKey.ts"
import { longestWait, makePacer, numberOf, type Pacer } from "./Pacer.ts"
import { makeTurns } from "./Turns.ts"

/**
 * How leases are taken.
 *
 * @category models
 * @since 0.1.0
 */
export interface LeaseOptions {
  /** Whose budget. When left out the token says so, and its workspace once `/me` was read. */
  readonly key?: string | undefined
  /** Which process this is. */
  readonly member: string
}

/** What a response told last of its window. Unix milliseconds of the local clock, and the reset in seconds of the server's. */
interface Seen {
  readonly reset: number
  readonly limit: number
  readonly remaining: number
  readonly requestedAt: number
  readonly receivedAt: number
}

/**
 * Makes what lets requests through that have a place in a lease. Nothing is asked for while one is left, nor while it is known
 * that the window has none. Where the store cannot be asked, requests go on with this process's part of the budget.
 *
 * @category constructors
 * @since 0.1.0
 */
export const leased =
  (store: BudgetStore["Service"], options: LeaseOptions) => (_: Pacer, owner: Owner, pacing: Pacing) => {
    const key = makeKey(store, owner, options.key)
    const share = pacing.share ?? 1
    const oneAsks = Semaphore.makeUnsafe(1)
    let seen: Seen | undefined
    /** What others were told of the size of windows. */
    let known: number | undefined
    let left = 0
    let endsAt = Number.NEGATIVE_INFINITY
    let nextAskAt = Number.NEGATIVE_INFINITY
    let waiting = 0
    /** When the lease ended, or ends, under which each request was sent that is not answered. */
    const onTheirWay = new Set<{ readonly endsAt: number }>()
    let active = 1
    let alone: Pacer | undefined
    let aloneUntil = Number.NEGATIVE_INFINITY

    const askAt = (key: string, now: number): Ask => {
      const own = seen?.limit ?? pacing.fallbackLimit ?? 166
      const limit = seen === undefined && known !== undefined ? known : Math.max(Math.floor(own * share), 1)
      // Before anybody knows anything, one request finds out.
      const most = seen === undefined && known === undefined ? 1 : Math.ceil(limit / active / leasesInWindow)
      return {
        key,
        member: options.member,
        want: Math.max(Math.min((waiting + onTheirWay.size) * requestsAhead, most), 1),
        limit,
        told: seen && {
          reset: seen.reset,
          counted: Math.max(Math.min(seen.limit - seen.remaining, limit), 0),
          requestedAgo: now - seen.requestedAt,
          receivedAgo: now - seen.receivedAt
        },
        unanswered: onTheirWay.size,
        carried: [...onTheirWay].filter((one) => one.endsAt <= now).length
      }
    }

    const ask = Effect.gen(function* () {
      yield* key.own
      const askedAt = yield* Clock.currentTimeMillis
      const taken = Effect.flatMap(key.current, (key) => store.take(askAt(key, askedAt)))
      const lease = yield* Effect.timeoutOrElse(taken, {
        duration: patience,
        orElse: () => Effect.fail(new Error("no answer"))
      })
      const now = yield* Clock.currentTimeMillis
      left = lease.granted
      // A lease rather ends early, and a wait late.
      endsAt = askedAt + lease.endsIn
      nextAskAt = now + (lease.waitFor > 0 ? Math.min(lease.waitFor + late, longestWait) : 0)
      active = Math.max(lease.active, 1)
      known = lease.limit
      alone = undefined
    }).pipe(
      Effect.catch(
        Effect.fnUntraced(function* ({ message }) {
          if (alone === undefined) {
            yield* Effect.logWarning(
              `The shared budget cannot be asked (${message}): this process goes on with one part of ${active} until it can`
            )
          }
          alone ??= makePacer({ ...pacing, share: share / active })
          aloneUntil = (yield* Clock.currentTimeMillis) + askAgainAfter
        })
      )
    )

    /** Takes a place, where there is one. */
    const place = (now: number): "leased" | "alone" | undefined => {
      if (left > 0 && now < endsAt) {
        left--
        return "leased"
      }
      return alone !== undefined && now < aloneUntil && aloneUntil - now <= askAgainAfter ? "alone" : undefined
    }

    const oneTakes: Effect.Effect<"leased" | "alone"> = Effect.gen(function* () {
      while (true) {
        const now = yield* Clock.currentTimeMillis
        const taken = place(now)
        if (taken !== undefined) return taken
        // Where it is further off, the clock was set back.
        if (now < nextAskAt && nextAskAt - now <= longestWait) yield* Effect.sleep(Math.ceil(nextAskAt - now))
        else yield* ask
      }
    })

    return {
      admit: <A, E, R>(request: Effect.Effect<A, E, R>, deadlineAt: number): Effect.Effect<A, E | TimedOut, R> =>
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          let taken = place(now)
          if (taken === undefined) {
            waiting++
            taken = yield* oneAsks.withPermit(oneTakes).pipe(
              Effect.timeoutOrElse({
                duration: Math.max(deadlineAt - now, 0),
                orElse: () => Effect.fail(new TimedOut("deadline"))
              }),
              Effect.ensuring(
                Effect.sync(() => {
                  waiting--
                })
              )
            )
          }
          const sent = { endsAt }
          onTheirWay.add(sent)
          return yield* Effect.ensuring(
            taken === "alone" && alone !== undefined ? alone.admit(request, deadlineAt) : request,
            Effect.sync(() => {
              onTheirWay.delete(sent)
            })
          )
        }),
      observe: (headers: Headers.Headers, requestedAt: number, receivedAt: number): void => {
        alone?.observe(headers, requestedAt, receivedAt)
        const limit = numberOf(headers["x-ratelimit-limit"])
        const remaining = numberOf(headers["x-ratelimit-remaining"])
        const reset = numberOf(headers["x-ratelimit-reset"])
        if (limit === undefined || limit <= 0 || remaining === undefined || reset === undefined) return
        // Responses overtake each other: of one window the least counts.
        if (seen !== undefined && (reset < seen.reset || (reset === seen.reset && remaining > seen.remaining))) return
        seen = { reset, limit, remaining, requestedAt, receivedAt }
      },
      learn: key.learn,
      takeTurn: makeTurns(store, key, options.member)
    }
  }

/** Leases that a process takes of its part of a window, where it needs all of it; and requests that it takes for each at work. */
const leasesInWindow = 2
const requestsAhead = 10

/** Milliseconds after the end of a window at which the next is asked for: who comes too early comes twice. */
const late = 10

/** How long the store may take, and after which time one that failed is asked again. */
const patience = "2 seconds"
const askAgainAfter = 5000

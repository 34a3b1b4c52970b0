/**
 * An inbox in the memory of the process: what waits in it is lost when the process ends. What was handled leaves nothing
 * but its id.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import type { InboxStore } from "./InboxStore.ts"

interface Entry {
  readonly id: string
  element: unknown
  attempts: number
  state: "waiting" | "taken" | "settled" | "failed"
  failure: string | undefined
  /** Milliseconds: when it may be taken, or since when it is settled. */
  at: number
}

/**
 * Makes the store. Ids of all queues share one space, as an inbox has one queue.
 *
 * @internal
 */
export const makeMemoryStore: Effect.Effect<InboxStore> = Effect.gen(function* () {
  const clock = yield* Clock.Clock
  const entries = new Map<string, Entry>()
  /** What waits, in the order it may be taken in. */
  const waiting = new Set<Entry>()
  let unsettled = 0
  const arrived = Latch.makeUnsafe(false)

  const put = (entry: Entry, at: number): void => {
    entry.state = "waiting"
    entry.at = at
    waiting.add(entry)
    arrived.openUnsafe()
  }

  const settle = (entry: Entry, state: "settled" | "failed", failure?: string): void => {
    if (entry.state === "waiting" || entry.state === "taken") unsettled--
    waiting.delete(entry)
    entry.state = state
    entry.failure = failure
    entry.at = clock.currentTimeMillisUnsafe()
    if (state === "settled") entry.element = null
  }

  /** The next element that may be taken, or when there will be one. */
  const next = (): Entry | number => {
    const now = clock.currentTimeMillisUnsafe()
    let soonest = Number.POSITIVE_INFINITY
    for (const entry of waiting) {
      if (entry.at <= now) return entry
      soonest = Math.min(soonest, entry.at)
    }
    return soonest - now
  }

  const take = Effect.fnUntraced(function* (options: {
    readonly maxAttempts: number
    readonly retryDelay: (attempts: number) => Effect.Effect<Duration.Duration>
  }) {
    for (;;) {
      arrived.closeUnsafe()
      const entry = next()
      if (typeof entry === "number") {
        yield* entry === Number.POSITIVE_INFINITY
          ? arrived.await
          : Effect.raceFirst(arrived.await, Effect.sleep(Duration.millis(entry)))
        continue
      }
      waiting.delete(entry)
      entry.state = "taken"
      entry.attempts++
      // Whoever else waits looks for the next one.
      arrived.openUnsafe()
      yield* Effect.addFinalizer(
        Effect.fnUntraced(function* (exit) {
          if (entry.state !== "taken") return
          if (exit._tag === "Success") return settle(entry, "settled")
          if (Cause.hasInterruptsOnly(exit.cause)) {
            entry.attempts--
            return put(entry, 0)
          }
          if (entry.attempts >= options.maxAttempts) return settle(entry, "failed", Cause.pretty(exit.cause))
          const delay = Duration.toMillis(yield* options.retryDelay(entry.attempts))
          put(entry, clock.currentTimeMillisUnsafe() + delay)
        })
      )
      return { id: entry.id, attempts: entry.attempts, element: entry.element }
    }
  })

  const forget = (state: "settled" | "failed", age: Duration.Duration): void => {
    const before = clock.currentTimeMillisUnsafe() - Duration.toMillis(age)
    for (const entry of entries.values()) if (entry.state === state && entry.at <= before) entries.delete(entry.id)
  }

  return {
    queue: PersistedQueue.PersistedQueueStore.of({
      offer: ({ delay, element, id }) =>
        Effect.sync(() => {
          if (entries.has(id)) return
          const entry: Entry = { id, element, attempts: 0, state: "waiting", failure: undefined, at: 0 }
          entries.set(id, entry)
          unsettled++
          put(entry, delay === undefined ? 0 : clock.currentTimeMillisUnsafe() + Duration.toMillis(delay))
        }),
      take,
      cleanup: ({ failedTimeToLive, timeToLive }) =>
        Effect.sync(() => {
          forget("settled", timeToLive)
          if (failedTimeToLive !== undefined) forget("failed", failedTimeToLive)
        })
    }),
    waiting: Effect.sync(() => unsettled),
    failed: (offset, limit) =>
      Effect.sync(() =>
        Array.from(entries.values())
          .filter(({ state }) => state === "failed")
          .slice(offset, offset + limit)
          .map(({ attempts, element, failure, id }) => ({ id, element, attempts, failure }))
      ),
    resend: (id) =>
      Effect.sync(() => {
        const entry = entries.get(id)
        if (entry?.state !== "failed") return false
        entry.attempts = 0
        unsettled++
        put(entry, 0)
        return true
      }),
    erase: (matches) =>
      Effect.sync(() => {
        const found = Array.from(entries.values()).filter(
          ({ element, state }) => state !== "settled" && matches(element)
        )
        for (const entry of found) settle(entry, "settled")
        return found.length
      }),
    // Nothing is left of what was handled but its id.
    sweep: Effect.void
  }
})

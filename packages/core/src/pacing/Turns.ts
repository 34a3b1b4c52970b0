/**
 * Turns that processes take at what a workspace lets one do at a time.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import type { BudgetStore } from "../SharedBudget.ts"
import type { BudgetKey } from "./BudgetKey.ts"

/**
 * Waits until no other process does what has this name, and keeps others waiting until the scope closes. `onWaiting` is told
 * before each wait how long it is.
 *
 * @category models
 * @since 0.1.0
 */
export type TakeTurn = (
  name: string,
  onWaiting: (delay: Duration.Duration) => Effect.Effect<void>
) => Effect.Effect<void, never, Scope.Scope>

/**
 * Makes turns of the locks of a store. A lock is renewed while it is held, and lapses where its process was killed. A store that
 * cannot be asked keeps nobody waiting: the log says so once, and Intercom refuses whoever comes second.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeTurns = (
  store: Pick<BudgetStore["Service"], "hold" | "release">,
  key: Pick<BudgetKey, "current" | "own">,
  member: string
): TakeTurn => {
  let turns = 0
  let isDown = false
  return Effect.fnUntraced(function* (name: string, onWaiting: Parameters<TakeTurn>[1]) {
    const owner = `${member}:${++turns}`
    yield* key.own
    const lock = Effect.map(key.current, (key) => ({ key, name, owner, lasts }))

    const take = Effect.flatMap(lock, store.hold).pipe(
      Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.fail(new Error("no answer")) }),
      Effect.tap(() =>
        Effect.sync(() => {
          isDown = false
        })
      ),
      Effect.catch(
        Effect.fnUntraced(function* ({ message }) {
          const isNews = !isDown
          isDown = true
          if (isNews) {
            yield* Effect.logWarning(
              `The store of the shared budget cannot be asked for turns (${message}): this process takes them as if it were alone until it can`
            )
          }
          return true
        })
      )
    )

    yield* Effect.addFinalizer(() =>
      Effect.flatMap(lock, store.release).pipe(Effect.interruptible, Effect.timeoutOption(patience), Effect.ignore)
    )
    while (!(yield* take)) {
      const delay = Duration.millis(yield* Random.nextIntBetween(shortestLook, longestLook))
      yield* onWaiting(delay)
      yield* Effect.sleep(delay)
    }
    // One that was taken meanwhile, since this process was stopped, is taken back when it is free.
    yield* take.pipe(Effect.delay(lasts / 3), Effect.forever, Effect.forkScoped)
  })
}

/** Milliseconds after which a lock lapses that nobody renews. */
const lasts = 15_000

/** How long the store may take. */
const patience = "2 seconds"

/** Milliseconds between two looks whether the lock is free: those who wait do not look at once. */
const shortestLook = 1500
const longestLook = 2500

/**
 * One budget for several processes of an app in a workspace.
 *
 * **When to use**
 *
 * Where more than one process uses the same token: without it each finds out by 429s what the others took. Give the client of
 * each the same store, `Budget.layerPostgres` or `Budget.layerRedis` of `@effect-intercom/sync`, with `IntercomClient.layerSharedBudget`. One process
 * alone needs none.
 *
 * **Details**
 *
 * A process takes a number of requests of the present window at a time, so that it asks the store for a few hundredths of its
 * requests. What it does not use by the end of the window lapses, also where it was killed. Nobody takes more than the budget
 * divided by those that were heard of until most of the window is over; what is left then goes to whoever asks. What Intercom
 * answers corrects what the store knows of the window. Two hundredths of the budget stay unused.
 *
 * The key is made of the host and a SHA-256 of the token. Once a process has read `/me`, as an export does first, it is the
 * workspace's: two tokens of it share one budget from then on, also in processes that did not read it.
 *
 * The store also keeps locks, by which processes take turns at what a workspace lets one do at a time: a scroll through
 * companies, and a job of content data.
 *
 * **Gotchas**
 *
 * - A store that cannot be asked costs no request: each process goes on with its part, and the log says so.
 * - Two public apps in one workspace have a budget each, which `/me` does not tell: give each a `key`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/**
 * What a process asks for.
 *
 * @category models
 * @since 0.1.0
 */
export interface Ask {
  /** Whose budget. It does not tell the token. */
  readonly key: string
  /** Which process asks. */
  readonly member: string
  /** How many requests it wants at most. */
  readonly want: number
  /** How many a window has, as far as this process knows. */
  readonly limit: number
  /** What Intercom told it last. */
  readonly told: Told | undefined
  /** Requests of it that are not answered yet: a window that begins may count them. */
  readonly unanswered: number
  /** Those of them that it was given in a window which is over. */
  readonly carried: number
}

/**
 * What a response says of its window.
 *
 * @category models
 * @since 0.1.0
 */
export interface Told {
  /** The announced end of the window, in Unix seconds of Intercom's clock: what windows are told apart by. */
  readonly reset: number
  /** How many requests Intercom had counted in it. */
  readonly counted: number
  /** Milliseconds since the request was sent, and since the response came. */
  readonly requestedAgo: number
  readonly receivedAgo: number
}

/**
 * What a process may do.
 *
 * @category models
 * @since 0.1.0
 */
export interface Lease {
  /** How many requests it may send. */
  readonly granted: number
  /** Milliseconds until they lapse. */
  readonly endsIn: number
  /** Milliseconds until it is worth asking again: 0 where there is more for this process now. */
  readonly waitFor: number
  /** How many processes were heard of lately, this one included. */
  readonly active: number
  /** How many a window has, as far as any process was told. */
  readonly limit: number | undefined
}

/**
 * Two keys that turned out to be of one budget.
 *
 * @category models
 * @since 0.1.0
 */
export interface SameBudget {
  readonly key: string
  /** What the budget is known by from now on. */
  readonly into: string
}

/**
 * What one process at a time may do.
 *
 * @category models
 * @since 0.1.0
 */
export interface Lock {
  /** Whose workspace, as in `Ask`. */
  readonly key: string
  /** What it is that one does at a time. */
  readonly name: string
  /** Who holds it, or wants to. */
  readonly owner: string
  /** Milliseconds after which it is free again, unless it is held anew. */
  readonly lasts: number
}

/**
 * The store could not be asked.
 *
 * @category errors
 * @since 0.1.0
 */
export class BudgetStoreError extends Schema.TaggedError<BudgetStoreError>("@effect-intercom/core/BudgetStoreError")(
  "BudgetStoreError",
  { message: Schema.String, cause: Schema.optional(Schema.Defect()) }
) {}

/**
 * Where processes share a budget.
 *
 * @category services
 * @since 0.1.0
 */
export class BudgetStore extends Context.Service<
  BudgetStore,
  {
    /** Takes a lease. */
    readonly take: (ask: Ask) => Effect.Effect<Lease, BudgetStoreError>
    /** Makes one budget of two: what was taken of either counts, and who asks by the old key takes of the new one. */
    readonly join: (keys: SameBudget) => Effect.Effect<void, BudgetStoreError>
    /** Takes a lock, or renews it, and answers whether it is the owner's now. */
    readonly hold: (lock: Lock) => Effect.Effect<boolean, BudgetStoreError>
    /** Gives a lock back, where it is the owner's. */
    readonly release: (lock: Lock) => Effect.Effect<void, BudgetStoreError>
  }
>()("@effect-intercom/core/BudgetStore") {}

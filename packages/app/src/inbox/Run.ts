/**
 * Works the inbox: a handler for each topic, at least once for each notification.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type * as PersistedQueue from "effect/persistence/PersistedQueue"
import { itemKey, type Notification, type NotificationOf, type Unknown } from "../webhooks/Notification.ts"
import type { Topic } from "../webhooks/Topics.ts"
import { failureKind } from "../signed/FailureKind.ts"
import { Inbox } from "./Inbox.ts"
import { arrival, type Order } from "./Order.ts"

/**
 * A handler for each topic that is wanted. `unknown` gets topics this package does not know, `otherwise` whatever has no
 * handler of its own; where there is neither, the notification is done.
 *
 * @category models
 * @since 0.1.0
 */
export type Handlers = {
  // A handler may fail with anything, and need anything: what it needs shows in the type of `run`.
  readonly [T in Topic]?: (notification: NotificationOf<T>) => Effect.Effect<unknown, unknown, unknown>
} & {
  readonly unknown?: (notification: Unknown) => Effect.Effect<unknown, unknown, unknown>
  readonly otherwise?: (notification: Notification) => Effect.Effect<unknown, unknown, unknown>
}

/** Names of handlers that no topic has are told at the place where they stand. */
type OnlyTopics<H> = {
  readonly [K in keyof H]: K extends keyof Handlers ? H[K] : `${K & string} is no topic of Intercom's webhooks`
}

/**
 * What the handlers need.
 *
 * @category models
 * @since 0.1.0
 */
export type HandlerServices<H> = {
  readonly [K in keyof H]: H[K] extends (notification: never) => Effect.Effect<unknown, unknown, infer R> ? R : never
}[keyof H]

/**
 * How the inbox is worked.
 *
 * @category models
 * @since 0.1.0
 */
export interface RunOptions<E = never, R = never> {
  /** How many notifications are handled at a time. 16 when left out. */
  readonly concurrency?: number | undefined
  /** How long a handler may take before the attempt counts as failed. 5 minutes when left out. */
  readonly timeout?: Duration.Input | undefined
  /** `arrival` when left out; `latest()` and `refetch()` for handlers that want a thing's newest state. */
  readonly order?: Order<E, R> | undefined
}

/**
 * Works the inbox until it is interrupted: each notification at least once, two about the same thing never at the same
 * time. A handler that fails, dies or takes too long is tried again, and its notification is a dead letter in the end. As a
 * process may be killed between the effect of a handler and the word that it is done, handlers have to bear a repetition:
 * keep `notification.id` with what they do.
 *
 * A store that cannot be reached is asked again with growing delays.
 *
 * ```ts
 * Webhooks.run({
 *   "conversation.user.created": ({ item }) => Effect.log(item.id),
 *   "contact.merged": ({ item }) => forget(item.merged_from)
 * })
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const run = <H extends Handlers, E = never, R = never>(
  handlers: H & OnlyTopics<H>,
  options: RunOptions<E, R> = {}
): Effect.Effect<never, never, Inbox | HandlerServices<H> | R> => {
  const { concurrency = 16, order = arrival, timeout = "5 minutes" } = options
  const turns = makeTurns()

  const attempt = Effect.fnUntraced(function* (notification: Notification) {
    const prepared = yield* order.prepare(notification)
    if (Option.isNone(prepared)) return
    const handler = handlerOf(handlers, prepared.value)
    if (handler !== undefined) yield* handler
    order.handled(prepared.value)
  })

  const worker = Effect.gen(function* () {
    const inbox = yield* Inbox
    // Only the claim's own failures end the loop: those of a handler are told to the store when the scope closes.
    return yield* Effect.scopedWith((scope) =>
      Effect.gen(function* () {
        const { attempt: number, notification } = yield* Scope.provide(inbox.claim, scope)
        yield* turns(itemKey(notification))(attempt(notification)).pipe(
          Effect.timeout(timeout),
          Effect.tapCause((cause) => tell(notification, number, cause)),
          // Where the worker itself is interrupted, nothing is caught.
          Effect.catchCause((cause) => Effect.fail(new HandlerFailed(cause)))
        )
      })
    ).pipe(
      Effect.catchIf(isHandlerFailed, () => Effect.void),
      Effect.forever
    )
  }).pipe(
    // What the store cannot settle in the end dies.
    Effect.catchDefect((defect) => Effect.fail(defect)),
    Effect.tapError((error) => Effect.logWarning("the inbox of webhooks cannot be reached", error)),
    Effect.retry(storeRetry)
  )

  // What handlers and order need is what the signature says; inside it is not looked at.
  return Effect.all(
    Array.from({ length: Math.max(1, concurrency) }, () => worker),
    { concurrency: "unbounded", discard: true }
  ).pipe(Effect.andThen(Effect.never)) as Effect.Effect<never, never, Inbox | HandlerServices<H> | R>
}

/** What a store writes down as the reason of a failed attempt; kept apart from failures of the store. */
class HandlerFailed extends Error {
  override readonly name = "HandlerFailed"
  constructor(cause: Cause.Cause<unknown>) {
    const error = Cause.squash(cause)
    super(error instanceof Error ? `${error.name}: ${error.message}` : failureKind(cause))
  }
}

const isHandlerFailed = (error: unknown): error is HandlerFailed => error instanceof HandlerFailed

const storeRetry = Schedule.min([Schedule.exponential("200 millis"), Schedule.spaced("10 seconds")])

/** The log says which notification, and of what kind the failure is; neither its item nor the failure's text. */
const tell = (notification: Notification, attempt: number, cause: Cause.Cause<unknown>): Effect.Effect<void> =>
  Cause.hasInterruptsOnly(cause)
    ? Effect.void
    : Effect.logWarning("a handler of webhooks failed").pipe(
        Effect.annotateLogs({
          topic: notification.topic,
          notification: notification.id,
          attempt,
          failure: failureKind(cause)
        })
      )

const handlerOf = (
  handlers: Handlers,
  notification: Notification
): Effect.Effect<unknown, unknown, unknown> | undefined => {
  const handler: ((notification: never) => Effect.Effect<unknown, unknown, unknown>) | undefined =
    handlers[notification.topic] ?? handlers.otherwise
  // The handler stands under the topic of the notification, so it takes it.
  return handler?.(notification as never)
}

/** Lets one effect at a time through for each key, in the order they came. */
const makeTurns = () => {
  const turns = new Map<string, { readonly semaphore: Semaphore.Semaphore; users: number }>()
  return (key: string | undefined) =>
    <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      key === undefined
        ? effect
        : Effect.suspend(() => {
            const turn = turns.get(key) ?? { semaphore: Semaphore.makeUnsafe(1), users: 0 }
            turns.set(key, turn)
            turn.users++
            return turn.semaphore.withPermit(effect).pipe(
              Effect.ensuring(
                Effect.sync(() => {
                  if (--turn.users === 0) turns.delete(key)
                })
              )
            )
          })
}

/**
 * The notifications of the inbox, one after the other. One is done when the next is asked for; where the stream fails or is
 * interrupted, the last one goes back and comes again.
 *
 * @category actions
 * @since 0.1.0
 */
export const stream: Stream.Stream<Notification, PersistedQueue.PersistedQueueError, Inbox> = Stream.unwrap(
  Effect.gen(function* () {
    const inbox = yield* Inbox
    let held: Scope.Closeable | undefined
    const settle = (exit: Exit.Exit<unknown, unknown>) =>
      Effect.suspend(() => {
        const scope = held
        held = undefined
        return scope === undefined ? Effect.void : Scope.close(scope, exit)
      })
    const next = Effect.gen(function* () {
      yield* settle(Exit.void)
      const scope = yield* Scope.make()
      const { notification } = yield* Scope.provide(inbox.claim, scope).pipe(
        Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : Scope.close(scope, exit)))
      )
      held = scope
      return notification
    })
    return Stream.fromEffectRepeat(next).pipe(Stream.onExit((exit) => settle(exit)))
  })
)

/**
 * The inbox: where notifications are safe before Intercom is told that they arrived, and from where they are worked.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as PersistedQueue from "effect/persistence/PersistedQueue"
import type * as Redis from "effect/persistence/Redis"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Stream from "effect/Stream"
import { decode, identify, type Notification } from "../webhooks/Notification.ts"
import { failureKind } from "../signed/FailureKind.ts"
import { type InboxStore, queueName } from "./InboxStore.ts"
import { makeMemoryStore } from "./MemoryStore.ts"
import { makeRedisStore, type RedisStoreOptions } from "./RedisStore.ts"
import { makeSqlStore, type SqlStoreOptions } from "./SqlStore.ts"

export type { RedisStoreOptions } from "./RedisStore.ts"
export type { SqlStoreOptions } from "./SqlStore.ts"

/**
 * Options of an inbox.
 *
 * @category models
 * @since 0.1.0
 */
export interface InboxOptions {
  /**
   * How many notifications may wait; more are refused with 429, and Intercom sends them again later. 10,000 when left
   * out. Where several processes share a store, and between two counts, it is a little more.
   */
  readonly capacity?: number | undefined
  /** How often a notification is tried before it is a dead letter. 10 when left out. */
  readonly maxAttempts?: number | undefined
  /**
   * How long after an attempt that failed the next one is made. 1, 2, 4 … seconds and at most five minutes when left
   * out. A table counts whole seconds.
   */
  readonly retryDelay?: ((attempts: number) => Duration.Input) | undefined
  /** How long ids are remembered, so that what comes again is dropped. 7 days when left out; Intercom repeats for hours. */
  readonly rememberIds?: Duration.Input | undefined
  /** How long dead letters are kept, with the personal data in them. 30 days when left out. */
  readonly keepDeadLetters?: Duration.Input | undefined
}

/**
 * A notification that was given up after its last attempt.
 *
 * @category models
 * @since 0.1.0
 */
export interface DeadLetter {
  /** What {@link Inbox} sends it again by. */
  readonly id: string
  readonly notification: Notification
  readonly attempts: number
  /** What the last attempt failed with; it may quote the notification. */
  readonly failure: string | undefined
}

/**
 * A notification in the hands of a worker, until the scope closes: with success it is handled, with a failure it is tried
 * again later, and where the worker is interrupted it goes back.
 *
 * @category models
 * @since 0.1.0
 */
export interface Claim {
  readonly notification: Notification
  /** 1 for the first attempt. */
  readonly attempt: number
}

/**
 * Notifications that wait. Made by {@link layerInbox} (memory), {@link layerInboxSql} or {@link layerInboxRedis}.
 *
 * @category services
 * @since 0.1.0
 */
export class Inbox extends Context.Service<
  Inbox,
  {
    /**
     * Keeps the body of a notification; it is safe when this succeeds. What is there already, or was, is dropped.
     * `signature` stands for the id of a body that has none.
     */
    readonly offer: (
      body: string,
      signature?: string
    ) => Effect.Effect<"kept" | "full", PersistedQueue.PersistedQueueError>
    /** Waits for the next notification. */
    readonly claim: Effect.Effect<Claim, PersistedQueue.PersistedQueueError, Scope.Scope>
    /** How many wait or are being handled. */
    readonly waiting: Effect.Effect<number, PersistedQueue.PersistedQueueError>
    /** What was given up, oldest first. */
    readonly deadLetters: Stream.Stream<DeadLetter, PersistedQueue.PersistedQueueError>
    /** Has a dead letter tried again, from its first attempt on; false where there is none with this id. */
    readonly resend: (id: string) => Effect.Effect<boolean, PersistedQueue.PersistedQueueError>
    /**
     * Erases notifications that wait or were given up, as when a person asks for it; those that were handled are erased
     * already. Tells how many there were. A handler that is at work is not stopped.
     */
    readonly erase: (
      matches: (notification: Notification) => boolean
    ) => Effect.Effect<number, PersistedQueue.PersistedQueueError>
  }
>()("@effect-intercom/app/Inbox") {}

/**
 * What stands in the store: the body as it came, so that a later version of this package reads it in its own way.
 */
interface Stored {
  readonly body: string
  readonly signature: string
}

const Stored: Schema.Codec<Stored> = Schema.Struct({ body: Schema.String, signature: Schema.String })

const isStored = Schema.is(Stored)

const read = (element: unknown): Notification =>
  isStored(element) ? decode(element.body, element.signature) : decode(JSON.stringify(element) ?? "")

/** Nobody's id is longer than stores allow. */
const longestId = 200

const keyOf = (body: string, signature: string): string => {
  const { id, workspaceId } = identify(body)
  const key = `${workspaceId}/${id}`
  return id === "" || key.length > longestId ? `body/${signature}` : key
}

const exponential = (attempts: number): Duration.Duration =>
  Duration.seconds(Math.min(300, 2 ** Math.min(attempts - 1, 9)))

/** A count older than this is taken again. */
const countedFor = 1000

const make = Effect.fnUntraced(function* (store: InboxStore, options: InboxOptions = {}) {
  const capacity = options.capacity ?? 10_000
  const maxAttempts = options.maxAttempts ?? 10
  const retryDelay = options.retryDelay ?? exponential
  const ages = {
    timeToLive: Duration.fromInputUnsafe(options.rememberIds ?? "7 days"),
    failedTimeToLive: Duration.fromInputUnsafe(options.keepDeadLetters ?? "30 days")
  }

  let counted = { at: Number.NEGATIVE_INFINITY, waiting: 0 }
  const isFull = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    // Also where the clock was set back since.
    if (Math.abs(now - counted.at) >= countedFor) counted = { at: now, waiting: yield* store.waiting }
    return counted.waiting >= capacity
  })

  /** Now and then for as long as the inbox is open, whatever comes of it. */
  const regularly = (what: Effect.Effect<void, PersistedQueue.PersistedQueueError>, every: Duration.Input) =>
    what.pipe(
      Effect.catchCause((cause) =>
        Effect.logWarning("the inbox of webhooks could not be swept").pipe(
          Effect.annotateLogs("failure", failureKind(cause))
        )
      ),
      Effect.repeat(Schedule.spaced(every)),
      Effect.forkScoped
    )
  yield* regularly(store.sweep, "1 minute")
  yield* regularly(store.queue.cleanup(ages), "1 hour")

  return Inbox.of({
    offer: Effect.fnUntraced(function* (body, signature = "") {
      if (yield* isFull) return "full"
      const stored: Stored = { body, signature }
      const id = keyOf(body, signature)
      yield* store.queue.offer({ name: queueName, id, element: stored, isCustomId: true })
      counted.waiting++
      return "kept"
    }),
    claim: Effect.map(
      store.queue.take({
        name: queueName,
        maxAttempts,
        retryDelay: (attempts) => Effect.sync(() => Duration.fromInputUnsafe(retryDelay(attempts)))
      }),
      ({ attempts, element }): Claim => ({ notification: read(element), attempt: attempts })
    ),
    waiting: store.waiting,
    deadLetters: Stream.paginate(0, (offset: number) =>
      Effect.map(store.failed(offset, letters), (found) => [
        found.map(({ attempts, element, failure, id }) => ({ id, notification: read(element), attempts, failure })),
        found.length < letters ? Option.none() : Option.some(offset + found.length)
      ])
    ),
    resend: store.resend,
    erase: (matches) => store.erase((element) => !Predicate.isNullish(element) && matches(read(element)))
  })
})

/** How many dead letters are read at a time. */
const letters = 100

/**
 * An inbox in memory: for development and tests, and for apps that may lose what waits when they end. It grows with its
 * capacity and the ids it remembers (about 200 bytes each), not with what was handled.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerInbox = (options?: InboxOptions): Layer.Layer<Inbox> =>
  Layer.effect(
    Inbox,
    Effect.flatMap(makeMemoryStore, (store) => make(store, options))
  )

/**
 * An inbox in a table of SQLite or Postgres, which processes may share: give it a `SqlClient`, as `PgClient.layer` of
 * `@effect/sql-pg` or `NodeSqlite.layer` of `@effect-intercom/app/node`.
 *
 * What a killed process had taken is taken again after `lockExpiration`. Contents of what was handled are erased within
 * a minute; ids stay for `rememberIds`.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerInboxSql = (
  options?: InboxOptions & SqlStoreOptions
): Layer.Layer<Inbox, SqlError, SqlClient.SqlClient> =>
  Layer.effect(
    Inbox,
    Effect.flatMap(makeSqlStore(options), (store) => make(store, options))
  )

/**
 * An inbox in Redis, which processes may share: give it a `Redis`, as `NodeRedis.layer` of `@effect/platform-node`.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerInboxRedis = (options?: InboxOptions & RedisStoreOptions): Layer.Layer<Inbox, never, Redis.Redis> =>
  Layer.effect(
    Inbox,
    Effect.flatMap(makeRedisStore(options), (store) => make(store, options))
  )

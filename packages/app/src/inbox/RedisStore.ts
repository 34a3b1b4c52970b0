/**
 * An inbox in Redis.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Redis from "effect/persistence/Redis"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import { type FailedElement, type InboxStore, queueName } from "./InboxStore.ts"

/**
 * Options of an inbox in Redis.
 *
 * @category models
 * @since 0.1.0
 */
export interface RedisStoreOptions {
  /** What the names of the keys begin with. `intercom:` when left out. */
  readonly prefix?: string | undefined
  /** How often workers look for what another process put in. One second when left out. */
  readonly pollInterval?: Duration.Input | undefined
  /** After which time what a killed process had taken is taken by another. 90 seconds when left out. */
  readonly lockExpiration?: Duration.Input | undefined
  /** How often a process says that it is still at work on what it took. 30 seconds when left out. */
  readonly lockRefreshInterval?: Duration.Input | undefined
}

/** How many elements are looked at in one go. */
const batch = 500

/**
 * Makes the store on a `Redis`, beside the keys that Effect's queue makes.
 *
 * @internal
 */
export const makeRedisStore = Effect.fnUntraced(function* (
  options: RedisStoreOptions = {}
): Effect.fn.Return<InboxStore, never, Redis.Redis | Scope.Scope> {
  const redis = yield* Redis.Redis
  const prefix = options.prefix ?? "intercom:"
  const queue = yield* PersistedQueue.makeStoreRedis({ ...options, prefix })
  const key = `${prefix}${queueName}`
  const delayed = `${key}:delayed`
  const failed = `${key}:failed`

  const payloadsOf = (list: string, offset: number, limit: number) =>
    list === delayed
      ? redis.send<ReadonlyArray<string>>("ZRANGE", list, String(offset), String(offset + limit - 1))
      : redis.send<ReadonlyArray<string>>("LRANGE", list, String(offset), String(offset + limit - 1))

  const remove = (list: string, payload: string) =>
    list === delayed ? redis.send<number>("ZREM", list, payload) : redis.send<number>("LREM", list, "1", payload)

  /** The payload of a dead letter. */
  const find = Effect.fnUntraced(function* (id: string) {
    for (let offset = 0; ; offset += batch) {
      const payloads = yield* payloadsOf(failed, offset, batch)
      const found = payloads.find((payload) => failedIn(payload).id === id)
      if (found !== undefined || payloads.length < batch) return found
    }
  })

  const eraseIn = Effect.fnUntraced(function* (list: string, matches: (element: unknown) => boolean) {
    let erased = 0
    for (let offset = 0; ;) {
      const payloads = yield* payloadsOf(list, offset, batch)
      const found = payloads.filter((payload) => matches(failedIn(payload).element))
      for (const payload of found) yield* remove(list, payload)
      erased += found.length
      if (payloads.length < batch) return erased
      offset += batch - found.length
    }
  })

  return {
    queue,
    waiting: Effect.all([
      redis.send<number>("LLEN", key),
      redis.send<number>("ZCARD", delayed),
      redis.send<number>("HLEN", `${key}:pending`)
    ]).pipe(
      Effect.map((counts) => counts.reduce((sum, count) => sum + Number(count), 0)),
      refused("count the notifications in the inbox")
    ),
    failed: (offset, limit) =>
      payloadsOf(failed, offset, limit).pipe(
        Effect.map((payloads) => payloads.map(failedIn)),
        refused("list dead letters")
      ),
    resend: Effect.fnUntraced(function* (id) {
      const payload = yield* find(id)
      if (payload === undefined) return false
      const removed = yield* remove(failed, payload)
      // Whoever took it away is the one to put it back.
      if (Number(removed) === 0) return false
      yield* redis.send("RPUSH", key, JSON.stringify({ id, element: failedIn(payload).element }))
      return true
    }, refused("send a dead letter again")),
    erase: (matches) =>
      Effect.forEach([key, delayed, failed], (list) => eraseIn(list, matches)).pipe(
        Effect.map((counts) => counts.reduce((sum, count) => sum + count, 0)),
        refused("erase notifications")
      ),
    // Nothing is left of what was handled but its id.
    sweep: Effect.void
  }
})

const failedIn = (payload: string): FailedElement => {
  const record: unknown = JSON.parse(payload)
  const fields: Readonly<Record<string, unknown>> = Predicate.isObject(record) ? { ...record } : {}
  const { attempts, element, id, lastFailure } = fields
  return {
    id: String(id),
    element,
    attempts: Number(attempts ?? 0),
    failure: typeof lastFailure === "string" ? lastFailure : undefined
  }
}

const refused =
  (what: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, PersistedQueue.PersistedQueueError, R> =>
    Effect.mapError(effect, (cause) => new PersistedQueue.PersistedQueueError({ message: `Failed to ${what}`, cause }))

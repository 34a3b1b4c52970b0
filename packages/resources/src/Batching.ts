/**
 * Gets that run at a time become one search.
 *
 * **When to use**
 *
 * Where a program gets records one by one in many places: a loop with `concurrency`, resolvers of GraphQL, a page made of
 * parts. The program stays as it is; the layer stands between it and the client. Where the ids are at hand, `getMany` of
 * `Contacts`, `Conversations` or `Tickets` does the same without waiting.
 *
 * **Details**
 *
 * A `Contacts.get` or `Tickets.get` waits for `delay`, 5 milliseconds unless told otherwise, or until 150 contacts (50
 * tickets, which bring all their parts) wait. Two or more become one search by their ids; what it does not show, since
 * search is minutes behind and hides merged contacts, is got by itself. Alone in its time, a get is sent as it is. Each
 * answers as it would by itself: the record, or the `IntercomError` of the get. Ids asked for twice are fetched once.
 *
 * Gets with other input than the id are left alone, and so is every other operation. Only gets of the same call options and
 * the same observer share a search; logs and spans of it belong to the first of them.
 *
 * **Gotchas**
 *
 * - Under `TestClock` a get waits until the test moves the clock.
 * - A record is as search shows it. What the same program changed in the last ten minutes is got by itself; of what others
 *   changed, merged or deleted a moment ago, search may still show what was before.
 * - `.response` tells the status, headers and request id of the search.
 * - `Conversations.get` comes with parts, which search does not show: it is batched only `withoutParts`, and then comes
 *   without them always.
 * - Companies are not batched: their search knows no ids.
 *
 * **Example** (Ten contacts, one search)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { Batching, Contacts } from "@effect-intercom/resources"
 * import { FakeIntercom } from "@effect-intercom/testing"
 *
 * const { requests } = yield* FakeIntercom
 * const { data } = yield* Contacts.list({ per_page: 10 })
 * const again = yield* Effect.forEach(data, ({ id }) => Contacts.get({ id }), { concurrency: "unbounded" }).pipe(
 *   Effect.provide(Batching.layer({ delay: 0 }))
 * )
 * again.length // => 10
 *
 * const sent = yield* requests
 * sent.map(({ path }) => path) // => ["/contacts", "/contacts/search"]
 * ```
 *
 * @since 0.1.0
 */
import { type CallOptions, CurrentCallOptions } from "@effect-intercom/core/CallOptions"
import { IntercomClient, type IntercomResponse } from "@effect-intercom/core/ClientService"
import { IntercomError } from "@effect-intercom/core/IntercomError"
import { CurrentObserver, type Observer } from "@effect-intercom/core/Observer"
import type { Definition } from "@effect-intercom/core/Operation"
import type { NonEmptyArray } from "effect/Array"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Pipeable from "effect/Pipeable"
import * as Request from "effect/Request"
import type * as RequestResolver from "effect/RequestResolver"
import * as Result from "effect/Result"
import { contacts } from "./many/Contacts.ts"
import { conversations } from "./many/Conversations.ts"
import { changedBy, idAlone, type RecordName } from "./many/Named.ts"
import { atATime, type Lookup, shown } from "./many/Lookup.ts"
import { makeRecent, type Recent } from "./many/Recent.ts"
import { tickets } from "./many/Tickets.ts"

/**
 * Options of {@link layer}.
 *
 * @category models
 * @since 0.1.0
 */
export interface BatchingOptions {
  /** How long a get waits for others, 5 milliseconds when left out. With 0 it waits for those of the same turn. */
  readonly delay?: Duration.Input | undefined
  /** Whether `Conversations.get` comes without its parts, and is batched. `false` when left out. */
  readonly withoutParts?: boolean | undefined
}

/**
 * Batches concurrent gets of contacts and tickets, for the program it is provided to. It stands on the client.
 *
 * ```ts
 * program.pipe(
 *   Effect.provide(Batching.layer({ delay: "5 millis" })),
 *   Effect.provide(IntercomClient.layerConfig())
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: BatchingOptions = {}): Layer.Layer<IntercomClient, never, IntercomClient> =>
  Layer.effect(
    IntercomClient,
    IntercomClient.use((client) => Effect.sync(() => batching(client, options)))
  )

type Client = IntercomClient["Service"]

/** One get that waits for its answer. */
interface Get extends Request.Request<IntercomResponse<unknown>, IntercomError> {
  readonly operation: Definition
  readonly id: string
  readonly options: CallOptions | undefined
  readonly outerOptions: CallOptions
  readonly observer: Observer | undefined
}

const Get = /*#__PURE__*/ Request.of<Get>()

type Resolver = RequestResolver.RequestResolver<Get>

const batching = (client: Client, { delay = "5 millis", withoutParts = false }: BatchingOptions): Client => {
  const recent = makeRecent()
  const resolvers = new Map<string, Resolver>([
    ["contacts.get", resolverOf(client, contacts, delay, recent)],
    ["tickets.get", resolverOf(client, tickets, delay, recent)]
  ])
  if (withoutParts) resolvers.set("conversations.get", resolverOf(client, conversations, delay, recent))
  return {
    ...client,
    execute: <Output>(...call: Parameters<typeof client.execute<Output>>) => {
      const [operation, input, options] = call
      const changed = changedBy(operation, input)
      if (changed.size > 0) return recent.around(changed, client.execute<Output>(...call))
      const id = idAlone(input)
      const resolver = id === undefined ? undefined : resolvers.get(operation.id)
      if (id === undefined || resolver === undefined) return client.execute<Output>(...call)
      const batched = Effect.withFiber<IntercomResponse<unknown>, IntercomError>((fiber) => {
        const outerOptions = fiber.getRef(CurrentCallOptions)
        const observer = fiber.getRef(CurrentObserver)
        return abandonable(Get({ operation, id, options, outerOptions, observer }), resolver)
      })
      // Type boundary: a lookup answers with what its operation answers with.
      return batched as ReturnType<typeof client.execute<Output>>
    }
  }
}

/** Who still waits for a batch that has begun: it ends when nobody does. */
interface Batch {
  readonly waiting: Set<Get>
  readonly abandoned: Deferred.Deferred<void>
}

const batches = new WeakMap<Get, Batch>()

const abandonable = (get: Get, resolver: Resolver) =>
  Effect.onInterrupt(Effect.request(get, resolver), () =>
    Effect.suspend(() => {
      const batch = batches.get(get)
      batch?.waiting.delete(get)
      return batch?.waiting.size === 0 ? Deferred.succeed(batch.abandoned, undefined) : Effect.void
    })
  )

/** Made by hand: the module of `RequestResolver` brings stores, Redis and SQL with it, to every process that imports the index. */
const resolverOf = <Item extends { readonly id: string }>(
  client: Client,
  lookup: Lookup<Item>,
  delay: Duration.Input,
  recent: Recent
): Resolver => ({
  ...Pipeable.Prototype,
  "~effect/RequestResolver": { _A: () => undefined },
  // Without one it runs after those that are ready to run.
  delay: Duration.toMillis(Duration.fromInputUnsafe(delay)) > 0 ? Effect.sleep(delay) : Effect.yieldNow,
  batchKey: () => lookup.resource,
  preCheck: undefined,
  collectWhile: ({ size }) => size < lookup.perSearch,
  runAll: (entries) =>
    Effect.forEach(
      sentAlike(entries),
      (alike) => runOne(client, lookup, alike, recent).pipe(Effect.provideContext(alike[0].context)),
      { concurrency: "unbounded", discard: true }
    )
})

/** Those of the same options and the same observer, of which one search can stand for all. */
const sentAlike = (entries: ReadonlyArray<Request.Entry<Get>>) => {
  const groups: Array<{ readonly key: ReadonlyArray<unknown>; readonly entries: NonEmptyArray<Request.Entry<Get>> }> =
    []
  for (const entry of entries) {
    const { observer, options, outerOptions } = entry.request
    const key = [options, outerOptions, observer]
    const group = groups.find((group) => Equal.equals(group.key, key))
    if (group === undefined) groups.push({ key, entries: [entry] })
    else group.entries.push(entry)
  }
  return groups.map(({ entries }) => entries)
}

const runOne = <Item extends { readonly id: string }>(
  client: Client,
  lookup: Lookup<Item>,
  entries: ReadonlyArray<Request.Entry<Get>>,
  recent: Recent
) =>
  Effect.gen(function* () {
    const batch: Batch = {
      waiting: new Set(entries.map(({ request }) => request)),
      abandoned: yield* Deferred.make<void>()
    }
    for (const { request } of entries) batches.set(request, batch)
    const told = answered(lookup, entries, yield* recent.has, client.baseUrl)
    yield* Effect.raceFirst(told, Deferred.await(batch.abandoned))
  }).pipe(Effect.provideService(IntercomClient, client))

const answered = Effect.fnUntraced(function* <Item extends { readonly id: string }>(
  lookup: Lookup<Item>,
  entries: ReadonlyArray<Request.Entry<Get>>,
  isRecent: (name: RecordName) => boolean,
  baseUrl: string
) {
  const byId = Map.groupBy(entries, ({ request }) => request.id)
  const options = entries[0]?.request.options
  const settled = [...byId.keys()].filter((id) => !isRecent(`${lookup.resource} ${id}`))
  const searched = yield* Effect.result(shown(lookup, settled, options))
  yield* Effect.forEach(
    byId,
    Effect.fnUntraced(function* ([id, waiting]) {
      const response = Result.isSuccess(searched) ? searched.success.get(id) : undefined
      if (response !== undefined) return complete(waiting, Exit.succeed(response), baseUrl)
      if (Result.isFailure(searched) && settled.includes(id)) {
        return complete(waiting, Exit.fail(searched.failure), baseUrl)
      }
      return complete(waiting, yield* Effect.exit(lookup.get(id, options)), baseUrl)
    }),
    { concurrency: atATime, discard: true }
  )
})

const complete = (
  entries: ReadonlyArray<Request.Entry<Get>>,
  exit: Exit.Exit<IntercomResponse<unknown>, IntercomError>,
  baseUrl: string
): void => {
  for (const { completeUnsafe, request } of entries) {
    batches.get(request)?.waiting.delete(request)
    completeUnsafe(Exit.mapError(exit, (error) => asOf(request.operation, error, baseUrl)))
  }
}

/** A search that failed is told as the get that it stood for. */
const asOf = ({ id, method, path }: Definition, error: IntercomError, baseUrl: string): IntercomError =>
  error.operation === id
    ? error
    : new IntercomError({ operation: id, method, url: baseUrl + path, reason: error.reason })

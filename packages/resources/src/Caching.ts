/**
 * Gets that are answered from a store for a while.
 *
 * **When to use**
 *
 * Where the same records are read again and again and may be a little old: who wrote, which company they belong to. The
 * program stays as it is; the layer stands between it and the client. With webhooks (`@effect-intercom/app`) records are
 * forgotten when they change, and may be kept for long.
 *
 * **Details**
 *
 * `get` of `Contacts`, `Companies`, `Conversations` and `Tickets` by the id alone is answered from a `Persistence` of
 * `effect/persistence`: memory, files, Redis, a database. What is not there, or older than `timeToLive`, is asked of
 * Intercom; failures are not kept. Everything the program itself changes is forgotten: the records that path, input and
 * answer of a write name. {@link forget} does it for a notification.
 *
 * Calls with a `version`, `headers` or `query` of their own pass by, as does every other operation, `getMany` and searches
 * included. Where the store fails, or takes longer than two seconds, Intercom is asked. Over `Batching.layer`, what is not in the store is batched.
 *
 * **Gotchas**
 *
 * - The store holds whole records: personal data. It has to be as safe as a database of customers.
 * - `storeId` names the workspace. Two workspaces of one `storeId` answer each other's questions.
 * - Processes that share a store share what is kept and what is forgotten, where their clients have the same version.
 * - What others change stays as it was for `timeToLive`, unless notifications tell of it.
 * - `Webhooks.refetch` gets records by the client in force: give `Webhooks.run` one that stands beside this layer.
 * - `.response` of what is kept has a status, no headers and no request id.
 *
 * **Example** (Asked once, until it changes)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { Persistence } from "effect/persistence"
 * import { Caching, Contacts } from "@effect-intercom/resources"
 * import { FakeIntercom } from "@effect-intercom/testing"
 *
 * const { requests } = yield* FakeIntercom
 * const { id } = yield* Contacts.create({ email: "ada@example.com" })
 * const program = Effect.gen(function* () {
 *   yield* Contacts.get({ id })
 *   yield* Contacts.get({ id })
 *   yield* Contacts.update({ id, name: "Ada" })
 *   return yield* Contacts.get({ id })
 * })
 * const contact = yield* program.pipe(
 *   Effect.provide(Caching.layer({ storeId: "my-workspace", timeToLive: "5 minutes" })),
 *   Effect.provide(Persistence.layerMemory)
 * )
 * contact.name // => "Ada"
 *
 * const sent = yield* requests
 * sent.map(({ method }) => method) // => ["POST", "GET", "PUT", "GET"]
 * ```
 *
 * @since 0.1.0
 */
import { type CallOptions, CurrentCallOptions, merge } from "@effect-intercom/core/CallOptions"
import { IntercomClient, type IntercomResponse } from "@effect-intercom/core/ClientService"
import type { Definition } from "@effect-intercom/core/Operation"
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Headers from "effect/http/Headers"
import * as Layer from "effect/Layer"
import * as Persistable from "effect/persistence/Persistable"
import type * as Persistence from "effect/persistence/Persistence"
import * as Schema from "effect/Schema"
import { changedBy, idAlone, isChange, namedIn, type NamedResource, type RecordName } from "./many/Named.ts"

/**
 * Options of {@link layer}.
 *
 * @category models
 * @since 0.1.0
 */
export interface CachingOptions {
  /** Names the workspace in the store. */
  readonly storeId: string
  /** How old an answer may be. */
  readonly timeToLive: Duration.Input
  /** Whose records are kept: those of all four when left out. */
  readonly resources?: ReadonlyArray<NamedResource> | undefined
}

/**
 * The records that are kept.
 *
 * @category services
 * @since 0.1.0
 */
export class CachedRecords extends Context.Service<
  CachedRecords,
  {
    /** Forgets records, also those that are being read. */
    readonly forget: (names: ReadonlySet<RecordName>) => Effect.Effect<void, Persistence.PersistenceError>
  }
>()("@effect-intercom/resources/CachedRecords") {}

/**
 * Answers gets from a store, for the program it is provided to. It stands on the client, and on a store of
 * `effect/persistence`.
 *
 * ```ts
 * import { Persistence } from "effect/persistence"
 *
 * program.pipe(
 *   Effect.provide(Caching.layer({ storeId: "my-workspace", timeToLive: "5 minutes" })),
 *   Effect.provide(Persistence.layerMemory),
 *   Effect.provide(IntercomClient.layerConfig())
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options: CachingOptions
): Layer.Layer<CachedRecords | IntercomClient, never, IntercomClient | Persistence.Persistence> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const client = yield* IntercomClient
      const persistence = yield* Stores
      const store = yield* persistence.make({
        // Another version answers with other fields.
        storeId: `${options.storeId}/${client.version}`,
        timeToLive: () => options.timeToLive
      })
      const records = makeRecords(store)
      return Context.make(IntercomClient, caching(client, records, new Set(options.resources ?? everyResource))).pipe(
        Context.add(CachedRecords, { forget: records.forget })
      )
    })
  )

/**
 * Forgets the records that a notification names, as a handler of webhooks. Fails where the store does, so that the
 * notification is worked again.
 *
 * ```ts
 * import { Webhooks } from "@effect-intercom/app"
 * import { Caching } from "@effect-intercom/resources"
 *
 * Webhooks.run({ otherwise: Caching.forget })
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const forget = (notification: unknown): Effect.Effect<void, Persistence.PersistenceError, CachedRecords> =>
  CachedRecords.use((records) => records.forget(namedIn(notification)))

/** `Persistence.Persistence` by its key. Its module brings Redis and SQL with it, to every process that imports the index. */
const Stores = /*#__PURE__*/ Context.Service<Persistence.Persistence, Persistence.Persistence["Service"]>(
  "effect/persistence/Persistence" satisfies typeof Persistence.Persistence.key
)

type Client = IntercomClient["Service"]

const everyResource: ReadonlyArray<NamedResource> = ["companies", "contacts", "conversations", "tickets"]

const caching = (client: Client, records: Records, resources: ReadonlySet<NamedResource>): Client => ({
  ...client,
  execute: <Output>(...call: Parameters<typeof client.execute<Output>>) => {
    const [operation, input, options] = call
    const executed = client.execute<Output>(...call)
    if (isChange(operation)) return afterwards(operation, input, executed, records)
    const id = idAlone(input)
    const resource = everyResource.find((name) => resources.has(name) && operation.id === `${name}.get`)
    if (id === undefined || resource === undefined) return executed
    return Effect.flatMap(CurrentCallOptions, (outer) =>
      asksForItsOwn(merge(outer, options)) ? executed : records.get(`${resource} ${id}`, executed)
    )
  }
})

const asksForItsOwn = ({ headers, query, version }: CallOptions): boolean =>
  headers !== undefined || query !== undefined || version !== undefined

/** What a write was about is forgotten when it is over: whatever was read before that may be old. */
const afterwards = <Output, E>(
  operation: Definition,
  input: unknown,
  executed: Effect.Effect<IntercomResponse<Output>, E>,
  { forget }: Records
) =>
  Effect.onExit(executed, (exit) => {
    const changed = new Set(changedBy(operation, input))
    if (Exit.isSuccess(exit)) namedIn(exit.value.value, changed)
    return withPatience(forget(changed)).pipe(
      Effect.catch((error) => Effect.logWarning(`What changed is not forgotten: ${error.message}`))
    )
  })

interface Records {
  readonly get: <Output, E>(
    name: RecordName,
    executed: Effect.Effect<IntercomResponse<Output>, E>
  ) => Effect.Effect<IntercomResponse<Output>, E>
  readonly forget: CachedRecords["Service"]["forget"]
}

/** An answer as it is kept. */
class Kept extends Persistable.Class<{ payload: { readonly name: RecordName } }>()("Kept", {
  primaryKey: ({ name }) => name,
  success: Schema.Struct({ value: Schema.Unknown, status: Schema.Int })
}) {}

const makeRecords = (store: Persistence.PersistenceStore): Records => {
  /** What is being read, and whether it changed meanwhile. */
  const reading = new Map<RecordName, Set<{ changed: boolean }>>()
  const forgetOne = (name: RecordName) =>
    Effect.suspend(() => {
      for (const read of reading.get(name) ?? []) read.changed = true
      return store.remove(new Kept({ name }))
    })
  const begin = (name: RecordName) => {
    const read = { changed: false }
    const reads = reading.get(name) ?? new Set()
    reading.set(name, reads.add(read))
    return read
  }
  const end = (name: RecordName, read: { changed: boolean }) => {
    const reads = reading.get(name)
    reads?.delete(read)
    if (reads?.size === 0) reading.delete(name)
  }
  const readAndKeep = <Output, E>(name: RecordName, executed: Effect.Effect<IntercomResponse<Output>, E>) =>
    Effect.acquireUseRelease(
      Effect.sync(() => begin(name)),
      (read) =>
        Effect.tap(executed, ({ status, value }) => {
          if (read.changed) return Effect.void
          const key = new Kept({ name })
          return withPatience(store.set(key, Exit.succeed({ value, status }))).pipe(
            // It may have changed while it was stored.
            Effect.andThen(Effect.suspend(() => (read.changed ? withPatience(store.remove(key)) : Effect.void))),
            Effect.catch((error) => Effect.logDebug(`An answer is not kept: ${error._tag}`))
          )
        }),
      (read) => Effect.sync(() => end(name, read))
    )
  return {
    get: (name, executed) =>
      withPatience(store.get(new Kept({ name }))).pipe(
        Effect.catch((error) => Effect.as(Effect.logDebug(`The store cannot be read: ${error._tag}`), undefined)),
        Effect.flatMap((kept) =>
          kept === undefined || Exit.isFailure(kept)
            ? readAndKeep(name, executed)
            : Effect.succeed(answerOf(kept.value))
        )
      ),
    forget: (names) => Effect.forEach(names, forgetOne, { concurrency: 10, discard: true })
  }
}

/** How long a call waits for the store, which may be on another machine. */
const patience = "2 seconds"

const withPatience = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E | Cause.TimeoutError> =>
  Effect.timeout(effect, patience)

/** Type boundary: what is kept under a name is what the operation answered with. */
const answerOf = <Output>({ status, value }: { readonly status: number; readonly value: unknown }) => ({
  value: value as Output,
  status,
  headers: Headers.empty,
  requestId: undefined
})

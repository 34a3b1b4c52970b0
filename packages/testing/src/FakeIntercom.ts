/**
 * A workspace in memory that behaves like Intercom.
 *
 * **When to use**
 *
 * Where a test cares about what becomes of records: searched, changed and paged as in a real workspace, with its
 * versions, limits and errors. {@link FakeIntercom.layer} replaces the client of a program, {@link
 * FakeIntercom.layerHttpClient} only its HTTP client, and {@link FakeIntercom.serve} listens on loopback for clients in
 * any language. For an answer or two, `IntercomTest` is shorter.
 *
 * **Details**
 *
 * It holds what `workspace` was told and what the seed gives (`contacts: 1_000_000` costs no memory until they are
 * touched). The same seed gives the same people. It runs on the clock of the test: `TestClock` drives rate windows,
 * jobs and snoozes. `requests` are those that came, in order, and `reset` leads back to the beginning.
 *
 * **Gotchas**
 *
 * - Under `TestClock` a program that waits, for the next window or before a retry, waits until the test moves the
 *   clock: fork it, then `TestClock.adjust`.
 * - Changes through `workspace` are not checked as requests are, so that a test can make what Intercom once allowed.
 * - A few operations answer with a value of their schema and not with what the workspace holds; they carry the header
 *   `x-fake-intercom: canned`.
 *
 * **Example** (A program against a workspace)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { Contacts, Search } from "@effect-intercom/resources"
 * import { FakeIntercom } from "@effect-intercom/testing"
 *
 * const greet = (email: string) =>
 *   Effect.gen(function* () {
 *     const { data = [] } = yield* Contacts.search({ query: Search.contacts.field("email").equals(email) })
 *     return data.map(({ name }) => `Hello ${name}`)
 *   })
 *
 * const test = Effect.gen(function* () {
 *   const { requests, workspace } = yield* FakeIntercom
 *   workspace.contacts.add({ email: "ada@example.com", name: "Ada" })
 *   const greetings = yield* greet("ada@example.com")
 *   return { greetings, asked: (yield* requests).map(({ method, path }) => `${method} ${path}`) }
 * })
 *
 * const seen = yield* Effect.provide(test, FakeIntercom.layer({ contacts: 10 }))
 * seen // => { greetings: ["Hello Ada"], asked: ["POST /contacts/search"] }
 * ```
 *
 * @since 0.1.0
 */
import { type ClientOptions, IntercomClient } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Script } from "./Faults.ts"
import { dump, type Dumpable } from "./server/Dump.ts"
import type { AppCredentials } from "./server/Installs.ts"
import type { FakeOptions } from "./server/Options.ts"
import { type FakeServer, makeFakeServer } from "./server/Server.ts"
import { makeMemoryHttp } from "./server/MemoryDoor.ts"
import type { LoggedRequest } from "./server/RequestLog.ts"
import type { ServedFake, ServeError, ServeOptions } from "./server/Serve.ts"
import { restoreSnapshot, type Snapshot, type SnapshotError, takeSnapshot } from "./server/Snapshot.ts"
import type { JsonObject } from "./workspace/Record.ts"
import * as Webhook from "./webhooks/Webhook.ts"
import type { Workspace } from "./resources/Workspace.ts"

/**
 * Options of a fake workspace in memory.
 *
 * @category models
 * @since 0.1.0
 */
export interface MemoryFakeOptions extends FakeOptions {
  /**
   * Whether answers are compressed for clients that ask for it. `false` when left out: unpacking takes turns of the
   * event loop, which a `TestClock` does not wait for.
   */
  readonly compression?: boolean | undefined
}

/**
 * Options of a fake workspace with a client.
 *
 * @category models
 * @since 0.1.0
 */
export interface FakeClientOptions extends MemoryFakeOptions {
  /**
   * Options of the client: version, retries, response checks and so on. Left to itself it knows the workspace's rate
   * limit from the start.
   */
  readonly client?: Omit<ClientOptions, "accessToken" | "baseUrl" | "region"> | undefined
}

/**
 * A fake workspace: what it holds, what it was asked, and what goes wrong in it.
 *
 * ```ts
 * import { Effect } from "effect"
 * import { FakeIntercom } from "@effect-intercom/testing"
 *
 * const program = Effect.gen(function*() {
 *   const fake = yield* FakeIntercom
 *   fake.workspace.contacts.add({ email: "ada@example.com", name: "Ada" })
 *   yield* welcome("ada@example.com")
 *   return (yield* fake.requests).map(({ method, path }) => `${method} ${path}`)
 * })
 *
 * program.pipe(Effect.provide(FakeIntercom.layer({ contacts: 10 })))
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class FakeIntercom extends Context.Service<
  FakeIntercom,
  {
    /** The address of the workspace's region. */
    readonly url: string
    readonly token: Redacted.Redacted
    /**
     * The app in the workspace. `authorize` is a code, as an admin who agrees brings it back; it is good for five minutes
     * and one `POST /auth/eagle/token`. `remove` takes the app out: the token is refused until a code is exchanged again.
     */
    readonly app: AppCredentials & { readonly authorize: Effect.Effect<string>; readonly remove: Effect.Effect<void> }
    /** What the workspace holds. Changes are seen by the next request. */
    readonly workspace: Workspace
    /** The requests so far, oldest first. */
    readonly requests: Effect.Effect<ReadonlyArray<LoggedRequest>>
    /** Forgets the requests so far, and counts from 1 again. */
    readonly clearRequests: Effect.Effect<void>
    /** Replaces the faults. */
    readonly setFaults: (script: Script) => Effect.Effect<void>
    /** All records of a resource, oldest first, as the API answers each. */
    readonly dump: (resource: Dumpable) => Stream.Stream<JsonObject>
    /**
     * Delivers signed notifications of what happens in the workspace, to a URL or to a handler, until the scope closes.
     * What does not arrive within five seconds is sent once more after a minute; an answer of 410 ends the subscription.
     */
    readonly webhooks: Webhook.Subscribe
    /** What happens in the workspace while the stream runs, unsigned. All topics when none is named. */
    readonly notifications: (topics?: ReadonlyArray<string>) => Stream.Stream<Webhook.Notification>
    /** The state of the workspace as JSON, to be kept in a file. */
    readonly snapshot: Effect.Effect<Snapshot>
    /** Brings the workspace into the state of a snapshot: one taken before, or read from a file and parsed. */
    readonly restore: (snapshot: unknown) => Effect.Effect<void, SnapshotError>
    /** Back to the beginning. */
    readonly reset: Effect.Effect<void>
  }
>()("@effect-intercom/testing/FakeIntercom") {
  /**
   * A workspace, and a client of it. `Effect.provide` it to any program that calls Intercom.
   *
   * @since 0.1.0
   */
  static readonly layer = (
    options: FakeClientOptions = {}
  ): Layer.Layer<FakeIntercom | IntercomClient.IntercomClient> =>
    Layer.effectContext(
      Effect.gen(function* () {
        const fake = yield* FakeIntercom
        const client = IntercomClient.layer({
          pacing: knownBudget(options.rateLimit ?? 1667),
          ...options.client,
          accessToken: fake.token,
          baseUrl: fake.url
        })
        return Context.add(yield* Layer.build(client), FakeIntercom, fake)
      })
    ).pipe(Layer.provide(FakeIntercom.layerHttpClient(options)))

  /**
   * A workspace, and an `HttpClient` that reaches it and nothing else: for tests that make the client themselves.
   *
   * @since 0.1.0
   */
  static readonly layerHttpClient = (
    options: MemoryFakeOptions = {}
  ): Layer.Layer<FakeIntercom | HttpClient.HttpClient> =>
    Layer.effectContext(
      Clock.clockWith((clock) =>
        Effect.sync(() => {
          const server = makeFakeServer(options, clock)
          const http = makeMemoryHttp(server, { compression: options.compression ?? false })
          return Context.make(FakeIntercom, fakeOf(server)).pipe(Context.add(HttpClient.HttpClient, http))
        })
      )
    )

  /**
   * Serves a workspace on loopback until the scope closes, for any client in any language. Needs Node, which nothing
   * else here does: what listens is loaded when it is called.
   *
   * Beside the API it answers `GET /_fake/dump/{resource}`, `GET /_fake/requests`, `GET /_fake/snapshot`,
   * `PUT /_fake/snapshot`, `POST /_fake/authorize`, `POST /_fake/uninstall` and `POST /_fake/reset`, to whoever sends `X-Fake-Secret` with the `secret`. It is reached by
   * names of this machine and from no page, unless `allowHosts` and `allowOrigins` name more.
   *
   * ```ts
   * import { FakeIntercom } from "@effect-intercom/testing"
   *
   * Effect.gen(function*() {
   *   const { token, url } = yield* FakeIntercom.serve({ contacts: 20_000, rateLimit: 167 })
   *   // any client, any language
   * }).pipe(Effect.scoped)
   * ```
   *
   * @since 0.1.0
   */
  static readonly serve = (options?: ServeOptions): Effect.Effect<ServedFake, ServeError, Scope.Scope> =>
    Effect.flatMap(
      Effect.promise(() => import("./server/Serve.ts")),
      ({ serve }) => serve(options)
    )
}

/** A client that knows the budget from the start never waits within it, and needs no `TestClock` to be moved. */
const knownBudget = (rateLimit: number | false): ClientOptions["pacing"] =>
  rateLimit === false ? false : { fallbackLimit: rateLimit }

const fakeOf = (server: FakeServer): FakeIntercom["Service"] => ({
  url: server.url,
  token: Redacted.make(server.token),
  app: {
    ...server.installs.credentials,
    authorize: Effect.sync(server.installs.authorize),
    remove: Effect.sync(server.installs.remove)
  },
  workspace: server.workspace,
  requests: Effect.sync(server.requests),
  clearRequests: Effect.sync(server.clearRequests),
  setFaults: (script) => Effect.sync(() => server.setFaults(script)),
  dump: (resource) =>
    Stream.fromIterable({
      [Symbol.iterator]: () => dump(server.workspace, resource, server.version)[Symbol.iterator]()
    }),
  webhooks: Webhook.subscriber(surroundingsOf(server)),
  notifications: (topics = ["*"]) => Webhook.notifications(surroundingsOf(server), topics),
  snapshot: Effect.sync(() => takeSnapshot(server.workspace)),
  restore: (snapshot) => Effect.suspend(() => Effect.fromResult(restoreSnapshot(server.workspace, snapshot))),
  reset: Effect.sync(server.reset)
})

const surroundingsOf = ({ url, version, workspace }: FakeServer) => ({ workspace, version, origin: url })

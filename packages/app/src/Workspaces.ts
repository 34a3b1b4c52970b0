/**
 * Many workspaces in one process: a client for each, made when it is needed and let go when it is not.
 *
 * @since 0.1.0
 */
import { type ClientOptions, IntercomClient, IntercomError, Unauthorized } from "@effect-intercom/core"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as LayerMap from "effect/LayerMap"
import type * as RateLimiter from "effect/persistence/RateLimiter"
import * as Schema from "effect/Schema"
import type { Install } from "./installs/Exchange.ts"
import { TokenStore, type TokenStoreError } from "./TokenStore.ts"

/**
 * The app is not in the workspace: it never was, or was taken out.
 *
 * @category errors
 * @since 0.1.0
 */
export class NotInstalled extends Schema.TaggedError<NotInstalled>("@effect-intercom/app/NotInstalled")(
  "NotInstalled",
  { workspaceId: Schema.String }
) {
  override get message(): string {
    return `the app is not in the workspace ${this.workspaceId}`
  }
}

/**
 * How clients of workspaces are made.
 *
 * @category models
 * @since 0.1.0
 */
export interface WorkspacesOptions {
  /** How long a client is kept that nobody uses. 5 minutes when left out. */
  readonly idle?: Duration.Input | undefined
  /** What all clients share: version, retries, response checks and so on. */
  readonly client?: Omit<ClientOptions, "accessToken" | "region"> | undefined
}

/**
 * Clients by workspace.
 *
 * @category services
 * @since 0.1.0
 */
export class Workspaces extends Context.Service<
  Workspaces,
  {
    /** Runs a program with the client of a workspace, which is made where there is none. */
    readonly use: <A, E, R>(
      workspaceId: string,
      program: Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E | NotInstalled | TokenStoreError, Exclude<R, IntercomClient.IntercomClient>>
    /** Keeps the token of an install. Programs that run with an older one are refused from here on. */
    readonly install: (install: Install) => Effect.Effect<void, TokenStoreError>
    /**
     * Drops a workspace: its token, its client, and every call that is made from here on, also by programs that run with
     * the client already.
     */
    readonly forget: (workspaceId: string) => Effect.Effect<void, TokenStoreError>
    /** How many clients there are at the moment. */
    readonly size: Effect.Effect<number>
  }
>()("@effect-intercom/app/Workspaces") {}

/**
 * Runs a program with the client of a workspace. Fails with `NotInstalled` where there is no token of it.
 *
 * A 401 drops the workspace as {@link forget} does, unless the token was replaced meanwhile.
 *
 * ```ts
 * Workspaces.use(notification.workspaceId, Contacts.list())
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const use = <A, E, R>(
  workspaceId: string,
  program: Effect.Effect<A, E, R>
): Effect.Effect<A, E | NotInstalled | TokenStoreError, Workspaces | Exclude<R, IntercomClient.IntercomClient>> =>
  Effect.flatMap(Workspaces, (workspaces) => workspaces.use(workspaceId, program))

/**
 * Keeps the token of an install, as `OAuth.exchange` brings it.
 *
 * @category actions
 * @since 0.1.0
 */
export const install = (install: Install): Effect.Effect<void, TokenStoreError, Workspaces> =>
  Workspaces.use((workspaces) => workspaces.install(install))

/**
 * Drops a workspace and its token: for uninstalls.
 *
 * ```ts
 * Webhooks.layerRoutes({ path: "/webhooks", secret, uninstalled: Workspaces.forget })
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const forget = (workspaceId: string): Effect.Effect<void, TokenStoreError, Workspaces> =>
  Workspaces.use((workspaces) => workspaces.forget(workspaceId))

const make = (
  clientLayer: (options: ClientOptions) => Layer.Layer<IntercomClient.IntercomClient, never, HttpClient.HttpClient>,
  options: WorkspacesOptions
) =>
  Effect.gen(function* () {
    const tokens = yield* TokenStore
    /** The client of each workspace that may still call. */
    const live = new Map<string, object>()

    const drop = Effect.fnUntraced(function* (workspaceId: string, token?: Install["token"]) {
      live.delete(workspaceId)
      yield* clients.invalidate(workspaceId)
      yield* tokens.remove(workspaceId, token)
    })

    const guarded = (client: Client, { token, workspaceId }: Install, self: object): Client => ({
      ...client,
      execute: (operation, input, call) =>
        Effect.suspend(() =>
          live.get(workspaceId) === self
            ? Effect.tapError(client.execute(operation, input, call), (error) =>
                error.reason._tag === "Unauthorized" && live.get(workspaceId) === self
                  ? Effect.ignore(drop(workspaceId, token))
                  : Effect.void
              )
            : Effect.fail(refused(client, operation, workspaceId))
        )
    })

    const layerOf = (workspaceId: string) =>
      Layer.effect(
        IntercomClient.IntercomClient,
        Effect.gen(function* () {
          const install = yield* tokens.get(workspaceId)
          if (install === undefined) return yield* new NotInstalled({ workspaceId })
          const { region, token } = install
          const context = yield* Layer.build(clientLayer({ ...options.client, accessToken: token, region }))
          const self = {}
          yield* Effect.acquireRelease(
            Effect.sync(() => live.set(workspaceId, self)),
            () => Effect.sync(() => live.get(workspaceId) === self && live.delete(workspaceId))
          )
          return guarded(Context.get(context, IntercomClient.IntercomClient), install, self)
        })
      )

    const clients = yield* LayerMap.make(layerOf, { idleTimeToLive: options.idle ?? "5 minutes" })

    return Workspaces.of({
      use: (workspaceId, program) => Effect.provide(program, clients.get(workspaceId)),
      install: Effect.fnUntraced(function* (install) {
        yield* tokens.set(install)
        live.delete(install.workspaceId)
        yield* clients.invalidate(install.workspaceId)
      }),
      forget: (workspaceId) => drop(workspaceId),
      size: Effect.sync(() => live.size)
    })
  })

type Client = IntercomClient.IntercomClient["Service"]

const refused = (
  client: Client,
  operation: { readonly id: string; readonly method: string; readonly path: string },
  workspaceId: string
): IntercomError =>
  new IntercomError({
    operation: operation.id,
    method: operation.method,
    url: client.baseUrl + operation.path,
    reason: new Unauthorized({
      status: 401,
      errors: [],
      message: `the app was taken out of the workspace ${workspaceId}, or its token was replaced; nothing was sent`
    })
  })

/**
 * Clients over one `HttpClient`, whose connections they share. Each has the rate budget of its app and workspace to itself,
 * as its token is of that app in that workspace.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options: WorkspacesOptions = {}
): Layer.Layer<Workspaces, never, HttpClient.HttpClient | TokenStore> =>
  Layer.effect(Workspaces, make(IntercomClient.layer, options))

/**
 * Clients that also ask a `RateLimiter` of yours before each request, so that several processes share the budget of each
 * workspace.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerRateLimiter = (
  options: WorkspacesOptions = {}
): Layer.Layer<Workspaces, never, HttpClient.HttpClient | TokenStore | RateLimiter.RateLimiter> =>
  Layer.effect(
    Workspaces,
    Effect.flatMap(Effect.context<RateLimiter.RateLimiter>(), (context) =>
      make((client) => Layer.provide(IntercomClient.layerRateLimiter(client), Layer.succeedContext(context)), options)
    )
  )

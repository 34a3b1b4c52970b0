/**
 * Webhooks where requests come in: a router of Effect's, anything that speaks fetch, Node's `http`.
 *
 * @since 0.1.0
 */
import type { ConfigurationError } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { Inbox, layerInbox } from "../inbox/Inbox.ts"
import { type FetchHandler, toFetchHandler } from "../serve/FetchHandler.ts"
import { type NodeHandler, toNodeListener } from "../serve/NodeHandler.ts"
import { makeReceiver, type ReceiveOptions } from "./Receive.ts"
import { checkSecret } from "../signed/Signature.ts"

/**
 * Routes on an `HttpRouter`: POST and HEAD of one path, for notifications, `ping`, uninstalls and health checks. Fails with
 * `ConfigurationError` where a secret is empty.
 *
 * ```ts
 * const routes = Webhooks.layerRoutes({ path: "/intercom/webhooks", secret })
 * const worker = Layer.effectDiscard(Effect.forkScoped(Webhooks.run(handlers)))
 * HttpRouter.serve(Layer.mergeAll(routes, worker).pipe(Layer.provide(Webhooks.layerInbox())))
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const layerRoutes = <R = never>(
  options: ReceiveOptions<R> & { readonly path: HttpRouter.PathInput }
): Layer.Layer<never, ConfigurationError, HttpRouter.HttpRouter | Inbox | R> =>
  HttpRouter.use(
    Effect.fnUntraced(function* (router) {
      const receive = yield* makeReceiver(options)
      const context = yield* Effect.context<Inbox | R>()
      // All it needs is in the context; that nothing is left is more than the compiler sees of an open `R`.
      const answer = (request: HttpServerRequest.HttpServerRequest) =>
        Effect.provideContext(receive(request), context) as Effect.Effect<HttpServerResponse.HttpServerResponse>
      // Every method, since the router tells a wrong one as a missing path.
      yield* router.add("*", options.path, answer)
    })
  )

/**
 * What a handler without a router is made of. `work` is what becomes of the notifications, as `Webhooks.run` makes it; an
 * app that works its inbox elsewhere gives the `inbox` alone.
 *
 * @category models
 * @since 0.1.0
 */
export type HandlerOptions<R = never> = ReceiveOptions<R> &
  (
    | {
        /** Works the inbox in this process, from the first request on. */
        readonly work: Effect.Effect<never, never, Inbox | R>
        /** Where notifications wait. In memory when left out. */
        readonly inbox?: Layer.Layer<Inbox, unknown> | undefined
      }
    | { readonly work?: undefined; readonly inbox: Layer.Layer<Inbox, unknown> }
  )

/**
 * A handler for everything that speaks fetch: Hono, Next, Bun, Deno, Workers. Throws `ConfigurationError` where a secret is
 * empty. The inbox is opened at the first request; `dispose` closes it. In Workers pass on the context of the request as
 * well, `webhooks(request, context)`: what works the inbox is waited for there.
 *
 * ```ts
 * const webhooks = Webhooks.toWebHandler({ secret, work: Webhooks.run({ "contact.merged": ({ item }) => Effect.log(item.id) }) })
 * app.all("/intercom/webhooks", (context) => webhooks(context.req.raw)) // `all`: HEAD has to come through
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export function toWebHandler(options: HandlerOptions): FetchHandler
export function toWebHandler<R>(options: HandlerOptions<R> & { readonly layer: Layer.Layer<R, unknown> }): FetchHandler
export function toWebHandler(options: AnyHandlerOptions): FetchHandler {
  return handlerOf(options)
}

const handlerOf = (options: AnyHandlerOptions): FetchHandler => {
  checkSecret(options.secret)
  const { inbox = layerInbox(), layer = Layer.empty, work } = options
  const services = Layer.mergeAll(inbox, layer)
  if (work === undefined) return toFetchHandler(makeReceiver(options), services)
  return toFetchHandler(makeReceiver(options), services, { always: work, after: untilEmpty(work) })
}

/** Works the inbox until nothing waits, or as long as runtimes let a request go on after its answer. */
const untilEmpty = <R>(work: Effect.Effect<never, never, R>): Effect.Effect<void, never, Inbox | R> =>
  Inbox.use(({ waiting }) =>
    waiting.pipe(
      Effect.repeat({ until: (count) => count === 0, schedule: Schedule.spaced("20 millis") }),
      Effect.raceFirst(work),
      Effect.timeout("25 seconds"),
      Effect.ignore
    )
  )

/** Options whose services are all there, or that need none. */
type AnyHandlerOptions = HandlerOptions<unknown> & { readonly layer?: Layer.Layer<unknown, unknown> }

/**
 * A handler for Node's `http` and for Express. Mount it before `express.json()`: the signature is over the bytes.
 *
 * ```ts
 * const webhooks = Webhooks.toNodeHandler({ secret, work: Webhooks.run(handlers) })
 * // app.all("/intercom/webhooks", webhooks)
 * // app.use(express.json())
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export function toNodeHandler(options: HandlerOptions): NodeHandler
export function toNodeHandler<R>(options: HandlerOptions<R> & { readonly layer: Layer.Layer<R, unknown> }): NodeHandler
export function toNodeHandler(options: AnyHandlerOptions): NodeHandler {
  return toNodeListener(handlerOf(options))
}

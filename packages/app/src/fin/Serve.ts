/**
 * Takes events of the Fin Agent API where they come in.
 *
 * @since 0.1.0
 */
import type { ConfigurationError } from "@effect-intercom/core"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import type * as Layer from "effect/Layer"
import { type FetchHandler, noServices, toFetchHandler } from "../serve/FetchHandler.ts"
import { checkSecret, type Secret } from "../signed/Signature.ts"
import { empty, makeSignedReceiver, type Receiver } from "../signed/SignedReceiver.ts"
import { decode, type Decoded } from "./Events.ts"

/**
 * How events are taken.
 *
 * @category models
 * @since 0.1.0
 */
export interface FinOptions<out R = never> {
  /** The secret of the Fin Agent API's webhook, or several while one takes the place of another. An empty one is refused. */
  readonly secret: Secret
  /** What becomes of an event. It is answered when this is done, and with 503 where it fails. */
  readonly onEvent: (decoded: Decoded) => Effect.Effect<unknown, unknown, R>
  /** After which time the answer is 503. 4 seconds when left out. */
  readonly timeLimit?: Duration.Input | undefined
}

const makeReceiver = <R>(options: FinOptions<R>): Effect.Effect<Receiver<R>, ConfigurationError> =>
  makeSignedReceiver<R>({
    what: "an event of Fin's",
    secret: options.secret,
    kinds: ["fin"],
    bodyLimit: 1_000_000,
    timeLimit: options.timeLimit ?? "4 seconds",
    failed: 503,
    handle: (text) => Effect.as(options.onEvent(decode(text)), empty(200))
  })

/**
 * A route on an `HttpRouter`: POST and HEAD, with `X-Fin-Agent-API-Webhook-Signature`.
 *
 * @category actions
 * @since 0.1.0
 */
export const layerRoutes = <R = never>(
  options: FinOptions<R> & { readonly path: HttpRouter.PathInput }
): Layer.Layer<never, ConfigurationError, HttpRouter.HttpRouter | R> =>
  HttpRouter.use(
    Effect.fnUntraced(function* (router) {
      const receive = yield* makeReceiver(options)
      const context = yield* Effect.context<R>()
      // All it needs is in the context; that nothing is left is more than the compiler sees of an open `R`.
      const answer = (request: HttpServerRequest.HttpServerRequest) =>
        Effect.provideContext(receive(request), context) as Effect.Effect<HttpServerResponse.HttpServerResponse>
      yield* router.add("*", options.path, answer)
    })
  )

/**
 * A handler for everything that speaks fetch. Throws `ConfigurationError` where a secret is empty.
 *
 * @category actions
 * @since 0.1.0
 */
export function toWebHandler(options: FinOptions): FetchHandler
export function toWebHandler<R>(options: FinOptions<R> & { readonly layer: Layer.Layer<R, unknown> }): FetchHandler
export function toWebHandler(
  options: FinOptions<unknown> & { readonly layer?: Layer.Layer<unknown, unknown> }
): FetchHandler {
  checkSecret(options.secret)
  return toFetchHandler(makeReceiver(options), options.layer ?? noServices)
}

/**
 * Effects as functions from a request to a promise of its response.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"

/**
 * Answers requests of the fetch standard.
 *
 * @category models
 * @since 0.1.0
 */
export interface FetchHandler {
  (request: Request): Promise<Response>
  /** Lets go of what the handler holds. What it was at is given back to the inbox. */
  readonly dispose: () => Promise<void>
}

/** A handler whose services are made at the first request, as some runtimes allow nothing before one. */
export const toFetchHandler = <R, E>(
  make: Effect.Effect<
    (request: HttpServerRequest.HttpServerRequest) => Effect.Effect<HttpServerResponse.HttpServerResponse, never, R>,
    unknown
  >,
  layer: Layer.Layer<R, E>
): FetchHandler => {
  const runtime = ManagedRuntime.make(layer)
  const receiver = Effect.runSync(Effect.cached(make))
  const handle = (request: Request): Promise<Response> =>
    runtime.runPromise(
      Effect.gen(function* () {
        const receive = yield* receiver
        const response = yield* receive(HttpServerRequest.fromWeb(request))
        return HttpServerResponse.toWeb(response, { withoutBody: request.method === "HEAD" })
      })
    )
  return Object.assign(handle, { dispose: () => runtime.dispose() })
}

/** For handlers that were given no services, as they need none: the types of those that take them see to it. */
export const noServices: Layer.Layer<unknown> = /*#__PURE__*/ Layer.succeedContext(
  /*#__PURE__*/ Context.makeUnsafe<unknown>(/*#__PURE__*/ new Map())
)

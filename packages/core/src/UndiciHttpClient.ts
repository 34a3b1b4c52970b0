/**
 * An HTTP layer for Node: undici's own handlers under Effect's `HttpClient`.
 *
 * `NodeHttpClient.layerUndici` goes through undici's `request`, which makes a Node stream, promises and an abort signal for
 * every response. Responses of an API are read whole at once, so here the bytes are taken from the connection as they come,
 * and large ones are unpacked on another thread.
 *
 * @since 0.1.0
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type * as Undici from "@effect/platform-node/Undici"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import process from "node:process"
import { UndiciBody } from "./http/UndiciBody.ts"
import { UndiciResponse } from "./http/UndiciResponse.ts"

/**
 * The layer over a dispatcher of the program's own, for a proxy, other certificates or a Unix socket.
 *
 * Not for Bun, whose `undici` has dispatchers that dispatch nothing: it dies there as it is made, and says so. What a
 * dispatcher is for stands in `FetchHttpClient.RequestInit` there, as `proxy`, `tls` and `unix`.
 *
 * ```ts
 * import { NodeHttpClient } from "@effect/platform-node"
 * import { UndiciHttpClient } from "@effect-intercom/core/node"
 *
 * const http = UndiciHttpClient.layerDispatcher.pipe(
 *   Layer.provide(NodeHttpClient.layerDispatcherOptions({ connections: 16 }))
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerDispatcher: Layer.Layer<HttpClient.HttpClient, never, NodeHttpClient.Dispatcher> = Layer.effect(
  HttpClient.HttpClient,
  Effect.gen(function* () {
    const dispatcher = yield* NodeHttpClient.Dispatcher
    if (typeof dispatcher.dispatch !== "function") return yield* Effect.die(new Error(noDispatcher))
    const usual = yield* NodeHttpClient.makeUndici
    return HttpClient.makeWith<never, never, HttpClientError.HttpClientError, never>(
      Effect.flatMap((request) =>
        request.body._tag === "Empty" || request.body._tag === "Uint8Array"
          ? dispatch(dispatcher, request, request.body._tag === "Empty" ? null : request.body.body)
          : usual.execute(request)
      ),
      Effect.succeed
    )
  })
)

/**
 * The layer over connections of its own, which close with it.
 *
 * The fastest way to talk to Intercom from Node; any other `HttpClient` works as well. It makes no spans: the SDK's
 * operations have theirs. Requests whose body is a stream or a form go the way of `NodeHttpClient.layerUndici`.
 *
 * On Bun it is `FetchHttpClient.layer`: there is no undici under it.
 *
 * ```ts
 * import { IntercomClient } from "@effect-intercom/core"
 * import { UndiciHttpClient } from "@effect-intercom/core/node"
 *
 * program.pipe(Effect.provide(IntercomClient.layerConfig()), Effect.provide(UndiciHttpClient.layer))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.suspend(() =>
  process.versions["bun"] === undefined
    ? Layer.provide(layerDispatcher, NodeHttpClient.layerDispatcher)
    : FetchHttpClient.layer
)

const noDispatcher =
  "UndiciHttpClient.layerDispatcher: the dispatcher has no `dispatch`, as on Bun, which has its own `undici`. " +
  "Use UndiciHttpClient.layer or FetchHttpClient.layer there"

const dispatch = (
  dispatcher: Undici.Dispatcher,
  request: HttpClientRequest.HttpClientRequest,
  body: Uint8Array | null
): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> => {
  const url = Option.getOrUndefined(HttpClientRequest.toUrl(request))
  if (url === undefined) return failed(new HttpClientError.InvalidUrlError({ request }))
  return Effect.callback((resume) => {
    let started: Undici.Dispatcher.DispatchController | undefined
    let incoming: UndiciBody | undefined
    let interrupted = false
    const fail = (cause: unknown) => {
      if (incoming === undefined) resume(failed(new HttpClientError.TransportError({ request, cause })))
      else incoming.finish({ cause })
    }
    const handler: Undici.Dispatcher.DispatchHandler = {
      onRequestStart(controller) {
        started = controller
        if (interrupted) controller.abort(new Error("Interrupted"))
      },
      onResponseStart(controller, status, headers) {
        if (status < 200) return
        incoming = new UndiciBody(controller)
        const response = new UndiciResponse(request, url, status, headers, incoming)
        // A small body came with the head: when the program goes on it is there, and the connection is free again.
        queueMicrotask(() => resume(Effect.succeed(response)))
      },
      onResponseData(_, chunk) {
        incoming?.push(chunk)
      },
      onResponseEnd() {
        started = undefined
        incoming?.finish("whole")
      },
      onResponseError(_, cause) {
        fail(cause)
      }
    }
    try {
      const { origin, pathname, search } = url
      // How long a request may take is for the program to say.
      const timeouts = { headersTimeout: 0, bodyTimeout: 0 }
      const { headers, method } = request
      dispatcher.dispatch({ origin, path: pathname + search, method, headers, body, ...timeouts }, handler)
    } catch (cause) {
      fail(cause)
    }
    return Effect.sync(() => {
      interrupted = true
      started?.abort(new Error("Interrupted"))
    })
  })
}

const failed = (
  reason: ConstructorParameters<typeof HttpClientError.HttpClientError>[0]["reason"]
): Effect.Effect<never, HttpClientError.HttpClientError> => Effect.fail(new HttpClientError.HttpClientError({ reason }))

/**
 * Effects as functions from a request to a promise of its response.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"

/**
 * Where a request runs that ends with its answer, as in Workers: what is to go on is said before.
 *
 * @category models
 * @since 0.1.0
 */
export interface RequestContext {
  readonly waitUntil: (promise: Promise<unknown>) => void
}

/**
 * Answers requests of the fetch standard.
 *
 * Where the runtime gives a context with `waitUntil` (Workers, edge functions), pass it on: nothing there goes on after an
 * answer unless it is waited for, so the inbox is worked after each request until it is empty.
 *
 * @category models
 * @since 0.1.0
 */
export interface FetchHandler {
  (request: Request, context?: RequestContext): Promise<Response>
  /** Lets go of what the handler holds. What it was at is given back to the inbox. */
  readonly dispose: () => Promise<void>
}

/**
 * What goes on beside requests.
 *
 * @internal
 */
export interface Background<R> {
  /** Runs from the first request on. */
  readonly always: Effect.Effect<unknown, never, R>
  /** Runs after each request, where nothing runs beside them. */
  readonly after: Effect.Effect<unknown, never, R>
}

/**
 * A handler whose services are made at the first request, as some runtimes allow nothing before one.
 *
 * @internal
 */
export const toFetchHandler = <R, E>(
  make: Effect.Effect<
    (request: HttpServerRequest.HttpServerRequest) => Effect.Effect<HttpServerResponse.HttpServerResponse, never, R>,
    unknown
  >,
  layer: Layer.Layer<R, E>,
  background?: Background<R>
): FetchHandler => {
  const runtime = ManagedRuntime.make(layer)
  const receiver = Effect.runSync(Effect.cached(make))
  let running: Fiber.Fiber<unknown, unknown> | undefined
  const handle = async (request: Request, context?: RequestContext): Promise<Response> => {
    if (background !== undefined && context === undefined) running ??= runtime.runFork(background.always)
    const response = await runtime.runPromise(
      Effect.gen(function* () {
        const receive = yield* receiver
        const response = yield* receive(HttpServerRequest.fromWeb(request))
        return HttpServerResponse.toWeb(response, { withoutBody: request.method === "HEAD" })
      })
    )
    if (background !== undefined) context?.waitUntil(runtime.runPromise(background.after))
    return response
  }
  const dispose = async (): Promise<void> => {
    if (running !== undefined) await Effect.runPromise(Fiber.interrupt(running))
    await runtime.dispose()
  }
  return Object.assign(handle, { dispose })
}

/**
 * For handlers that were given no services, as they need none: the types of those that take them see to it.
 *
 * @internal
 */
export const noServices: Layer.Layer<unknown> = /*#__PURE__*/ Layer.succeedContext(
  /*#__PURE__*/ Context.makeUnsafe<unknown>(/*#__PURE__*/ new Map())
)

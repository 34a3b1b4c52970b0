/**
 * Answers Intercom's requests for canvases.
 *
 * @since 0.1.0
 */
import { type ConfigurationError, ResponseCheck } from "@effect-intercom/core"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type * as Layer from "effect/Layer"
import type * as Schema from "effect/Schema"
import { type FetchHandler, noServices, toFetchHandler } from "../serve/FetchHandler.ts"
import { type NodeHandler, toNodeListener } from "../serve/NodeHandler.ts"
import { checkSecret, type Secret } from "../signed/Signature.ts"
import { empty, fieldsOf, makeSignedReceiver, type Receiver } from "../signed/SignedReceiver.ts"
import { type Canvas, CanvasError, type LiveCanvas, problemsOf } from "./Canvas.ts"
import { ConfigureRequest, InitializeRequest, LiveRequest, SubmitRequest } from "./Requests.ts"

/**
 * An answer with more than a canvas: that the app is done, or what an app it puts into the conversation begins with.
 *
 * @category models
 * @since 0.1.0
 */
export interface Shown {
  readonly canvas: Canvas | LiveCanvas
  readonly event?: { readonly type: "completed" }
  readonly card_creation_options?: Readonly<Record<string, unknown>>
}

/**
 * The end of a configuration: what `initialize` gets as its `card_creation_options`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Results {
  readonly results: Readonly<Record<string, unknown>>
}

/**
 * Shows a canvas, and tells that the app is done.
 *
 * @category conversions
 * @since 0.1.0
 */
export const completed = (canvas: Canvas | LiveCanvas): Shown => ({ canvas, event: { type: "completed" } })

/**
 * Ends a configuration.
 *
 * @category conversions
 * @since 0.1.0
 */
export const results = (results: Readonly<Record<string, unknown>>): Results => ({ results })

/** A value, or an effect that brings it. */
type Answer<A, R> = A | Effect.Effect<A, unknown, R>

/**
 * What a canvas app answers. A request nobody handles is answered with 404.
 *
 * @category models
 * @since 0.1.0
 */
export interface CanvasHandlers<out R = never> {
  /** The client secret of the app, or several while one takes the place of another. An empty one is refused. */
  readonly secret: Secret
  /** The first canvas. */
  readonly initialize: (request: InitializeRequest) => Answer<Canvas | LiveCanvas | Shown, R>
  /** What is shown after a click. */
  readonly submit?: (request: SubmitRequest) => Answer<Canvas | LiveCanvas | Shown, R>
  /** What a teammate sets up who adds the app. */
  readonly configure?: (request: ConfigureRequest) => Answer<Canvas | LiveCanvas | Shown | Results, R>
  /** The content of a live canvas. */
  readonly live?: (request: LiveRequest) => Answer<Canvas, R>
  /** After which time the answer is 500. 8 seconds when left out. */
  readonly timeLimit?: Duration.Input | undefined
}

type Kind = "initialize" | "submit" | "configure" | "live"

const kinds: ReadonlyArray<Kind> = ["initialize", "submit", "configure", "live"]

/** In bytes. A request holds a canvas, a contact and a conversation. */
const bodyLimit = 1_000_000

const makeReceiver = <R>(handlers: CanvasHandlers<R>): Effect.Effect<Receiver<R>, ConfigurationError> =>
  makeSignedReceiver<R>({
    what: "a canvas",
    secret: handlers.secret,
    kinds: ["body"],
    bodyLimit,
    timeLimit: handlers.timeLimit ?? "8 seconds",
    failed: 500,
    handle: (text, _, request) => answer(handlers, kindOf(request), text)
  })

/** The last part of the path tells what is asked for. */
const kindOf = ({ url }: HttpServerRequest.HttpServerRequest): Kind | undefined => {
  const name = url.split("?", 1)[0]?.replace(/\/+$/, "").split("/").at(-1)
  return kinds.find((kind) => kind === name)
}

const answer = <R>(
  handlers: CanvasHandlers<R>,
  kind: Kind | undefined,
  text: string
): Effect.Effect<HttpServerResponse.HttpServerResponse, unknown, R> => {
  const body = fieldsOf(text)
  if (typeof body["workspace_id"] !== "string") return Effect.succeed(empty(400))
  switch (kind) {
    case "initialize":
      return respond(InitializeRequest, handlers.initialize, body)
    case "submit":
      return respond(SubmitRequest, handlers.submit, body)
    case "configure":
      return respond(ConfigureRequest, handlers.configure, body)
    case "live":
      return respond(LiveRequest, handlers.live, body, true)
    case undefined:
      return Effect.succeed(empty(404))
  }
}

const respond = Effect.fnUntraced(function* <Request, R>(
  schema: Schema.Codec<Request>,
  handler: ((request: Request) => Answer<Canvas | LiveCanvas | Shown | Results, R>) | undefined,
  body: unknown,
  isLive = false
) {
  if (handler === undefined) return empty(404)
  const mismatches = ResponseCheck.findMismatches(schema, body)
  if (mismatches.length > 0) {
    yield* Effect.logWarning("a request for a canvas is not what it should be").pipe(
      Effect.annotateLogs("mismatches", ResponseCheck.describe(mismatches))
    )
  }
  // What differs was told; the handler gets what came, as callers get what Intercom answers.
  const answered = handler(body as Request)
  const shown = Effect.isEffect(answered) ? yield* answered : answered
  yield* checked(shown)
  return HttpServerResponse.jsonUnsafe(isLive && "content" in shown ? { content: shown.content } : enveloped(shown))
})

const enveloped = (shown: Canvas | LiveCanvas | Shown | Results): object =>
  "canvas" in shown || "results" in shown ? shown : { canvas: shown }

/** A canvas may have been made by hand. */
const checked = (shown: Canvas | LiveCanvas | Shown | Results): Effect.Effect<void, CanvasError> => {
  const canvas = "canvas" in shown ? shown.canvas : shown
  const problems = "content" in canvas ? problemsOf(canvas) : []
  return problems.length === 0
    ? Effect.void
    : Effect.andThen(
        Effect.logError("a canvas breaks the limits").pipe(Effect.annotateLogs("problems", problems.join("; "))),
        Effect.fail(new CanvasError({ problems }))
      )
}

/**
 * Routes on an `HttpRouter`: `initialize`, `submit`, `configure` and `live` below one path. Set them as the URLs of the app
 * in the Developer Hub.
 *
 * ```ts
 * CanvasKit.layerRoutes({ path: "/canvas", secret, initialize: () => CanvasKit.canvas([CanvasKit.text("Hello")]) })
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const layerRoutes = <R = never>(
  handlers: CanvasHandlers<R> & { readonly path: `/${string}` }
): Layer.Layer<never, ConfigurationError, HttpRouter.HttpRouter | R> =>
  HttpRouter.use(
    Effect.fnUntraced(function* (router) {
      const receive = yield* makeReceiver(handlers)
      const context = yield* Effect.context<R>()
      // All it needs is in the context; that nothing is left is more than the compiler sees of an open `R`.
      const respondTo = (request: HttpServerRequest.HttpServerRequest) =>
        Effect.provideContext(receive(request), context) as Effect.Effect<HttpServerResponse.HttpServerResponse>
      for (const kind of kinds) yield* router.add("*", `${handlers.path}/${kind}`, respondTo)
    })
  )

/**
 * A handler for everything that speaks fetch. The last part of the path tells what is asked for: `…/initialize`, `…/submit`,
 * `…/configure`, `…/live`. Throws `ConfigurationError` where a secret is empty.
 *
 * ```ts
 * const canvas = CanvasKit.handler({
 *   secret,
 *   initialize: () => form,
 *   submit: (request) => CanvasKit.canvas([CanvasKit.text(`Hello ${CanvasKit.values(form, request).name}`)])
 * })
 * app.all("/canvas/*", (context) => canvas(context.req.raw))
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export function handler(handlers: CanvasHandlers): FetchHandler
export function handler<R>(handlers: CanvasHandlers<R> & { readonly layer: Layer.Layer<R, unknown> }): FetchHandler
export function handler(handlers: AnyHandlers): FetchHandler {
  return handlerOf(handlers)
}

/** Handlers whose services are all there, or that need none. */
type AnyHandlers = CanvasHandlers<unknown> & { readonly layer?: Layer.Layer<unknown, unknown> }

const handlerOf = (handlers: AnyHandlers): FetchHandler => {
  checkSecret(handlers.secret)
  return toFetchHandler(makeReceiver(handlers), handlers.layer ?? noServices)
}

/**
 * {@link handler} for Node's `http` and for Express, before `express.json()`.
 *
 * @category actions
 * @since 0.1.0
 */
export function nodeHandler(handlers: CanvasHandlers): NodeHandler
export function nodeHandler<R>(handlers: CanvasHandlers<R> & { readonly layer: Layer.Layer<R, unknown> }): NodeHandler
export function nodeHandler(handlers: AnyHandlers): NodeHandler {
  return toNodeListener(handlerOf(handlers))
}

/**
 * From a request of Intercom's to the answer it gets.
 *
 * @since 0.1.0
 */
import type { ConfigurationError } from "@effect-intercom/core"
import * as ByteSize from "effect/ByteSize"
import type * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import type * as HttpServerError from "effect/http/HttpServerError"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Predicate from "effect/Predicate"
import { failureKind } from "../signed/FailureKind.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { makeVerifier, type Secret, type Verifier } from "../signed/Signature.ts"
import { WebhookError } from "../signed/WebhookError.ts"

/**
 * How an app is in a workspace, as a health check asks for: `UNHEALTHY` wants a message for the teammates there, of at most
 * 2,084 characters.
 *
 * @category models
 * @since 0.1.0
 */
export type Health =
  | { readonly state: "OK" | "UNKNOWN"; readonly message?: string }
  | { readonly state: "UNHEALTHY"; readonly message: string }

/**
 * How requests are taken.
 *
 * @category models
 * @since 0.1.0
 */
export interface ReceiveOptions<out R = never> {
  /** The client secret of the app, or several while one takes the place of another. An empty one is refused. */
  readonly secret: Secret
  /** Larger bodies are answered with 413. In bytes; 5,000,000 when left out. */
  readonly bodyLimit?: number | undefined
  /** After which time the answer is 503, so that Intercom tries again. 4 seconds when left out; Intercom waits for 5. */
  readonly timeLimit?: Duration.Input | undefined
  /**
   * The app was taken out of a workspace, as `Workspaces.forget` wants to know. It is answered when this is done, and sent
   * again where it fails. Set the URL as the app's uninstall URL.
   */
  readonly uninstalled?: ((workspaceId: string) => Effect.Effect<unknown, unknown, R>) | undefined
  /** Answers Intercom's daily question how the app is in a workspace. `UNKNOWN` when left out, or where it fails. */
  readonly health?: ((workspaceId: string) => Effect.Effect<Health, unknown, R>) | undefined
}

/**
 * Takes requests.
 *
 * @category models
 * @since 0.1.0
 */
export type Receiver<R> = (
  request: HttpServerRequest.HttpServerRequest
) => Effect.Effect<HttpServerResponse.HttpServerResponse, never, Inbox | R>

/**
 * Takes requests of an app: notifications into the inbox, uninstalls and health checks to those that asked for them.
 *
 * | answer | |
 * |---|---|
 * | 200 | to HEAD; to a notification once it is safe in the inbox, and to one that was there already |
 * | 401 | the signature is missing or wrong; nothing tells which |
 * | 405, 413 | another method, or a larger body |
 * | 429 | the inbox is full; Intercom tries again later |
 * | 500 | something read the body first; the log says how to mend it |
 * | 503 | the inbox cannot be reached, or not in time; Intercom tries again |
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeReceiver = <R = never>(options: ReceiveOptions<R>): Effect.Effect<Receiver<R>, ConfigurationError> =>
  Effect.map(makeVerifier(options.secret), (verifier) => receiverOf(options, verifier))

const receiverOf = <R>(options: ReceiveOptions<R>, verifier: Verifier): Receiver<R> => {
  const bodyLimit = ByteSize.bytes(options.bodyLimit ?? 5_000_000)

  const take = (request: HttpServerRequest.HttpServerRequest, body: Uint8Array) =>
    Effect.flatMap(
      verified(verifier, request, body, ["notification", "body"]),
      ({ kind, signature }): Effect.Effect<HttpServerResponse.HttpServerResponse, unknown, Inbox | R> => {
        const text = new TextDecoder().decode(body)
        return kind === "notification" ? keep(text, signature) : tell(options, text)
      }
    )

  return (request) => {
    if (request.method === "HEAD") return Effect.succeed(empty(200))
    if (request.method !== "POST") {
      return Effect.succeed(HttpServerResponse.empty({ status: 405, headers: { allow: "HEAD, POST" } }))
    }
    return bytesOf(request, bodyLimit).pipe(
      Effect.flatMap((body) => take(request, body)),
      Effect.catchIf(isWebhookError, refuse),
      Effect.timeoutOrElse({
        duration: options.timeLimit ?? "4 seconds",
        orElse: () => Effect.as(Effect.logWarning("a webhook was not answered in time"), empty(503))
      }),
      Effect.catchCause((cause) => Effect.as(logFailure("a webhook could not be taken", cause), empty(503)))
    )
  }
}

const keep = Effect.fnUntraced(function* (body: string, signature: string) {
  const inbox = yield* Inbox
  const outcome = yield* inbox.offer(body, signature)
  return outcome === "kept" ? empty(200) : HttpServerResponse.empty({ status: 429, headers: { "retry-after": "60" } })
})

/** What `X-Body-Signature` signs: an uninstall has an `app_id`, a health check a `workspace_id`. */
const tell = <R>(
  options: ReceiveOptions<R>,
  text: string
): Effect.Effect<HttpServerResponse.HttpServerResponse, unknown, R> => {
  const fields = fieldsOf(text)
  const { app_id, workspace_id } = fields
  if (typeof workspace_id === "string") {
    const unknown: Health = { state: "UNKNOWN" }
    const asked = options.health?.(workspace_id) ?? Effect.succeed(unknown)
    return asked.pipe(
      Effect.catchCause((cause) => Effect.as(logFailure("a health check failed", cause), unknown)),
      Effect.map((health) => HttpServerResponse.jsonUnsafe(health))
    )
  }
  if (typeof app_id !== "string") return Effect.succeed(empty(400))
  return Effect.as(options.uninstalled?.(app_id) ?? Effect.void, empty(200))
}

const logFailure = (what: string, cause: Cause.Cause<unknown>): Effect.Effect<void> =>
  Effect.logError(what).pipe(Effect.annotateLogs("failure", failureKind(cause)))

const fieldsOf = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text)
    return Predicate.isObject(value) ? { ...value } : {}
  } catch {
    return {}
  }
}

/** The bytes of a body, as they came. */
export const bytesOf = (
  request: HttpServerRequest.HttpServerRequest,
  limit: ByteSize.ByteSize
): Effect.Effect<Uint8Array, WebhookError> => {
  const { source } = request
  if (Predicate.hasProperty(source, "bodyUsed") && source.bodyUsed === true) {
    return Effect.fail(new WebhookError({ kind: "parsed" }))
  }
  return request.arrayBuffer.pipe(
    Effect.provideService(HttpIncomingMessage.MaxBodySize, limit),
    Effect.mapError((error) => new WebhookError({ kind: isTooLarge(error) ? "too-large" : "unreadable" })),
    Effect.map((buffer) => new Uint8Array(buffer))
  )
}

const isTooLarge = ({ reason }: HttpServerError.HttpServerError): boolean =>
  reason._tag === "RequestParseError" && reason.reason === "BodyTooLarge"

/** Whether the signature of one of `kinds` is the body's. */
export const verified = (
  verifier: Verifier,
  request: HttpServerRequest.HttpServerRequest,
  body: Uint8Array,
  kinds: Parameters<Verifier["verify"]>[1]
) => verifier.verify({ header: (name) => request.headers[name], body }, kinds)

/** What is answered to a request that is not taken. Why stands in the log, not in the answer. */
export const refuse = (error: WebhookError): Effect.Effect<HttpServerResponse.HttpServerResponse> => {
  const answer = empty(statuses[error.kind])
  return Effect.as(error.kind === "parsed" ? Effect.logError(error.message) : Effect.logDebug(error.message), answer)
}

export const isWebhookError = (error: unknown): error is WebhookError => error instanceof WebhookError

const statuses = { unsigned: 401, forged: 401, parsed: 500, "too-large": 413, unreadable: 400 } as const

const empty = (status: number): HttpServerResponse.HttpServerResponse => HttpServerResponse.empty({ status })

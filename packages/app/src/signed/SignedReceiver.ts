/**
 * Takes signed requests: looks at the method, the size and the signature, and answers in time.
 *
 * @since 0.1.0
 */
import { type ConfigurationError, Json } from "@effect-intercom/core"
import * as ByteSize from "effect/ByteSize"
import type * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import type * as HttpServerError from "effect/http/HttpServerError"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Predicate from "effect/Predicate"
import { failureKind } from "./FailureKind.ts"
import { makeVerifier, type Secret, type SignatureKind, type Verified } from "./Signature.ts"
import { WebhookError } from "./WebhookError.ts"

/**
 * Answers a request whatever comes of it.
 *
 * @category models
 * @since 0.1.0
 */
export type Receiver<R> = (
  request: HttpServerRequest.HttpServerRequest
) => Effect.Effect<HttpServerResponse.HttpServerResponse, never, R>

/**
 * How signed requests are taken.
 *
 * @internal
 */
export interface SignedOptions<out R> {
  /** What the log calls them. */
  readonly what: string
  readonly secret: Secret
  readonly kinds: ReadonlyArray<SignatureKind>
  /** In bytes. */
  readonly bodyLimit: number
  readonly timeLimit: Duration.Input
  /** What is answered where `handle` fails, or takes too long. */
  readonly failed: number
  readonly handle: (
    text: string,
    verified: Verified,
    request: HttpServerRequest.HttpServerRequest
  ) => Effect.Effect<HttpServerResponse.HttpServerResponse, unknown, R>
}

/**
 * Makes a receiver; fails where a secret is empty.
 *
 * @internal
 */
export const makeSignedReceiver = <R>(options: SignedOptions<R>): Effect.Effect<Receiver<R>, ConfigurationError> =>
  Effect.map(makeVerifier(options.secret), ({ verify }) => {
    const bodyLimit = ByteSize.bytes(options.bodyLimit)
    const failed = empty(options.failed)
    return (request) => {
      if (request.method === "HEAD") return Effect.succeed(empty(200))
      if (request.method !== "POST") {
        return Effect.succeed(HttpServerResponse.empty({ status: 405, headers: { allow: "HEAD, POST" } }))
      }
      return bytesOf(request, bodyLimit).pipe(
        Effect.flatMap((body) =>
          Effect.flatMap(verify({ header: (name) => request.headers[name], body }, options.kinds), (verified) =>
            options.handle(new TextDecoder().decode(body), verified, request)
          )
        ),
        Effect.catchIf(isWebhookError, refuse),
        Effect.timeoutOrElse({
          duration: options.timeLimit,
          orElse: () => Effect.as(Effect.logWarning(`${options.what} was not answered in time`), failed)
        }),
        Effect.catchCause((cause) => Effect.as(logFailure(`${options.what} could not be answered`, cause), failed))
      )
    }
  })

/** The bytes of a body, as they came. */
const bytesOf = (
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

/** Why a request is not taken stands in the log, not in the answer. */
const refuse = (error: WebhookError): Effect.Effect<HttpServerResponse.HttpServerResponse> =>
  Effect.as(
    error.kind === "parsed" ? Effect.logError(error.message) : Effect.logDebug(error.message),
    empty(statuses[error.kind])
  )

const isWebhookError = (error: unknown): error is WebhookError => error instanceof WebhookError

const statuses = { unsigned: 401, forged: 401, parsed: 500, "too-large": 413, unreadable: 400 } as const

/**
 * An answer without a body.
 *
 * @internal
 */
export const empty = (status: number): HttpServerResponse.HttpServerResponse => HttpServerResponse.empty({ status })

/**
 * Tells that something failed, and of what kind it was.
 *
 * @internal
 */
export const logFailure = (what: string, cause: Cause.Cause<unknown>): Effect.Effect<void> =>
  Effect.logError(what).pipe(Effect.annotateLogs("failure", failureKind(cause)))

/**
 * The fields of a JSON object; none where it is something else.
 *
 * @internal
 */
export const fieldsOf = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = Json.parse(text)
    return Predicate.isObject(value) ? { ...value } : {}
  } catch {
    return {}
  }
}
